using System.Text;
using Denga.Booking.Pricing;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace Denga.Booking.Calendars.Ical;

/// <summary>What another calendar says of the time that an event takes.</summary>
internal enum BlockKind
{
    /// <summary>It does not say whether somebody comes or the owner closed the days.</summary>
    Unknown,

    /// <summary>Somebody has booked there.</summary>
    Reservation,

    /// <summary>Closed there, by its owner or because of what another calendar said.</summary>
    Closure,
}

/// <param name="Uid">At most 200 characters: a longer one is its hash.</param>
/// <param name="From">Of whole days their midnights in the object's zone.</param>
/// <param name="IsOurs">It came from here.</param>
internal sealed record FeedEvent(string Uid, DateTimeOffset From, DateTimeOffset To, BlockKind Kind, bool IsOurs = false);

/// <param name="IsWhole">All of it could be read: what is not in it is not there.</param>
internal sealed record FeedContent(IReadOnlyList<FeedEvent> Events, bool IsWhole, bool HasUnknownZones);

/// <summary>Whose days they are.</summary>
/// <param name="WholeDays">It is let by the night or day: a time of day in a calendar means the days it touches.</param>
internal sealed record FeedPlace(TimeZoneInfo Zone, bool WholeDays)
{
    internal DateTimeOffset Midnight(DateOnly day) => Instant(day.ToDateTime(TimeOnly.MinValue));

    internal DateTimeOffset Instant(DateTime local) => StayPeriods.At(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), Zone);

    internal DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
}

/// <summary>Reads a calendar of a stranger into the times that it says are taken: series only as far as the horizon, and each UID by itself, so that one that
/// cannot be read spoils no other.</summary>
internal static class FeedReader
{
    /// <summary>Of one UID. A series of every day to the horizon has fewer.</summary>
    private const int OccurrencesMax = 1_500;
    private const int AllOccurrencesMax = 5_000;
    private const int UidCharactersMax = 200;
    private const int UnmatchedMax = 1_000;
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(60);

    /// <param name="ours">The end of the UIDs that this Denga gives: <c>@host</c>.</param>
    internal static (FeedContent? Content, string? Error) Read(
        byte[] body,
        FeedPlace place,
        DateTimeOffset now,
        DateTimeOffset horizon,
        string ours
    )
    {
        var (calendar, error) = FeedSieve.Read(body);
        if (calendar is null)
            return (null, error);
        var events = new List<FeedEvent>();
        var unread = calendar.Unread;
        foreach (var same in calendar.Events)
        {
            if (Read(same, place, now, horizon, ours) is not { } read)
            {
                unread++;
                continue;
            }
            events.AddRange(read);
            if (events.Count > AllOccurrencesMax)
                return (null, FeedProblems.TooMany);
        }
        return (new FeedContent(events, unread == 0, calendar.HasUnknownZones), null);
    }

    /// <summary>Null where they cannot be read.</summary>
    private static List<FeedEvent>? Read(
        IReadOnlyList<SievedEvent> same,
        FeedPlace place,
        DateTimeOffset now,
        DateTimeOffset horizon,
        string ours
    )
    {
        try
        {
            var found = new List<FeedEvent>();
            var from = new CalDateTime(DateOnly.FromDateTime((now - LookBack).UtcDateTime));
            var occurrences = Parse(same)
                .GetOccurrences<CalendarEvent>(from, new EvaluationOptions { MaxUnmatchedIncrementsLimit = UnmatchedMax });
            foreach (var occurrence in occurrences)
            {
                var (start, end) = Time(occurrence.Period, place);
                if (start >= horizon)
                    break;
                if (occurrence.Source is not CalendarEvent source || end <= now || !TakesTime(source))
                    continue;
                if (found.Count == OccurrencesMax)
                    return null;
                var uid = source.Uid ?? "";
                found.Add(
                    new FeedEvent(Short(uid), start, end, KindOf(source.Summary), uid.EndsWith(ours, StringComparison.OrdinalIgnoreCase))
                );
            }
            return found;
        }
        // The library reads what a stranger made for it to stumble over, and has no one exception for that.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static Calendar Parse(IReadOnlyList<SievedEvent> same)
    {
        var text = new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
        foreach (var one in same)
        {
            text.Append("BEGIN:VEVENT\r\n");
            foreach (var line in one.Lines)
                text.Append(line).Append("\r\n");
            if (!one.Lines.Any(l => l.StartsWith("UID:", StringComparison.Ordinal)))
                text.Append("UID:-\r\n");
            text.Append("END:VEVENT\r\n");
        }
        text.Append("END:VCALENDAR\r\n");
        return Calendar.Load(text.ToString()) ?? throw new FormatException("No calendar.");
    }

    private static bool TakesTime(CalendarEvent source) =>
        !string.Equals(source.Transparency, "TRANSPARENT", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(source.Status, "CANCELLED", StringComparison.OrdinalIgnoreCase);

    private static (DateTimeOffset From, DateTimeOffset To) Time(Period period, FeedPlace place)
    {
        var (start, end) = (period.StartTime, period.EffectiveEndTime ?? period.StartTime);
        if (!start.HasTime)
            return (place.Midnight(start.Date), place.Midnight(end.Date > start.Date ? end.Date : start.Date.AddDays(1)));
        var (from, to) = (Instant(start, place), Instant(end, place));
        return place.WholeDays ? Days(from, to, place) : (from, to > from ? to : from + TimeSpan.FromMinutes(1));
    }

    /// <summary>The nights that a time takes: the day of its end is free again, as that of a departure is; a time within a day takes this day.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To) Days(DateTimeOffset from, DateTimeOffset to, FeedPlace place)
    {
        var (first, last) = (place.Day(from), place.Day(to));
        return (place.Midnight(first), place.Midnight(last > first ? last : first.AddDays(1)));
    }

    private static DateTimeOffset Instant(CalDateTime time, FeedPlace place) =>
        time.IsFloating ? place.Instant(time.Value) : new DateTimeOffset(DateTime.SpecifyKind(time.AsUtc, DateTimeKind.Utc));

    /// <summary>As Airbnb, Vrbo and Booking.com write it (of the last nobody can tell: it writes the same for both).</summary>
    private static BlockKind KindOf(string? summary)
    {
        var text = summary?.Trim() ?? "";
        return text.StartsWith("Reserved", StringComparison.OrdinalIgnoreCase) ? BlockKind.Reservation
            : text is "Not available" or "Airbnb (Not available)" || text.StartsWith("Blocked", StringComparison.OrdinalIgnoreCase)
                ? BlockKind.Closure
            : BlockKind.Unknown;
    }

    private static string Short(string uid) =>
        uid.Length <= UidCharactersMax && !uid.Contains('\0', StringComparison.Ordinal)
            ? uid
            : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(uid)));
}
