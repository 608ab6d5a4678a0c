using Denga.Booking.Calendars.Export;
using Denga.Booking.Calendars.Google;
using Denga.Booking.Calendars.Ical;
using Denga.Booking.Objects;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Http;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>A calendar is to be read.</summary>
/// <param name="Turn">Another one was asked for meanwhile when the feed has another number.</param>
internal sealed record ReadFeed(FeedId Feed, int Turn) : IWork
{
    public static string Kind => "booking.read-feed";
}

/// <summary>The blocks of an object's feeds are to be put around what changed.</summary>
internal sealed record PlaceFeeds(ObjectId Object) : IWork
{
    public static string Kind => "booking.place-feeds";
}

/// <summary>How a reading went.</summary>
/// <param name="Error">A code; null when all is well.</param>
/// <param name="IsRead">It went well, though something is to be said of it.</param>
internal sealed record ReadingEnd(string? Error, bool IsRead, TimeSpan? Wait = null)
{
    internal static readonly ReadingEnd Well = new(Error: null, IsRead: true);
}

/// <summary>Reads calendars, again and again: each reading asks for the next one. Outside of the transaction it is fetched and understood; what it means is
/// decided, written and placed in the one that ends the reading. A reading that fails changes nothing but what is known of the failure.</summary>
internal sealed class Feeding(
    Database<BookingModule> database,
    FeedFetcher fetcher,
    FeedBlocks blocks,
    GoogleSync google,
    CalendarExport export,
    CalendarSecrets secrets,
    PublicAddress address,
    IOptions<BookingOptions> options,
    TimeProvider clock
) : Worker<ReadFeed>
{
    /// <summary>So often all is asked for, whether it has changed or not: series go on, and the horizon with them.</summary>
    internal static readonly TimeSpan FullEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <summary>Whoever wants to be left alone for longer is asked all the same.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>Not all calendars at once.</summary>
    private const int SpreadSeconds = 60;
    private const int DoublingsMax = 8;

    public override WorkPolicy Policy { get; } =
        new()
        {
            AtOnce = 4,
            // A bug or an outage here: the next attempt, not the last one.
            LongestWait = TimeSpan.FromMinutes(15),
            GiveUpAfter = TimeSpan.FromDays(3650),
            KeepDone = TimeSpan.FromHours(1),
        };

    private CalendarOptions Options => options.Value.Calendars;

    /// <summary>In place of the reading that waits.</summary>
    internal static async Task ReadNow(UnitOfWork unit, FeedId feed, DateTimeOffset now, CancellationToken cancel)
    {
        await using var next = new NpgsqlCommand(
            "update feed set turn = turn + 1, next_at = $2 where id = $1 returning turn",
            unit.Connection
        )
            .With(feed.Value)
            .With(now);
        if (await next.ExecuteScalarAsync(cancel) is int turn)
            unit.Later(new ReadFeed(feed, turn), $"{feed}/{turn}");
    }

    protected override async Task<WorkResult> Work(ReadFeed work, WorkItem item, CancellationToken cancel)
    {
        FeedRow? feed;
        ObjectRow? place;
        await using (var connection = await database.Open(cancel))
        {
            feed = await FeedRow.Find(connection, work.Feed, clock.GetUtcNow(), cancel);
            if (feed is null || feed.State == FeedState.Paused || feed.Turn != work.Turn)
                return WorkResult.Done();
            place = await ObjectRow.Find(connection, feed.Object, cancel);
        }
        if (place is null)
            return WorkResult.Done();
        if (feed.Kind == FeedKind.Google)
        {
            var end = await google.Read(feed, place, item, cancel);
            return WorkResult.Done(unit => End(unit, feed, end, answer: null, cancel));
        }
        if (secrets.OpenAddress(feed.Address!) is not { } url)
            return WorkResult.Done(unit => End(unit, feed, new ReadingEnd("booking.feed_sealed", IsRead: false), answer: null, cancel));
        // After a failure, and once a day, all of it.
        var isFull = feed.Error is not null || feed.FullAt is not { } full || clock.GetUtcNow() - full >= FullEvery;
        var answer = await fetcher.Fetch(url, isFull ? null : feed.ETag, isFull ? null : feed.Modified, cancel);
        if (answer.Body is null)
        {
            var end = answer.Error is null ? ReadingEnd.Well : new ReadingEnd(answer.Error, IsRead: false, answer.Wait);
            return WorkResult.Done(unit => End(unit, feed, end, answer: null, cancel));
        }
        var now = clock.GetUtcNow();
        var (content, error) = FeedReader.Read(
            answer.Body,
            FeedBlocks.Zone(place),
            now,
            now.AddDays(Options.HorizonDays),
            CalendarExport.UidEnd(address)
        );
        return content is null
            ? WorkResult.Done(unit => End(unit, feed, new ReadingEnd(error, IsRead: false), answer: null, cancel))
            : WorkResult.Done(unit => Take(unit, feed, answer, content, cancel));
    }

    private async Task Take(UnitOfWork unit, FeedRow feed, FeedAnswer answer, FeedContent content, CancellationToken cancel)
    {
        var said =
            !content.IsWhole ? "booking.feed_unread"
            : content.HasUnknownZones ? "booking.feed_zones"
            : null;
        if (
            await ObjectRow.Lock(unit, feed.Object, by: null, cancel) is { } place
            && await End(unit, feed, new ReadingEnd(said, IsRead: true), answer, cancel)
        )
            await blocks.Apply(unit, place, feed, content, await export.Told(unit.Connection, place, feed, cancel), isExact: false, cancel);
    }

    /// <summary>Writes down how it went, and asks for the next. False when another reading has taken its place: then nothing is.</summary>
    private async Task<bool> End(UnitOfWork unit, FeedRow feed, ReadingEnd end, FeedAnswer? answer, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var failures = end.IsRead ? 0 : feed.Failures + 1;
        var asked = end.Wait > LongestAsked ? LongestAsked : end.Wait;
        var next = now + (asked > TimeSpan.Zero ? asked.Value : Wait(feed, failures));
        await using var write = new NpgsqlCommand(
            """
            update feed set turn = turn + 1, next_at = $3, tried_at = $4, error = $5, failures = $6,
                read_at = case when $7 then $4 else read_at end,
                failing_since = case when $7 then null else coalesce(failing_since, $4) end,
                full_at = case when $8 then $4 else full_at end,
                etag = case when $8 then $9 else etag end,
                modified = case when $8 then $10 else modified end
            where id = $1 and turn = $2 and state = 'On'
            """,
            unit.Connection
        ).With(feed.Id.Value).With(feed.Turn).With(next).With(now).With(end.Error).With(failures).With(end.IsRead).With(answer is not null).With(answer?.ETag).With(answer?.Modified);
        if (await write.ExecuteNonQueryAsync(cancel) == 0)
            return false;
        unit.Later(new ReadFeed(feed.Id, feed.Turn + 1), $"{feed.Id}/{feed.Turn + 1}", at: next);
        return true;
    }

    private TimeSpan Wait(FeedRow feed, int failures)
    {
        var every = feed.Kind == FeedKind.Google ? Options.Google.Every : Options.Every;
        if (failures > 1)
            every *= Math.Pow(2, Math.Min(failures - 1, DoublingsMax));
        every = every < LongestWait ? every : LongestWait;
        return every + TimeSpan.FromSeconds(feed.Id.Value.ToByteArray()[^1] % SpreadSeconds);
    }
}

/// <summary>Places the blocks of an object's feeds again.</summary>
internal sealed class PlacingFeeds(Database<BookingModule> database, FeedBlocks blocks, TimeProvider clock) : Worker<PlaceFeeds>
{
    protected override async Task<WorkResult> Work(PlaceFeeds work, WorkItem item, CancellationToken cancel)
    {
        IReadOnlyList<FeedRow> feeds;
        await using (var connection = await database.Open(cancel))
            feeds = await FeedRow.Read(connection, "where f.object_id = $2", clock.GetUtcNow(), c => c.With(work.Object.Value), cancel);
        return WorkResult.Done(async unit =>
        {
            if (await ObjectRow.Lock(unit, work.Object, by: null, cancel) is not { } place)
                return;
            foreach (var on in feeds.Select(f => f.Unit).Distinct().OrderBy(u => u.Value))
                await blocks.Place(unit, place, on, cancel);
            // Google is told at once.
            foreach (var feed in feeds.Where(f => f is { Kind: FeedKind.Google, State: FeedState.On }))
                await Feeding.ReadNow(unit, feed.Id, clock.GetUtcNow(), cancel);
        });
    }
}

/// <summary>A booking or a block came, moved or went: days that were covered by it may be taken elsewhere.</summary>
internal sealed class OnStayChanged() : Consumer<StayChanged>("booking.calendars-of-stays")
{
    protected override async Task Consume(StayChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        if (happened.Kind == StayKind.Feed)
            return;
        await using var find = new NpgsqlCommand("select exists (select from feed where object_id = $1)", work.Connection).With(
            happened.Object.Value
        );
        if ((bool)(await find.ExecuteScalarAsync(cancel))!)
            work.Later(new PlaceFeeds(happened.Object), $"{happened.Object}/{delivery.Id}");
    }
}
