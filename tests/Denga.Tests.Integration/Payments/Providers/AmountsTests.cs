using Denga.Contracts;
using Denga.Payments.Providers;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>Every currency there is, in every provider's own form.</summary>
public sealed class AmountsTests
{
    private static readonly long[] Amounts =
    [
        0,
        1,
        2,
        7,
        9,
        10,
        50,
        99,
        100,
        101,
        999,
        1_000,
        1_010,
        12_345,
        99_990,
        100_000,
        1_000_000,
        99_999_999,
        123_456_789_012,
    ];

    public static TheoryData<string> Currencies => [.. Currency.All.Select(c => c.Code)];

    [Theory]
    [MemberData(nameof(Currencies))]
    public void An_amount_comes_back_exactly_or_is_refused(string code)
    {
        var currency = Currency.Parse(code);
        foreach (var money in Amounts.Select(minor => new Money(minor, currency)))
        {
            if (ProviderAmounts.TryToStripe(money, out var units, out var lower))
                Assert.True(
                    ProviderAmounts.TryFromStripe(units, lower, out var back) && back == money,
                    $"{money} at Stripe is {units}, and back {back}"
                );
            if (ProviderAmounts.TryToHeleket(money, out var text))
                Assert.True(
                    ProviderAmounts.TryFromHeleket(text, code, out var back) && back == money,
                    $"{money} at Heleket is {text}, and back {back}"
                );
            if (ProviderAmounts.TryToYooKassa(money, out var value))
                Assert.True(
                    ProviderAmounts.TryFromYooKassa(value, code, out var back) && back == money,
                    $"{money} at YooKassa is {value}, and back {back}"
                );
            if (ProviderAmounts.TryToStars(money, out var stars))
                Assert.Equal(money, ProviderAmounts.FromStars(stars));
        }
    }

    [Theory]
    [MemberData(nameof(Currencies))]
    public void What_is_refused_is_refused_for_a_reason(string code)
    {
        var currency = Currency.Parse(code);
        var whole = new Money(100 * currency.UnitsPerOne, currency);
        var finest = new Money(100 * currency.UnitsPerOne + 1, currency);
        Assert.Equal(code is not "XTR", ProviderAmounts.TryToHeleket(whole, out _));
        Assert.Equal(code is not ("XTR" or "TON"), ProviderAmounts.TryToHeleket(finest, out _));
        Assert.Equal(code is "XTR", ProviderAmounts.TryToStars(whole, out _));
        var isAtStripe = ProviderAmounts.MostAtStripe(currency) is not null;
        Assert.Equal(isAtStripe, ProviderAmounts.TryToStripe(whole, out _, out _));
        // Thousandths end in 0, and who has no smaller units at Stripe has none.
        Assert.Equal(isAtStripe && currency.Scale != 3 && code is not "MGA", ProviderAmounts.TryToStripe(finest, out _, out _));
        Assert.False(ProviderAmounts.TryToStripe(-whole, out _, out _));
        Assert.False(ProviderAmounts.TryToHeleket(-whole, out _));
        Assert.False(ProviderAmounts.TryToYooKassa(-whole, out _));
        Assert.False(ProviderAmounts.TryToStars(-whole, out _));
    }

    /// <summary>https://docs.stripe.com/currencies</summary>
    [Theory]
    [InlineData("USD", 1050, 1050)]
    [InlineData("JPY", 500, 500)]
    [InlineData("KRW", 1, 1)]
    [InlineData("ISK", 5, 500)]
    [InlineData("UGX", 5, 500)]
    [InlineData("HUF", 17_550, 17_550)]
    [InlineData("TWD", 80_045, 80_045)]
    [InlineData("KWD", 5_120, 5_120)]
    [InlineData("KWD", 5_124, null)]
    [InlineData("MGA", 50_000, 500)]
    [InlineData("MGA", 50_001, null)]
    [InlineData("USD", 99_999_999, 99_999_999)]
    [InlineData("USD", 100_000_000, null)]
    [InlineData("ISK", 1_000_000, null)]
    [InlineData("USDT", 1_000_000, null)]
    [InlineData("XTR", 100, null)]
    public void Stripe_has_units_of_its_own(string code, long minor, int? units)
    {
        var isTaken = ProviderAmounts.TryToStripe(new Money(minor, Currency.Parse(code)), out var amount, out var lower);
        Assert.Equal((units is not null, code.ToLowerInvariant()), (isTaken, lower));
        if (units is { } expected)
            Assert.Equal(expected, amount);
    }

    [Theory]
    [InlineData("USDT", 15_000_001, "15.000001")]
    [InlineData("TON", 1_234_567_890, "1.23456789")]
    [InlineData("JPY", 1500, "1500")]
    [InlineData("KWD", 1_500, "1.500")]
    public void Heleket_has_decimal_texts_of_at_most_eight_decimals(string code, long minor, string text)
    {
        Assert.True(ProviderAmounts.TryToHeleket(new Money(minor, Currency.Parse(code)), out var written));
        Assert.Equal(text, written);
    }

    [Theory]
    [InlineData("10.005")]
    [InlineData("10,00")]
    [InlineData("1e2")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("ten")]
    [InlineData("99999999999999999999999999")]
    public void What_is_no_exact_amount_is_none(string? text)
    {
        Assert.False(ProviderAmounts.TryFromYooKassa(text, "RUB", out _));
        Assert.False(ProviderAmounts.TryFromHeleket(text, "RUB", out _));
        Assert.False(ProviderAmounts.TryFromYooKassa("10.00", "XXX", out _));
    }

    [Fact]
    public void Of_a_share_the_remainder_below_the_smallest_unit_is_left_out()
    {
        var asked = new Money(10_000, Currency.Rub);
        Assert.Equal(new Money(3_333, Currency.Rub), ProviderAmounts.Share(asked, 0.41152266m, 1.234567m));
        Assert.Equal(asked, ProviderAmounts.Share(asked, 1.234567m, 1.234567m));
    }
}
