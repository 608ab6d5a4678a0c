using Denga.Booking.Calendars.Ical;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Denga.Booking.Calendars.Export;

/// <summary>A time that is taken, as others are told.</summary>
/// <param name="Id">Of the booking, the block, or the block of a feed.</param>
/// <param name="Key">Stays the same as long as it is the same: its UID is made of it.</param>
/// <param name="From">Of whole days their midnights in the object's zone; without buffers, which are nobody's stay.</param>
/// <param name="Since">When it came.</param>
/// <param name="IsStay">Somebody stays; otherwise the owner closed it.</param>
internal sealed record ExportEntry(
    Guid Id,
    string Key,
    Guid Unit,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset Since,
    bool IsStay
);

/// <summary>Writes what is taken as iCalendar: the same entries give the same bytes. Of guests there is nothing in it.</summary>
internal static class CalendarWriter
{
    internal static string Write(IReadOnlyList<ExportEntry> entries, FeedPlace place, string uidEnd)
    {
        var calendar = new Calendar
        {
            ProductId = "-//Denga//Calendar 1.0//EN",
            Scale = "GREGORIAN",
            Method = "PUBLISH",
        };
        foreach (var entry in entries)
            calendar.Events.Add(
                new CalendarEvent
                {
                    Uid = entry.Key + uidEnd,
                    DtStamp = Utc(entry.Since),
                    Start = place.WholeDays ? new CalDateTime(place.Day(entry.From)) : Utc(entry.From),
                    End = place.WholeDays ? new CalDateTime(place.Day(entry.To)) : Utc(entry.To),
                    Summary = entry.IsStay ? "Reserved" : "Not available",
                    Status = "CONFIRMED",
                    Transparency = "OPAQUE",
                }
            );
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    /// <summary>The times in which every unit is taken: so an object of several is full.</summary>
    /// <param name="key">Of all of them; the day, or moment, of its beginning is added.</param>
    internal static IReadOnlyList<ExportEntry> Full(IReadOnlyList<ExportEntry> entries, int units, string key, DateTimeOffset since)
    {
        var changes = entries
            .GroupBy(e => e.Unit)
            .SelectMany(Runs)
            .SelectMany(r => ((DateTimeOffset At, int By)[])[(r.From, 1), (r.To, -1)])
            // One that begins where another ends leaves nothing free between.
            .GroupBy(c => c.At)
            .Select(g => (At: g.Key, By: g.Sum(c => c.By)))
            .OrderBy(c => c.At);
        var full = new List<ExportEntry>();
        var (taken, from) = (0, DateTimeOffset.MinValue);
        foreach (var (at, by) in changes)
        {
            var (was, now) = (taken >= units, (taken += by) >= units);
            if (!was && now)
                from = at;
            else if (was && !now)
                full.Add(new ExportEntry(Guid.Empty, $"{key}-{from:yyyyMMddHHmm}", Guid.Empty, from, at, since, IsStay: true));
        }
        return full;
    }

    /// <summary>The times of one unit, those that meet made one.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Runs(IEnumerable<ExportEntry> entries)
    {
        (DateTimeOffset From, DateTimeOffset To)? run = null;
        foreach (var entry in entries.OrderBy(e => e.From))
        {
            if (run is { } open && entry.From <= open.To)
            {
                run = (open.From, entry.To > open.To ? entry.To : open.To);
                continue;
            }
            if (run is { } done)
                yield return done;
            run = (entry.From, entry.To);
        }
        if (run is { } last)
            yield return last;
    }

    private static CalDateTime Utc(DateTimeOffset at) => new(DateTime.SpecifyKind(at.UtcDateTime, DateTimeKind.Utc));
}
