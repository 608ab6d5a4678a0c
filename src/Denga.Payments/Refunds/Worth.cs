using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;

namespace Denga.Payments.Refunds;

/// <summary>What a sum is worth, to compare it with a limit.</summary>
internal static class Worth
{
    /// <summary>What a shop has of a Star that it took: nobody publishes a rate of them.</summary>
    private const decimal DollarsForStar = 0.013m;

    /// <summary>By the rate in force; null where no rate is known.</summary>
    internal static async Task<decimal?> InRoubles(IOperations operations, Money amount, CancellationToken cancel)
    {
        var (worth, currency) =
            amount.Currency.Code == "XTR" ? (amount.ToDecimal() * DollarsForStar, Currency.Usd) : (amount.ToDecimal(), amount.Currency);
        if (ReferenceEquals(currency, Currency.Rub))
            return worth;
        var rate = await operations.Ask(new RateOn(currency, Currency.Rub), cancel);
        return rate.IsOk ? worth * rate.Value.Value : null;
    }
}
