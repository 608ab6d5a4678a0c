using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Stars;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Stars.Sales;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Stars.Catalogue;

/// <summary>What is added to sellers' prices: by the settings, until an operator sets it otherwise.</summary>
internal sealed class Margins(Database<StarsModule> database, IOperations operations, IOptions<StarsOptions> options, TimeProvider clock)
    : IOperationHandler<StarsMarginsNow, StarsMargins>,
        IOperationHandler<SetStarsMargins, StarsMargins>
{
    private const int RulesMax = 50;
    private const decimal PercentMax = 200;

    /// <summary>What another process set is known here so much later.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);
    private volatile Known? known;

    public async Task<Result<StarsMargins>> Handle(StarsMarginsNow operation, CancellationToken cancel) => await Read(cancel);

    public async Task<Result<StarsMargins>> Handle(SetStarsMargins operation, CancellationToken cancel)
    {
        if (SalesHandlers.Reason(operation.Reason) is not { } reason)
            return StarsErrors.BadReason;
        if (
            !IsPercent(operation.Otherwise)
            || operation.Rules.Count > RulesMax
            || operation.Rules.Any(r => r.From < 0 || !IsPercent(r.Percent))
        )
            return StarsErrors.BadMargins;
        // The code is no part of what is asked for.
        var hash = OperationRecord.Hash(operation with { Code = null });
        if (await Repeated(operation.Id, hash, cancel) is { } repeated)
            return repeated;
        var before = await Read(cancel);
        if (before.Version != operation.Version)
            return StarsErrors.MarginsChanged;
        var verified = await operations.Ask(new VerifyStepUp(operation.Person, "margins", operation.Code), cancel);
        if (!verified.IsOk)
            return verified.Error;
        var after = new StarsMargins(before.Version + 1, operation.Otherwise, operation.Rules);
        try
        {
            await database.Transaction(
                async unit =>
                {
                    await using var insert = new NpgsqlCommand(
                        "insert into margins (version, operation_id, request_hash, body, set_by, set_at) values ($1, $2, $3, $4, $5, $6)",
                        unit.Connection
                    )
                        .With(after.Version)
                        .With(operation.Id.Value)
                        .With(hash)
                        .With(JsonSerializer.Serialize(after, DengaJson.Options), NpgsqlDbType.Jsonb)
                        .With(operation.Person.Value)
                        .With(clock.GetUtcNow());
                    await insert.ExecuteNonQueryAsync(cancel);
                    unit.Audit("stars.margins-set", "margins", operation.Person, reason, before, after);
                    return Done.It;
                },
                cancel
            );
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another operator was quicker, or the same request was.
            return await Repeated(operation.Id, hash, cancel) ?? StarsErrors.MarginsChanged;
        }
        known = new Known(clock.GetUtcNow(), after);
        return after;
    }

    /// <summary>By which prices are made.</summary>
    internal async ValueTask<StarsMargins> Now(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (known is { } recent && now - recent.At < KnownFor)
            return recent.Margins;
        var read = await Read(cancel);
        known = new Known(now, read);
        return read;
    }

    internal static decimal Of(StarsMargins margins, StarsProduct product, int quantity) =>
        margins.Rules.LastOrDefault(r => (r.Product is null || r.Product == product) && quantity >= r.From)?.Percent ?? margins.Otherwise;

    private async Task<StarsMargins> Read(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select body::text from margins order by version desc limit 1");
        return await command.ExecuteScalarAsync(cancel) is string body
            ? JsonSerializer.Deserialize<StarsMargins>(body, DengaJson.Options)!
            : new StarsMargins(
                0,
                options.Value.MarginPercent,
                [.. options.Value.Margins.Select(m => new StarsMargin(m.Product, m.From, m.Percent))]
            );
    }

    private async Task<Result<StarsMargins>?> Repeated(OperationId id, byte[] hash, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select request_hash from margins where operation_id = $1").With(id.Value);
        if (await command.ExecuteScalarAsync(cancel) is not byte[] first)
            return null;
        var now = await Read(cancel);
        return OperationRecord.Repeat(first, hash, now);
    }

    private static bool IsPercent(decimal percent) => percent is >= 0 and <= PercentMax && decimal.Round(percent, 4) == percent;

    private sealed record Known(DateTimeOffset At, StarsMargins Margins);
}
