using System.Text.Json;
using Denga.Booking.Pricing;
using Denga.Booking.Tariffs;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;
using AllAddOns = Denga.Contracts.Booking.AddOns;

namespace Denga.Booking.AddOns;

internal sealed class AddOnHandlers(Database<BookingModule> database, TimeProvider clock)
    : IOperationHandler<CreateAddOn, AddOn>,
        IOperationHandler<ChangeAddOn, AddOn>,
        IOperationHandler<AllAddOns, IReadOnlyList<AddOn>>,
        IOperationHandler<AddOnsOffered, IReadOnlyList<OfferedAddOn>>
{
    private const int ListMax = 500;
    private const int PiecesMax = 1_000;
    private const int StockMax = 1_000_000;
    private const int TypesMax = 50;
    internal const string Columns = "id, version, name, terms, stock, types, at_handover, archived, changed_at, request_hash";

    public async Task<Result<AddOn>> Handle(CreateAddOn operation, CancellationToken cancel)
    {
        if (TariffChecks.Name(operation.Name) is not { } name)
            return PriceErrors.BadName;
        if (!Makes(operation.Terms, operation.Stock, operation.Types))
            return PriceErrors.BadAddOn;
        var hash = OperationRecord.Hash(operation);
        return await database.Attempt<AddOn>(
            async unit =>
            {
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.By(operation.Person);
                batch
                    .Command(
                        """
                        insert into add_on (id, request_hash, version, name, terms, stock, types, at_handover, changed_at)
                        values ($1, $2, 1, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing
                        """
                    )
                    .With(operation.Id.Value)
                    .With(hash)
                    .With(JsonSerializer.Serialize(name, DengaJson.Options), NpgsqlDbType.Jsonb)
                    .With(JsonSerializer.Serialize(operation.Terms, DengaJson.Options), NpgsqlDbType.Jsonb)
                    .With(operation.Stock)
                    .With(operation.Types.ToArray())
                    .With(operation.AtHandover)
                    .With(clock.GetUtcNow());
                await batch.ExecuteNonQueryAsync(cancel);
                await using var find = new NpgsqlCommand($"select {Columns} from add_on where id = $1", unit.Connection).With(
                    operation.Id.Value
                );
                await using var row = await find.ExecuteReaderAsync(cancel);
                await row.ReadAsync(cancel);
                return OperationRecord.IsSame(row.GetFieldValue<byte[]>(9), hash) ? Read(row) : OperationRecord.IdReused;
            },
            cancel
        );
    }

    public async Task<Result<AddOn>> Handle(ChangeAddOn operation, CancellationToken cancel)
    {
        if (TariffChecks.Name(operation.Name) is not { } name)
            return PriceErrors.BadName;
        if (!Makes(operation.Terms, operation.Stock, operation.Types))
            return PriceErrors.BadAddOn;
        return await database.Attempt<AddOn>(
            async unit =>
            {
                AddOn before;
                await using (
                    var find = new NpgsqlCommand($"select {Columns} from add_on where id = $1 for update", unit.Connection).With(
                        operation.AddOn.Value
                    )
                )
                await using (var row = await find.ExecuteReaderAsync(cancel))
                {
                    if (!await row.ReadAsync(cancel))
                        return PriceErrors.AddOnNotFound;
                    before = Read(row);
                }
                var next = new AddOn(
                    before.Id,
                    operation.Version + 1,
                    name,
                    operation.Terms,
                    operation.Stock,
                    operation.Types,
                    operation.AtHandover,
                    operation.Archived,
                    clock.GetUtcNow()
                );
                if (Content(before) == Content(next))
                    return before;
                if (before.Version != operation.Version)
                    return BookingErrors.ChangedMeanwhile;
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.By(operation.Person);
                batch
                    .Command(
                        """
                        update add_on set version = $2, name = $3, terms = $4, stock = $5, types = $6, at_handover = $7, archived = $8, changed_at = $9
                        where id = $1
                        """
                    )
                    .With(next.Id.Value)
                    .With(next.Version)
                    .With(JsonSerializer.Serialize(next.Name, DengaJson.Options), NpgsqlDbType.Jsonb)
                    .With(JsonSerializer.Serialize(next.Terms, DengaJson.Options), NpgsqlDbType.Jsonb)
                    .With(next.Stock)
                    .With(next.Types.ToArray())
                    .With(next.AtHandover)
                    .With(next.Archived)
                    .With(next.ChangedAt);
                await batch.ExecuteNonQueryAsync(cancel);
                return next;
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<AddOn>>> Handle(AllAddOns operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand($"select {Columns} from add_on where archived = $1 order by name ->> 'en', id limit {ListMax}")
            .With(operation.Archived);
        return await ReadAll(command, cancel);
    }

    public async Task<Result<IReadOnlyList<OfferedAddOn>>> Handle(AddOnsOffered operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("select type, currency from object where id = $1 and state = 'Active'")
            .With(operation.Object.Value);
        string type;
        Currency currency;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
                return BookingErrors.ObjectNotFound;
            (type, currency) = (row.GetString(0), Currency.Parse(row.GetString(1)));
        }
        await using var offered = database
            .Source.CreateCommand(
                $"""
                select {Columns} from add_on where not archived and not at_handover and (cardinality(types) = 0 or $1 = any (types))
                order by name ->> 'en', id limit {ListMax}
                """
            )
            .With(type);
        return (await ReadAll(offered, cancel))
            .Where(a => ReferenceEquals(a.Terms.Price.Currency, currency))
            .Select(a => new OfferedAddOn(a.Id, a.Name, a.Terms))
            .ToList();
    }

    internal static AddOn Read(NpgsqlDataReader row) =>
        new(
            AddOnId.From(row.GetGuid(0)),
            row.GetInt32(1),
            JsonSerializer.Deserialize<LocalText>(row.GetString(2), DengaJson.Options)!,
            JsonSerializer.Deserialize<AddOnTerms>(row.GetString(3), DengaJson.Options)!,
            row.Nullable<int>(4),
            row.GetFieldValue<string[]>(5),
            row.GetBoolean(6),
            row.GetBoolean(7),
            row.GetFieldValue<DateTimeOffset>(8)
        );

    private static async Task<List<AddOn>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var all = new List<AddOn>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            all.Add(Read(rows));
        return all;
    }

    /// <summary>What it says; lists are compared by what is in them.</summary>
    private static string Content(AddOn addOn) => JsonSerializer.Serialize(addOn with { ChangedAt = default }, DengaJson.Options);

    private static bool Makes(AddOnTerms terms, int? stock, IReadOnlyList<string> types) =>
        TariffChecks.IsPrice(terms.Price, terms.Price.Currency)
        && (terms.AmountMax is not { } max || TariffChecks.IsPrice(max, terms.Price.Currency))
        && terms.QuantityMax is >= 1 and <= PiecesMax
        && stock is null or >= 1 and <= StockMax
        && types.Count <= TypesMax
        && types.All(t => t.Length is >= 1 and <= 40);
}
