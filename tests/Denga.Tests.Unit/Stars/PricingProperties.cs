using Denga.Contracts;
using Denga.Stars.Catalogue;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Denga.Tests.Unit.Stars;

/// <summary>Whatever the seller asks, the rate and the rules: the shop never sells below what it pays, and the parts make the whole.</summary>
public sealed class PricingProperties
{
    private static readonly Currency Usdt = Currency.Parse("USDT");
    private static readonly Currency[] Buyers =
    [
        Currency.Rub,
        Currency.Usd,
        Currency.Parse("JPY"),
        Currency.Parse("KWD"),
        Currency.Parse("TON"),
        Usdt,
    ];

    [Property(MaxTest = 2000)]
    public Property No_price_is_below_what_the_seller_asks_with_any_discount()
    {
        var cases =
            from cost in Gen.Choose(1, 2_000_000_000)
            from fee in Gen.Choose(0, 1_000_000)
            from rate in Gen.Choose(1, 2_000_000)
            from margin in Gen.Choose(0, 20_000)
            from off in Gen.Choose(0, 5_000)
            from buyer in Gen.Elements(Buyers)
            select (
                Cost: new Money(cost, Usdt),
                Fee: new Money(fee, Usdt),
                Rate: rate / 1000m,
                Margin: margin / 100m,
                Off: off / 100m,
                buyer
            );
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                if (Pricing.Of(c.Cost, c.Fee, c.Rate, c.buyer, c.Margin, c.Off) is not { } priced)
                    return true;
                var total = (decimal)(c.Cost.Minor + c.Fee.Minor) / Usdt.UnitsPerOne * c.Rate * c.buyer.UnitsPerOne;
                return priced.Price.Minor >= total
                    && priced.Price == priced.List - priced.Discount
                    && priced.Discount.Minor >= 0
                    && priced.Fee.Minor >= 0
                    && priced.Fee < priced.List
                    // Rounding is never more than a smallest unit.
                    && priced.List.Minor < total * (100 + c.Margin) / 100 + 1;
            }
        );
    }

    [Fact]
    public void What_no_account_could_hold_has_no_price() =>
        Assert.Null(Pricing.Of(new Money(long.MaxValue / 2, Usdt), Money.Zero(Usdt), 1_000_000, Currency.Rub, 10, 0));
}
