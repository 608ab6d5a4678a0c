using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Rates;
using Denga.Rates.Book;
using Denga.Rates.Sources;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Denga.Tests.Unit.Rates;

public sealed class CrossRatesTests
{
    private const int StaleAfterDays = 4;
    private static readonly DateOnly Day = new(2026, 8, 10);
    private static readonly Currency Mxn = Currency.Parse("MXN");
    private static readonly Currency Usdt = Currency.Parse("USDT");
    private static readonly Currency Ton = Currency.Parse("TON");

    private static readonly RateSet Cbr = Set("cbr", Currency.Rub, Day, (Currency.Usd, 80), (Currency.Eur, 100), (Currency.Cny, 11));
    private static readonly RateSet Ecb = Set("ecb", Currency.Eur, Day.AddDays(-3), (Currency.Usd, 1 / 1.2m), (Mxn, 1 / 20m));

    [Fact]
    public void A_currency_into_itself_is_one() => Assert.Equal(new Rate(Ton, Ton, 1, "same", Day, IsStale: false), Find(Ton, Ton));

    [Fact]
    public void A_rate_into_the_base_is_what_the_source_says() =>
        Assert.Equal(new Rate(Currency.Usd, Currency.Rub, 80, "cbr", Day, IsStale: false), Find(Currency.Usd, Currency.Rub, Cbr, Ecb));

    [Fact]
    public void A_rate_from_the_base_is_turned_round() =>
        Assert.Equal(new Rate(Currency.Rub, Currency.Usd, 0.0125m, "cbr", Day, IsStale: false), Find(Currency.Rub, Currency.Usd, Cbr));

    [Fact]
    public void Two_currencies_of_one_source_cross_through_its_base() =>
        Assert.Equal(new Rate(Currency.Eur, Currency.Usd, 1.25m, "cbr", Day, IsStale: false), Find(Currency.Eur, Currency.Usd, Cbr, Ecb));

    [Fact]
    public void A_currency_that_only_one_source_has_is_reached_through_both() =>
        Assert.Equal(new Rate(Mxn, Currency.Rub, 5, "ecb+cbr", Ecb.Date, IsStale: false), Find(Mxn, Currency.Rub, Ecb, Cbr));

    [Fact]
    public void The_way_back_names_the_sources_in_its_own_order() =>
        Assert.Equal(new Rate(Currency.Rub, Mxn, 0.2m, "cbr+ecb", Ecb.Date, IsStale: false), Find(Currency.Rub, Mxn, Ecb, Cbr));

    [Fact]
    public void The_more_trusted_source_decides_whatever_the_order()
    {
        var mirror = Set("cbr-mirror", Currency.Rub, Day, (Currency.Usd, 81));
        var snapshot = Set("snapshot", Currency.Rub, Day, (Currency.Usd, 70));

        Assert.Equal("cbr", Find(Currency.Usd, Currency.Rub, snapshot, mirror, Cbr).Source);
        Assert.Equal("cbr-mirror", Find(Currency.Usd, Currency.Rub, snapshot, mirror).Source);
    }

    [Fact]
    public void A_fresh_rate_goes_before_a_stale_one_of_a_more_trusted_source()
    {
        var old = Set("cbr", Currency.Rub, Day.AddDays(-5), (Currency.Usd, 60));
        var mirror = Set("cbr-mirror", Currency.Rub, Day, (Currency.Usd, 81));

        Assert.Equal(
            new Rate(Currency.Usd, Currency.Rub, 81, "cbr-mirror", Day, IsStale: false),
            Find(Currency.Usd, Currency.Rub, old, mirror)
        );
    }

    [Fact]
    public void Of_stale_rates_the_newest_is_taken()
    {
        var old = Set("cbr", Currency.Rub, Day.AddDays(-90), (Currency.Usd, 60));
        var snapshot = Set("snapshot", Currency.Rub, Day.AddDays(-30), (Currency.Usd, 70));

        Assert.Equal(
            new Rate(Currency.Usd, Currency.Rub, 70, "snapshot", Day.AddDays(-30), IsStale: true),
            Find(Currency.Usd, Currency.Rub, old, snapshot)
        );
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void A_rate_is_stale_after_the_limit_and_not_on_it(int age, bool stale) =>
        Assert.Equal(stale, Find(Currency.Usd, Currency.Rub, Set("cbr", Currency.Rub, Day.AddDays(-age), (Currency.Usd, 80))).IsStale);

    [Fact]
    public void Tomorrows_rate_is_not_stale_and_next_months_is()
    {
        Assert.False(Find(Currency.Usd, Currency.Rub, Set("cbr", Currency.Rub, Day.AddDays(1), (Currency.Usd, 80))).IsStale);
        Assert.True(Find(Currency.Usd, Currency.Rub, Set("cbr", Currency.Rub, Day.AddDays(30), (Currency.Usd, 80))).IsStale);
    }

    [Fact]
    public void Tether_is_a_dollar_and_says_so()
    {
        Assert.Equal(new Rate(Usdt, Currency.Rub, 80, "cbr+peg", Day, IsStale: false), Find(Usdt, Currency.Rub, Cbr));
        Assert.Equal(new Rate(Currency.Usd, Usdt, 1, "peg", Day, IsStale: false), Find(Currency.Usd, Usdt, Cbr));
    }

    [Fact]
    public void A_source_that_has_tether_is_believed() =>
        Assert.Equal("other", Find(Usdt, Currency.Rub, Set("other", Currency.Rub, Day, (Usdt, 79)), Cbr).Source);

    [Fact]
    public void A_currency_without_a_source_is_an_unknown_pair()
    {
        var answer = CrossRates.Find(Ton, Currency.Rub, Day, [Cbr, Ecb], StaleAfterDays);

        Assert.Equal("rates.unknown_pair", answer.Error?.Code);
        Assert.Equal(5, Find(Ton, Currency.Rub, Set("other", Currency.Rub, Day, (Ton, 5))).Value);
    }

    [Fact]
    public void Without_any_set_a_pair_is_unknown() =>
        Assert.Equal("rates.unknown_pair", CrossRates.Find(Currency.Usd, Currency.Rub, Day, [], StaleAfterDays).Error?.Code);

    [Fact]
    public void In_force_is_the_newest_set_not_later_than_the_day()
    {
        var friday = Set("cbr", Currency.Rub, new DateOnly(2026, 8, 7), (Currency.Usd, 79));
        var tuesday = Set("cbr", Currency.Rub, new DateOnly(2026, 8, 11), (Currency.Usd, 81));

        var index = Index(tuesday, friday);

        Assert.Equal(79, index.Find(Currency.Usd, Currency.Rub, new DateOnly(2026, 8, 10)).Value.Value);
        Assert.Equal(81, index.Find(Currency.Usd, Currency.Rub, new DateOnly(2026, 8, 11)).Value.Value);
        Assert.Equal(79, index.Find(Currency.Usd, Currency.Rub, new DateOnly(2020, 1, 1)).Value.Value);
    }

    [Fact]
    public void A_currency_that_the_newest_sets_leave_out_keeps_the_newest_that_there_is()
    {
        var index = Index(
            Set("snapshot", Currency.Rub, new DateOnly(2026, 4, 15), (Currency.Usd, 70), (Mxn, 1), (Currency.Cny, 9)),
            Set("cbr", Currency.Rub, Day.AddDays(-2), (Currency.Usd, 78), (Mxn, 4), (Currency.Cny, 10)),
            Set("cbr", Currency.Rub, Day.AddDays(-1), (Currency.Usd, 79), (Mxn, 5)),
            Set("cbr", Currency.Rub, Day, (Currency.Usd, 80))
        );

        Assert.Equal(new Rate(Mxn, Currency.Rub, 5, "cbr", Day.AddDays(-1), IsStale: false), index.Find(Mxn, Currency.Rub, Day).Value);
        Assert.Equal(new Rate(Currency.Usd, Mxn, 16, "cbr", Day.AddDays(-1), IsStale: false), index.Find(Currency.Usd, Mxn, Day).Value);
        // Both were left out, at different times.
        Assert.Equal(new Rate(Currency.Cny, Mxn, 2, "cbr", Day.AddDays(-2), IsStale: false), index.Find(Currency.Cny, Mxn, Day).Value);
        Assert.Equal(4, index.Find(Mxn, Currency.Rub, Day.AddDays(-2)).Value.Value);
        // It keeps it for as long as nobody has a newer one.
        var later = index.Find(Mxn, Currency.Rub, Day.AddDays(300)).Value;
        Assert.Equal((5, Day.AddDays(-1), true), (later.Value, later.Date, later.IsStale));
    }

    [Fact]
    public void A_correction_of_a_day_decides_and_leaves_what_it_does_not_name()
    {
        var index = Index(Set("cbr", Currency.Rub, Day, (Currency.Usd, 80), (Mxn, 5)), Set("cbr", Currency.Rub, Day, (Currency.Usd, 81)));

        foreach (var day in new[] { Day, Day.AddDays(-900) })
            Assert.Equal(
                (81m, 5m),
                (index.Find(Currency.Usd, Currency.Rub, day).Value.Value, index.Find(Mxn, Currency.Rub, day).Value.Value)
            );
    }

    [Theory]
    [InlineData(-3700)]
    [InlineData(-32)]
    [InlineData(15)]
    [InlineData(3600)]
    public void A_set_of_a_day_that_was_not_near_is_not_counted_even_where_it_was_stored(int days)
    {
        var absurd = Set("cbr", Currency.Rub, Day.AddDays(days), (Currency.Usd, 7));
        var index = Index(Cbr, absurd);

        Assert.Equal(Day, index.Newest);
        Assert.All(
            new[] { days, days + 1, 0, 4000 },
            n => Assert.Equal(80, index.Find(Currency.Usd, Currency.Rub, Day.AddDays(n)).Value.Value)
        );
    }

    [Theory]
    [InlineData("0.333333333333333333", "0.333333333333")]
    [InlineData("0.00123456789012345", "0.00123456789012")]
    [InlineData("123.456789012345", "123.456789012")]
    [InlineData("80.00", "80")]
    [InlineData("1234567890123.4", "1234567890123")]
    [InlineData("0.09999999999996", "0.1")]
    public void Rates_have_twelve_digits_and_no_trailing_zeros(string value, string kept) =>
        Assert.Equal(kept, CrossRates.Significant(Parse(value)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Property]
    public Property There_and_back_is_one()
    {
        var perUnit = Gen.Choose(1, 1_000_000_000)
            .SelectMany(_ => Gen.Choose(0, 9), (minor, scale) => minor / (decimal)Math.Pow(10, scale));
        var sets = Gen.ArrayOf(perUnit.Where(value => value is > 0.00001m and < 1_000_000m), 4)
            .Select(values =>
                new[]
                {
                    Set("cbr", Currency.Rub, Day, (Currency.Usd, values[0]), (Currency.Eur, values[1])),
                    Set("ecb", Currency.Eur, Day, (Currency.Usd, values[2]), (Mxn, values[3])),
                }
            );

        return Prop.ForAll(
            sets.ToArbitrary(),
            Gen.Elements(Currency.Rub, Currency.Usd, Currency.Eur, Mxn, Usdt).Two().ToArbitrary(),
            (known, pair) =>
            {
                var (from, to) = pair;
                var there = Find(from, to, known).Value;
                var back = Find(to, from, known).Value;
                return Math.Abs((there * back) - 1) < 0.000000001m;
            }
        );
    }

    [Fact]
    public void The_snapshot_has_the_currencies_of_both_banks_under_its_own_name()
    {
        var sets = Snapshot.Read();

        Assert.All(sets, set => Assert.Equal("snapshot", set.Source));
        Assert.True(sets.Single(set => ReferenceEquals(set.Base, Currency.Rub)).PerUnit.Count >= 30);
        Assert.Equal(75.8532m, Find(Currency.Usd, Currency.Rub, [.. sets]).Value);
        Assert.Equal(20.2173m / 100, Find(Currency.Parse("AMD"), Currency.Rub, [.. sets]).Value);
        var pesos = Find(Mxn, Currency.Rub, [.. sets]);
        Assert.Equal("snapshot", pesos.Source);
        Assert.Equal(new DateOnly(2025, 8, 29), pesos.Date);
        Assert.InRange(pesos.Value, 4.0m, 4.2m);
        Assert.True(pesos.IsStale);
    }

    private static Rate Find(Currency from, Currency to, params RateSet[] sets) =>
        CrossRates.Find(from, to, Day, sets, StaleAfterDays).Value;

    /// <summary>As it is after all of them were fetched on the day.</summary>
    private static RateIndex Index(params RateSet[] sets) =>
        new([.. sets.Select(s => new KeptSet(s, new DateTimeOffset(Day, TimeOnly.MinValue, TimeSpan.Zero)))], StaleAfterDays);

    private static RateSet Set(string source, Currency @base, DateOnly date, params (Currency Currency, decimal Value)[] rates) =>
        new(source, @base, date, rates.ToDictionary(rate => rate.Currency, rate => rate.Value));

    private static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
