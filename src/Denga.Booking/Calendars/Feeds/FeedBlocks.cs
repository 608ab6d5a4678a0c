using System.Text.Json;
using Denga.Booking.Calendars.Ical;
using Denga.Booking.Objects;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>The blocks of feeds, and the stays that they are on their units. All of it while the object is locked: no booking comes between.</summary>
internal sealed class FeedBlocks(TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(60);

    /// <summary>The morning of the last day, and the longest buffer.</summary>
    private static readonly TimeSpan LongestAfterDays = TimeSpan.FromDays(8);

    /// <summary>What becomes of the blocks of a feed after it was read, written down, and their unit in order again.</summary>
    /// <param name="told">What the other calendar has had from here.</param>
    /// <param name="isExact">Each entry that went was named: no loss that is asked about.</param>
    internal async Task Apply(
        UnitOfWork unit,
        ObjectRow place,
        FeedRow feed,
        FeedContent content,
        IReadOnlyList<ToldTime> told,
        bool isExact,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var known = await Known(unit.Connection, feed.Id, cancel);
        var plan = FeedPlan.Decide(known, content, told, now, () => Guid.CreateVersion7(now), asksBeforeLoss: !isExact);
        await Write(unit, feed, known, plan, now, cancel);
        var missed = known.Where(k => k.MissingSince is not null).Select(k => k.Id).ToHashSet();
        if (plan.Missing.Any(m => !missed.Contains(m.Id)))
            Ask(unit, place, AttentionKind.CalendarLoss, feed.Id, feed.Name, plan.Missing.Count, now);
        await Place(unit, place, feed.Unit, cancel);
    }

    /// <summary>Operators are told, once, that something waits for them.</summary>
    private static void Ask(
        UnitOfWork unit,
        ObjectRow place,
        AttentionKind kind,
        FeedId feed,
        string name,
        int count,
        DateTimeOffset now
    ) =>
        unit.Publish(
            new AttentionNeeded(
                new AttentionItem(kind, place.Id, place.Text.Name, Booking: null, Number: null, feed, name, count, now),
                now
            )
        );

    /// <summary>Puts the blocks of all feeds of a unit around what stands there now.</summary>
    internal async Task Place(UnitOfWork unit, ObjectRow place, UnitId on, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var blocks = await ToPlace(unit, place, on, now, cancel);
        // Who came before and has left since still stands there: what began earlier is placed around him, as it was.
        var since = blocks.Select(b => b.Time.From).Append(now).Min();
        var placement = Placement.Of(blocks, await Standing(unit, on, since, now, cancel));
        var wanted = placement.Places.ToHashSet();
        var gone = new List<Guid>();
        var changed = new List<TakenTime>();
        await using (
            var find = new NpgsqlCommand(
                "select id, feed_uid, lower(span), upper(span) from stay where unit_id = $1 and kind = 'feed' and upper(span) > $2",
                unit.Connection
            )
                .With(on.Value)
                .With(since)
        )
        await using (var rows = await find.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
            {
                var time = new TakenTime(rows.GetFieldValue<DateTimeOffset>(2), rows.GetFieldValue<DateTimeOffset>(3));
                if (wanted.Remove(new PlacedTime(Guid.Parse(rows.GetString(1)), time)))
                    continue;
                gone.Add(rows.GetGuid(0));
                changed.Add(time);
            }
        if (gone.Count > 0)
        {
            await using var delete = new NpgsqlCommand("delete from stay where id = any($1)", unit.Connection).With(gone.ToArray());
            await delete.ExecuteNonQueryAsync(cancel);
        }
        if (wanted.Count > 0)
        {
            await Insert(unit, place, on, [.. wanted.OrderBy(w => w.Time.From)], now, cancel);
            changed.AddRange(wanted.Select(w => w.Time));
        }
        var met = new List<(FeedId Feed, string Name)>();
        await using (var conflicts = new NpgsqlCommand(
                """
                update feed_block b set is_conflict = not b.is_conflict from feed f
                where f.id = b.feed_id and f.unit_id = $1 and b.ends_at > $3 and b.is_conflict <> (b.id = any($2))
                returning f.id, f.name, b.is_conflict
                """,
                unit.Connection
            ).With(on.Value).With(placement.Conflicts.ToArray()).With(now))
        await using (var rows = await conflicts.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                if (rows.GetBoolean(2))
                    met.Add((FeedId.From(rows.GetGuid(0)), rows.GetString(1)));
        foreach (var feed in met.GroupBy(m => m))
            Ask(unit, place, AttentionKind.CalendarConflict, feed.Key.Feed, feed.Key.Name, feed.Count(), now);
        if (changed.Count > 0)
            unit.Publish(new StayChanged(place.Id, StayKind.Feed, changed.Min(c => c.From), changed.Max(c => c.To), now));
    }

    /// <summary>Frees what vanished at once from a feed, as somebody said.</summary>
    internal static async Task<int> Free(UnitOfWork unit, FeedId feed, CancellationToken cancel)
    {
        await using var free = new NpgsqlCommand(
            "delete from feed_block where feed_id = $1 and missing_since is not null",
            unit.Connection
        ).With(feed.Value);
        return await free.ExecuteNonQueryAsync(cancel);
    }

    internal static async Task<IReadOnlyList<KnownBlock>> Known(NpgsqlConnection connection, FeedId feed, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select id, uid, starts_at, ends_at, kind, echo_at, missing_since from feed_block where feed_id = $1",
            connection
        ).With(feed.Value);
        var known = new List<KnownBlock>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            known.Add(
                new KnownBlock(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetFieldValue<DateTimeOffset>(2),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    Enum.Parse<BlockKind>(rows.GetString(4)),
                    rows.Nullable<DateTimeOffset>(5),
                    rows.Nullable<DateTimeOffset>(6)
                )
            );
        return known;
    }

    /// <summary>The time of a guest who comes with a block: as the object's own guests come and go.</summary>
    internal static TakenTime Stay(ObjectRow place, FeedPlace zone, DateTimeOffset from, DateTimeOffset to) =>
        zone.WholeDays
            ? new TakenTime(
                zone.Instant(zone.Day(from).ToDateTime(place.Text.Rules.CheckIn)),
                zone.Instant(zone.Day(to).ToDateTime(place.Text.Rules.CheckOut))
            )
            : new TakenTime(from, to);

    private static async Task Write(
        UnitOfWork unit,
        FeedRow feed,
        IReadOnlyList<KnownBlock> known,
        FeedPlan plan,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var before = known.ToDictionary(k => k.Id);
        var written = plan.Add.Concat(plan.Keep.Concat(plan.Missing).Where(k => before[k.Id] != k)).ToList();
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch.Command("delete from feed_block where id = any($1)").With(plan.Free.Select(f => f.Id).ToArray());
        // What was long ago is nobody's business.
        batch.Command("delete from stay where feed_id = $1 and upper(span) < $2").With(feed.Id.Value).With(now - KeptFor);
        batch.Command("delete from feed_block where feed_id = $1 and ends_at < $2").With(feed.Id.Value).With(now - KeptFor);
        batch
            .Command(
                """
                insert into feed_block (id, feed_id, uid, starts_at, ends_at, kind, echo_at, missing_since)
                select b.id, $1, b.uid, b.starts_at, b.ends_at, b.kind, b.echo_at, b.missing_since
                from unnest($2, $3, $4, $5, $6, $7, $8) as b (id, uid, starts_at, ends_at, kind, echo_at, missing_since)
                on conflict (id) do update set uid = excluded.uid, starts_at = excluded.starts_at, ends_at = excluded.ends_at, kind = excluded.kind,
                    echo_at = excluded.echo_at, missing_since = excluded.missing_since
                """
            )
            .With(feed.Id.Value)
            .With(written.Select(w => w.Id).ToArray())
            .With(written.Select(w => w.Uid).ToArray())
            .With(written.Select(w => w.From).ToArray())
            .With(written.Select(w => w.To).ToArray())
            .With(written.Select(w => w.Kind.ToString()).ToArray())
            .With(written.Select(w => w.EchoAt).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(written.Select(w => w.MissingSince).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<IReadOnlyList<BlockToPlace>> ToPlace(
        UnitOfWork unit,
        ObjectRow place,
        UnitId on,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var zone = Zone(place);
        await using var command = new NpgsqlCommand(
            """
            select b.id, b.starts_at, b.ends_at, b.kind from feed_block b join feed f on f.id = b.feed_id
            where f.unit_id = $1 and b.ends_at > $2 and b.echo_at is null
            """,
            unit.Connection
        ).With(on.Value).With(now - LongestAfterDays);
        var found = new List<BlockToPlace>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var kind = Enum.Parse<BlockKind>(rows.GetString(3));
            var stay = Stay(place, zone, rows.GetFieldValue<DateTimeOffset>(1), rows.GetFieldValue<DateTimeOffset>(2));
            var buffer = kind == BlockKind.Closure ? TimeSpan.Zero : place.Text.Rules.Buffer;
            if (stay.To + buffer > now)
                found.Add(new BlockToPlace(rows.GetGuid(0), stay, kind, buffer));
        }
        return found;
    }

    private static async Task<IReadOnlyList<StandingTime>> Standing(
        UnitOfWork unit,
        UnitId on,
        DateTimeOffset since,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select lower(s.span), upper(s.span), b.arrives, b.leaves from stay s left join booking b on b.id = s.booking_id
            where s.unit_id = $1 and s.kind <> 'feed' and upper(s.span) > $2
            """,
            unit.Connection
        ).With(on.Value).With(since);
        var found = new List<StandingTime>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new StandingTime(
                    new TakenTime(rows.GetFieldValue<DateTimeOffset>(0), rows.GetFieldValue<DateTimeOffset>(1)),
                    rows.Nullable<DateTimeOffset>(2) is { } arrives && rows.GetFieldValue<DateTimeOffset>(3) is var leaves && leaves > now
                        ? new TakenTime(arrives, leaves)
                        : null
                )
            );
        return found;
    }

    private static async Task Insert(
        UnitOfWork unit,
        ObjectRow place,
        UnitId on,
        IReadOnlyList<PlacedTime> placed,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var zone = Zone(place);
        await using var insert = new NpgsqlCommand(
            """
            insert into stay (id, object_id, unit_id, kind, feed_id, feed_uid, dates, span, is_pinned, created_at)
            select p.id, $1, $2, 'feed', b.feed_id, b.id::text, p.dates::jsonb, tstzrange(p.starts_at, p.ends_at), true, $3
            from unnest($4, $5, $6, $7, $8) as p (id, block, dates, starts_at, ends_at) join feed_block b on b.id = p.block
            """,
            unit.Connection
        ).With(place.Id.Value).With(on.Value).With(now).With(placed.Select(_ => Guid.CreateVersion7(now)).ToArray()).With(placed.Select(p => p.Block).ToArray()).With(placed.Select(p => JsonSerializer.Serialize(Dates(p.Time, zone), DengaJson.Options)).ToArray()).With(placed.Select(p => p.Time.From).ToArray()).With(placed.Select(p => p.Time.To).ToArray());
        await insert.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The days, or times of days, that it touches.</summary>
    private static StayDates Dates(TakenTime time, FeedPlace zone)
    {
        var (first, last) = (zone.Day(time.From), zone.Day(time.To));
        if (zone.WholeDays)
            return new StayDates(first, last > first ? last : first.AddDays(1));
        return new StayDates(first, last, Clock(time.From, zone), Clock(time.To, zone));
    }

    private static TimeOnly Clock(DateTimeOffset at, FeedPlace zone) =>
        TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone.Zone).DateTime);

    internal static FeedPlace Zone(ObjectRow place) => new(place.Zone, place.Text.SoldBy != TariffUnit.Hour);
}
