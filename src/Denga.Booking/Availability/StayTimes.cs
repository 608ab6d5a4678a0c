using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using NpgsqlTypes;

namespace Denga.Booking.Availability;

/// <summary>From days and times of an object to moments, and the object's rules about them. Pure.</summary>
internal static class StayTimes
{
    private const int Quarter = 15;

    /// <summary>Errors: <c>booking.bad_dates</c>, <c>booking.out_before_in</c>, <c>booking.too_long</c>.</summary>
    internal static Result<PricedPeriod> Of(ObjectText text, StayDates dates)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(text.TimeZone);
        if (text.SoldBy != TariffUnit.Hour)
            return dates.From is null && dates.Until is null
                ? StayPeriods.Days(dates.In, dates.Out, text.Rules.CheckIn, text.Rules.CheckOut, zone)
                : BookingErrors.BadDates;
        if (dates is not { From: { } from, Until: { } until } || !IsQuarter(from) || !IsQuarter(until))
            return BookingErrors.BadDates;
        var (begins, ends) = (dates.In.ToDateTime(from), dates.Out.ToDateTime(until));
        // A time that the clock skips is nobody's to choose.
        return zone.IsInvalidTime(begins) || zone.IsInvalidTime(ends) ? BookingErrors.BadDates : StayPeriods.Hours(begins, ends, zone);
    }

    /// <summary>What it occupies: the buffer after it as well.</summary>
    internal static NpgsqlRange<DateTime> Span(PricedPeriod period, StayRules rules) => Span(period.StartsAt, period.EndsAt + rules.Buffer);

    internal static NpgsqlRange<DateTime> Span(DateTimeOffset from, DateTimeOffset to) =>
        new(from.UtcDateTime, lowerBoundIsInclusive: true, to.UtcDateTime, upperBoundIsInclusive: false);

    /// <summary>What a guest must keep to. Errors: <c>booking.in_past</c>, <c>booking.too_soon</c>, <c>booking.too_far</c>, <c>booking.no_arrival</c>,
    /// <c>booking.stay_too_short</c>, <c>booking.stay_too_long</c>.</summary>
    internal static Error? Refuses(ObjectText text, StayDates dates, PricedPeriod period, DateTimeOffset now)
    {
        var today = Today(text, now);
        var rules = text.Rules;
        if (dates.In < today || text.SoldBy == TariffUnit.Hour && period.StartsAt < now)
            return PriceErrors.InPast;
        if (rules.Notice > TimeSpan.Zero && period.StartsAt < now + rules.Notice)
            return BookingErrors.TooSoon;
        if (dates.In > today.AddDays(rules.HorizonDays))
            return BookingErrors.TooFar;
        if (!MayArriveOn(rules, dates.In))
            return BookingErrors.NoArrival;
        var units = Units(period);
        return units < rules.Least ? BookingErrors.StayTooShort(rules.Least)
            : units > rules.Most ? BookingErrors.StayTooLong(rules.Most)
            : null;
    }

    /// <summary>Nights, days or begun hours.</summary>
    internal static int Units(PricedPeriod period) => period.Hours?.Sum(h => h.Hours) ?? period.Out.DayNumber - period.In.DayNumber;

    internal static DateOnly Today(ObjectText text, DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(text.TimeZone)).DateTime);

    internal static bool MayArriveOn(StayRules rules, DateOnly day) =>
        rules.ArrivalDays.Count == 0 || rules.ArrivalDays.Contains(day.DayOfWeek);

    private static bool IsQuarter(TimeOnly time) => time.Minute % Quarter == 0 && time.Ticks % TimeSpan.TicksPerMinute == 0;
}
