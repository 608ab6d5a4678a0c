using System.Text.Json;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;
using AllTariffs = Denga.Contracts.Booking.Tariffs;

namespace Denga.Booking.Tariffs;

internal sealed class TariffHandlers(Database<BookingModule> database, ObjectCopies copies, TimeProvider clock)
    : IOperationHandler<CreateTariff, Tariff>,
        IOperationHandler<ChangeTariff, Tariff>,
        IOperationHandler<TariffById, Tariff>,
        IOperationHandler<AllTariffs, Page<Tariff>>
{
    private const int PageMax = 100;
    private const string Select = """
        select t.id, v.version, v.name, v.rules, t.archived, v.by_id, v.at, t.request_hash
        from tariff t join tariff_version v on v.tariff_id = t.id
        """;

    public async Task<Result<Tariff>> Handle(CreateTariff operation, CancellationToken cancel)
    {
        if (TariffChecks.Name(operation.Name) is not { } name)
            return PriceErrors.BadName;
        var rules = TariffChecks.Clean(operation.Rules);
        if (!rules.IsOk)
            return rules.Error;
        var hash = OperationRecord.Hash(operation);
        return await database.Attempt<Tariff>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.By(operation.Person);
                batch
                    .Command(
                        """
                        insert into tariff (id, request_hash, version, sold_by, currency, least_minor, created_at)
                        values ($1, $2, 1, $3, $4, $5, $6) on conflict (id) do nothing
                        """
                    )
                    .With(operation.Id.Value)
                    .With(hash)
                    .With(rules.Value.SoldBy.ToString())
                    .With(rules.Value.Base.Currency.Code)
                    .With(TariffChecks.Least(rules.Value).Minor)
                    .With(now);
                Write(batch, operation.Id.Value, 1, name, rules.Value, operation.Person, now);
                await batch.ExecuteNonQueryAsync(cancel);
                var (tariff, kept) = (await Find(unit.Connection, new TariffId(operation.Id.Value), version: null, cancel))!.Value;
                return OperationRecord.IsSame(kept, hash) ? tariff : OperationRecord.IdReused;
            },
            cancel
        );
    }

    public async Task<Result<Tariff>> Handle(ChangeTariff operation, CancellationToken cancel)
    {
        if (TariffChecks.Name(operation.Name) is not { } name)
            return PriceErrors.BadName;
        var rules = TariffChecks.Clean(operation.Rules);
        if (!rules.IsOk)
            return rules.Error;
        List<ObjectId> objects = [];
        var changed = await database.Attempt<Tariff>(
            async unit =>
            {
                objects.Clear();
                await using (
                    var turn = new NpgsqlCommand("select from tariff where id = $1 for update", unit.Connection).With(
                        operation.Tariff.Value
                    )
                )
                    await turn.ExecuteNonQueryAsync(cancel);
                if (await Find(unit.Connection, operation.Tariff, version: null, cancel) is not var (before, _))
                    return PriceErrors.TariffNotFound;
                var next = before with { Version = operation.Version + 1, Name = name, Rules = rules.Value, Archived = operation.Archived };
                if (before.Version == next.Version && IsSame(before, next))
                    return before;
                if (before.Version != operation.Version)
                    return BookingErrors.ChangedMeanwhile;
                if (before.Rules.SoldBy != next.Rules.SoldBy || !ReferenceEquals(before.Rules.Base.Currency, next.Rules.Base.Currency))
                    return PriceErrors.BadPrices;
                var now = clock.GetUtcNow();
                await using (var batch = new NpgsqlBatch(unit.Connection))
                {
                    batch.By(operation.Person);
                    Write(batch, before.Id.Value, next.Version, name, next.Rules, operation.Person, now);
                    batch
                        .Command("update tariff set version = $2, least_minor = $3, archived = $4 where id = $1")
                        .With(before.Id.Value)
                        .With(next.Version)
                        .With(TariffChecks.Least(next.Rules).Minor)
                        .With(next.Archived);
                    await batch.ExecuteNonQueryAsync(cancel);
                }
                objects.AddRange(await PriceObjects(unit, before.Id, now, cancel));
                return next with { ChangedBy = operation.Person, ChangedAt = now };
            },
            cancel
        );
        if (changed.IsOk && objects.Count > 0)
        {
            await using var connection = await database.Open(cancel);
            foreach (var id in objects)
                if (await ObjectRow.Find(connection, id, cancel) is { } row)
                    await copies.Forget(row.Told(), formerSlug: null, cancel);
        }
        return changed;
    }

    public async Task<Result<Tariff>> Handle(TariffById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Find(connection, operation.Tariff, operation.Version, cancel) is var (tariff, _) ? tariff : PriceErrors.TariffNotFound;
    }

    public async Task<Result<Page<Tariff>>> Handle(AllTariffs operation, CancellationToken cancel)
    {
        TariffId before = default;
        if (operation.Cursor is { } cursor && !TariffId.TryParse(cursor, null, out before))
            return BookingErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"""
            {Select} and v.version = t.version
            where t.archived = $1 and ($2::uuid is null or (t.created_at, t.id) < (select created_at, id from tariff where id = $2))
            order by t.created_at desc, t.id desc limit $3
            """,
            connection
        ).With(operation.Archived).With(operation.Cursor is null ? (Guid?)null : before.Value).With(limit + 1);
        var found = new List<Tariff>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(Read(rows));
        return new Page<Tariff>(
            found.GetRange(0, Math.Min(limit, found.Count)),
            found.Count > limit ? found[limit - 1].Id.ToString() : null
        );
    }

    /// <summary>The objects of a tariff show its least price: each is another one now.</summary>
    private static async Task<List<ObjectId>> PriceObjects(UnitOfWork unit, TariffId tariff, DateTimeOffset now, CancellationToken cancel)
    {
        await using var update = new NpgsqlCommand(
            """
            update object o set tariff_id = o.tariff_id, version = o.version + 1, changed_at = $2
            where o.id in (select id from object where tariff_id = $1 order by id for no key update)
            returning o.id, o.slug, o.state, o.version
            """,
            unit.Connection
        ).With(tariff.Value).With(now);
        var objects = new List<ObjectId>();
        await using var rows = await update.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var id = ObjectId.From(rows.GetGuid(0));
            objects.Add(id);
            unit.Publish(new ObjectChanged(id, rows.GetString(1), Enum.Parse<ObjectState>(rows.GetString(2)), rows.GetInt64(3), now));
        }
        return objects;
    }

    private static void Write(
        NpgsqlBatch batch,
        Guid id,
        int version,
        LocalText name,
        TariffRules rules,
        PersonId by,
        DateTimeOffset now
    ) =>
        batch
            .Command(
                """
                insert into tariff_version (tariff_id, version, name, rules, by_id, at) values ($1, $2, $3, $4, $5, $6)
                on conflict (tariff_id, version) do nothing
                """
            )
            .With(id)
            .With(version)
            .With(JsonSerializer.Serialize(name, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(JsonSerializer.Serialize(rules, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(by.Value)
            .With(now);

    private static async Task<(Tariff Tariff, byte[] Hash)?> Find(
        NpgsqlConnection connection,
        TariffId id,
        int? version,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand($"{Select} where t.id = $1 and v.version = coalesce($2, t.version)", connection)
            .With(id.Value)
            .With(version);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (Read(row), row.GetFieldValue<byte[]>(7)) : null;
    }

    private static Tariff Read(NpgsqlDataReader row) =>
        new(
            TariffId.From(row.GetGuid(0)),
            row.GetInt32(1),
            JsonSerializer.Deserialize<LocalText>(row.GetString(2), DengaJson.Options)!,
            JsonSerializer.Deserialize<TariffRules>(row.GetString(3), DengaJson.Options)!,
            row.GetBoolean(4),
            PersonId.From(row.GetGuid(5)),
            row.GetFieldValue<DateTimeOffset>(6)
        );

    /// <summary>Lists are compared by what is in them.</summary>
    private static bool IsSame(Tariff a, Tariff b) =>
        a.Archived == b.Archived
        && a.Name == b.Name
        && JsonSerializer.Serialize(a.Rules, DengaJson.Options) == JsonSerializer.Serialize(b.Rules, DengaJson.Options);
}

internal static class TariffAudit
{
    /// <summary>Who does it, for the audit that the database writes.</summary>
    internal static void By(this NpgsqlBatch batch, PersonId person) =>
        batch.Command("select set_config('denga.person', $1, true)").With(person.Value.ToString());
}
