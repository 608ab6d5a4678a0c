using System.Globalization;
using System.Text.Json.Nodes;
using Denga.Booking.Calendars.Ical;

namespace Denga.Booking.Calendars.Google;

/// <summary>A booking or a block as it is to stand at Google.</summary>
/// <param name="Title">As the owner knows it; nothing of the guest.</param>
internal sealed record WantedEntry(Guid Key, Guid? Booking, DateTimeOffset From, DateTimeOffset To, string Title)
{
    /// <summary>That it is another one than was written.</summary>
    internal string Written => string.Create(CultureInfo.InvariantCulture, $"{From:O} {To:O} {Title}");
}

internal enum EntryState
{
    Written,
    DeletedThere,
    MovedThere,
}

/// <summary>What was written to Google of one of ours, and what somebody made of it there.</summary>
internal sealed record KeptEntry(Guid Key, string Written, DateTimeOffset From, DateTimeOffset To, EntryState State);

/// <summary>From ours to Google's and back. Pure.</summary>
internal static class GoogleEntries
{
    /// <summary>Letters and digits of base32hex; what begins so is of a Denga, and is no news to it.</summary>
    private const string Prefix = "dng";

    /// <summary>The same for ever: what is written twice is there once.</summary>
    internal static string IdOf(Guid key) => Prefix + key.ToString("N");

    /// <summary>Null for what is not ours.</summary>
    internal static Guid? KeyOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(id[Prefix.Length..], "N", out var key) ? key : null;

    /// <summary>What is to be written, and what deleted. What somebody changed there is left as it is until ours is another one, or somebody says so.</summary>
    internal static (IReadOnlyList<WantedEntry> Put, IReadOnlyList<Guid> Delete) Changes(
        IReadOnlyList<WantedEntry> wanted,
        IReadOnlyList<KeptEntry> kept,
        DateTimeOffset now
    )
    {
        var known = kept.ToDictionary(k => k.Key);
        var there = wanted.Select(w => w.Key).ToHashSet();
        return (
            [.. wanted.Where(w => !known.TryGetValue(w.Key, out var k) || k.Written != w.Written)],
            // What is over stays, as a diary.
            [.. kept.Where(k => !there.Contains(k.Key) && k.To > now).Select(k => k.Key)]
        );
    }

    internal static JsonObject Body(WantedEntry entry, FeedPlace place)
    {
        JsonObject Time(DateTimeOffset at) =>
            place.WholeDays
                // Of a change of what had a time of day, nothing of it stays.
                ? new JsonObject { ["date"] = place.Day(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["dateTime"] = null }
                : new JsonObject
                {
                    ["dateTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    ["timeZone"] = place.Zone.Id,
                    ["date"] = null,
                };
        return new JsonObject
        {
            ["summary"] = entry.Title,
            ["start"] = Time(entry.From),
            ["end"] = Time(entry.To),
            ["status"] = "confirmed",
            ["transparency"] = "opaque",
            ["visibility"] = "private",
            ["reminders"] = new JsonObject { ["useDefault"] = false },
            ["extendedProperties"] = new JsonObject { ["private"] = new JsonObject { ["denga"] = entry.Key.ToString("N") } },
        };
    }

    /// <summary>The time that an entry takes; null for one that takes none, or that cannot be read.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To)? Time(GoogleEvent entry, FeedPlace place)
    {
        if (entry is not { Start: { } start, End: { } end })
            return null;
        if (start.Day is { } first && end.Day is { } last)
            return (place.Midnight(first), place.Midnight(last > first ? last : first.AddDays(1)));
        if (start.At is not { } from || end.At is not { } to)
            return null;
        (from, to) = (from.ToUniversalTime(), to.ToUniversalTime());
        return place.WholeDays ? FeedReader.Days(from, to, place)
            : to > from ? (from, to)
            : null;
    }

    /// <summary>What the calendar says is taken, by others than us.</summary>
    /// <param name="known">What it said before; of a reading of changes only, what it did not name is as it was.</param>
    internal static FeedContent Content(
        IReadOnlyList<GoogleEvent> entries,
        IReadOnlyList<Feeds.KnownBlock>? known,
        FeedPlace place,
        DateTimeOffset horizon
    )
    {
        var foreign = entries.Where(e => KeyOf(e.Id) is null).ToList();
        var named = foreign.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        var before = known?.Where(k => !named.Contains(k.Uid)).Select(k => new FeedEvent(k.Uid, k.From, k.To, k.Kind)) ?? [];
        var unread = 0;
        var said = new List<FeedEvent>();
        // A page may repeat what the one before had: the later word counts.
        foreach (var entry in foreign.GroupBy(e => e.Id, StringComparer.Ordinal).Select(g => g.Last()))
            if (entry is { IsDeleted: false, TakesTime: true })
            {
                if (Time(entry, place) is not { } time)
                    unread++;
                else if (time.From < horizon)
                    said.Add(new FeedEvent(entry.Id, time.From, time.To, BlockKind.Unknown));
            }
        return new FeedContent([.. before, .. said], unread == 0, HasUnknownZones: false);
    }

    /// <summary>What became there of what was written: only what is another state than it was.</summary>
    /// <param name="isFull">What is not named is not there.</param>
    internal static IReadOnlyList<KeptEntry> Seen(
        IReadOnlyList<GoogleEvent> entries,
        IReadOnlyList<KeptEntry> kept,
        FeedPlace place,
        bool isFull,
        DateTimeOffset now
    )
    {
        var seen = new Dictionary<Guid, GoogleEvent>();
        foreach (var entry in entries)
            if (KeyOf(entry.Id) is { } key)
                seen[key] = entry;
        var changed = new List<KeptEntry>();
        // What has not been written yet, or is about to be written again, says nothing.
        foreach (var one in kept.Where(k => k.To > now && k.Written.Length > 0))
        {
            KeptEntry after;
            if (!seen.TryGetValue(one.Key, out var entry))
                after = isFull ? one with { State = EntryState.DeletedThere } : one;
            else if (entry.IsDeleted)
                after = one with { State = EntryState.DeletedThere };
            else if (Time(entry, place) is { } time && time != Written(one))
                after = one with { State = EntryState.MovedThere, From = time.From, To = time.To };
            else
                after = one with { State = EntryState.Written };
            if (after != one)
                changed.Add(after);
        }
        return changed;
    }

    /// <summary>The time that was written, whatever became of it.</summary>
    private static (DateTimeOffset, DateTimeOffset) Written(KeptEntry entry)
    {
        var parts = entry.Written.Split(' ', 3);
        return (DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture), DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
