using Denga.Booking.Calendars.Ical;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>What is known of a feed: a time that it said is taken.</summary>
/// <param name="EchoAt">When it was last seen to be what this Denga had told that calendar; null: never.</param>
/// <param name="MissingSince">It has vanished together with most others, and an operator has not said yet that this is right.</param>
internal sealed record KnownBlock(
    Guid Id,
    string Uid,
    DateTimeOffset From,
    DateTimeOffset To,
    BlockKind Kind,
    DateTimeOffset? EchoAt = null,
    DateTimeOffset? MissingSince = null
);

/// <summary>A time that stands here and that the other calendar has fetched.</summary>
internal sealed record ToldTime(DateTimeOffset From, DateTimeOffset To);

/// <summary>What becomes of the known blocks of a feed after it was read.</summary>
/// <param name="Add">New ones, under new ids.</param>
/// <param name="Keep">Those that are there still, as they are now.</param>
/// <param name="Free">Those that are gone.</param>
/// <param name="Missing">Those that are gone, too many to be believed: they go on taking their time.</param>
internal sealed record FeedPlan(
    IReadOnlyList<KnownBlock> Add,
    IReadOnlyList<KnownBlock> Keep,
    IReadOnlyList<KnownBlock> Free,
    IReadOnlyList<KnownBlock> Missing
)
{
    /// <summary>So many vanish by chance.</summary>
    private const int LossLeast = 3;

    /// <summary>Platforms look at other calendars every two or three hours: what was told to them and is over may come back for so long.</summary>
    internal static readonly TimeSpan EchoOutlives = TimeSpan.FromDays(1);

    /// <summary>Decides, and does nothing. The same again with what came of it changes nothing.</summary>
    /// <param name="known">All blocks of the feed.</param>
    /// <param name="content">As it was read just now.</param>
    /// <param name="told">What the other calendar has had from here.</param>
    /// <param name="asksBeforeLoss">False where each entry that went was named.</param>
    internal static FeedPlan Decide(
        IReadOnlyList<KnownBlock> known,
        FeedContent content,
        IReadOnlyList<ToldTime> told,
        DateTimeOffset now,
        Func<Guid> newId,
        bool asksBeforeLoss = true
    )
    {
        // What is over has vanished by itself.
        var left = known.Where(k => k.To > now).ToList();
        var events = content
            .Events.Where(e => !e.IsOurs && e.To > now)
            .GroupBy(e => (e.Uid, e.From))
            .Select(g => g.MaxBy(e => e.To)!)
            .ToList();
        var keep = new List<KnownBlock>();
        Match(left, events, keep, k => (k.Uid, k.From, default), e => (e.Uid, e.From, default), told, now);
        // Moved under its name; then blocks, whose names change with every look at them.
        Match(left, events, keep, k => (k.Uid, default, default), e => (e.Uid, default, default), told, now);
        Match(left, events, keep, k => ("", k.From, k.To), e => ("", e.From, e.To), told, now);
        var add = events.Select(e => new KnownBlock(newId(), e.Uid, e.From, e.To, e.Kind, IsEcho(e, told) ? now : null)).ToList();
        // What has begun runs out: platforms leave it out as soon as somebody has arrived.
        var gone = content.IsWhole ? left.FindAll(k => k.From > now) : [];
        var isLoss = asksBeforeLoss && IsLoss(known.Where(k => k.From > now).ToList(), gone, isEmpty: keep.Count + add.Count == 0);
        return new FeedPlan(
            add,
            keep,
            isLoss ? gone.FindAll(IsEchoed) : gone,
            isLoss ? gone.FindAll(k => !IsEchoed(k)).ConvertAll(k => k with { MissingSince = k.MissingSince ?? now }) : []
        );
    }

    /// <summary>A calendar that forgets most of what it said is more likely broken than empty.</summary>
    private static bool IsLoss(List<KnownBlock> coming, List<KnownBlock> gone, bool isEmpty)
    {
        var (had, lost) = (coming.Count(k => !IsEchoed(k)), gone.Count(k => !IsEchoed(k)));
        return lost * 2 > had && (lost >= LossLeast || isEmpty);
    }

    private static bool IsEchoed(KnownBlock block) => block.EchoAt is not null;

    /// <summary>Pairs those whose key is the same on both sides and there alone, and takes them out of what is left.</summary>
    private static void Match(
        List<KnownBlock> left,
        List<FeedEvent> events,
        List<KnownBlock> keep,
        Func<KnownBlock, (string, DateTimeOffset, DateTimeOffset)> keyOfKnown,
        Func<FeedEvent, (string, DateTimeOffset, DateTimeOffset)> keyOfEvent,
        IReadOnlyList<ToldTime> told,
        DateTimeOffset now
    )
    {
        var byKey = events.ToLookup(keyOfEvent);
        var pairs = left.GroupBy(keyOfKnown)
            .Where(g => g.Take(2).Count() == 1 && byKey[g.Key].Take(2).Count() == 1)
            .Select(g => (Known: g.Single(), Event: byKey[g.Key].Single()))
            .ToList();
        foreach (var (block, one) in pairs)
        {
            left.Remove(block);
            events.Remove(one);
            keep.Add(new KnownBlock(block.Id, one.Uid, one.From, one.To, one.Kind, EchoOf(block, one, told, now), MissingSince: null));
        }
    }

    /// <summary>An echo is known at first sight or never: what was there before we told of ours is somebody's, and two that are no echo never become that of
    /// each other. It stays one for a while after what it repeats has gone, as long as it is the same entry.</summary>
    private static DateTimeOffset? EchoOf(KnownBlock block, FeedEvent one, IReadOnlyList<ToldTime> told, DateTimeOffset now) =>
        block.EchoAt is not { } at ? null
        : IsEcho(one, told) ? now
        : one.Kind != BlockKind.Reservation && now - at < EchoOutlives && (block.Uid, block.From, block.To) == (one.Uid, one.From, one.To)
            ? at
        : null;

    /// <summary>Somebody's booking there is never what was told from here. Closed days within what was told are; and so are those of which nobody can tell,
    /// where they begin and end with something that was told.</summary>
    private static bool IsEcho(FeedEvent one, IReadOnlyList<ToldTime> told)
    {
        if (one.Kind == BlockKind.Reservation)
            return false;
        if (one.Kind == BlockKind.Unknown && !(told.Any(t => t.From == one.From) && told.Any(t => t.To == one.To)))
            return false;
        var covered = one.From;
        foreach (var time in told.OrderBy(t => t.From))
            if (time.From <= covered && time.To > covered)
                covered = time.To;
        return covered >= one.To;
    }
}
