using System.Text.Json;
using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Npgsql;

namespace Denga.Booking.Availability;

/// <summary>What operators keep free, and what they see of all that occupies.</summary>
internal sealed class BlockHandlers(Database<BookingModule> database, BookingTable bookings, Stays stays)
    : IOperationHandler<BlockDates, IReadOnlyList<OccupiedTime>>,
        IOperationHandler<Unblock, Done>,
        IOperationHandler<OccupiedTimes, IReadOnlyList<OccupiedTime>>
{
    private const int ReasonMax = 200;
    private const int DaysMax = 400;
    private const int RowsMax = 1_000;
    private const string Select = """
        select s.id, s.object_id, s.unit_id, s.kind, s.dates, lower(s.span), upper(s.span), s.booking_id, s.reason from stay s
        """;

    public async Task<Result<IReadOnlyList<OccupiedTime>>> Handle(BlockDates operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonMax)
            return BookingErrors.BadReason;
        try
        {
            return await database.Attempt<IReadOnlyList<OccupiedTime>>(unit => Block(unit, operation, reason, cancel), cancel);
        }
        catch (PostgresException e) when (e.ConstraintName == Stays.Constraint)
        {
            return BookingErrors.Taken;
        }
    }

    public Task<Result<Done>> Handle(Unblock operation, CancellationToken cancel) =>
        database.Attempt<Done>(
            async unit =>
            {
                await using var find = new NpgsqlCommand(Select + " where s.id = $1", unit.Connection).With(operation.Stay.Value);
                if (await Read(find, cancel) is not [var stay])
                    return Done.It;
                if (stay.Kind != StayKind.Block)
                    return BookingErrors.NotABlock;
                await ObjectRow.Lock(unit, stay.Object, operation.Person, cancel);
                await using var free = new NpgsqlCommand("delete from stay where id = $1 and kind = 'block'", unit.Connection).With(
                    stay.Id.Value
                );
                if (await free.ExecuteNonQueryAsync(cancel) == 0)
                    return Done.It;
                unit.Audit(
                    "booking.dates-unblocked",
                    stay.Object.ToString(),
                    operation.Person,
                    before: new
                    {
                        stay.Unit,
                        stay.Dates,
                        stay.Reason,
                    }
                );
                stays.Tell(unit, stay.Object, StayKind.Block, StayTimes.Span(stay.From, stay.To));
                return Done.It;
            },
            cancel
        );

    public async Task<Result<IReadOnlyList<OccupiedTime>>> Handle(OccupiedTimes operation, CancellationToken cancel)
    {
        if (operation.To.DayNumber - operation.From.DayNumber is < 1 or > DaysMax)
            return BookingErrors.BadDates;
        await using var connection = await database.Open(cancel);
        if (await ObjectRow.Find(connection, operation.Object, cancel) is not { } of)
            return BookingErrors.ObjectNotFound;
        await using var command = new NpgsqlCommand(
            Select
                + $" join unit u on u.id = s.unit_id where u.object_id = $1 and s.span && $2 order by lower(s.span), s.id limit {RowsMax}",
            connection
        )
            .With(operation.Object.Value)
            .With(
                StayTimes.Span(
                    StayPeriods.At(operation.From.ToDateTime(TimeOnly.MinValue), of.Zone),
                    StayPeriods.At(operation.To.ToDateTime(TimeOnly.MinValue), of.Zone)
                )
            );
        return await Read(command, cancel);
    }

    private async Task<Result<IReadOnlyList<OccupiedTime>>> Block(
        UnitOfWork unit,
        BlockDates operation,
        string reason,
        CancellationToken cancel
    )
    {
        if (await ObjectRow.Lock(unit, operation.Object, operation.Person, cancel) is not { } of)
            return BookingErrors.ObjectNotFound;
        var known = await OfOperation(unit, operation.Id, cancel);
        if (known.Count > 0)
            return known[0].Object == operation.Object && known[0].Dates == operation.Dates && known[0].Reason == reason
                ? (Result<IReadOnlyList<OccupiedTime>>)known.ToArray()
                : OperationRecord.IdReused;
        var period = StayTimes.Of(of.Text, operation.Dates);
        if (!period.IsOk)
            return period.Error;
        var units = of.Units.Where(u => u.IsActive && (operation.Unit is null || u.Id == operation.Unit)).ToList();
        if (units.Count == 0)
            return BookingErrors.UnitNotFound;
        // Nobody cleans after a block.
        var span = StayTimes.Span(period.Value.StartsAt, period.Value.EndsAt);
        await bookings.EndOverdue(unit, of.Id, span, cancel);
        foreach (var one in units)
        {
            // Who is bound to no unit goes to another one.
            if (await stays.Find(unit, of, span, one.Id, without: null, cancel) is null)
                return BookingErrors.Taken;
            await stays.Add(
                unit,
                new NewStay(of.Id, one.Id, operation.Dates, span, IsPinned: true, Reason: reason, Operation: operation.Id),
                cancel
            );
        }
        unit.Audit("booking.dates-blocked", of.Id.ToString(), operation.Person, reason, after: new { operation.Unit, operation.Dates });
        return (await OfOperation(unit, operation.Id, cancel)).ToArray();
    }

    private static async Task<IReadOnlyList<OccupiedTime>> OfOperation(UnitOfWork unit, OperationId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Select + " where s.operation_id = $1 order by s.id", unit.Connection).With(id.Value);
        return await Read(command, cancel);
    }

    private static async Task<OccupiedTime[]> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<OccupiedTime>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            found.Add(
                new OccupiedTime(
                    StayId.From(row.GetGuid(0)),
                    ObjectId.From(row.GetGuid(1)),
                    UnitId.From(row.GetGuid(2)),
                    Enum.Parse<StayKind>(row.GetString(3), ignoreCase: true),
                    JsonSerializer.Deserialize<StayDates>(row.GetString(4), DengaJson.Options)!,
                    row.GetFieldValue<DateTimeOffset>(5),
                    row.GetFieldValue<DateTimeOffset>(6),
                    row.Nullable<Guid>(7) is { } booking ? BookingId.From(booking) : null,
                    row.Text(8)
                )
            );
        return [.. found];
    }
}
