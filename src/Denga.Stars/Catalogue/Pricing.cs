using Denga.Contracts;

namespace Denga.Stars.Catalogue;

/// <summary>What an order costs the buyer, and what of it is the shop's. Pure. Everything is rounded so that the shop never sells below what it pays.</summary>
/// <param name="List">Before the discount.</param>
/// <param name="Fee">How much of <paramref name="List"/> is more than the seller asks for the Stars.</param>
internal sealed record Pricing(Money List, Money Fee, Money Discount)
{
    internal Money Price => List - Discount;

    /// <param name="rate">Units of <paramref name="currency"/> for one of the cost's.</param>
    /// <param name="promoPercent">Off the list price; it ends where the seller's price begins.</param>
    /// <returns>Null for an amount that no account could hold.</returns>
    internal static Pricing? Of(Money cost, Money sellerFee, decimal rate, Currency currency, decimal marginPercent, decimal promoPercent)
    {
        try
        {
            var total = (cost + sellerFee).Convert(rate, currency, MidpointRounding.ToPositiveInfinity);
            var list = (cost + sellerFee).Convert(rate * (100 + marginPercent) / 100, currency, MidpointRounding.ToPositiveInfinity);
            var wished = decimal.ToInt64(decimal.Floor(list.Minor * promoPercent / 100));
            var discount = new Money(Math.Clamp(wished, 0, Math.Max(0, list.Minor - total.Minor)), currency);
            var fee = list - cost.Convert(rate, currency, MidpointRounding.ToPositiveInfinity);
            return list.Minor is > 0 and < 1L << 60 ? new Pricing(list, fee, discount) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
