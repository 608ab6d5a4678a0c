using Denga.Booking.Availability;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Bookings;

/// <summary>The table of bookings. Each write of one stands under its object's lock, so that whoever looks has the last word.</summary>
internal sealed class BookingTable(Database<BookingModule> database, Stays stays, IOptions<BookingOptions> options, TimeProvider clock)
{
    internal async Task<BookingRow?> Find(BookingId id, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await BookingRow.Find(connection, id, cancel);
    }

    internal async Task<BookingRow?> FindOwn(PersonId person, BookingId id, CancellationToken cancel) =>
        await Find(id, cancel) is { } booking && booking.Person == person ? booking : null;

    /// <summary>Under the lock of its object; null where there is none.</summary>
    /// <param name="by">Who does it; null for Denga itself.</param>
    internal static async Task<BookingRow?> Lock(UnitOfWork unit, BookingId id, PersonId? by, CancellationToken cancel)
    {
        await using (var turn = new NpgsqlCommand(
                """
                select set_config('denga.person', $2, true) from object where id = (select object_id from booking where id = $1) for no key update
                """,
                unit.Connection
            ).With(id.Value).With(by?.Value.ToString() ?? ""))
            await turn.ExecuteNonQueryAsync(cancel);
        return await BookingRow.Find(unit.Connection, id, cancel);
    }

    /// <summary>Moves a locked booking on: its time is kept, made its own, or freed, as the state says; it is told of, and what follows is asked for. Null where
    /// the table of moves has no such move.</summary>
    internal async Task<BookingRow?> Move(
        UnitOfWork unit,
        BookingRow booking,
        BookingState to,
        CancellationToken cancel,
        string? reason = null,
        DateTimeOffset? expiresAt = null
    )
    {
        if (booking.State == to || !BookingMoves.Allows(booking.State, to))
            return null;
        var now = clock.GetUtcNow();
        var until = BookingMoves.IsUnpaid(to) ? expiresAt ?? booking.ExpiresAt : null;
        await using (var command = new NpgsqlCommand(
                """
                update booking set state = $2, reason = $3, expires_at = $4, ended_at = $5, version = version + 1 where id = $1
                """,
                unit.Connection
            ).With(booking.Id.Value).With(to.ToString()).With(reason).With(until).With(BookingMoves.IsOver(to) ? now : (DateTimeOffset?)null))
            await command.ExecuteNonQueryAsync(cancel);
        if (to is BookingState.Cancelled or BookingState.Expired)
            await stays.Free(unit, booking, cancel);
        else if (to == BookingState.NoShow)
            await stays.EndNow(unit, booking, now, cancel);
        else if (booking.ExpiresAt is not null)
            await stays.Keep(unit, booking.Id, until, cancel);
        if (to is BookingState.Cancelled or BookingState.Expired or BookingState.NoShow)
            await Void(unit, booking.Id, cancel);
        var moved = (await BookingRow.Find(unit.Connection, booking.Id, cancel))!;
        Follow(unit, moved, booking.State);
        if (to == BookingState.Completed && moved.Due.Any(d => d is { Kind: DueKind.Deposit, State: DueState.Paid }))
            ReleaseLater(unit, moved.Id, moved.Id.ToString());
        unit.Publish(new BookingChanged(moved.Told(), moved.Person, booking.State, now));
        return moved;
    }

    /// <summary>A deposit that nobody settles goes back.</summary>
    /// <param name="key">Of the reason why it is looked at then.</param>
    internal void ReleaseLater(UnitOfWork unit, BookingId id, string key) =>
        unit.Later(new ReleaseDeposit(id), key, at: clock.GetUtcNow() + options.Value.DepositKept);

    /// <summary>Ends the holds of a time that nobody has paid for in time, whether or not their work has come by; of a locked object.</summary>
    internal async Task EndOverdue(UnitOfWork unit, ObjectId of, NpgsqlRange<DateTime> span, CancellationToken cancel)
    {
        foreach (var late in await Stays.Overdue(unit, of, span, clock.GetUtcNow(), cancel))
            await Expire(unit, (await BookingRow.Find(unit.Connection, late, cancel))!, cancel);
    }

    internal Task<BookingRow?> Expire(UnitOfWork unit, BookingRow booking, CancellationToken cancel) =>
        Move(
            unit,
            booking,
            BookingState.Expired,
            cancel,
            booking.State == BookingState.Requested ? BookingErrors.Unanswered : BookingErrors.Unpaid
        );

    /// <summary>Something else of it was changed: it is told of with a new version.</summary>
    internal async Task<BookingRow> Changed(UnitOfWork unit, BookingId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("update booking set version = version + 1 where id = $1", unit.Connection).With(
            id.Value
        );
        await command.ExecuteNonQueryAsync(cancel);
        var changed = (await BookingRow.Find(unit.Connection, id, cancel))!;
        unit.Publish(new BookingChanged(changed.Told(), changed.Person, changed.State, clock.GetUtcNow()));
        return changed;
    }

    /// <summary>What time brings: the end of a hold, reminders, the end of the stay.</summary>
    internal static void Follow(UnitOfWork unit, BookingRow booking, BookingState? before)
    {
        var id = booking.Id.ToString();
        if (booking.ExpiresAt is { } until)
            unit.Later(new ExpireBooking(booking.Id), $"{id}/{until.UtcTicks}", at: until);
        if (!BookingMoves.IsSure(booking.State) || before is BookingState.Confirmed or BookingState.Paid)
            return;
        unit.Later(new CompleteBooking(booking.Id), $"{id}/{booking.Leaves.UtcTicks}", at: booking.Leaves);
        RemindArrival.Ask(unit, booking);
        foreach (var due in booking.Due.Where(d => d.State == DueState.Open))
            RemindDue.Ask(unit, due);
    }

    private static async Task Void(UnitOfWork unit, BookingId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "update due set state = 'Void' where booking_id = $1 and state = 'Open'",
            unit.Connection
        ).With(id.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
