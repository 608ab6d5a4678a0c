using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Bot.Wallet;

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

    internal override async Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var parts = arguments.Split(':');
        if (
            parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && Currency.TryFind(parts[1], out var currency)
            && Guid.TryParseExact(parts[2], "N", out var id)
        )
            await TopUp(turn, new OperationId(id), new Money(minor, currency), currency, cancel);
        else
            await Open(turn, "", cancel);
    }

    internal override async Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        var main = await Accounts.MainCurrency(turn, cancel);
        if (AmountText.Read(text, main, turn.Person.Language, out _) == AmountFault.NotAnAmount && text.Any(char.IsAsciiDigit))
            turn.PassToDefault(text);
        else
            await Open(turn, text, cancel);
    }

    private async Task TopUp(Turn turn, OperationId id, Money amount, Currency main, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var done = await turn.Ask(new SandboxTopUp(id, turn.Person.Id, amount), cancel);
        if (!done.IsOk)
        {
            Ask(turn, ErrorWords.Of(done.Error, language), main);
            return;
        }
        var screen = new Screen(
            (await IsAnother(turn, done.Value, cancel) ? RechargeTexts.Opened : RechargeTexts.Done).In(
                language,
                Words.Of(done.Value.Amount, language),
                Words.Of(done.Value.Balance, language)
            ),
            [
                [Rows.Button(BalanceTexts.Money, "bal:", language), Rows.Button(BalanceTexts.Send, "send:", language)],
                [Rows.Button(RechargeTexts.More, "top:", language), Rows.Home(language)],
            ]
        );
        // The answer to a tap that was one too many.
        if (turn.About?.Shows(screen) != true)
            turn.Show(screen);
    }

    /// <summary>Who tops up for the first time expects an account; who has some is told that there is one more.</summary>
    private static async Task<bool> IsAnother(Turn turn, TopUpReceipt receipt, CancellationToken cancel) =>
        receipt.Opened && await turn.Ask(new Balances(turn.Person.Id), cancel) is { IsOk: true, Value.Count: > 1 };

    private void Ask(Turn turn, string words, Currency main)
    {
        var language = turn.Person.Language;
        Expect(turn, "amount");
        turn.Show(
            new Screen(
                words,
                [
                    [.. Offered.Select(units => Offer(new Money(checked(units * main.UnitsPerOne), main), language))],
                    [Rows.Home(language)],
                ]
            )
        );
    }

    private static Button Offer(Money amount, string language) =>
        new(
            Words.Of(amount, language),
            string.Create(CultureInfo.InvariantCulture, $"top:{amount.Minor}:{amount.Currency}:{Guid.CreateVersion7():N}")
        );
}
