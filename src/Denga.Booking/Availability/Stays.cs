using System.Text.Json;
using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Availability;

/// <summary>What occupies units. Writes stand under the object's lock (<see cref="ObjectRow.Lock"/>); whether two overlap is decided by the database's
/// constraint alone, and by nothing here.</summary>
internal sealed class Stays(TimeProvider clock)
{
    internal const string Constraint = "stay_never_overlaps";

    /// <summary>The first unit of an object ($1) that has nothing in a time ($2) but what a booking ($4) has there itself; of one unit only ($3), or any.</summary>
    internal const string FreeSelect = """
        select u.id from unit u
        where u.object_id = $1 and u.is_active and ($3::uuid is null or u.id = $3)
            and not exists (select from stay s where s.unit_id = u.id and s.span && $2 and ($4::uuid is null or s.booking_id is distinct from $4))
        order by u.position limit 1
        """;

    /// <summary>The bookings that keep an object's ($1) time ($2) and had to be paid by a moment ($3).</summary>
    internal const string OverdueSelect = """
        select s.booking_id from unit u join stay s on s.unit_id = u.id
        where u.object_id = $1 and s.span && $2 and s.kept_until <= $3 order by s.booking_id
        """;

    /// <summary>The unit that a stay of an object may stand on: the one that is asked for, the first that is free, or one that is made free by moving stays that
    /// are not bound to theirs. Null: none. Nothing is written but such moves.</summary>
    /// <param name="without">A booking that is about to move: its own time does not stand in its way.</param>
    internal async Task<UnitId?> Find(
        UnitOfWork unit,
        ObjectRow of,
        NpgsqlRange<DateTime> span,
        UnitId? asked,
        BookingId? without,
        CancellationToken cancel
    )
    {
        await using (
            var free = new NpgsqlCommand(FreeSelect, unit.Connection).With(of.Id.Value).With(span).With(asked?.Value).With(without?.Value)
        )
            if (await free.ExecuteScalarAsync(cancel) is Guid found)
                return UnitId.From(found);
        return of.Units.Count(u => u.IsActive) < 2 ? null : await MakeRoom(unit, of, span, asked, without, cancel);
    }

    /// <summary>Whether it would find one, for who only asks: a moment later it may be different.</summary>
    /// <param name="now">Kept for somebody until then or before: not any more.</param>
    internal static async Task<bool> IsFree(
        NpgsqlConnection connection,
        ObjectId of,
        NpgsqlRange<DateTime> span,
        BookingId? without,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        // Of a pool, at no moment of it all units are busy; those may have to be moved to make it one unit's.
        await using var command = new NpgsqlCommand(
            """
            with busy as (
                select s.unit_id, s.span from stay s join unit u on u.id = s.unit_id
                where u.object_id = $1 and u.is_active and s.span && $2 and ($3::uuid is null or s.booking_id is distinct from $3) and (s.kept_until is null or s.kept_until > $4)
            )
            select (select count(*) from unit where object_id = $1 and is_active) > coalesce((
                select max((select count(distinct b.unit_id) from busy b where b.span @> m.at))
                from (select greatest(lower(span), lower($2)) as at from busy) m
            ), 0)
            """,
            connection
        ).With(of.Value).With(span).With(without?.Value).With(now);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Lets those go that kept time of the span and did not pay in time, whether or not somebody has come by for them.</summary>
    internal static async Task<IReadOnlyList<BookingId>> Overdue(
        UnitOfWork unit,
        ObjectId of,
        NpgsqlRange<DateTime> span,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(OverdueSelect, unit.Connection).With(of.Value).With(span).With(now);
        var found = new List<BookingId>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(BookingId.From(rows.GetGuid(0)));
        return found;
    }

    internal async Task Add(UnitOfWork unit, NewStay stay, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch.BatchCommands.Add(Insert(stay));
        await batch.ExecuteNonQueryAsync(cancel);
        Tell(unit, stay);
    }

    /// <summary>The same, written with the commit, which fails where two overlap.</summary>
    internal void AddAtCommit(UnitOfWork unit, NewStay stay)
    {
        unit.AtCommit(Insert(stay));
        Tell(unit, stay);
    }

    private NpgsqlBatchCommand Insert(NewStay stay) => new NpgsqlBatchCommand(
            """
            insert into stay (id, object_id, unit_id, kind, booking_id, dates, span, is_pinned, kept_until, reason, operation_id, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """
        ).With(stay.Booking?.Value ?? Guid.CreateVersion7()).With(stay.Object.Value).With(stay.Unit.Value).With(stay.Booking is null ? "block" : "booking").With(stay.Booking?.Value).With(JsonSerializer.Serialize(stay.Dates, DengaJson.Options), NpgsqlDbType.Jsonb).With(stay.Span).With(stay.IsPinned).With(stay.KeptUntil).With(stay.Reason).With(stay.Operation?.Value).With(clock.GetUtcNow());

    private void Tell(UnitOfWork unit, NewStay stay) =>
        Tell(unit, stay.Object, stay.Booking is null ? StayKind.Block : StayKind.Booking, stay.Span);

    /// <summary>A booking's time becomes another one, or stands on another unit.</summary>
    internal async Task Move(
        UnitOfWork unit,
        BookingRow booking,
        UnitId to,
        bool isPinned,
        StayDates dates,
        NpgsqlRange<DateTime> span,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "update stay set unit_id = $2, is_pinned = $3, dates = $4, span = $5 where booking_id = $1",
            unit.Connection
        )
            .With(booking.Id.Value)
            .With(to.Value)
            .With(isPinned)
            .With(JsonSerializer.Serialize(dates, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(span);
        await command.ExecuteNonQueryAsync(cancel);
        Tell(unit, booking.Object, StayKind.Booking, StayTimes.Span(booking.Arrives, booking.Leaves));
        Tell(unit, booking.Object, StayKind.Booking, span);
    }

    /// <param name="until">Null: for good.</param>
    internal async Task Keep(UnitOfWork unit, BookingId booking, DateTimeOffset? until, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("update stay set kept_until = $2 where booking_id = $1", unit.Connection)
            .With(booking.Value)
            .With(until);
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal async Task Free(UnitOfWork unit, BookingRow booking, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("delete from stay where booking_id = $1", unit.Connection).With(booking.Id.Value);
        await command.ExecuteNonQueryAsync(cancel);
        Tell(unit, booking.Object, StayKind.Booking, StayTimes.Span(booking.Arrives, booking.Leaves));
    }

    /// <summary>What is left of a booking's time is free.</summary>
    internal async Task EndNow(UnitOfWork unit, BookingRow booking, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "update stay set span = tstzrange(lower(span), $2) where booking_id = $1 and lower(span) < $2 and upper(span) > $2",
            unit.Connection
        )
            .With(booking.Id.Value)
            .With(now);
        await command.ExecuteNonQueryAsync(cancel);
        Tell(unit, booking.Object, StayKind.Booking, StayTimes.Span(booking.Arrives, booking.Leaves));
    }

    internal void Tell(UnitOfWork unit, ObjectId of, StayKind kind, NpgsqlRange<DateTime> span) =>
        unit.Publish(
            new StayChanged(
                of,
                kind,
                new DateTimeOffset(span.LowerBound, TimeSpan.Zero),
                new DateTimeOffset(span.UpperBound, TimeSpan.Zero),
                clock.GetUtcNow()
            )
        );

    /// <summary>Puts those stays of a pool that are bound to no unit onto units anew, with the new one among them. A booking that moves leaves its place with
    /// them: another one may have to take it.</summary>
    private static async Task<UnitId?> MakeRoom(
        UnitOfWork unit,
        ObjectRow of,
        NpgsqlRange<DateTime> span,
        UnitId? asked,
        BookingId? without,
        CancellationToken cancel
    )
    {
        var stays = await Around(unit, of, span, without, cancel);
        var plan = Placing.Place(
            [.. of.Units.Where(u => u.IsActive).Select(u => u.Id)],
            stays,
            new PlacedStay(Guid.Empty, asked, asked is not null, span)
        );
        if (plan is null)
            return null;
        var moved = stays.Where(s => plan[s.Id] != s.Unit).ToList();
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch.Command("set constraints stay_never_overlaps deferred");
        if (without is { } moving)
            batch
                .Command("update stay set unit_id = $2, span = $3 where booking_id = $1")
                .With(moving.Value)
                .With(plan[Guid.Empty].Value)
                .With(span);
        foreach (var stay in moved)
            batch.Command("update stay set unit_id = $2 where id = $1").With(stay.Id).With(plan[stay.Id].Value);
        // From here on each statement is looked at again.
        batch.Command("set constraints stay_never_overlaps immediate");
        await batch.ExecuteNonQueryAsync(cancel);
        return plan[Guid.Empty];
    }

    /// <summary>Everything that overlaps the span, or something that overlaps it and may be moved, and so on: what may have to move, and what it may meet.</summary>
    private static async Task<IReadOnlyList<PlacedStay>> Around(
        UnitOfWork unit,
        ObjectRow of,
        NpgsqlRange<DateTime> span,
        BookingId? without,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            with recursive around as (
                select s.id, s.unit_id, s.is_pinned, s.span from unit u join stay s on s.unit_id = u.id
                where u.object_id = $1 and u.is_active and s.span && $2 and ($3::uuid is null or s.booking_id is distinct from $3)
                union
                select s.id, s.unit_id, s.is_pinned, s.span from around a join unit u on u.object_id = $1 and u.is_active
                    join stay s on s.unit_id = u.id and s.span && a.span
                where not a.is_pinned and ($3::uuid is null or s.booking_id is distinct from $3)
            )
            select id, unit_id, is_pinned, span from around limit 5000
            """,
            unit.Connection
        ).With(of.Id.Value).With(span).With(without?.Value);
        var found = new List<PlacedStay>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new PlacedStay(
                    rows.GetGuid(0),
                    UnitId.From(rows.GetGuid(1)),
                    rows.GetBoolean(2),
                    rows.GetFieldValue<NpgsqlRange<DateTime>>(3)
                )
            );
        return found;
    }
}

/// <param name="Booking">Null: a block.</param>
internal sealed record NewStay(
    ObjectId Object,
    UnitId Unit,
    StayDates Dates,
    NpgsqlRange<DateTime> Span,
    bool IsPinned,
    BookingId? Booking = null,
    DateTimeOffset? KeptUntil = null,
    string? Reason = null,
    OperationId? Operation = null
);

/// <summary>A stay and the unit it stands on; null for one that has none yet.</summary>
internal sealed record PlacedStay(Guid Id, UnitId? Unit, bool IsPinned, NpgsqlRange<DateTime> Span);

/// <summary>Which stay stands on which unit of a pool. Pure.</summary>
internal static class Placing
{
    /// <summary>So many stays are put somewhere before it is given up; the object is locked meanwhile.</summary>
    private const int StepsMax = 10_000;

    /// <summary>Units by stay; null where they do not fit. Bound ones stay where they are; the others are placed by their beginning, each on the unit that it has
    /// if that is free, else on another one. Where nothing is bound the first try fits, or none does; what is bound may take a step back.</summary>
    internal static Dictionary<Guid, UnitId>? Place(IReadOnlyList<UnitId> units, IReadOnlyList<PlacedStay> stays, PlacedStay added)
    {
        PlacedStay[] all = [.. stays, added];
        var placed = units.ToDictionary(u => u, _ => new List<NpgsqlRange<DateTime>>());
        var bound = new HashSet<UnitId>();
        var plan = new Dictionary<Guid, UnitId>();
        foreach (var stay in all.Where(s => s.IsPinned))
        {
            if (!placed.TryGetValue(stay.Unit!.Value, out var there) || !IsFree(there, stay.Span))
                return null;
            there.Add(stay.Span);
            bound.Add(stay.Unit.Value);
            plan[stay.Id] = stay.Unit.Value;
        }
        var loose = all.Where(s => !s.IsPinned).OrderBy(s => s.Span.LowerBound).ThenBy(s => s.Id).ToList();
        var steps = StepsMax;
        return Fit(0) ? plan : null;

        bool Fit(int next)
        {
            if (next == loose.Count)
                return true;
            if (--steps < 0)
                return false;
            var stay = loose[next];
            foreach (var unit in Choices(stay))
            {
                placed[unit].Add(stay.Span);
                plan[stay.Id] = unit;
                if (Fit(next + 1))
                    return true;
                placed[unit].RemoveAt(placed[unit].Count - 1);
            }
            return false;
        }

        // Of units on which nothing is bound one is as good as another: what comes later meets nothing there.
        IEnumerable<UnitId> Choices(PlacedStay stay)
        {
            var isTried = false;
            foreach (var unit in units.Where(u => u == stay.Unit).Concat(units.Where(u => u != stay.Unit)))
                if (IsFree(placed[unit], stay.Span) && (bound.Contains(unit) || !isTried))
                {
                    isTried |= !bound.Contains(unit);
                    yield return unit;
                }
        }
    }

    private static bool IsFree(List<NpgsqlRange<DateTime>> there, NpgsqlRange<DateTime> span) =>
        !there.Exists(s => s.LowerBound < span.UpperBound && span.LowerBound < s.UpperBound);
}
