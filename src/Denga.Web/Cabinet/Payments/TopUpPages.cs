using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Payments;

/// <summary>Topping up: how much, then by whom where there is a choice, then the invoice.</summary>
internal static class TopUpPages
{
    internal static Task<IResult> Ask(Visit visit) => Task.FromResult(Form(visit, ways: null));

    internal static async Task<IResult> Begin(Visit visit)
    {
        if (!EnteredAmount.TryRead(visit, "amount", "currency", out var amount) || !EnteredAmount.TryId(visit, out var id))
            return Form(visit, ways: null);
        var ways = await Of(visit, amount);
        if (ways.Refusal is { } why)
        {
            visit.Refused("amount", why);
            return Form(visit, ways: null);
        }
        var chosen = visit.Entered["provider"];
        if (chosen.Length == 0 && ways.Providers is not [_])
            return Form(visit, ways);
        var begun = await visit.Ask(new TopUp(id, visit.Me.Id, amount, chosen.Length == 0 ? ways.Providers[0] : chosen));
        if (begun.IsOk)
            return visit.Go("/app/invoices/" + begun.Value.Id);
        visit.Refused(begun.Error);
        // Whoever does not answer is left out, where there are others.
        return Form(visit, ways.Providers.Count > 1 ? await Of(visit, amount) : null);
    }

    /// <summary>Who may take an amount.</summary>
    internal static async Task<PaymentWays> Of(Visit visit, Money amount)
    {
        var asked = await visit.Ask(new PaymentMethods(visit.Me.Id, amount.Currency, amount.ToDecimal()));
        if (!asked.IsOk)
            return new PaymentWays([], Away: null, visit.Say(asked.Error));
        IReadOnlyList<PaymentCurrency> taken = [];
        if (asked.Value.Count == 0 && await visit.Ask(new PaymentCurrencies(visit.Me.Id)) is { IsOk: true } found)
            taken = found.Value;
        return PaymentWays.Of(asked.Value, taken, amount, visit.Language);
    }

    private static IResult Form(Visit visit, PaymentWays? ways)
    {
        visit.Suggest("currency", "RUB");
        return visit.Page<TopUpPage, TopUpModel>(new TopUpModel(ways));
    }
}

/// <param name="Ways">To choose from; null while it is not known how much.</param>
public sealed record TopUpModel(PaymentWays? Ways);
