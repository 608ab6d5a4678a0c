using Denga.Bot.Engine;

namespace Denga.Bot.Dialogs;

/// <summary>The first words, and the way home.</summary>
internal sealed class StartDialog : Dialog
{
    internal override string Word => "start";

    internal override IReadOnlyList<string> Commands => ["start", "начать", "старт", "домой", "home"];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var known = turn.Get("start.seen") is not null;
        turn.Set("start.seen", "1");
        turn.Show(new Screen((known ? Texts.WelcomeBack : Texts.Welcome).In(turn.Person.Language)));
        return Task.CompletedTask;
    }
}
