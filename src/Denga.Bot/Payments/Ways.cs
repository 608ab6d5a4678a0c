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
            ? PaymentWays.Of(asked.Value, amount, language)
            : new PaymentWays([], Away: null, ErrorWords.Of(asked.Error, language));
    }
}
