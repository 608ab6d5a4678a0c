using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Payments;

namespace Denga.Bot.Payments;

internal static class Ways
{
    internal const string Sandbox = "sandbox";

    internal static async Task<PaymentWays> For(Turn turn, Money amount, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var asked = await turn.Ask(new PaymentMethods(turn.Person.Id, amount.Currency, amount.ToDecimal()), cancel);
        return asked.IsOk
            ? PaymentWays.Of(asked.Value, asked.Value.Count > 0 ? [] : await Taken(turn, cancel), amount, language)
            : new PaymentWays([], Away: null, ErrorWords.Of(asked.Error, language));
    }

    /// <summary>None, too, when nobody can say.</summary>
    internal static async Task<IReadOnlyList<PaymentCurrency>> Taken(Turn turn, CancellationToken cancel) =>
        await turn.Ask(new PaymentCurrencies(turn.Person.Id), cancel) is { IsOk: true } taken ? taken.Value : [];
}
