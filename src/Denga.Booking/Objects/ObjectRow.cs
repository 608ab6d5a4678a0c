using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking.Objects;

/// <summary>An object as it stands in its table.</summary>
internal sealed record ObjectRow(
    ObjectId Id,
    byte[] RequestHash,
    ObjectText Text,
    ObjectState State,
    IReadOnlyList<ObjectPhoto> Photos,
    Money? From,
    IReadOnlyList<RentalUnit> Units,
    int Popularity,
    DateTimeOffset CreatedAt,
    long Version
)
{
    internal const string Select = """
        select o.id, o.request_hash, o.body, o.state, o.photos, o.from_minor, o.currency, o.version, o.created_at, o.popularity, o.tariff_id,
            (select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name, u.is_active) order by u.position), '[]') from unit u where u.object_id = o.id)
        from object o
        """;

    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Text.TimeZone);

    /// <summary>As operators see it.</summary>
    internal RentalObject Told() =>
        new(
            Id,
            Text.Slug,
            Text.Type,
            State,
            Text.Name,
            Text.Description,
            Text.HouseRules,
            Text.Place,
            Text.TimeZone,
            Text.SoldBy,
            Text.Currency,
            Text.GuestsMax,
            Text.Rules,
            Text.Properties,
            Text.Tariff,
            From,
            Units,
            Units.Count(u => u.IsActive),
            Photos,
            Version
        );

    /// <summary>As guests see it: without what is the owner's business.</summary>
    internal RentalObject Shown() => Told() with { Tariff = null, Units = [], Place = Text.Place with { Address = null } };

    internal static async Task<IReadOnlyList<ObjectRow>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await ReadAll(rows, cancel);
    }

    /// <summary>The rows of the result at which a batch stands.</summary>
    internal static async Task<IReadOnlyList<ObjectRow>> ReadAll(NpgsqlDataReader rows, CancellationToken cancel)
    {
        var found = new List<ObjectRow>();
        while (await rows.ReadAsync(cancel))
            found.Add(Read(rows));
        return found;
    }

    internal static async Task<ObjectRow?> Find(NpgsqlConnection connection, ObjectId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Select + " where o.id = $1", connection).With(id.Value);
        return await Read(command, cancel) is [var one] ? one : null;
    }

    /// <summary>Whoever books it, blocks it or changes it comes one after the other: who waited sees what the others did, and no two wait for each
    /// other.</summary>
    /// <param name="by">Who does it, for the audit that the database writes; null for Denga itself.</param>
    internal static async Task<ObjectRow?> Lock(UnitOfWork unit, ObjectId id, PersonId? by, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        Lock(batch, id, by);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        return await Locked(rows, cancel);
    }

    /// <summary>The same at the beginning of a batch: what stands behind it sees what whoever held the lock before wrote.</summary>
    internal static void Lock(NpgsqlBatch batch, ObjectId id, PersonId? by)
    {
        batch
            .Command("select set_config('denga.person', $2, true) from object where id = $1 for no key update")
            .With(id.Value)
            .With(by?.Value.ToString() ?? "");
        batch.Command(Select + " where o.id = $1").With(id.Value);
    }

    /// <summary>The object of such a batch, from its first two results.</summary>
    internal static async Task<ObjectRow?> Locked(NpgsqlDataReader rows, CancellationToken cancel)
    {
        await rows.NextResultAsync(cancel);
        return await ReadAll(rows, cancel) is [var one] ? one : null;
    }

    private static ObjectRow Read(NpgsqlDataReader row)
    {
        var text = JsonSerializer.Deserialize<ObjectText>(row.GetString(2), DengaJson.Options)!;
        return new ObjectRow(
            ObjectId.From(row.GetGuid(0)),
            row.GetFieldValue<byte[]>(1),
            text with
            {
                Tariff = row.Nullable<Guid>(10) is { } tariff ? TariffId.From(tariff) : null,
            },
            Enum.Parse<ObjectState>(row.GetString(3)),
            JsonSerializer.Deserialize<ObjectPhoto[]>(row.GetString(4), DengaJson.Options)!,
            row.Nullable<long>(5) is { } minor ? new Money(minor, Currency.Parse(row.GetString(6))) : null,
            [
                .. JsonSerializer
                    .Deserialize<JsonElement[][]>(row.GetString(11), DengaJson.Options)!
                    .Select(u => new RentalUnit(UnitId.From(u[0].GetGuid()), u[1].GetString()!, u[2].GetBoolean())),
            ],
            row.GetInt32(9),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetInt64(7)
        );
    }
}
