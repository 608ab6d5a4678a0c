using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using NpgsqlTypes;

namespace Denga.Booking.Availability;

/// <summary>What is free of an object. A month is one question to the database; the object and its prices come from their copy.</summary>
internal sealed class AvailabilityHandlers(Database<BookingModule> database, ObjectCopies copies, TimeProvider clock)
    : IOperationHandler<FreeDates, IReadOnlyList<CalendarDay>>,
        IOperationHandler<BusyHours, IReadOnlyList<BusyTime>>
{
    private const int DaysMax = 100;

    public async Task<Result<IReadOnlyList<CalendarDay>>> Handle(FreeDates operation, CancellationToken cancel)
    {
        var days = operation.To.DayNumber - operation.From.DayNumber;
        if (days is < 1 or > DaysMax)
            return BookingErrors.BadDates;
        if (await copies.Find(operation.Object.ToString(), cancel) is not { Object: { State: ObjectState.Active } of } priced)
            return BookingErrors.ObjectNotFound;
        // What lies in the future may need to be free for the shortest stay that begins on the last day.
        var to = operation.To.AddDays(of.SoldBy == TariffUnit.Hour ? 1 : of.Rules.Least);
        var busy = await Busy(of, operation.From, to, cancel);
        var each = StayPrices.EachDay(priced.Rules, operation.From, operation.To);
        return (Result<IReadOnlyList<CalendarDay>>)Calendar.Days(of, operation.From, operation.To, busy, each, clock.GetUtcNow());
    }

    public async Task<Result<IReadOnlyList<BusyTime>>> Handle(BusyHours operation, CancellationToken cancel)
    {
        if (await copies.Find(operation.Object.ToString(), cancel) is not { Object: { State: ObjectState.Active } of })
            return BookingErrors.ObjectNotFound;
        var busy = await Busy(of, operation.Day, operation.Day.AddDays(1), cancel);
        return (Result<IReadOnlyList<BusyTime>>)Calendar.Busy(of, busy);
    }

    /// <summary>When the units are not free, with what they need after it; kept for somebody who has not paid in time does not count.</summary>
    private async Task<IReadOnlyList<(UnitId Unit, NpgsqlRange<DateTime> Span)>> Busy(
        RentalObject of,
        DateOnly from,
        DateOnly to,
        CancellationToken cancel
    )
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(of.TimeZone);
        var span = StayTimes.Span(
            StayPeriods.At(from.ToDateTime(TimeOnly.MinValue), zone),
            StayPeriods.At(to.AddDays(1).ToDateTime(TimeOnly.MinValue), zone) + of.Rules.Buffer
        );
        await using var command = database
            .Source.CreateCommand(
                """
                select s.unit_id, s.span from unit u join stay s on s.unit_id = u.id
                where u.object_id = $1 and u.is_active and s.span && $2 and (s.kept_until is null or s.kept_until > $3)
                """
            )
            .With(of.Id.Value)
            .With(span)
            .With(clock.GetUtcNow());
        var found = new List<(UnitId, NpgsqlRange<DateTime>)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add((UnitId.From(rows.GetGuid(0)), rows.GetFieldValue<NpgsqlRange<DateTime>>(1)));
        return found;
    }
}

/// <summary>From what is busy to a calendar. Pure.</summary>
internal static class Calendar
{
    internal static CalendarDay[] Days(
        RentalObject of,
        DateOnly from,
        DateOnly to,
        IReadOnlyList<(UnitId Unit, NpgsqlRange<DateTime> Span)> busy,
        IReadOnlyList<Money?> prices,
        DateTimeOffset now
    )
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(of.TimeZone);
        var isHourly = of.SoldBy == TariffUnit.Hour;
        var rules = of.Rules;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var days = new CalendarDay[to.DayNumber - from.DayNumber];
        for (var i = 0; i < days.Length; i++)
        {
            var day = from.AddDays(i);
            var free = isHourly ? FreeAt(DayOf(day), whole: true) : FreeAt(Stay(day, 1), whole: false);
            var begins = Begin(day, isHourly ? TimeOnly.MaxValue : rules.CheckIn);
            var isClosed =
                day < today || day > today.AddDays(rules.HorizonDays) || rules.Notice > TimeSpan.Zero && begins < now + rules.Notice;
            var state =
                isClosed ? DayState.Closed
                : free == 0 ? DayState.Busy
                : DayState.Free;
            var mayArrive =
                state == DayState.Free
                && StayTimes.MayArriveOn(rules, day)
                && (isHourly || rules.Least == 1 || FreeAt(Stay(day, rules.Least), whole: false) > 0);
            days[i] = new CalendarDay(day, state, mayArrive, isClosed ? 0 : free, prices[i], rules.Least);
        }
        return days;

        DateTimeOffset Begin(DateOnly day, TimeOnly time) => StayPeriods.At(day.ToDateTime(time), zone);

        NpgsqlRange<DateTime> Stay(DateOnly day, int nights) =>
            StayTimes.Span(Begin(day, rules.CheckIn), Begin(day.AddDays(nights), rules.CheckOut) + rules.Buffer);

        NpgsqlRange<DateTime> DayOf(DateOnly day) =>
            StayTimes.Span(Begin(day, TimeOnly.MinValue), Begin(day.AddDays(1), TimeOnly.MinValue));

        // Units with nothing in the time; by the hour, those that are not busy through all of it.
        int FreeAt(NpgsqlRange<DateTime> time, bool whole) =>
            Math.Max(
                0,
                of.UnitCount
                    - busy.Where(b =>
                            whole
                                ? b.Span.LowerBound <= time.LowerBound && b.Span.UpperBound >= time.UpperBound
                                : b.Span.LowerBound < time.UpperBound && time.LowerBound < b.Span.UpperBound
                        )
                        .Select(b => b.Unit)
                        .Distinct()
                        .Count()
            );
    }

    /// <summary>When every unit is busy, joined where it touches, in the order of time.</summary>
    internal static BusyTime[] Busy(RentalObject of, IReadOnlyList<(UnitId Unit, NpgsqlRange<DateTime> Span)> busy)
    {
        var steps = busy.SelectMany(b => new[] { (At: b.Span.LowerBound, Change: 1), (At: b.Span.UpperBound, Change: -1) })
            .GroupBy(s => s.At)
            .OrderBy(g => g.Key)
            .Select(g => (At: g.Key, Change: g.Sum(s => s.Change)));
        var found = new List<BusyTime>();
        var count = 0;
        DateTime? since = null;
        foreach (var (at, change) in steps)
        {
            count += change;
            if (count >= of.UnitCount && since is null)
                since = at;
            else if (count < of.UnitCount && since is { } from)
            {
                found.Add(new BusyTime(new DateTimeOffset(from, TimeSpan.Zero), new DateTimeOffset(at, TimeSpan.Zero)));
                since = null;
            }
        }
        return [.. found];
    }
}
