using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Payments;
using Denga.Bot.Stars;
using Denga.Bot.Wallet;

namespace Denga.Bot.Home;

[Action("help")]
internal sealed record OpenHelp : IAction;

/// <summary>What can be written, and the commands.</summary>
internal sealed class HelpDialog : Dialog
{
    internal override string Word => "help";

    internal override IReadOnlyList<string> Commands => ["help", "помощь", "справка"];

    internal override IReadOnlyList<MenuItem> Menu => [new(20, "help", new("Что я умею", "What I can do"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.Show(
            turn.Screen()
                .Line(StartTexts.Help)
                .Lines(turn.Dialogs.Menu.Select(c => $"/{c.Command} — {c.Text.In(turn.Person.Language)}"))
                .Row((StartTexts.Record, new OpenEntry()), (BalanceTexts.Money, new OpenBalance()))
                .Row((BalanceTexts.Send, new OpenSend()), (BalanceTexts.Convert, new OpenConvert()))
                .Row((BalanceTexts.TopUp, new OpenRecharge()), (StartTexts.Stars, new OpenStars()))
                .Row(Choices.Home)
        );
        return Task.CompletedTask;
    }
}
