using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;

namespace Denga.Payments.Refunds;

/// <summary>What a sum is worth, to compare it with a limit.</summary>
internal static class Worth
{
    /// <summary>By the rate in force; null where no rate is known.</summary>
    /// <param name="dollarsForStar">Of Stars no rate is published (<see cref="PaymentsOptions.DollarsForStar"/>).</param>
    internal static async Task<decimal?> InRoubles(IOperations operations, Money amount, decimal dollarsForStar, CancellationToken cancel)
    {
        var (worth, currency) =
            amount.Currency.Code == "XTR" ? (amount.ToDecimal() * dollarsForStar, Currency.Usd) : (amount.ToDecimal(), amount.Currency);
        if (ReferenceEquals(currency, Currency.Rub))
            return worth;
        var rate = await operations.Ask(new RateOn(currency, Currency.Rub), cancel);
        return rate.IsOk ? worth * rate.Value.Value : null;
    }
}
