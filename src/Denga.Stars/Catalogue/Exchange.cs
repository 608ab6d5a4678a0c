using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;
using Denga.Stars.Sellers;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Catalogue;

/// <summary>What a seller's currency is worth in the buyer's, and in USDT for the caps.</summary>
/// <param name="Value">Units of the buyer's currency for one of the seller's.</param>
internal sealed record ExchangeRate(decimal Value, string Source, DateTimeOffset At, decimal UsdtForOne);

internal sealed class Exchange(IOperations operations, IOptions<StarsOptions> options, TimeProvider clock)
{
    internal static readonly Currency Usdt = Currency.Parse("USDT");

    /// <summary>Errors: <c>stars.currency_not_taken</c>, <c>stars.rates_stale</c>, and an outage of the rates.</summary>
    internal async Task<Result<ExchangeRate>> Rate(IStarsSeller seller, SellerPrice price, Currency into, CancellationToken cancel)
    {
        var paid = price.Cost.Currency;
        var worth = ReferenceEquals(paid, Usdt) ? 1 : price.UsdtForOne;
        if (worth is null)
        {
            var known = await operations.Ask(new RateOn(paid, Usdt), cancel);
            if (!known.IsOk)
                return NotTaken(known.Error);
            worth = known.Value.Value;
        }
        if (ReferenceEquals(paid, into))
            return new ExchangeRate(1, "same", clock.GetUtcNow(), worth.Value);
        // A currency of which no source here sets a rate goes by way of USDT, at what the seller himself says.
        var bridge = !ReferenceEquals(paid, Usdt) && price.UsdtForOne is not null;
        var rate = await operations.Ask(new RateOn(bridge ? Usdt : paid, into), cancel);
        if (!rate.IsOk)
            return NotTaken(rate.Error);
        var at = new DateTimeOffset(rate.Value.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (clock.GetUtcNow() - at > options.Value.RatesMaxAge && seller.Name != StarsOptions.Sandbox)
            return StarsErrors.RatesStale;
        return new ExchangeRate(
            rate.Value.Value * (bridge ? worth.Value : 1),
            bridge ? $"{seller.Name}+{rate.Value.Source}" : rate.Value.Source,
            at,
            worth.Value
        );
    }

    private static Error NotTaken(Error error) => error.Kind == ErrorKind.Unavailable ? error : StarsErrors.CurrencyNotTaken;
}
