using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Booking.Pricing;

/// <summary>Days and clocks of a place as a period, over both changes of the clock. Days are 1 to 9998, far from where a calendar ends.</summary>
internal static class StayPeriods
{
    private const int YearMax = 9998;

    /// <summary>Nights or days. Error: <c>booking.out_before_in</c>.</summary>
    internal static Result<PricedPeriod> Days(DateOnly first, DateOnly last, TimeOnly checkIn, TimeOnly checkOut, TimeZoneInfo zone) =>
        last <= first || first.Year < 2 || last.Year > YearMax
            ? PriceErrors.OutBeforeIn
            : new PricedPeriod(first, last, At(first.ToDateTime(checkIn), zone), At(last.ToDateTime(checkOut), zone));

    /// <summary>Hours, from one clock to another; those that pass between, a begun one whole. Error: <c>booking.out_before_in</c>,
    /// <c>booking.too_long</c>.</summary>
    internal static Result<PricedPeriod> Hours(DateTime from, DateTime until, TimeZoneInfo zone)
    {
        if (from.Year < 2 || until.Year > YearMax)
            return PriceErrors.OutBeforeIn;
        var (startsAt, endsAt) = (At(from, zone), At(until, zone));
        if (endsAt <= startsAt)
            return PriceErrors.OutBeforeIn;
        if (endsAt - startsAt > TimeSpan.FromHours(StayPricing.UnitsMax))
            return PriceErrors.TooLong;
        var hours = new List<HoursOfDay>();
        for (var at = startsAt; at < endsAt; at = at.AddHours(1))
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
            if (hours.Count > 0 && hours[^1].Day == day)
                hours[^1] = hours[^1] with { Hours = hours[^1].Hours + 1 };
            else
                hours.Add(new HoursOfDay(day, 1));
        }
        return new PricedPeriod(DateOnly.FromDateTime(from), DateOnly.FromDateTime(until), startsAt, endsAt, hours);
    }

    /// <summary>A time that a clock skips is as much later as it skips; one that it shows twice is the first.</summary>
    internal static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            // The offset before the change: the clock went on to it.
            var before = zone.GetUtcOffset(local.AddDays(-1));
            return new DateTimeOffset(local, before).ToUniversalTime();
        }
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
