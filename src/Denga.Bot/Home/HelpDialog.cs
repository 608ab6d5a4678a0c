using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Wallet;

namespace Denga.Bot.Home;

/// <summary>What can be written, and the commands.</summary>
internal sealed class HelpDialog : Dialog
{
    internal override string Word => "help";

    internal override IReadOnlyList<string> Commands => ["help", "помощь", "справка"];

    internal override IReadOnlyList<MenuItem> Menu => [new(20, "help", new("Что я умею", "What I can do"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var commands = turn.Dialogs.Menu.Select(c => $"/{c.Command} — {c.Text.In(language)}");
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
