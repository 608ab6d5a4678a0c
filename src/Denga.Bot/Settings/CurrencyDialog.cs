using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Rates;
using Denga.Platform.Texts;

namespace Denga.Bot.Settings;

/// <summary>The main currency.</summary>
internal sealed class CurrencyDialog : Dialog
{
    internal static readonly IReadOnlyList<Currency> Offered = [Currency.Usd, Currency.Cny, Currency.Eur, Currency.Rub];

    internal override string Word => "cur";

    internal override IReadOnlyList<string> Commands => ["currency", "валюта"];

    internal override IReadOnlyList<MenuItem> Menu => [new(150, "currency", new("Основная валюта", "Main currency"))];

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

    internal override Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        if (CurrencyText.TryRead(text, out var named))
            return Choose(turn, named.Code, cancel);
        if (!text.Any(char.IsAsciiDigit))
            return Choose(turn, text, cancel);
        turn.PassToDefault(text);
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
