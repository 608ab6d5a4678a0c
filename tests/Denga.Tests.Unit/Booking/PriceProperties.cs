using System.Text.Json;
using Denga.Booking.Pricing;
using Denga.Booking.Tariffs;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denga.Tests.Unit.Booking;

/// <summary>Whatever the rules, the stay and the choice: the parts make the whole, the same gives the same, and nobody is asked or given too much.</summary>
public sealed class PriceProperties
{
    private static readonly Currency[] Currencies = [Currency.Parse("JPY"), Currency.Rub, Currency.Parse("KWD")];
    private static readonly DateOnly First = new(2026, 1, 1);

    private static Gen<Money> Amount(Currency currency, int max) => Gen.Choose(0, max).Select(minor => new Money(minor, currency));

    private static Gen<decimal> Percent(int max = 1_000_000) => Gen.Choose(0, max).Select(p => p / 10_000m);

    private static Gen<IReadOnlyList<T>> Some<T>(Gen<T> one, int most) =>
        from count in Gen.Choose(0, most)
        from all in one.ArrayOf(count)
        select (IReadOnlyList<T>)all;

    private static Gen<IReadOnlyList<WeekdayPrice>> Weekdays(Currency currency) =>
        Some(from day in Gen.Choose(0, 6) from price in Amount(currency, 5_000_000) select new WeekdayPrice((DayOfWeek)day, price), 3)
            .Select(all => (IReadOnlyList<WeekdayPrice>)[.. all.DistinctBy(w => w.Day)]);

    private static Gen<Season> SeasonOf(Currency currency) =>
        from begins in Gen.Choose(0, 730)
        from days in Gen.Choose(0, 120)
        from yearly in Gen.Elements(true, false)
        from price in Amount(currency, 5_000_000)
        from weekdays in Weekdays(currency)
        select new Season(new LocalText("с", "s"), First.AddDays(begins), First.AddDays(begins + days), yearly, price, weekdays);

    private static Gen<IReadOnlyList<BalanceShare>> Shares =>
        from first in Gen.Choose(1, 99)
        from days in Gen.Choose(1, 365)
        from split in Gen.Elements(true, false)
        select split ? (IReadOnlyList<BalanceShare>)[new BalanceShare(days, first), new BalanceShare(days - 1, 100 - first)] : [];

    private static Gen<CancellationPolicy> Policies =>
        from hours in Gen.Choose(1, 2_000)
        from earlier in Percent()
        from part in Gen.Choose(0, 100)
        from grace in Gen.Choose(0, 168)
        select new CancellationPolicy(
            [
                new CancellationStep(hours, earlier),
                new CancellationStep(hours - 1, decimal.Round(earlier * part / 100, 4, MidpointRounding.ToZero)),
            ],
            grace
        );

    private static Gen<TariffRules> RulesOf(bool discounts) =>
        from currency in Gen.Elements(Currencies)
        from each in Amount(currency, 5_000_000)
        from weekdays in Weekdays(currency)
        from seasons in Some(SeasonOf(currency), 5)
        from length in Some(from units in Gen.Choose(1, 40) from percent in Percent() select new LengthDiscount(units, percent), 3)
        from early in Some(from days in Gen.Choose(0, 200) from percent in Percent() select new TimeDiscount(days, percent), 3)
        from late in Some(from days in Gen.Choose(0, 30) from percent in Percent() select new TimeDiscount(days, percent), 3)
        from included in Gen.Choose(1, 6)
        from extra in Amount(currency, 200_000)
        from taxes in Some(
            from percent in Percent(300_000)
            from isIncluded in Gen.Elements(true, false)
            select new TaxRate("t", percent, isIncluded),
            5
        )
        from deposit in Amount(currency, 1_000_000)
        from prepayment in Percent()
        from shares in Shares
        from policy in Policies
        select new TariffRules(
            TariffUnit.Night,
            each,
            weekdays,
            seasons,
            discounts ? [.. length.DistinctBy(l => l.UnitsMin)] : [],
            new GuestRule(included, extra),
            discounts ? [.. early.DistinctBy(e => e.Days)] : [],
            discounts ? [.. late.DistinctBy(l => l.Days)] : [],
            taxes,
            deposit,
            prepayment,
            shares,
            policy
        );

    private static Gen<PricedAddOn> AddOnOf(Currency currency) =>
        from per in Gen.Elements(AddOnPer.Stay, AddOnPer.Day, AddOnPer.Unit, AddOnPer.Guest)
        from price in Amount(currency, 100_000)
        from max in Amount(currency, 1_000_000)
        from capped in Gen.Elements(true, false)
        from quantity in Gen.Choose(1, 10)
        select new PricedAddOn(
            AddOnId.New(),
            1,
            new LocalText("д", "a"),
            new AddOnTerms(per, price, 10, capped ? max : null),
            per is AddOnPer.Stay or AddOnPer.Guest ? 1 : quantity
        );

    private static Gen<PricedPromo?> PromoOf(Currency currency) =>
        from percent in Percent()
        from amount in Amount(currency, 2_000_000)
        from kind in Gen.Choose(0, 2)
        select kind switch
        {
            0 => null,
            1 => new PricedPromo("code", new PromoTerms(percent, null, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)),
            _ => new PricedPromo("code", new PromoTerms(null, amount, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)),
        };

    private static Gen<PriceInputs> InputsOf(Currency currency, bool discounts) =>
        from begins in Gen.Choose(0, 800)
        from nights in Gen.Choose(1, 60)
        from ahead in Gen.Choose(0, 300)
        from guests in Gen.Choose(1, 12)
        from addOns in Some(AddOnOf(currency), 4)
        from promo in PromoOf(currency)
        select new PriceInputs(
            StayPricing.Rules,
            TariffId.New(),
            1,
            Nights(First.AddDays(begins), nights),
            guests,
            addOns,
            discounts ? promo : null,
            new DateTimeOffset(First.AddDays(begins - ahead).ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero),
            First.AddDays(begins - ahead)
        );

    private static Arbitrary<(TariffRules Rules, PriceInputs Inputs)> Cases(bool discounts = true) =>
        (from rules in RulesOf(discounts) from inputs in InputsOf(rules.Base.Currency, discounts) select (rules, inputs)).ToArbitrary();

    [Property(MaxTest = 1000)]
    public Property The_parts_make_the_whole() =>
        Prop.ForAll(
            Cases(),
            c =>
            {
                var price = StayPricing.Price(c.Rules, c.Inputs).Value;
                var added = price.Taxes.Where(t => !t.Included).Sum(t => t.Amount.Minor);
                var included = price.Taxes.Where(t => t.Included).Sum(t => t.Amount.Minor);
                return TariffChecks.Clean(c.Rules).IsOk
                    && price.Lines.Sum(l => l.Amount.Minor) == price.Total.Minor
                    && price.Total.Minor >= 0
                    && price.Net.Minor + included + added == price.Total.Minor
                    && price.Taxes.All(t => t.Amount.Minor >= 0)
                    && price.Lines.Where(l => l.Kind == PriceLineKind.Tax).Sum(l => l.Amount.Minor) == added
                    && price.Lines.Where(l => l.Kind == PriceLineKind.Time).Sum(l => l.Quantity) == price.Units;
            }
        );

    [Property(MaxTest = 1000)]
    public Property What_is_due_makes_the_total_and_each_day_comes_once() =>
        Prop.ForAll(
            Cases(),
            c =>
            {
                var price = StayPricing.Price(c.Rules, c.Inputs).Value;
                var days = price.Schedule.Select(s => s.Due ?? DateOnly.MinValue).ToList();
                return price.Prepayment + price.Balance == price.Total
                    && price.Schedule.Sum(s => s.Amount.Minor) == price.Total.Minor
                    && price.Schedule.All(s => s.Amount.Minor > 0)
                    && days.Zip(days.Skip(1)).All(pair => pair.First < pair.Second)
                    && price.Schedule.Where(s => s.Due is null).Sum(s => s.Amount.Minor) == price.Prepayment.Minor
                    && price.Schedule.All(s => s.Due is null || s.Due > c.Inputs.BookedOn);
            }
        );

    [Property(MaxTest = 500)]
    public Property Reckoned_again_from_what_was_kept_it_is_the_same() =>
        Prop.ForAll(
            Cases(),
            c =>
            {
                var rules = Json(StayPricing.Price(c.Rules, c.Inputs).Value);
                return rules == Json(StayPricing.Price(Copy(c.Rules), Copy(c.Inputs)).Value);
            }
        );

    [Property(MaxTest = 1000)]
    public Property Without_discounts_a_night_more_is_never_cheaper() =>
        Prop.ForAll(
            Cases(discounts: false),
            c =>
            {
                var stay = c.Inputs.Stay;
                var longer = c.Inputs with { Stay = Nights(stay.In, stay.Out.DayNumber - stay.In.DayNumber + 1) };
                return StayPricing.Price(c.Rules, longer).Value.Total >= StayPricing.Price(c.Rules, c.Inputs).Value.Total;
            }
        );

    [Property(MaxTest = 1000)]
    public Property A_refund_is_never_more_than_was_paid_and_never_grows_with_time() =>
        Prop.ForAll(
            Cases(),
            Gen.Choose(0, 150).ToArbitrary(),
            Gen.Choose(0, 400 * 24).ToArbitrary(),
            (c, share, hours) =>
            {
                var price = StayPricing.Price(c.Rules, c.Inputs).Value;
                var paid = new Money(price.Total.Minor * share / 100, price.Total.Currency);
                var at = price.Inputs.BookedAt.AddHours(hours);
                var terms = Cancelling.At(price, paid, at);
                var later = Cancelling.At(price, paid, at.AddHours(7));
                return terms.Refund + terms.Kept == paid
                    && terms.Refund.Minor >= 0
                    && terms.Refund <= paid
                    && later.Refund <= terms.Refund
                    && (terms.Until is not { } until || until >= at && Cancelling.At(price, paid, until).Percent == terms.Percent)
                    && (terms.Until is not { } end || Cancelling.At(price, paid, end.AddTicks(1)).Percent < terms.Percent);
            }
        );

    private static PricedPeriod Nights(DateOnly first, int nights) =>
        StayPeriods.Days(first, first.AddDays(nights), new TimeOnly(15, 0), new TimeOnly(11, 0), TimeZoneInfo.Utc).Value;

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(Json(value), DengaJson.Options)!;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);
}
