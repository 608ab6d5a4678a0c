using System.Text.Json;
using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Waiting;

/// <summary>Who waits for dates.</summary>
internal sealed class WaitingHandlers(Database<BookingModule> database, TimeProvider clock)
    : IOperationHandler<WaitForDates, DatesWanted>,
        IOperationHandler<DatesAwaited, IReadOnlyList<DatesWanted>>,
        IOperationHandler<StopWaiting, Done>
{
    private const int OfPersonMax = 10;
    internal const int OfObjectMax = 500;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    public Task<Result<DatesWanted>> Handle(WaitForDates operation, CancellationToken cancel) =>
        database.Attempt<DatesWanted>(unit => Write(unit, operation, cancel), cancel);

    public async Task<Result<IReadOnlyList<DatesWanted>>> Handle(DatesAwaited operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var found = await WaitingRow.Read(
            connection,
            $"where w.person_id = $1 and w.told_at is null and w.until > $2 order by w.created_at desc, w.id desc limit {OfPersonMax}",
            c => c.With(operation.Person.Value).With(clock.GetUtcNow()),
            cancel
        );
        return found.Select(w => w.Told()).ToArray();
    }

    public async Task<Result<Done>> Handle(StopWaiting operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("delete from waiting where id = $1 and person_id = $2")
            .With(operation.Wait.Value)
            .With(operation.Person.Value);
        return await command.ExecuteNonQueryAsync(cancel) == 1 ? Done.It : BookingErrors.WaitNotFound;
    }

    private async Task<Result<DatesWanted>> Write(UnitOfWork unit, WaitForDates operation, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var hash = OperationRecord.Hash(operation);
        if (await ObjectRow.Lock(unit, operation.Object, operation.Person, cancel) is not { State: ObjectState.Active } of)
            return BookingErrors.ObjectNotFound;
        if (await Find(unit, "where w.id = $1", c => c.With(operation.Id.Value), cancel) is { } known)
            return OperationRecord.Repeat(known.RequestHash, hash, known.Told());
        var dates = JsonSerializer.Serialize(operation.Dates, DengaJson.Options);
        if (
            await Find(
                unit,
                "where w.person_id = $1 and w.object_id = $2 and w.dates = $3 and w.told_at is null",
                c => c.With(operation.Person.Value).With(of.Id.Value).With(dates, NpgsqlDbType.Jsonb),
                cancel
            ) is
            { } same
        )
            return same.Told();
        var period = StayTimes.Of(of.Text, operation.Dates);
        if (!period.IsOk)
            return period.Error;
        if (StayTimes.Refuses(of.Text, operation.Dates, period.Value, now) is { } refused)
            return refused;
        if (operation.Guests < 1 || operation.Guests > of.Text.GuestsMax)
            return PriceErrors.BadGuests(of.Text.GuestsMax);
        var span = StayTimes.Span(period.Value, of.Text.Rules);
        if (await Stays.IsFree(unit.Connection, of.Id, span, without: null, now, cancel))
            return BookingErrors.DatesFree;
        // What was told, or is past, is nobody's wish any more.
        unit.AtCommit("delete from waiting where (person_id = $1 or object_id = $2) and coalesce(told_at, until) < $3")
            .With(operation.Person.Value)
            .With(of.Id.Value)
            .With(now - KeptFor);
        await using var insert = new NpgsqlCommand(
            $"""
            insert into waiting (id, request_hash, person_id, object_id, dates, guests, until, created_at)
            select $1, $2, $3, $4, $5, $6, $7, $8
            where (select count(*) from waiting where person_id = $3 and told_at is null and until > $8) < {OfPersonMax}
                and (select count(*) from waiting where object_id = $4 and told_at is null and until > $8) < {OfObjectMax}
            """,
            unit.Connection
        ).With(operation.Id.Value).With(hash).With(operation.Person.Value).With(of.Id.Value).With(dates, NpgsqlDbType.Jsonb).With(operation.Guests).With(period.Value.StartsAt - of.Text.Rules.Notice).With(now);
        if (await insert.ExecuteNonQueryAsync(cancel) == 0)
            return BookingErrors.TooManyWaits;
        return (await Find(unit, "where w.id = $1", c => c.With(operation.Id.Value), cancel))!.Told();
    }

    private static async Task<WaitingRow?> Find(UnitOfWork unit, string where, Action<NpgsqlCommand> values, CancellationToken cancel) =>
        await WaitingRow.Read(unit.Connection, where, values, cancel) is [var one] ? one : null;
}

/// <summary>What somebody waits for, as it stands in its table.</summary>
internal sealed record WaitingRow(
    WaitId Id,
    byte[] RequestHash,
    PersonId Person,
    ObjectId Object,
    string Slug,
    LocalText ObjectName,
    StayDates Dates,
    int Guests,
    DateTimeOffset Until,
    DateTimeOffset? ToldAt
)
{
    internal DatesWanted Told() => new(Id, Object, Slug, ObjectName, Dates, Guests, Until, ToldAt);

    internal static async Task<IReadOnlyList<WaitingRow>> Read(
        NpgsqlConnection connection,
        string where,
        Action<NpgsqlCommand> values,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select w.id, w.request_hash, w.person_id, w.object_id, o.slug, o.body -> 'name', w.dates, w.guests, w.until, w.told_at
            from waiting w join object o on o.id = w.object_id {where}
            """,
            connection
        );
        values(command);
        var found = new List<WaitingRow>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            found.Add(
                new WaitingRow(
                    WaitId.From(row.GetGuid(0)),
                    row.GetFieldValue<byte[]>(1),
                    PersonId.From(row.GetGuid(2)),
                    ObjectId.From(row.GetGuid(3)),
                    row.GetString(4),
                    JsonSerializer.Deserialize<LocalText>(row.GetString(5), DengaJson.Options)!,
                    JsonSerializer.Deserialize<StayDates>(row.GetString(6), DengaJson.Options)!,
                    row.GetInt32(7),
                    row.GetFieldValue<DateTimeOffset>(8),
                    row.Nullable<DateTimeOffset>(9)
                )
            );
        return found;
    }
}
