using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Settings;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;
using Convert = Denga.Contracts.Wallet.Convert;

namespace Denga.Bot.Wallet;

/// <summary>Converting: a quote with everything it consists of, then exactly that or nothing. The conversion has the quote's id, so that a quote
/// converts once, however often it is confirmed.</summary>
internal sealed class ConvertDialog : Dialog
{
    private const string Prefix = "conv";
    private const string From = "conv.from";
    private const string To = "conv.to";
    private const string Amount = "conv.amount";
    private const string Quoted = "conv.quote";
    private const string Done = "conv.done";
    private const int FromShown = 6;

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["convert", "обменять", "обмен", "конвертировать"];

    internal override IReadOnlyList<MenuItem> Menu => [new(100, "convert", new("Обменять валюту", "Convert currency"))];

    internal override bool Takes(string command, string arguments) =>
        Recognises(arguments) || ConvertLine.Read(arguments, "ru") is not null;

    internal override bool Recognises(string line) =>
        (ConvertLine.Read(line, "ru") ?? ConvertLine.Read(line, "en")) is { Amount: not null, To: not null };

    /// <summary>What was offered will not be executed.</summary>
    internal override void Leave(Turn turn) => Forget(turn);

    private static void Forget(Turn turn)
    {
        foreach (var name in (string[])[From, To, Amount, Quoted, Done])
            turn.Set(name, null);
    }

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        Forget(turn);
        if (arguments.Length == 0)
            return Proceed(turn, cancel);
        if (ConvertLine.Read(arguments, turn.Person.Language) is { } line)
        {
            Take(turn, line);
            return Proceed(turn, cancel);
        }
        var language = turn.Person.Language;
        Show(
            turn,
            ConvertTexts.NotUnderstood.In(language),
            [
                [Rows.Button(BalanceTexts.Convert, "conv:", language), Rows.Home(language)],
            ]
        );
        return Task.CompletedTask;
    }

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var colon = arguments.IndexOf(':', StringComparison.Ordinal);
        var argument = colon < 0 ? "" : arguments[(colon + 1)..];
        switch (colon < 0 ? arguments : arguments[..colon])
        {
            case "from" when Currency.TryFind(argument, out var from):
                Forget(turn);
                turn.Set(From, from.Code);
                return Proceed(turn, cancel);
            case "to" when Currency.TryFind(argument, out var to) && turn.Get(From) is not null:
                turn.Set(To, to.Code);
                return Proceed(turn, cancel);
            case "all" when turn.Get(To) is not null && AmountState.Read(argument.Replace('-', ' ')) is { } all:
                turn.Set(Amount, AmountState.Of(all));
                return Proceed(turn, cancel);
            case "new" when turn.Get(Amount) is not null:
                return Proceed(turn, cancel);
            case "no":
                return Cancel(turn, argument, cancel);
            case "go" when QuoteId.TryParse(argument, null, out var quote):
                return Go(turn, quote, cancel);
            default:
                return Open(turn, "", cancel);
        }
    }

    /// <summary>Only what has not been done can be left; a button of something else shows how that stands.</summary>
    private Task Cancel(Turn turn, string argument, CancellationToken cancel)
    {
        if (QuoteId.TryParse(argument, null, out var quote) && (turn.Get(Quoted) != argument || turn.Get(Done) == argument))
            return Go(turn, quote, cancel);
        var isOpen = turn.Get(From) is not null && turn.Get(Done) is null;
        if (isOpen)
            Forget(turn);
        var language = turn.Person.Language;
        Show(
            turn,
            (isOpen ? ConvertTexts.Cancelled : EntryTexts.QuestionClosed).In(language),
            [
                [Rows.Home(language)],
            ]
        );
        return Task.CompletedTask;
    }

    internal override async Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (ConvertLine.Read(text, language) is { To: not null } line)
            Take(turn, line);
        else if (about == "to" && CurrencyText.TryRead(text, out var to))
            turn.Set(To, to.Code);
        else if (about == "amount" && Currency.TryFind(turn.Get(From), out var from))
        {
            var fault = AmountText.Read(text, from, language, out var amount);
            if (fault == AmountFault.NotAnAmount && text.Any(char.IsAsciiDigit))
            {
                Leave(turn, text);
                return;
            }
            if (fault != AmountFault.None)
            {
                Ask(turn, AmountTexts.Of(fault, Surface.Chat).In(language));
                return;
            }
            if (amount.Currency != from && amount.Currency.Code != turn.Get(To))
            {
                Ask(turn, ConvertTexts.OtherCurrency.In(language, from.Code, turn.Get(To) ?? ""));
                return;
            }
            turn.Set(Amount, AmountState.Of(amount));
        }
        else if (about == "quote" && !text.Any(char.IsAsciiDigit))
        {
            Remind(turn, about, ConvertTexts.PressToConvert, Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{turn.Get(Quoted)}", language));
            return;
        }
        else if (about == "to" && !text.Any(char.IsAsciiDigit) && Currency.TryFind(turn.Get(From), out var of))
        {
            AskTo(turn, SettingsTexts.CurrencyUnknown.In(language, PlainText.Cut(PlainText.OneLine(text), 20)), of);
            return;
        }
        else
        {
            Leave(turn, text);
            return;
        }
        await Proceed(turn, cancel);
    }

    /// <summary>Something else was written: a quote goes on waiting for its button, a question does not.</summary>
    private static void Leave(Turn turn, string text)
    {
        if (turn.Get(Quoted) is null)
            Forget(turn);
        turn.PassToDefault(text);
    }

    private static void Take(Turn turn, ConvertLine line)
    {
        turn.Set(From, line.From.Code);
        turn.Set(To, line.To?.Code);
        turn.Set(Amount, line.Amount is { } amount ? AmountState.Of(amount) : null);
    }

    /// <summary>Asks for what is missing, then for a quote.</summary>
    private async Task Proceed(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (!accounts.IsOk)
        {
            Show(
                turn,
                ErrorWords.Of(accounts.Error, language),
                [
                    [Rows.Home(language)],
                ]
            );
            return;
        }
        var rich = accounts.Value.Where(a => a.Purpose == "main" && a.Available is { Minor: > 0 }).ToList();
        if (turn.Get(From) is null && rich is [var only])
            turn.Set(From, only.Currency.Code);
        if (!Currency.TryFind(turn.Get(From), out var from))
            AskFrom(turn, rich);
        else if (Accounts.MainOf(accounts.Value, from) is not { } account)
            Poor(turn, ConvertTexts.NoAccount.In(language, Words.Name(from, language)));
        else if (!Currency.TryFind(turn.Get(To), out var to))
            AskTo(turn, ConvertTexts.AskTo.In(language, Words.Name(from, language)), from);
        else if (to == from)
            AskTo(turn, ErrorTexts.Of("wallet.same_currency", Surface.Chat).In(language), from);
        else if (AmountState.Read(turn.Get(Amount)) is not { } amount)
            AskAmount(turn, account);
        else
            await Quote(turn, account, to, amount, said: null, cancel);
    }

    private static void AskFrom(Turn turn, List<Account> rich)
    {
        var language = turn.Person.Language;
        if (rich.Count == 0)
        {
            Poor(turn, ConvertTexts.Nothing.In(language));
            return;
        }
        var rows = Rows.Of(
                rich.Take(FromShown).Select(a => new Button(Words.Of(a.Available!.Value, language), $"{Prefix}:from:{a.Currency}")),
                2
            )
            .ToList();
        rows.Add([Rows.Home(language)]);
        Show(turn, ConvertTexts.AskFrom.In(language), rows);
    }

    private void AskTo(Turn turn, string words, Currency from)
    {
        var language = turn.Person.Language;
        turn.Set(To, null);
        Expect(turn, "to");
        Show(
            turn,
            words,
            [
                [.. CurrencyDialog.Offered.Where(c => c != from).Select(c => new Button(c.Code, $"{Prefix}:to:{c}"))],
                [Rows.Button(SendTexts.Cancel, "conv:no", language)],
            ]
        );
    }

    private void AskAmount(Turn turn, Account account)
    {
        var language = turn.Person.Language;
        if (account.Available is not { Minor: > 0 } available)
        {
            Poor(turn, ConvertTexts.Empty.In(language, Words.Name(account.Currency, language)));
            return;
        }
        Expect(turn, "amount");
        Show(
            turn,
            ConvertTexts.AskAmount.In(language, Words.Of(available, language)),
            [
                [All(available, language)],
                [Rows.Button(SendTexts.Cancel, "conv:no", language)],
            ]
        );
    }

    private void Ask(Turn turn, string words)
    {
        Expect(turn, "amount");
        Show(
            turn,
            words,
            [
                [Rows.Button(SendTexts.Cancel, "conv:no", turn.Person.Language)],
            ]
        );
    }

    private async Task Quote(Turn turn, Account account, Currency to, Money amount, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        turn.Set(Quoted, null);
        turn.Set(Done, null);
        var made = await turn.Ask(new RequestQuote(turn.Person.Id, to, amount, account.Id), cancel);
        if (!made.IsOk)
        {
            Show(
                turn,
                ErrorWords.Of(made.Error, language),
                [
                    [Rows.Button(BalanceTexts.Convert, "conv:", language), Rows.Home(language)],
                ]
            );
            return;
        }
        var quote = made.Value;
        if (account.Available is { } available && quote.Gives > available)
        {
            NotEnough(turn, available, quote);
            return;
        }
        turn.Set(Quoted, quote.Id.ToString());
        var lines = new List<string>();
        if (said is not null)
            lines.AddRange([said, ""]);
        lines.AddRange([
            ConvertTexts.Gives.In(language, Words.Of(quote.Gives, language)),
            ConvertTexts.Gets.In(language, Words.Of(quote.Gets, language)),
            RateLine(quote, language),
            ConvertTexts.Source.In(
                language,
                Words.Source(quote.Source, language),
                Words.Of(quote.RateDate, turn.Today, language),
                Words.Percent(quote.SpreadPercent, language)
            ),
            ConvertTexts.Fee.In(language, Words.Of(quote.Fee, language)),
        ]);
        if (quote.IsStale)
            lines.Add(
                quote.Source.Split('+').Contains("snapshot")
                    ? ConvertTexts.BuiltIn.In(language, Words.Of(quote.RateDate, turn.Today, language))
                    : ConvertTexts.Stale.In(language)
            );
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        lines.Add(ConvertTexts.Holds.In(language, Words.Clock(quote.ExpiresAt, zone, seconds: true)));
        Expect(turn, "quote");
        Show(
            turn,
            string.Join('\n', lines),
            [
                [Rows.Button(ConvertTexts.ConvertNow, $"{Prefix}:go:{quote.Id}", language)],
                [
                    Rows.Button(ConvertTexts.NewQuote, "conv:new", language),
                    Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{quote.Id}", language),
                ],
            ]
        );
    }

    private static string RateLine(Quote quote, string language) =>
        ConvertTexts.Rate.In(language, Words.Rate(quote.Rate, quote.Gives.Currency, quote.Gets.Currency, language));

    private async Task Go(Turn turn, QuoteId id, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (turn.Get(Quoted) != id.ToString())
        {
            Show(
                turn,
                ConvertTexts.Outdated.In(language),
                [
                    [Rows.Button(BalanceTexts.Convert, "conv:", language), Rows.Home(language)],
                ]
            );
            return;
        }
        var done = await turn.Ask(new Convert(new OperationId(id.Value), turn.Person.Id, id), cancel);
        if (done.IsOk)
        {
            turn.Set(Done, id.ToString());
            Converted(turn, done.Value);
        }
        else if (done.Error.Code is "wallet.quote_expired" or "wallet.quote_used" or "wallet.quote_not_found")
            await Again(turn, cancel);
        else
            Show(
                turn,
                ErrorWords.Of(done.Error, language),
                [
                    [Rows.Button(SendTexts.Again, $"{Prefix}:go:{id}", language), Rows.Button(ConvertTexts.NewQuote, "conv:new", language)],
                    [Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{id}", language)],
                ]
            );
    }

    /// <summary>The same amounts at the rate of now.</summary>
    private async Task Again(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (
            accounts.IsOk
            && Currency.TryFind(turn.Get(From), out var from)
            && Accounts.MainOf(accounts.Value, from) is { } account
            && Currency.TryFind(turn.Get(To), out var to)
            && AmountState.Read(turn.Get(Amount)) is { } amount
        )
            await Quote(turn, account, to, amount, ConvertTexts.Expired.In(language), cancel);
        else
            await Open(turn, "", cancel);
    }

    private static void Converted(Turn turn, ConversionReceipt receipt)
    {
        var language = turn.Person.Language;
        var quote = receipt.Quote;
        string[] lines =
        [
            ConvertTexts.Converted.In(language, Words.Of(quote.Gives, language), Words.Of(quote.Gets, language)),
            RateLine(quote, language),
            ConvertTexts.Balances.In(language, Words.Of(receipt.FromBalance, language), Words.Of(receipt.ToBalance, language)),
        ];
        var screen = new Screen(
            string.Join('\n', lines),
            [
                [Rows.Button(BalanceTexts.Money, "bal:", language), Rows.Button(ConvertTexts.More, "conv:", language)],
                [Rows.Home(language)],
            ]
        );
        // The answer to a tap that was one too many.
        if (turn.About?.Shows(screen) != true)
            turn.Show(screen);
    }

    /// <summary>The most that is possible is a button: it asks for a quote of that.</summary>
    private static void NotEnough(Turn turn, Money available, Quote quote)
    {
        var language = turn.Person.Language;
        var words = ConvertTexts.NotEnough.In(language, Words.Of(available, language), Words.Of(quote.Gives, language));
        var most = quote.MostOf(available);
        if (most.Minor <= 0)
        {
            Poor(turn, words);
            return;
        }
        Show(
            turn,
            words,
            [
                [All(most, language)],
                [Rows.Button(BalanceTexts.TopUp, "top:", language), Rows.Button(SendTexts.Cancel, "conv:no", language)],
            ]
        );
    }

    private static Button All(Money amount, string language) =>
        new(ConvertTexts.All.In(language, Words.Of(amount, language)), $"{Prefix}:all:{AmountState.Of(amount).Replace(' ', '-')}");

    private static void Poor(Turn turn, string words)
    {
        var language = turn.Person.Language;
        Show(
            turn,
            words,
            [
                [Rows.Button(BalanceTexts.TopUp, "top:", language), Rows.Button(BalanceTexts.Money, "bal:", language)],
                [Rows.Home(language)],
            ]
        );
    }

    private static void Show(Turn turn, string words, IReadOnlyList<IReadOnlyList<Button>> buttons) =>
        turn.Show(new Screen(words, buttons));
}
