using System.Text.Json;
using Denga.Booking.Photos;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Objects;

/// <summary>What operators do with objects and their units.</summary>
internal sealed class ObjectHandlers(Database<BookingModule> database, ObjectCopies copies, ObjectTypeTable types, TimeProvider clock)
    : IOperationHandler<CreateObject, RentalObject>,
        IOperationHandler<ChangeObject, RentalObject>,
        IOperationHandler<SetObjectState, RentalObject>,
        IOperationHandler<DeleteObject, Done>,
        IOperationHandler<AddUnit, RentalObject>,
        IOperationHandler<RenameUnit, RentalObject>,
        IOperationHandler<RetireUnit, RentalObject>
{
    private const string Columns = """
        slug, type, body, city_ru, city_en, properties, zone, sold_by, currency, guests_max, check_in, check_out, least, most, arrival_days, buffer,
        notice, horizon_days, tariff_id
        """;

    public async Task<Result<RentalObject>> Handle(CreateObject operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        var id = ObjectId.From(operation.Id.Value);
        var text = await Clean(operation.Text, ObjectId.From(operation.Id.Value), cancel);
        if (!text.IsOk)
            return text.Error;
        var units = ObjectChecks.Units(operation.Units);
        if (!units.IsOk)
            return units.Error;
        var made = await database.Attempt<RentalObject>(
            async unit =>
            {
                if (await ObjectRow.Find(unit.Connection, id, cancel) is { } known)
                    return OperationRecord.Repeat(known.RequestHash, hash, known.Told());
                await By(unit, operation.Person, cancel);
                var now = clock.GetUtcNow();
                await using var insert = With(
                        new NpgsqlCommand(
                            $"""
                            insert into object ({Columns}, id, request_hash, state, created_at, changed_at)
                            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 'Hidden', $22, $22)
                            on conflict do nothing
                            """,
                            unit.Connection
                        ),
                        text.Value
                    )
                    .With(id.Value)
                    .With(hash)
                    .With(now);
                if (await insert.ExecuteNonQueryAsync(cancel) == 0)
                    return BookingErrors.SlugTaken;
                await using var adds = new NpgsqlCommand(
                    """
                    insert into unit (id, object_id, name, position)
                    select u.id, $1, u.name, u.at from unnest($2::uuid[], $3::text[]) with ordinality as u (id, name, at)
                    """,
                    unit.Connection
                ).With(id.Value).With(units.Value.Select(_ => Guid.CreateVersion7()).ToArray()).With(units.Value);
                await adds.ExecuteNonQueryAsync(cancel);
                return (await Changed(unit, id, now, cancel)).Told();
            },
            cancel
        );
        if (made.IsOk)
            await copies.Forget(made.Value, formerSlug: null, cancel);
        return made;
    }

    public async Task<Result<RentalObject>> Handle(ChangeObject operation, CancellationToken cancel)
    {
        var text = await Clean(operation.Text, operation.Object, cancel);
        if (!text.IsOk)
            return text.Error;
        return await Change(
            operation.Object,
            operation.Person,
            async (unit, before) =>
            {
                if (before.Version != operation.Version)
                    return BookingErrors.ChangedMeanwhile;
                var (was, becomes) = (before.Text, text.Value);
                var isFixed =
                    was.SoldBy != becomes.SoldBy || was.TimeZone != becomes.TimeZone || !ReferenceEquals(was.Currency, becomes.Currency);
                if (isFixed && await IsBooked(unit, before.Id, cancel))
                    return BookingErrors.HasBookings;
                await using var taken = new NpgsqlCommand("select from object where slug = $1 and id <> $2", unit.Connection)
                    .With(becomes.Slug)
                    .With(before.Id.Value);
                await using (var rows = await taken.ExecuteReaderAsync(cancel))
                    if (await rows.ReadAsync(cancel))
                        return BookingErrors.SlugTaken;
                await using var update = With(
                        new NpgsqlCommand(
                            $"""
                            update object set ({Columns}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
                            where id = $20
                            """,
                            unit.Connection
                        ),
                        becomes
                    )
                    .With(before.Id.Value);
                await update.ExecuteNonQueryAsync(cancel);
                return null;
            },
            cancel
        );
    }

    public Task<Result<RentalObject>> Handle(SetObjectState operation, CancellationToken cancel) =>
        Change(
            operation.Object,
            operation.Person,
            async (unit, before) =>
            {
                await using var update = new NpgsqlCommand("update object set state = $2 where id = $1", unit.Connection)
                    .With(before.Id.Value)
                    .With(operation.State.ToString());
                await update.ExecuteNonQueryAsync(cancel);
                return null;
            },
            cancel
        );

    public async Task<Result<Done>> Handle(DeleteObject operation, CancellationToken cancel)
    {
        RentalObject? gone = null;
        var done = await database.Attempt<Done>(
            async unit =>
            {
                if (await ObjectRow.Lock(unit, operation.Object, operation.Person, cancel) is not { } before)
                    return Done.It;
                if (await IsBooked(unit, before.Id, cancel))
                    return BookingErrors.HasBookings;
                await PhotoHandlers.Forget(unit, before, before.Photos, cancel);
                await using var stays = new NpgsqlCommand("delete from stay where object_id = $1", unit.Connection).With(before.Id.Value);
                await stays.ExecuteNonQueryAsync(cancel);
                await using var delete = new NpgsqlCommand("delete from object where id = $1", unit.Connection).With(before.Id.Value);
                await delete.ExecuteNonQueryAsync(cancel);
                gone = before.Told();
                unit.Publish(new ObjectChanged(before.Id, before.Text.Slug, State: null, before.Version + 1, clock.GetUtcNow()));
                return Done.It;
            },
            cancel
        );
        if (gone is not null)
            await copies.Forget(gone, formerSlug: null, cancel);
        return done;
    }

    public async Task<Result<RentalObject>> Handle(AddUnit operation, CancellationToken cancel)
    {
        var name = ObjectChecks.Units([operation.Name]);
        if (!name.IsOk)
            return name.Error;
        return await Change(
            operation.Object,
            operation.Person,
            async (unit, before) =>
            {
                if (before.Units.Count >= ObjectChecks.UnitsMax)
                    return BookingErrors.TooManyUnits;
                await using var add = new NpgsqlCommand(
                    """
                    insert into unit (id, object_id, name, position)
                    values ($1, $2, $3, 1 + coalesce((select max(position) from unit where object_id = $2), 0))
                    on conflict (object_id, lower(name)) do update set is_active = true
                    """,
                    unit.Connection
                ).With(Guid.CreateVersion7()).With(before.Id.Value).With(name.Value[0]);
                await add.ExecuteNonQueryAsync(cancel);
                return null;
            },
            cancel
        );
    }

    public async Task<Result<RentalObject>> Handle(RenameUnit operation, CancellationToken cancel)
    {
        var name = ObjectChecks.Units([operation.Name]);
        if (!name.IsOk)
            return name.Error;
        return await ChangeUnit(
            operation.Unit,
            operation.Person,
            async (unit, before) =>
            {
                if (
                    before.Units.Any(u =>
                        u.Id != operation.Unit && string.Equals(u.Name, name.Value[0], StringComparison.OrdinalIgnoreCase)
                    )
                )
                    return BookingErrors.BadUnit;
                await using var rename = new NpgsqlCommand("update unit set name = $2 where id = $1", unit.Connection)
                    .With(operation.Unit.Value)
                    .With(name.Value[0]);
                await rename.ExecuteNonQueryAsync(cancel);
                return null;
            },
            cancel
        );
    }

    public Task<Result<RentalObject>> Handle(RetireUnit operation, CancellationToken cancel) =>
        ChangeUnit(
            operation.Unit,
            operation.Person,
            async (unit, _) =>
            {
                await using var retire = new NpgsqlCommand("update unit set is_active = false where id = $1", unit.Connection).With(
                    operation.Unit.Value
                );
                await retire.ExecuteNonQueryAsync(cancel);
                return null;
            },
            cancel
        );

    private async Task<Result<RentalObject>> ChangeUnit(
        UnitId id,
        PersonId by,
        Func<UnitOfWork, ObjectRow, Task<Error?>> change,
        CancellationToken cancel
    )
    {
        await using var of = database.Source.CreateCommand("select object_id from unit where id = $1").With(id.Value);
        return await of.ExecuteScalarAsync(cancel) is Guid owner
            ? await Change(ObjectId.From(owner), by, change, cancel)
            : BookingErrors.UnitNotFound;
    }

    /// <summary>Changes an object under its lock; tells of it, and forgets its copies.</summary>
    internal async Task<Result<RentalObject>> Change(
        ObjectId id,
        PersonId by,
        Func<UnitOfWork, ObjectRow, Task<Error?>> change,
        CancellationToken cancel
    )
    {
        string? formerSlug = null;
        var changed = await database.Attempt<RentalObject>(
            async unit =>
            {
                if (await ObjectRow.Lock(unit, id, by, cancel) is not { } before)
                    return BookingErrors.ObjectNotFound;
                formerSlug = before.Text.Slug;
                if (await change(unit, before) is { } refused)
                    return refused;
                var now = clock.GetUtcNow();
                await using var version = new NpgsqlCommand(
                    "update object set version = version + 1, changed_at = $2 where id = $1",
                    unit.Connection
                )
                    .With(id.Value)
                    .With(now);
                await version.ExecuteNonQueryAsync(cancel);
                return (await Changed(unit, id, now, cancel)).Told();
            },
            cancel
        );
        if (changed.IsOk)
            await copies.Forget(changed.Value, formerSlug, cancel);
        return changed;
    }

    private static async Task<ObjectRow> Changed(UnitOfWork unit, ObjectId id, DateTimeOffset now, CancellationToken cancel)
    {
        var row = (await ObjectRow.Find(unit.Connection, id, cancel))!;
        unit.Publish(new ObjectChanged(id, row.Text.Slug, row.State, row.Version, now));
        return row;
    }

    /// <param name="of">That has the text; what it has archived it may keep.</param>
    private async Task<Result<ObjectText>> Clean(ObjectText text, ObjectId of, CancellationToken cancel) =>
        await types.Find(text.Type, cancel) is not { } type ? BookingErrors.UnknownType
        : text.Tariff is { } tariff && await Refuses(tariff, text, of, cancel) is { } refused ? refused
        : ObjectChecks.Clean(text, type);

    private async Task<Error?> Refuses(TariffId tariff, ObjectText text, ObjectId of, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                """
                select sold_by = $2 and currency = $3 and (not archived or exists (select from object where id = $4 and tariff_id = $1))
                from tariff where id = $1
                """
            )
            .With(tariff.Value)
            .With(text.SoldBy.ToString())
            .With(text.Currency.Code)
            .With(of.Value);
        return await command.ExecuteScalarAsync(cancel) switch
        {
            null => PriceErrors.TariffNotFound,
            true => null,
            _ => PriceErrors.WrongTariff,
        };
    }

    private static async Task<bool> IsBooked(UnitOfWork unit, ObjectId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select exists (select from booking where object_id = $1)", unit.Connection).With(
            id.Value
        );
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static async Task By(UnitOfWork unit, PersonId person, CancellationToken cancel)
    {
        await using var by = new NpgsqlCommand("select set_config('denga.person', $1, true)", unit.Connection).With(
            person.Value.ToString()
        );
        await by.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlCommand With(NpgsqlCommand command, ObjectText text) =>
        command
            .With(text.Slug)
            .With(text.Type)
            .With(JsonSerializer.Serialize(text, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(text.Place.City.Ru)
            .With(text.Place.City.En)
            .With(JsonSerializer.Serialize(text.Properties, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(text.TimeZone)
            .With(text.SoldBy.ToString())
            .With(text.Currency.Code)
            .With(text.GuestsMax)
            .With(text.Rules.CheckIn)
            .With(text.Rules.CheckOut)
            .With(text.Rules.Least)
            .With(text.Rules.Most)
            .With(ObjectChecks.Bits(text.Rules.ArrivalDays))
            .With(text.Rules.Buffer)
            .With(text.Rules.Notice)
            .With(text.Rules.HorizonDays)
            .With(text.Tariff?.Value);
}
