using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Booking.Pricing;
using Denga.Booking.Tariffs;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Promo;

/// <summary>Promo codes. A use is taken in the transaction of its booking (<see cref="AddOns.Extras"/>), and given back when that comes to nothing.</summary>
internal sealed partial class PromoHandlers(Database<BookingModule> database, TimeProvider clock)
    : IOperationHandler<CreatePromoCode, PromoCode>,
        IOperationHandler<ChangePromoCode, PromoCode>,
        IOperationHandler<PromoCodes, IReadOnlyList<PromoCode>>
{
    private const int ListMax = 500;
    private const int UsesMax = 1_000_000;
    private const decimal PercentMin = 0.01m;
    private const string Columns = "code, version, terms, uses_max, used, created_at";

    public async Task<Result<PromoCode>> Handle(CreatePromoCode operation, CancellationToken cancel)
    {
        if (CodeOf(operation.Code) is not { } code)
            return PriceErrors.BadCode;
        var now = clock.GetUtcNow();
        if (!Makes(operation.Terms, operation.UsesMax) || operation.Terms.Until <= now)
            return PriceErrors.BadPromoTerms;
        return await database.Attempt<PromoCode>(
            async unit =>
            {
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.By(operation.Person);
                batch
                    .Command(
                        """
                        insert into promo (id, code, version, terms, uses_max, created_at) values ($1, $2, 1, $3, $4, $5)
                        on conflict (code) do nothing
                        """
                    )
                    .With(Guid.CreateVersion7())
                    .With(code)
                    .With(JsonSerializer.Serialize(operation.Terms, DengaJson.Options), NpgsqlDbType.Jsonb)
                    .With(operation.UsesMax)
                    .With(now);
                await batch.ExecuteNonQueryAsync(cancel);
                var promo = (await Find(unit.Connection, code, "", cancel))!;
                return promo.Terms == operation.Terms && promo.UsesMax == operation.UsesMax ? promo : PriceErrors.CodeTaken;
            },
            cancel
        );
    }

    public async Task<Result<PromoCode>> Handle(ChangePromoCode operation, CancellationToken cancel)
    {
        if (CodeOf(operation.Code) is not { } code)
            return PriceErrors.PromoNotFound;
        if (!Makes(operation.Terms, operation.UsesMax))
            return PriceErrors.BadPromoTerms;
        return await database.Attempt<PromoCode>(
            async unit =>
            {
                if (await Find(unit.Connection, code, " for update", cancel) is not { } before)
                    return PriceErrors.PromoNotFound;
                var next = before with { Version = operation.Version + 1, Terms = operation.Terms, UsesMax = operation.UsesMax };
                if (before == next)
                    return before;
                if (before.Version != operation.Version)
                    return BookingErrors.ChangedMeanwhile;
                if (next.UsesMax < before.Used)
                    return PriceErrors.BadPromoTerms;
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.By(operation.Person);
                batch
                    .Command("update promo set version = $2, terms = $3, uses_max = $4 where code = $1")
                    .With(code)
                    .With(next.Version)
                    .With(JsonSerializer.Serialize(next.Terms, DengaJson.Options), NpgsqlDbType.Jsonb)
                    .With(next.UsesMax);
                await batch.ExecuteNonQueryAsync(cancel);
                return next;
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<PromoCode>>> Handle(PromoCodes operation, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"select {Columns} from promo order by created_at desc, code limit {ListMax}"
        );
        var all = new List<PromoCode>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            all.Add(Read(rows));
        return all;
    }

    /// <summary>As codes are kept; null for what cannot be one.</summary>
    internal static string? CodeOf(string written) => written.Trim().ToLowerInvariant() is var code && Code().IsMatch(code) ? code : null;

    internal static PromoTerms TermsOf(string json) => JsonSerializer.Deserialize<PromoTerms>(json, DengaJson.Options)!;

    private static async Task<PromoCode?> Find(NpgsqlConnection connection, string code, string forUpdate, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from promo where code = $1{forUpdate}", connection).With(code);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : null;
    }

    private static PromoCode Read(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt32(1),
            TermsOf(row.GetString(2)),
            row.GetInt32(3),
            row.GetInt32(4),
            row.GetFieldValue<DateTimeOffset>(5)
        );

    private static bool Makes(PromoTerms terms, int usesMax) =>
        (terms.Percent is null) != (terms.Amount is null)
        && (terms.Percent is not { } percent || percent >= PercentMin && TariffChecks.IsPercent(percent))
        && (terms.Amount is not { } amount || amount.Minor > 0 && TariffChecks.IsPrice(amount, amount.Currency))
        && terms.From < terms.Until
        && !(terms.StayFrom > terms.StayUntil)
        && terms.UnitsMin is >= 0 and <= StayPricing.UnitsMax
        && usesMax is >= 1 and <= UsesMax;

    [GeneratedRegex(@"\A[a-z0-9-]{3,20}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
