using Denga.Booking.Calendars.Google;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Npgsql;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>Which calendars are kept in step, and what operators say about them.</summary>
internal sealed class FeedHandlers(
    Database<BookingModule> database,
    FeedBlocks blocks,
    FeedConnections connections,
    CalendarSecrets secrets,
    GoogleAccess google,
    TimeProvider clock
)
    : IOperationHandler<AddFeed, CalendarFeed>,
        IOperationHandler<AddGoogleCalendar, CalendarFeed>,
        IOperationHandler<CalendarFeeds, IReadOnlyList<CalendarFeed>>,
        IOperationHandler<SetFeedState, CalendarFeed>,
        IOperationHandler<RemoveFeed, Done>,
        IOperationHandler<SyncFeedNow, CalendarFeed>,
        IOperationHandler<ConfirmLoss, CalendarFeed>,
        IOperationHandler<CalendarConflicts, IReadOnlyList<CalendarConflict>>,
        IOperationHandler<RestoreAtGoogle, Done>
{
    private const int FeedsMax = 10;
    private const int ListMax = 1000;
    private const int NameCharactersMax = 60;
    private const int UrlCharactersMax = 1000;
    private const int CalendarCharactersMax = 200;

    public async Task<Result<CalendarFeed>> Handle(AddFeed operation, CancellationToken cancel)
    {
        if (operation.Url.Length > UrlCharactersMax || connections.Read(operation.Url) is not { } url)
            return CalendarErrors.BadFeed;
        // A name is looked up when it is read: it may lead elsewhere by then.
        if (url.HostNameType != UriHostNameType.Dns && (await connections.Allowed(url.Host, cancel)).Count == 0)
            return CalendarErrors.FeedAddress;
        return await Add(
            operation.Id,
            operation.Person,
            operation.Unit,
            operation.Name,
            FeedKind.Ical,
            url.Host,
            secrets.SealAddress(url),
            OperationRecord.Hash(operation),
            cancel
        );
    }

    public async Task<Result<CalendarFeed>> Handle(AddGoogleCalendar operation, CancellationToken cancel)
    {
        var calendar = operation.Calendar.Trim();
        if (
            calendar.Length > CalendarCharactersMax
            || !calendar.Contains('@', StringComparison.Ordinal)
            || PlainText.OneLine(calendar) != calendar
        )
            return CalendarErrors.BadFeed;
        if (!google.IsOn)
            return CalendarErrors.GoogleOff;
        return await Add(
            operation.Id,
            operation.Person,
            operation.Unit,
            operation.Name,
            FeedKind.Google,
            calendar,
            address: null,
            OperationRecord.Hash(operation),
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<CalendarFeed>>> Handle(CalendarFeeds operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var found = await FeedRow.Read(
            connection,
            $"""
            where $2::uuid is null or f.object_id = $2
            order by f.failing_since is null and b.missing = 0 and b.conflicts = 0, f.created_at, f.id limit {ListMax}
            """,
            clock.GetUtcNow(),
            c => c.With(operation.Object?.Value),
            cancel
        );
        return found.Select(f => f.Told()).ToList();
    }

    public Task<Result<CalendarFeed>> Handle(SetFeedState operation, CancellationToken cancel) =>
        Change(
            operation.Person,
            operation.Feed,
            async (unit, place, feed) =>
            {
                if (feed.State == operation.State)
                    return null;
                unit.AtCommit("update feed set state = $2 where id = $1").With(feed.Id.Value).With(operation.State.ToString());
                if (operation.State == FeedState.On)
                    await Feeding.ReadNow(unit, feed.Id, clock.GetUtcNow(), cancel);
                unit.Audit(
                    "booking.feed-switched",
                    feed.Id.ToString(),
                    operation.Person,
                    before: new { State = feed.State.ToString() },
                    after: new { State = operation.State.ToString() }
                );
                return null;
            },
            cancel
        );

    public Task<Result<Done>> Handle(RemoveFeed operation, CancellationToken cancel) =>
        database.Attempt<Done>(
            async unit =>
            {
                if (await FeedRow.Find(unit.Connection, operation.Feed, clock.GetUtcNow(), cancel) is not { } feed)
                    return Done.It;
                var place = (await ObjectRow.Lock(unit, feed.Object, operation.Person, cancel))!;
                await using (var delete = new NpgsqlCommand("delete from feed where id = $1", unit.Connection).With(feed.Id.Value))
                    await delete.ExecuteNonQueryAsync(cancel);
                await blocks.Place(unit, place, feed.Unit, cancel);
                unit.Publish(new StayChanged(feed.Object, StayKind.Feed, clock.GetUtcNow(), clock.GetUtcNow(), clock.GetUtcNow()));
                unit.Audit("booking.feed-removed", feed.Id.ToString(), operation.Person, before: new { feed.Source, feed.Blocks });
                return Done.It;
            },
            cancel
        );

    public Task<Result<CalendarFeed>> Handle(SyncFeedNow operation, CancellationToken cancel) =>
        Change(
            operation.Person,
            operation.Feed,
            async (unit, place, feed) =>
            {
                if (feed.State == FeedState.Paused)
                    return CalendarErrors.FeedPaused;
                await Feeding.ReadNow(unit, feed.Id, clock.GetUtcNow(), cancel);
                return null;
            },
            cancel
        );

    public Task<Result<CalendarFeed>> Handle(ConfirmLoss operation, CancellationToken cancel) =>
        Change(
            operation.Person,
            operation.Feed,
            async (unit, place, feed) =>
            {
                if (feed.Missing != operation.Missing)
                    return CalendarErrors.LossChanged;
                var freed = await FeedBlocks.Free(unit, feed.Id, cancel);
                await blocks.Place(unit, place, feed.Unit, cancel);
                unit.Audit("booking.feed-loss-confirmed", feed.Id.ToString(), operation.Person, after: new { Freed = freed });
                return null;
            },
            cancel
        );

    public async Task<Result<IReadOnlyList<CalendarConflict>>> Handle(CalendarConflicts operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"""
            select 'Overlap', f.id, f.name, f.object_id, f.unit_id, b.starts_at, b.ends_at, k.id
            from feed f join object o on o.id = f.object_id
            join feed_block b on b.feed_id = f.id and b.is_conflict and b.ends_at > $2
            -- Guests of nights come and go within their first and last day.
            left join (stay s join booking k on k.id = s.booking_id) on s.unit_id = f.unit_id and tstzrange(k.arrives, k.leaves) && tstzrange(
                b.starts_at + case when o.sold_by = 'Hour' then interval '0' else o.check_in::interval end,
                b.ends_at + case when o.sold_by = 'Hour' then interval '0' else o.check_out::interval end
            )
            where $1::uuid is null or f.object_id = $1
            union all
            select e.state, f.id, f.name, f.object_id, f.unit_id, e.starts_at, e.ends_at, e.booking_id
            from feed f join google_entry e on e.feed_id = f.id and e.state <> 'Written' and e.ends_at > $2
            where $1::uuid is null or f.object_id = $1
            order by 6, 2, 8 limit {ListMax}
            """,
            connection
        ).With(operation.Object?.Value).With(clock.GetUtcNow());
        var found = new List<CalendarConflict>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new CalendarConflict(
                    Enum.Parse<CalendarConflictKind>(rows.GetString(0)),
                    FeedId.From(rows.GetGuid(1)),
                    rows.GetString(2),
                    ObjectId.From(rows.GetGuid(3)),
                    UnitId.From(rows.GetGuid(4)),
                    rows.GetFieldValue<DateTimeOffset>(5),
                    rows.GetFieldValue<DateTimeOffset>(6),
                    rows.Nullable<Guid>(7) is { } booking ? BookingId.From(booking) : null
                )
            );
        return found;
    }

    public async Task<Result<Done>> Handle(RestoreAtGoogle operation, CancellationToken cancel)
    {
        var restored = await Change(
            operation.Person,
            operation.Feed,
            async (unit, place, feed) =>
            {
                // Written as nothing: it is written again by the reading that follows.
                await using var restore = new NpgsqlCommand(
                    "update google_entry set state = 'Written', written = '' where feed_id = $1 and key = $2 and state <> 'Written'",
                    unit.Connection
                )
                    .With(feed.Id.Value)
                    .With(operation.Booking.Value);
                if (await restore.ExecuteNonQueryAsync(cancel) == 0)
                    return null;
                await Feeding.ReadNow(unit, feed.Id, clock.GetUtcNow(), cancel);
                unit.Audit("booking.google-entry-restored", operation.Booking.ToString(), operation.Person);
                return null;
            },
            cancel
        );
        return restored.IsOk ? Done.It : restored.Error;
    }

    private async Task<Result<CalendarFeed>> Add(
        OperationId id,
        PersonId person,
        UnitId on,
        string written,
        FeedKind kind,
        string source,
        byte[]? address,
        byte[] hash,
        CancellationToken cancel
    )
    {
        if (PlainText.OneLine(written) is not { Length: > 0 and <= NameCharactersMax } name)
            return CalendarErrors.BadFeed;
        var feed = FeedId.From(id.Value);
        return await database.Attempt<CalendarFeed>(
            async unit =>
            {
                if (await FeedRow.Find(unit.Connection, feed, clock.GetUtcNow(), cancel) is { } repeated)
                    return OperationRecord.IsSame(repeated.RequestHash, hash) ? repeated.Told() : OperationRecord.IdReused;
                // One after the other, so that they are counted.
                await using (
                    var find = new NpgsqlCommand(
                        $"""
                        select object_id, (select count(*) from feed where unit_id = $1) >= {FeedsMax} from unit where id = $1 and is_active for no key update
                        """,
                        unit.Connection
                    ).With(on.Value)
                )
                await using (var row = await find.ExecuteReaderAsync(cancel))
                {
                    if (!await row.ReadAsync(cancel))
                        return BookingErrors.UnitNotFound;
                    if (row.GetBoolean(1))
                        return CalendarErrors.TooManyFeeds;
                }
                await using (var insert = new NpgsqlCommand(
                        """
                        insert into feed (id, request_hash, object_id, unit_id, kind, name, source, address, state, turn, created_at)
                        select $1, $2, object_id, id, $4, $5, $6, $7, 'On', 0, $8 from unit where id = $3
                        """,
                        unit.Connection
                    ).With(id.Value).With(hash).With(on.Value).With(kind.ToString()).With(name).With(source).With(address).With(clock.GetUtcNow()))
                    await insert.ExecuteNonQueryAsync(cancel);
                await Feeding.ReadNow(unit, feed, clock.GetUtcNow(), cancel);
                unit.Audit(
                    "booking.feed-added",
                    feed.ToString(),
                    person,
                    after: new
                    {
                        Kind = kind.ToString(),
                        Source = source,
                        Unit = on.ToString(),
                    }
                );
                return (await FeedRow.Find(unit.Connection, feed, clock.GetUtcNow(), cancel))!.Told();
            },
            cancel
        );
    }

    /// <param name="change">Answers what is wrong; null when it is done.</param>
    private async Task<Result<CalendarFeed>> Change(
        PersonId by,
        FeedId id,
        Func<UnitOfWork, ObjectRow, FeedRow, Task<Error?>> change,
        CancellationToken cancel
    )
    {
        var changed = await database.Attempt<Done>(
            async unit =>
            {
                if (
                    await FeedRow.Find(unit.Connection, id, clock.GetUtcNow(), cancel) is not { } before
                    || await ObjectRow.Lock(unit, before.Object, by, cancel) is not { } place
                    // As it is now that nobody else changes it.
                    || await FeedRow.Find(unit.Connection, id, clock.GetUtcNow(), cancel) is not { } feed
                )
                    return CalendarErrors.FeedNotFound;
                return await change(unit, place, feed) is { } error ? error : Done.It;
            },
            cancel
        );
        if (!changed.IsOk)
            return changed.Error;
        await using var connection = await database.Open(cancel);
        return await FeedRow.Find(connection, id, clock.GetUtcNow(), cancel) is { } now ? now.Told() : CalendarErrors.FeedNotFound;
    }
}
