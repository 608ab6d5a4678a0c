using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Bot.Wallet;

[Action("top")]
internal sealed record OpenRecharge : IAction;

[Action("top:amount")]
internal sealed record RechargeAmount : IAction;

/// <param name="Id">Of what it does: tapping again does nothing more.</param>
[Action("top:up")]
internal sealed record Recharge(Money Amount, OperationId Id) : IAction;

/// <summary>Topping up, with play money. Every button carries the id of what it does, so that tapping it again does nothing more.</summary>
internal sealed class RechargeDialog : Dialog
{
    private static readonly int[] Offered = [1_000, 5_000, 10_000];

    internal override string Word => "top";

    internal override IReadOnlyList<string> Commands => ["recharge", "topup", "пополнить", "пополнение"];

    internal override IReadOnlyList<MenuItem> Menu => [new(110, "recharge", new("Пополнить счёт", "Top up"))];

    internal override bool Takes(string command, string arguments) => AmountText.IsAmount(arguments);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var main = await Accounts.MainCurrency(turn, cancel);
        if (arguments.Length == 0)
        {
            Ask(turn, RechargeTexts.Ask.In(turn.Person.Language), main);
            return;
        }
        var fault = AmountText.Read(arguments, main, turn.Person.Language, out var amount);
        if (fault == AmountFault.None)
            await TopUp(turn, turn.Update.Operation, amount, main, cancel);
        else
            Ask(turn, AmountTexts.Of(fault, Surface.Chat).In(turn.Person.Language), main);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action is Recharge recharge ? TopUp(turn, recharge.Id, recharge.Amount, recharge.Amount.Currency, cancel) : Open(turn, "", cancel);

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var main = await Accounts.MainCurrency(turn, cancel);
        if (AmountText.Read(text, main, turn.Person.Language, out _) == AmountFault.NotAnAmount && text.Any(char.IsAsciiDigit))
            turn.PassToDefault(text);
        else
            await Open(turn, text, cancel);
    }

    private static async Task TopUp(Turn turn, OperationId id, Money amount, Currency main, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var done = await turn.Ask(new SandboxTopUp(id, turn.Person.Id, amount), cancel);
        if (!done.IsOk)
        {
            Ask(turn, ErrorWords.Of(done.Error, language), main);
            return;
        }
        var heading = await IsAnother(turn, done.Value, cancel) ? RechargeTexts.Opened : RechargeTexts.Done;
        Screen screen = turn.Screen()
            .Line(heading, Words.Of(done.Value.Amount, language), Words.Of(done.Value.Balance, language))
            .Row((BalanceTexts.Money, new OpenBalance()), (BalanceTexts.Send, new OpenSend()))
            .Row((RechargeTexts.More, new OpenRecharge()), Choices.Home);
        // The answer to a tap that was one too many.
        if (turn.About?.Shows(screen) != true)
            turn.Show(screen);
    }

    /// <summary>Who tops up for the first time expects an account; who has some is told that there is one more.</summary>
    private static async Task<bool> IsAnother(Turn turn, TopUpReceipt receipt, CancellationToken cancel) =>
        receipt.Opened && await turn.Ask(new Balances(turn.Person.Id), cancel) is { IsOk: true, Value.Count: > 1 };

    private static void Ask(Turn turn, string words, Currency main)
    {
        turn.Expect(new RechargeAmount());
        turn.Show(
            turn.Screen()
                .Line(words)
                .Row([.. Offered.Select(units => Offer(new Money(checked(units * main.UnitsPerOne), main), turn.Person.Language))])
                .Row(Choices.Home)
        );
    }

    private static Choice Offer(Money amount, string language) => (Words.Of(amount, language), new Recharge(amount, OperationId.New()));
}
