using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Bot.Wallet;

[Action("bal")]
internal sealed record OpenBalance : IAction;

/// <param name="Account">Its id; without one it is asked which.</param>
[Action("bal:moves")]
internal sealed record OpenMovements(AccountId? Account = null) : IAction;

/// <summary>What a person has, and what moved lately. Who has no account gets one.</summary>
internal sealed class BalanceDialog : Dialog
{
    private const int MovementsShown = 10;

    internal override string Word => "bal";

    internal override IReadOnlyList<string> Commands => ["balance", "баланс", "счета", "accounts"];

    internal override IReadOnlyList<MenuItem> Menu => [new(80, "balance", new("Деньги на счетах", "Money on your accounts"))];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (!accounts.IsOk)
        {
            Say(turn, ErrorWords.Of(accounts.Error, language));
            return;
        }
        var main = await Accounts.MainCurrency(turn, cancel);
        if (accounts.Value.Count == 0)
        {
            var opened = await turn.Ask(new OpenAccount(turn.Person.Id, main), cancel);
            Say(
                turn,
                opened.IsOk
                    ? BalanceTexts.Opened.In(language, Words.Name(opened.Value.Currency, language))
                    : ErrorWords.Of(opened.Error, language)
            );
            return;
        }
        var lines = new List<string> { BalanceTexts.Heading.In(language) };
        lines.AddRange(accounts.Value.Select(a => Line(a, language)));
        if (accounts.Value.Any(a => a.Currency != main))
            lines.AddRange(await Total(turn, accounts.Value, main, cancel));
        Say(turn, PlainText.Cut(string.Join('\n', lines), 4000));
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            OpenMovements { Account: { } account } => Movements(turn, account, cancel),
            OpenMovements => Choose(turn, cancel),
            _ => Open(turn, "", cancel),
        };

    private static string Line(Account account, string language)
    {
        var balance = Words.Of(account.Balance, language);
        var amount =
            account.Held.IsZero || account.Available is not { } available
                ? balance
                : BalanceTexts.Held.In(language, balance, Words.Of(account.Held, language), Words.Of(available, language));
        return account.Purpose == "main" ? amount : $"{PlainText.Isolate(account.Purpose)}: {amount}";
    }

    /// <summary>Everything at today's rate, and how old that is when it is old.</summary>
    private static async Task<List<string>> Total(Turn turn, IReadOnlyList<Account> accounts, Currency main, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var total = 0m;
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        DateOnly? stale = null;
        foreach (var same in accounts.GroupBy(a => a.Currency))
        {
            var sum = same.Sum(a => a.Balance.ToDecimal());
            if (same.Key == main || sum == 0)
            {
                total += sum;
                continue;
            }
            var rate = await turn.Ask(new RateOn(same.Key, main, turn.Today), cancel);
            if (!rate.IsOk)
            {
                unknown.Add(same.Key.Code);
                continue;
            }
            total += sum * rate.Value.Value;
            if (rate.Value.IsStale && !(stale < rate.Value.Date))
                stale = rate.Value.Date;
        }
        var lines = new List<string> { "" };
        if (Money.TryFrom(decimal.Round(total, main.Scale), main, out var all))
            lines.Add(
                stale is { } day
                    ? BalanceTexts.TotalStale.In(language, Words.Of(all, language), Words.Of(day, turn.Today, language))
                    : BalanceTexts.Total.In(language, Words.Of(all, language))
            );
        if (unknown.Count > 0)
            lines.Add(BalanceTexts.NoRate.In(language, string.Join(", ", unknown)));
        return lines;
    }

    private async Task Choose(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (accounts is not { IsOk: true, Value.Count: > 1 })
        {
            await (accounts is { IsOk: true, Value: [var only] } ? Movements(turn, only.Id, cancel) : Open(turn, "", cancel));
            return;
        }
        turn.Show(
            turn.Screen()
                .Line(BalanceTexts.WhichAccount)
                .Grid(2, accounts.Value.Select(a => (Choice)(PlainText.Cut(Accounts.NameOf(a, language), 40), new OpenMovements(a.Id))))
                .Row((Texts.Back, new OpenBalance()), Choices.Home)
        );
    }

    private static async Task Movements(Turn turn, AccountId id, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var account = await turn.Ask(new AccountById(turn.Person.Id, id), cancel);
        if (!account.IsOk)
        {
            Say(turn, ErrorWords.Of(account.Error, language));
            return;
        }
        var until = turn.Update.At.AddMinutes(1);
        var latest = await turn.Ask(
            new Statement(turn.Person.Id, id, DateTimeOffset.UnixEpoch, until, Limit: MovementsShown, NewestFirst: true),
            cancel
        );
        if (!latest.IsOk)
        {
            Say(turn, ErrorWords.Of(latest.Error, language));
            return;
        }
        var name = Accounts.NameOf(account.Value, language);
        var any = latest.Value.Lines.Count > 0;
        turn.Show(
            turn.Screen()
                .Line(any ? BalanceTexts.Movements : BalanceTexts.NoMovements, name)
                .Lines(latest.Value.Lines.Select(l => Line(l, turn)))
                .Lines(any ? ["", BalanceTexts.After.In(language, Words.Of(account.Value.Balance, language))] : [])
                .Cut(4000)
                .Row((BalanceTexts.Money, new OpenBalance()), Choices.Home)
        );
    }

    private static string Line(StatementLine line, Turn turn)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var sign = line.Amount.Minor > 0 ? "+" : "";
        var parts = new List<string>
        {
            $"{Words.Of(Words.DayIn(zone, line.RecordedAt), turn.Today, language)}, {Words.Clock(line.RecordedAt, zone)}",
            sign + Words.Of(line.Amount, language),
            What(line, language),
        };
        if (line.Note is { Length: > 0 } note)
            parts.Add(PlainText.Quote(note, language, 80));
        return string.Join(" · ", parts);
    }

    private static string What(StatementLine line, string language) =>
        line.Kind switch
        {
            "transfer" when line.Counterparty is { } other => (
                line.Amount.Minor > 0 ? BalanceTexts.TransferFrom : BalanceTexts.TransferTo
            ).In(language, other),
            _ => Words.Kind(line.Kind, language),
        };

    private static void Say(Turn turn, string text) =>
        turn.Show(
            turn.Screen()
                .Line(text)
                .Row((BalanceTexts.Send, new OpenSend()), (BalanceTexts.Convert, new OpenConvert()))
                .Row((BalanceTexts.TopUp, new OpenRecharge()), (BalanceTexts.Statement, new OpenMovements()))
                .Row(Choices.Home)
        );
}

/// <summary>What the money dialogs ask about accounts.</summary>
internal static class Accounts
{
    /// <summary>In which amounts are meant that name no currency.</summary>
    internal static async Task<Currency> MainCurrency(Turn turn, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        return book.IsOk ? book.Value.Currency
            : turn.IsRussian ? Currency.Rub
            : Currency.Usd;
    }

    internal static string NameOf(Account account, string language) =>
        account.Purpose == "main"
            ? Words.Name(account.Currency, language)
            : $"{PlainText.Isolate(account.Purpose)}, {account.Currency.Code}";

    /// <summary>The account that money of a currency goes from and comes to.</summary>
    internal static Account? MainOf(IReadOnlyList<Account> accounts, Currency currency) =>
        accounts.FirstOrDefault(a => a.Purpose == "main" && a.Currency == currency);
}
