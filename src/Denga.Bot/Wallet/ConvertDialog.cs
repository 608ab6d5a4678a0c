using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Payments;
using Denga.Bot.Settings;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;
using Convert = Denga.Contracts.Wallet.Convert;

namespace Denga.Bot.Wallet;

[Action("conv")]
internal sealed record OpenConvert : IAction;

[Action("conv:from")]
internal sealed record ConvertFrom(Currency Currency) : IAction;

[Action("conv:to")]
internal sealed record ConvertTo(Currency? Currency = null) : IAction;

[Action("conv:amount")]
internal sealed record ConvertAmount : IAction;

[Action("conv:all")]
internal sealed record ConvertAll(Money Amount) : IAction;

[Action("conv:new")]
internal sealed record NewQuote : IAction;

/// <summary>A quote waits for its button.</summary>
[Action("conv:quote")]
internal sealed record QuoteShown : IAction;

[Action("conv:no")]
internal sealed record LeaveConverting(QuoteId? Quote = null) : IAction;

[Action("conv:go")]
internal sealed record ConvertNow(QuoteId Quote) : IAction;

/// <summary>What is being prepared.</summary>
/// <param name="Quote">That was shown.</param>
/// <param name="Done">That was converted.</param>
internal sealed record ConvertDraft(
    Currency? From = null,
    Currency? To = null,
    Money? Amount = null,
    QuoteId? Quote = null,
    QuoteId? Done = null
);

/// <summary>Converting: a quote with everything it consists of, then exactly that or nothing. The conversion has the quote's id, so that a quote
/// converts once, however often it is confirmed.</summary>
internal sealed class ConvertDialog : Dialog
{
    private const string Prefix = "conv";
    private const int FromShown = 6;
    private static readonly Choice Leaving = (SendTexts.Cancel, new LeaveConverting());
    private static readonly Choice Anew = (BalanceTexts.Convert, new OpenConvert());

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["convert", "обменять", "обмен", "конвертировать"];

    internal override IReadOnlyList<MenuItem> Menu => [new(100, "convert", new("Обменять валюту", "Convert currency"))];

    internal override bool Takes(string command, string arguments) =>
        Recognises(arguments) || ConvertLine.Read(arguments, "ru") is not null;

    internal override bool Recognises(string line) =>
        (ConvertLine.Read(line, "ru") ?? ConvertLine.Read(line, "en")) is { Amount: not null, To: not null };

    /// <summary>What was offered will not be executed.</summary>
    internal override void Leave(Turn turn) => Forget(turn);

    private static void Forget(Turn turn) => turn.Set<ConvertDraft>(Prefix, null);

    private static ConvertDraft Draft(Turn turn) => turn.Get<ConvertDraft>(Prefix) ?? new ConvertDraft();

    private static void Keep(Turn turn, ConvertDraft draft) => turn.Set(Prefix, draft);

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
        turn.Show(turn.Screen().Line(ConvertTexts.NotUnderstood).Row(Anew, Choices.Home));
        return Task.CompletedTask;
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        var draft = Draft(turn);
        switch (action)
        {
            case ConvertFrom from:
                Keep(turn, new ConvertDraft(From: from.Currency));
                return Proceed(turn, cancel);
            case ConvertTo { Currency: { } to } when draft.From is not null:
                Keep(turn, draft with { To = to });
                return Proceed(turn, cancel);
            case ConvertAll all when draft.To is not null:
                Keep(turn, draft with { Amount = all.Amount });
                return Proceed(turn, cancel);
            case NewQuote when draft.Amount is not null:
                return Proceed(turn, cancel);
            case LeaveConverting leave:
                return LeaveOne(turn, leave.Quote, cancel);
            case ConvertNow now:
                return Go(turn, now.Quote, cancel);
            default:
                return Open(turn, "", cancel);
        }
    }

    /// <summary>Only what has not been done can be left; a button of something else shows how that stands.</summary>
    private Task LeaveOne(Turn turn, QuoteId? quote, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (quote is { } id && (draft.Quote != quote || draft.Done == quote))
            return Go(turn, id, cancel);
        var isOpen = draft.From is not null && draft.Done is null;
        if (isOpen)
            Forget(turn);
        turn.Show(turn.Screen().Line(isOpen ? ConvertTexts.Cancelled : EntryTexts.QuestionClosed).Row(Choices.Home));
        return Task.CompletedTask;
    }

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var draft = Draft(turn);
        if (ConvertLine.Read(text, language) is { To: not null } line)
            Take(turn, line);
        else if (question is ConvertTo && CurrencyText.TryRead(text, out var to))
            Keep(turn, draft with { To = to });
        else if (question is ConvertAmount && draft.From is { } from)
        {
            var fault = AmountText.Read(text, from, language, out var amount);
            if (fault == AmountFault.NotAnAmount && text.Any(char.IsAsciiDigit))
            {
                GoOn(turn, text);
                return;
            }
            if (fault != AmountFault.None || amount.Currency != from && amount.Currency != draft.To)
            {
                turn.Expect(question);
                var words =
                    fault != AmountFault.None
                        ? AmountTexts.Of(fault, Surface.Chat).In(language)
                        : ConvertTexts.OtherCurrency.In(language, from.Code, draft.To?.Code ?? "");
                turn.Show(turn.Screen().Line(words).Row(Leaving));
                return;
            }
            Keep(turn, draft with { Amount = amount });
        }
        else if (question is QuoteShown && !text.Any(char.IsAsciiDigit))
        {
            turn.Remind(question, ConvertTexts.PressToConvert, (SendTexts.Cancel, new LeaveConverting(draft.Quote)));
            return;
        }
        else if (question is ConvertTo && !text.Any(char.IsAsciiDigit) && draft.From is { } of)
        {
            AskTo(turn, SettingsTexts.CurrencyUnknown.In(language, PlainText.Cut(PlainText.OneLine(text), 20)), of);
            return;
        }
        else
        {
            GoOn(turn, text);
            return;
        }
        await Proceed(turn, cancel);
    }

    /// <summary>Something else was written: a quote goes on waiting for its button, a question does not.</summary>
    private static void GoOn(Turn turn, string text)
    {
        if (Draft(turn).Quote is null)
            Forget(turn);
        turn.PassToDefault(text);
    }

    private static void Take(Turn turn, ConvertLine line) =>
        Keep(turn, Draft(turn) with { From = line.From, To = line.To, Amount = line.Amount });

    /// <summary>Asks for what is missing, then for a quote.</summary>
    private static async Task Proceed(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (!accounts.IsOk)
        {
            turn.ShowError(accounts.Error);
            return;
        }
        var rich = accounts.Value.Where(a => a.Purpose == "main" && a.Available is { Minor: > 0 }).ToList();
        if (Draft(turn).From is null && rich is [var only])
            Keep(turn, Draft(turn) with { From = only.Currency });
        var draft = Draft(turn);
        if (draft.From is not { } from)
            AskFrom(turn, rich);
        else if (Accounts.MainOf(accounts.Value, from) is not { } account)
            Poor(turn, ConvertTexts.NoAccount.In(language, Words.Name(from, language)));
        else if (draft.To is not { } to)
            AskTo(turn, ConvertTexts.AskTo.In(language, Words.Name(from, language)), from);
        else if (to == from)
            AskTo(turn, ErrorTexts.Of("wallet.same_currency", Surface.Chat).In(language), from);
        else if (draft.Amount is not { } amount)
            AskAmount(turn, account);
        else
            await Quote(turn, account, to, amount, said: null, cancel);
    }

    private static void AskFrom(Turn turn, List<Account> rich)
    {
        var language = turn.Person.Language;
        if (rich.Count == 0)
            Poor(turn, ConvertTexts.Nothing.In(language));
        else
            turn.Show(
                turn.Screen()
                    .Line(ConvertTexts.AskFrom)
                    .Grid(
                        2,
                        rich.Take(FromShown).Select(a => (Choice)(Words.Of(a.Available!.Value, language), new ConvertFrom(a.Currency)))
                    )
                    .Row(Choices.Home)
            );
    }

    private static void AskTo(Turn turn, string words, Currency from)
    {
        Keep(turn, Draft(turn) with { To = null });
        turn.Expect(new ConvertTo());
        turn.Show(
            turn.Screen()
                .Line(words)
                .Row([.. CurrencyDialog.Offered.Where(c => c != from).Select(c => (Choice)(c.Code, new ConvertTo(c)))])
                .Row(Leaving)
        );
    }

    private static void AskAmount(Turn turn, Account account)
    {
        var language = turn.Person.Language;
        if (account.Available is not { Minor: > 0 } available)
        {
            Poor(turn, ConvertTexts.Empty.In(language, Words.Name(account.Currency, language)));
            return;
        }
        turn.Expect(new ConvertAmount());
        turn.Show(turn.Screen().Line(ConvertTexts.AskAmount, Words.Of(available, language)).Row(All(available, language)).Row(Leaving));
    }

    private static async Task Quote(Turn turn, Account account, Currency to, Money amount, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        Keep(turn, Draft(turn) with { Quote = null, Done = null });
        var made = await turn.Ask(new RequestQuote(turn.Person.Id, to, amount, account.Id), cancel);
        if (!made.IsOk)
        {
            turn.ShowError(made.Error, Anew, Choices.Home);
            return;
        }
        var quote = made.Value;
        if (account.Available is { } available && quote.Gives > available)
        {
            NotEnough(turn, available, quote);
            return;
        }
        Keep(turn, Draft(turn) with { Quote = quote.Id });
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        turn.Expect(new QuoteShown());
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(ConvertTexts.Gives, Words.Of(quote.Gives, language))
                .Line(ConvertTexts.Gets, Words.Of(quote.Gets, language))
                .Line(RateLine(quote, language))
                .Line(
                    ConvertTexts.Source,
                    Words.Source(quote.Source, language),
                    Words.Of(quote.RateDate, turn.Today, language),
                    Words.Percent(quote.SpreadPercent, language)
                )
                .Line(ConvertTexts.Fee, Words.Of(quote.Fee, language))
                .Line(StaleLine(quote, turn))
                .Line(ConvertTexts.Holds, Words.Clock(quote.ExpiresAt, zone, seconds: true))
                .Row((ConvertTexts.ConvertNow, new ConvertNow(quote.Id)))
                .Row((ConvertTexts.NewQuote, new NewQuote()), (SendTexts.Cancel, new LeaveConverting(quote.Id)))
        );
    }

    private static string? StaleLine(Quote quote, Turn turn) =>
        !quote.IsStale ? null
        : quote.Source.Split('+').Contains("snapshot")
            ? ConvertTexts.BuiltIn.In(turn.Person.Language, Words.Of(quote.RateDate, turn.Today, turn.Person.Language))
        : ConvertTexts.Stale.In(turn.Person.Language);

    private static string RateLine(Quote quote, string language) =>
        ConvertTexts.Rate.In(language, Words.Rate(quote.Rate, quote.Gives.Currency, quote.Gets.Currency, language));

    private async Task Go(Turn turn, QuoteId id, CancellationToken cancel)
    {
        if (Draft(turn).Quote != id)
        {
            turn.Show(turn.Screen().Line(ConvertTexts.Outdated).Row(Anew, Choices.Home));
            return;
        }
        var done = await turn.Ask(new Convert(new OperationId(id.Value), turn.Person.Id, id), cancel);
        if (done.IsOk)
        {
            Keep(turn, Draft(turn) with { Done = id });
            Converted(turn, done.Value);
        }
        else if (done.Error.Code is "wallet.quote_expired" or "wallet.quote_used" or "wallet.quote_not_found")
            await Again(turn, cancel);
        else
            turn.Show(
                turn.Screen()
                    .Line(ErrorWords.Of(done.Error, turn.Person.Language))
                    .Row((SendTexts.Again, new ConvertNow(id)), (ConvertTexts.NewQuote, new NewQuote()))
                    .Row((SendTexts.Cancel, new LeaveConverting(id)))
            );
    }

    /// <summary>The same amounts at the rate of now.</summary>
    private async Task Again(Turn turn, CancellationToken cancel)
    {
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (
            accounts.IsOk
            && Draft(turn) is { From: { } from, To: { } to, Amount: { } amount }
            && Accounts.MainOf(accounts.Value, from) is { } account
        )
            await Quote(turn, account, to, amount, ConvertTexts.Expired.In(turn.Person.Language), cancel);
        else
            await Open(turn, "", cancel);
    }

    private static void Converted(Turn turn, ConversionReceipt receipt)
    {
        var language = turn.Person.Language;
        var quote = receipt.Quote;
        Screen screen = turn.Screen()
            .Line(ConvertTexts.Converted, Words.Of(quote.Gives, language), Words.Of(quote.Gets, language))
            .Line(RateLine(quote, language))
            .Line(ConvertTexts.Balances, Words.Of(receipt.FromBalance, language), Words.Of(receipt.ToBalance, language))
            .Row((BalanceTexts.Money, new OpenBalance()), (ConvertTexts.More, new OpenConvert()))
            .Row(Choices.Home);
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
            Poor(turn, words);
        else
            turn.Show(turn.Screen().Line(words).Row(All(most, language)).Row((BalanceTexts.TopUp, new OpenRecharge()), Leaving));
    }

    private static Choice All(Money amount, string language) =>
        (ConvertTexts.All.In(language, Words.Of(amount, language)), new ConvertAll(amount));

    private static void Poor(Turn turn, string words) =>
        turn.Show(
            turn.Screen()
                .Line(words)
                .Row((BalanceTexts.TopUp, new OpenRecharge()), (BalanceTexts.Money, new OpenBalance()))
                .Row(Choices.Home)
        );
}
