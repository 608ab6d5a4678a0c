using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Bookings;

/// <summary>What was seen when a unit was given to the guest, and when it came back; once each.</summary>
internal sealed class HandoverHandler(Database<BookingModule> database, BookingTable bookings, TimeProvider clock)
    : IOperationHandler<RecordHandover, RentalBooking>
{
    private const int ChecksMax = 50;
    private const int CheckMax = 100;
    private const int PhotosMax = 10;
    private const int NoteMax = 1_000;

    public async Task<Result<RentalBooking>> Handle(RecordHandover operation, CancellationToken cancel)
    {
        var isRight =
            operation.Checked.Count <= ChecksMax
            && operation.Checked.Keys.All(k => k.Length is > 0 and <= CheckMax)
            && operation.Mileage is null or >= 0
            && operation.FuelPercent is null or (>= 0 and <= 100)
            && operation.Photos.Count <= PhotosMax
            && !(operation.Note?.Length > NoteMax);
        if (!isRight)
            return BookingErrors.BadHandover;
        return await database.Attempt<RentalBooking>(unit => Write(unit, operation, cancel), cancel);
    }

    internal static async Task<IReadOnlyList<Handover>> Of(NpgsqlConnection connection, BookingId booking, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select body from handover where booking_id = $1 order by is_return", connection).With(
            booking.Value
        );
        var found = new List<Handover>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(JsonSerializer.Deserialize<Handover>(rows.GetString(0), DengaJson.Options)!);
        return found;
    }

    private async Task<Result<RentalBooking>> Write(UnitOfWork unit, RecordHandover operation, CancellationToken cancel)
    {
        if (await BookingTable.Lock(unit, operation.Booking, operation.Person, cancel) is not { } booking)
            return BookingErrors.BookingNotFound;
        var hash = OperationRecord.Hash(operation);
        await using (
            var known = new NpgsqlCommand("select request_hash from handover where id = $1", unit.Connection).With(operation.Id.Value)
        )
            if (await known.ExecuteScalarAsync(cancel) is byte[] kept)
                return OperationRecord.Repeat(kept, hash, booking.Told());
        if (!BookingMoves.IsSure(booking.State) && !(operation.IsReturn && booking.State == BookingState.Completed))
            return BookingErrors.WrongState;
        var now = clock.GetUtcNow();
        var seen = new Handover(
            operation.IsReturn,
            operation.Checked,
            operation.Mileage,
            operation.FuelPercent,
            operation.Photos,
            operation.Note is { } note ? PlainText.OneLine(note) : null,
            operation.Person,
            now
        );
        await using var insert = new NpgsqlCommand(
            """
            insert into handover (id, request_hash, booking_id, is_return, body, at) values ($1, $2, $3, $4, $5, $6)
            on conflict on constraint handover_once do nothing
            """,
            unit.Connection
        ).With(operation.Id.Value).With(hash).With(booking.Id.Value).With(operation.IsReturn).With(JsonSerializer.Serialize(seen, DengaJson.Options), NpgsqlDbType.Jsonb).With(now);
        if (await insert.ExecuteNonQueryAsync(cancel) == 0)
            return BookingErrors.BadHandover;
        unit.Audit("booking.handed-over", booking.Id.ToString(), operation.Person, after: new { operation.IsReturn });
        var charges = await StayPrices.Charges(unit.Connection, booking, operation.Charges ?? [], cancel);
        if (!charges.IsOk)
            return charges.Error;
        if (!charges.Value.IsZero)
        {
            var none = Money.Zero(booking.Currency);
            var number = booking.Due.Select(d => d.Number).DefaultIfEmpty(0).Max() + 1;
            await DueTable.Add(
                unit,
                new DueRow(booking.Id, number, DueKind.Extra, charges.Value, now, DueState.Open, null, none, none, null, [], null),
                cancel
            );
            booking = (await BookingRow.Find(unit.Connection, booking.Id, cancel))!;
        }
        if (operation.IsReturn && BookingMoves.IsSure(booking.State))
            return (await bookings.Move(unit, booking, BookingState.Completed, cancel))!.Told();
        var stands = BookingMoves.IsSure(booking.State) ? await bookings.Move(unit, booking, booking.Sure, cancel) : null;
        return (stands ?? await bookings.Changed(unit, booking.Id, cancel)).Told();
    }
}
