using Denga.Bot.Engine;

namespace Denga.Bot.Dialogs;

/// <summary>What can be written, and the commands.</summary>
internal sealed class HelpDialog : Dialog
{
    internal override string Word => "help";

    internal override IReadOnlyList<string> Commands => ["help", "помощь", "справка"];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var commands = CommandList.All.Select(c => $"/{c.Command} — {c.Text.In(language)}");
        turn.Show(
            new Screen(
                string.Join('\n', commands.Prepend(StartTexts.Help.In(language))),
                [
                    [Rows.Button(StartTexts.Record, "e:", language), Rows.Button(BalanceTexts.Money, "bal:", language)],
                    [Rows.Button(BalanceTexts.Send, "send:", language), Rows.Button(BalanceTexts.Convert, "conv:", language)],
                    [Rows.Button(BalanceTexts.TopUp, "top:", language), Rows.Home(language)],
                ]
            )
        );
        return Task.CompletedTask;
    }
}
