using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Texts;

namespace Denga.Booking.Tariffs;

/// <summary>Whether the rules of a tariff make sense, whoever wrote them. Pure.</summary>
internal static class TariffChecks
{
    private const int NameMax = 80;
    private const int TaxNameMax = 40;
    private const int SeasonsMax = 60;
    private const int DiscountsMax = 20;
    private const int DaysAheadMax = 1_000;
    private const int TaxesMax = 5;
    private const int SharesMax = 12;
    private const int ShareDaysMax = 365;
    private const int StepsMax = 10;
    private const int StepHoursMax = 8_760;
    private const int GraceHoursMax = 168;
    private const int PercentDecimals = 4;

    /// <summary>The name without breaks and what nobody sees; null for none, or too long a one.</summary>
    internal static LocalText? Name(LocalText written)
    {
        var name = new LocalText(PlainText.OneLine(written.Ru), PlainText.OneLine(written.En));
        return name.Ru.Length is > 0 and <= NameMax && name.En.Length is > 0 and <= NameMax ? name : null;
    }

    /// <summary>The rules as they are kept: with clean names. Errors: as of <see cref="CreateTariff"/>.</summary>
    internal static Result<TariffRules> Clean(TariffRules rules)
    {
        var currency = rules.Base.Currency;
        if (!IsPrice(rules.Base, currency) || !AreWeekdays(rules.Weekdays, currency))
            return PriceErrors.BadPrices;
        var seasons = rules.Seasons.Select(s => s with { Name = Name(s.Name) ?? new LocalText("", "") }).ToList();
        if (seasons.Count > SeasonsMax || seasons.Any(s => !IsSeason(s, currency)))
            return PriceErrors.BadSeasons;
        if (
            !Are(rules.Length, l => l.UnitsMin >= 1 && l.UnitsMin <= StayPricing.UnitsMax && IsPercent(l.Percent), l => l.UnitsMin)
            || !Are(rules.Early, IsDiscount, e => e.Days)
            || !Are(rules.Late, IsDiscount, l => l.Days)
        )
            return PriceErrors.BadDiscounts;
        if (rules.Guests.Included < 1 || rules.Guests.Included > StayPricing.GuestsMax || !IsPrice(rules.Guests.Extra, currency))
            return PriceErrors.BadGuestRule;
        var taxes = rules.Taxes.Select(t => t with { Name = PlainText.OneLine(t.Name) }).ToList();
        if (taxes.Count > TaxesMax || taxes.Any(t => t.Name.Length is 0 or > TaxNameMax || !IsPercent(t.Percent)))
            return PriceErrors.BadTaxes;
        if (
            !IsPrice(rules.Deposit, currency)
            || !IsPercent(rules.PrepaymentPercent)
            || rules.Balance.Count > SharesMax
            || rules.Balance.Count > 0 && rules.Balance.Sum(b => b.Percent) != 100
            || rules.Balance.Any(b => b.DaysBefore is < 0 or > ShareDaysMax || b.Percent <= 0 || !IsPercent(b.Percent))
            || rules.Balance.DistinctBy(b => b.DaysBefore).Count() < rules.Balance.Count
        )
            return PriceErrors.BadPaymentRule;
        return IsPolicy(rules.Cancellation) ? rules with { Seasons = seasons, Taxes = taxes } : PriceErrors.BadCancellation;
    }

    /// <summary>The least that a unit of time costs on any day.</summary>
    internal static Money Least(TariffRules rules) =>
        rules
            .Weekdays.Concat(rules.Seasons.SelectMany(s => s.Weekdays))
            .Select(w => w.Price)
            .Concat(rules.Seasons.Select(s => s.Price))
            .Append(rules.Base)
            .Min();

    internal static bool IsPrice(Money price, Currency currency) =>
        price.Minor is >= 0 and <= StayPricing.MinorMax && ReferenceEquals(price.Currency, currency);

    internal static bool IsPercent(decimal percent) => percent is >= 0 and <= 100 && decimal.Round(percent, PercentDecimals) == percent;

    private static bool AreWeekdays(IReadOnlyList<WeekdayPrice> weekdays, Currency currency) =>
        weekdays.All(w => Enum.IsDefined(w.Day) && IsPrice(w.Price, currency)) && weekdays.DistinctBy(w => w.Day).Count() == weekdays.Count;

    private static bool IsSeason(Season season, Currency currency) =>
        season.Name.Ru.Length > 0
        && (season.Yearly || season.From <= season.To)
        && IsPrice(season.Price, currency)
        && AreWeekdays(season.Weekdays, currency);

    private static bool IsDiscount(TimeDiscount discount) => discount.Days is >= 0 and <= DaysAheadMax && IsPercent(discount.Percent);

    private static bool Are<T>(IReadOnlyList<T> discounts, Func<T, bool> isOne, Func<T, int> key) =>
        discounts.Count <= DiscountsMax && discounts.All(isOne) && discounts.DistinctBy(key).Count() == discounts.Count;

    /// <summary>Whoever cancels later gets no more than who cancels earlier.</summary>
    private static bool IsPolicy(CancellationPolicy policy)
    {
        var steps = policy.Steps.OrderByDescending(s => s.HoursBefore).ToList();
        return steps.Count <= StepsMax
            && policy.GraceHours is >= 0 and <= GraceHoursMax
            && steps.TrueForAll(s => s.HoursBefore is >= 0 and <= StepHoursMax && IsPercent(s.RefundPercent))
            && steps
                .Zip(steps.Skip(1))
                .All(pair => pair.First.HoursBefore > pair.Second.HoursBefore && pair.First.RefundPercent >= pair.Second.RefundPercent);
    }
}
