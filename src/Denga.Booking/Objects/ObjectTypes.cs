using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Objects;

/// <summary>The types of objects: data, and few.</summary>
internal sealed class ObjectTypeTable(Database<BookingModule> database, TimeProvider clock)
    : IOperationHandler<ObjectTypes, IReadOnlyList<ObjectType>>,
        IOperationHandler<SaveObjectType, ObjectType>
{
    private const int TypesMax = 200;

    public async Task<Result<IReadOnlyList<ObjectType>>> Handle(ObjectTypes operation, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"select key, name, properties from object_type order by key limit {TypesMax}"
        );
        return (Result<IReadOnlyList<ObjectType>>)await Read(command, cancel);
    }

    public async Task<Result<ObjectType>> Handle(SaveObjectType operation, CancellationToken cancel)
    {
        var clean = ObjectChecks.Clean(operation.Type);
        if (!clean.IsOk)
            return clean.Error;
        return await database.Attempt<ObjectType>(
            async unit =>
            {
                await using var turn = new NpgsqlCommand("lock table object_type in share row exclusive mode", unit.Connection);
                await turn.ExecuteNonQueryAsync(cancel);
                await using var save = new NpgsqlCommand(
                    $"""
                    insert into object_type (key, name, properties, changed_at)
                    select $1, $2, $3, $4
                    where exists (select from object_type where key = $1) or (select count(*) from object_type) < {TypesMax}
                    on conflict (key) do update set name = excluded.name, properties = excluded.properties, changed_at = excluded.changed_at
                    """,
                    unit.Connection
                ).With(clean.Value.Key).With(JsonSerializer.Serialize(clean.Value.Name, DengaJson.Options), NpgsqlDbType.Jsonb).With(JsonSerializer.Serialize(clean.Value.Properties, DengaJson.Options), NpgsqlDbType.Jsonb).With(clock.GetUtcNow());
                if (await save.ExecuteNonQueryAsync(cancel) == 0)
                    return BookingErrors.TooManyTypes;
                unit.Audit("booking.type-saved", clean.Value.Key, operation.Person, after: clean.Value);
                return clean.Value;
            },
            cancel
        );
    }

    internal async Task<ObjectType?> Find(string key, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select key, name, properties from object_type where key = $1").With(key);
        return await Read(command, cancel) is [var one] ? one : null;
    }

    private static async Task<ObjectType[]> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<ObjectType>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new ObjectType(
                    rows.GetString(0),
                    JsonSerializer.Deserialize<LocalText>(rows.GetString(1), DengaJson.Options)!,
                    JsonSerializer.Deserialize<PropertyDefinition[]>(rows.GetString(2), DengaJson.Options)!
                )
            );
        return [.. found];
    }
}
