using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Rates;
using Denga.Platform.Texts;

namespace Denga.Bot.Settings;

/// <param name="Code">Of the currency that is chosen; without one it is asked for.</param>
[Action("cur")]
internal sealed record OpenCurrency(string Code = "") : IAction;

[Action("cur:code")]
internal sealed record CurrencyCode : IAction;

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
            turn.ShowError(book.Error);
            return;
        }
        turn.Expect(new CurrencyCode());
        turn.Show(Buttons(turn.Screen().Line(SettingsTexts.CurrencyNow, Words.Name(book.Value.Currency, language))));
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        Open(turn, action is OpenCurrency chosen ? chosen.Code : "", cancel);

    internal override Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
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
            turn.Expect(new CurrencyCode());
            turn.Show(Buttons(turn.Screen().Line(SettingsTexts.CurrencyUnknown, PlainText.Cut(code, 20))));
            return;
        }
        var changed = await turn.Ask(new ChangeBook(turn.Person.Id, Currency: currency), cancel);
        turn.Show(
            Buttons(
                turn.Screen()
                    .Line(
                        changed.IsOk
                            ? SettingsTexts.CurrencySet.In(language, Words.Name(changed.Value.Currency, language))
                            : ErrorWords.Of(changed.Error, language)
                    )
            )
        );
    }

    private static ScreenBuilder Buttons(ScreenBuilder screen) =>
        screen
            .Row([.. Offered.Select(c => (Choice)(c.Code, new OpenCurrency(c.Code)))])
            .Row((SettingsTexts.Rates, new OpenRates()), Choices.Home);
}
