using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Settings;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Rates;
using Denga.Platform.Texts;

namespace Denga.Bot.Wallet;

[Action("rates")]
internal sealed record OpenRates : IAction;

/// <summary>Today's rates, whose they are and how old.</summary>
internal sealed class RatesDialog : Dialog
{
    internal override string Word => "rates";

    internal override IReadOnlyList<string> Commands => ["rates", "курсы", "курс"];

    internal override IReadOnlyList<MenuItem> Menu => [new(160, "rates", new("Курсы валют", "Exchange rates"))];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var main = book.IsOk ? book.Value.Currency : Currency.Rub;
        var lines = new List<string>();
        foreach (var currency in CurrencyDialog.Offered.Where(c => c != main))
            if (await turn.Ask(new RateOn(currency, main, turn.Today), cancel) is { IsOk: true } rate)
                lines.Add(Line(rate.Value, turn));
        turn.Show(
            turn.Screen()
                .Line(lines.Count == 0 ? SettingsTexts.NoRates : SettingsTexts.RatesHeading)
                .Lines(lines)
                .Row((SettingsTexts.Currency, new OpenCurrency()), Choices.Home)
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
