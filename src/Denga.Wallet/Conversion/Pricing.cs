using Denga.Contracts;

namespace Denga.Wallet.Conversion;

/// <summary>What a conversion gives and gets. Pure. The rounding policy: the rate is rounded down, what the person gets is rounded down, what he gives and
/// the fee are rounded up; what rounding takes, at most one smallest unit, goes to the rounding account and is never kept by liquidity in silence.</summary>
/// <param name="Sold">Given without the fee.</param>
/// <param name="Exact">The rounded figure before rounding, in smallest units.</param>
/// <param name="Rounding">In the currency that was rounded: the bought one when selling, the sold one when buying.</param>
internal sealed record Price(Money Sold, Money Bought, Money Fee, decimal Rate, decimal Exact, Money Rounding)
{
    private const int SignificantDigits = 12;

    internal Money Gives => Sold + Fee;

    /// <summary>The source's rate less the spread, with at most 12 significant digits, never rounded in the person's favour.</summary>
    internal static decimal RateOf(decimal source, decimal spreadPercent)
    {
        var rate = source * (100m - spreadPercent) / 100m;
        var step = 1m;
        for (var top = rate; top >= 1; top /= 10)
            step *= 10;
        for (var top = rate; top is > 0 and < 0.1m && step > 1e-15m; top *= 10)
            step /= 10;
        for (var digit = 0; digit < SignificantDigits; digit++)
            step /= 10;
        return step == 0 ? rate : decimal.Floor(rate / step) * step / 1.0000000000000000000000000000m;
    }

    /// <summary>So much is sold. Errors: <c>wallet.amount_too_small</c>, <c>wallet.overflow</c>.</summary>
    internal static Result<Price> Sell(Money sold, Currency to, decimal rate, decimal feePercent) =>
        Checked(() =>
        {
            var exact = (decimal)sold.Minor * rate * to.UnitsPerOne / sold.Currency.UnitsPerOne;
            var bought = new Money(decimal.ToInt64(decimal.Floor(exact)), to);
            var rounding = new Money(exact > bought.Minor ? 1 : 0, to);
            return new Price(sold, bought, FeeOf(sold, feePercent), rate, exact, rounding);
        });

    /// <summary>So much is bought. Errors: as <see cref="Sell"/>.</summary>
    internal static Result<Price> Buy(Money bought, Currency from, decimal rate, decimal feePercent) =>
        Checked(() =>
        {
            var exact = (decimal)bought.Minor / rate * from.UnitsPerOne / bought.Currency.UnitsPerOne;
            var sold = new Money(decimal.ToInt64(decimal.Ceiling(exact)), from);
            var rounding = new Money(exact < sold.Minor && sold.Minor > 1 ? 1 : 0, from);
            return new Price(sold, bought, FeeOf(sold, feePercent), rate, exact, rounding);
        });

    private static Money FeeOf(Money sold, decimal percent) =>
        new(decimal.ToInt64(decimal.Ceiling(sold.Minor * percent / 100m)), sold.Currency);

    private static Result<Price> Checked(Func<Price> price)
    {
        try
        {
            var made = price();
            if (made.Sold.Minor <= 0 || made.Bought.Minor <= 0)
                return WalletErrors.AmountTooSmall;
            return made.Gives.Minor > Ledger.Rules.MinorMax || made.Bought.Minor > Ledger.Rules.MinorMax ? WalletErrors.Overflow : made;
        }
        catch (OverflowException)
        {
            return WalletErrors.Overflow;
        }
    }
}
