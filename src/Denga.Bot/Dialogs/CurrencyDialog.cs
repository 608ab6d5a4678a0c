using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Rates;
using Denga.Platform.Texts;

namespace Denga.Bot.Dialogs;

/// <summary>The main currency.</summary>
internal sealed class CurrencyDialog : Dialog
{
    internal static readonly IReadOnlyList<Currency> Offered = [Currency.Usd, Currency.Cny, Currency.Eur, Currency.Rub];

    internal override string Word => "cur";

    internal override IReadOnlyList<string> Commands => ["currency", "валюта"];

    internal override bool Takes(string command, string arguments) => Currency.TryFind(arguments, out _);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (arguments.Length > 0)
        {
            await Choose(turn, arguments, cancel);
            return;
        }
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        if (!book.IsOk)
        {
            turn.Show(
                new Screen(
                    ErrorWords.Of(book.Error, language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        Expect(turn, "code");
        turn.Show(new Screen(SettingsTexts.CurrencyNow.In(language, Words.Name(book.Value.Currency, language)), Buttons(language)));
    }

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel) => Open(turn, arguments, cancel);

    internal override Task Hear(Turn turn, string about, string text, CancellationToken cancel)
    {
        if (CurrencyText.TryRead(text, out var named))
            return Choose(turn, named.Code, cancel);
        if (!text.Any(char.IsAsciiDigit))
            return Choose(turn, text, cancel);
        PassOn(turn, "e", text);
        return Task.CompletedTask;
    }

    private async Task Choose(Turn turn, string code, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (!Currency.TryFind(code.Trim(), out var currency))
        {
            Expect(turn, "code");
            turn.Show(new Screen(SettingsTexts.CurrencyUnknown.In(language, PlainText.Cut(code, 20)), Buttons(language)));
            return;
        }
        var changed = await turn.Ask(new ChangeBook(turn.Person.Id, Currency: currency), cancel);
        turn.Show(
            new Screen(
                changed.IsOk
                    ? SettingsTexts.CurrencySet.In(language, Words.Name(changed.Value.Currency, language))
                    : ErrorWords.Of(changed.Error, language),
                Buttons(language)
            )
        );
    }

    private static IReadOnlyList<IReadOnlyList<Button>> Buttons(string language) =>
        [
            [.. Offered.Select(c => new Button(c.Code, "cur:" + c.Code))],
            [Rows.Button(SettingsTexts.Rates, "rates:", language), Rows.Home(language)],
        ];
}

/// <summary>Today's rates, whose they are and how old.</summary>
internal sealed class RatesDialog : Dialog
{
    internal override string Word => "rates";

    internal override IReadOnlyList<string> Commands => ["rates", "курсы", "курс"];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var main = book.IsOk ? book.Value.Currency : Currency.Rub;
        var lines = new List<string> { SettingsTexts.RatesHeading.In(language) };
        foreach (var currency in CurrencyDialog.Offered.Where(c => c != main))
            if (await turn.Ask(new RateOn(currency, main, turn.Today), cancel) is { IsOk: true } rate)
                lines.Add(Line(rate.Value, turn));
        turn.Show(
            new Screen(
                lines.Count == 1 ? SettingsTexts.NoRates.In(language) : string.Join('\n', lines),
                [
                    [Rows.Button(SettingsTexts.Currency, "cur:", language), Rows.Home(language)],
                ]
            )
        );
    }

    private static string Line(Rate rate, Turn turn)
    {
        var language = turn.Person.Language;
        return (rate.IsStale ? SettingsTexts.RateLineStale : SettingsTexts.RateLine).In(
            language,
            rate.From.Code,
            $"{Words.Rate(rate.Value, language)}\u00a0{CurrencySign.Of(rate.To)}",
            Words.Source(rate.Source, language),
            Words.Of(rate.Date, turn.Today, language)
        );
    }
}
