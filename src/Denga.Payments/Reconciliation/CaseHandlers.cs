using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Reconciliation;

/// <summary>What operators ask of comparisons and differences.</summary>
internal sealed class CaseHandlers(Database<PaymentsModule> database, Providers.ProviderList providers, TimeProvider clock)
    : IOperationHandler<ReconcilePayments, IReadOnlyList<ReconciliationRun>>,
        IOperationHandler<ReconciliationRuns, IReadOnlyList<ReconciliationRun>>,
        IOperationHandler<ReconciliationCases, Page<ReconciliationCase>>,
        IOperationHandler<ReconciliationCaseById, ReconciliationCase>
{
    private const int RunsMax = 100;
    private const int PageMax = 200;
    private static readonly TimeSpan PeriodMax = TimeSpan.FromDays(400);

    public async Task<Result<IReadOnlyList<ReconciliationRun>>> Handle(ReconcilePayments operation, CancellationToken cancel)
    {
        if (operation.Provider is { } named && providers.Find(named) is null)
            return PaymentsErrors.UnknownProvider;
        var now = clock.Moment();
        var (from, to) = (operation.From?.ToUniversalTime() ?? now - ReconcileNightly.Back, operation.To?.ToUniversalTime() ?? now);
        if (from >= to || to - from > PeriodMax)
            return PaymentsErrors.BadPeriod;
        var hash = OperationRecord.Hash(operation);
        return await database.Attempt<IReadOnlyList<ReconciliationRun>>(
            async unit =>
            {
                await using var find = new NpgsqlCommand(
                    "select request_hash from reconciliation_run where operation_id = $1 limit 1",
                    unit.Connection
                ).With(operation.Id.Value);
                var known = (byte[]?)await find.ExecuteScalarAsync(cancel);
                if (known is not null && !OperationRecord.IsSame(known, hash))
                    return OperationRecord.IdReused;
                if (known is null)
                    foreach (
                        var provider in operation.Provider is { } one ? [one] : await ReconcileNightly.Providers(unit.Connection, cancel)
                    )
                        await ReconcileNightly.Ask(
                            unit,
                            DerivedId.Of(operation.Id.ToString(), provider).Value,
                            provider,
                            from,
                            to,
                            now,
                            (operation, hash),
                            cancel
                        );
                return await Runs(unit.Connection, "where operation_id = $1", operation.Id.Value, cancel);
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<ReconciliationRun>>> Handle(ReconciliationRuns operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Runs(connection, "where $1::text is null or provider = $1", operation.Provider, cancel);
    }

    public async Task<Result<Page<ReconciliationCase>>> Handle(ReconciliationCases operation, CancellationToken cancel)
    {
        CaseId before = default;
        if (operation.Cursor is { } cursor && !CaseId.TryParse(cursor, null, out before))
            return PaymentsErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = database
            .Source.CreateCommand(
                $"""
                {CaseRow.Select}
                where ($1::uuid is null or (found_at, id) < (select found_at, id from reconciliation_case where id = $1))
                    and ($2::text is null or state = $2) and ($3::text is null or provider = $3) and ($4::text is null or kind = $4)
                order by found_at desc, id desc limit $5
                """
            )
            .With(operation.Cursor is null ? (Guid?)null : before.Value)
            .With(operation.State?.ToString())
            .With(operation.Provider)
            .With(operation.Kind?.ToString())
            .With(limit + 1);
        var rows = await CaseRow.ReadAll(command, cancel);
        return new Page<ReconciliationCase>(
            rows.GetRange(0, Math.Min(limit, rows.Count)),
            rows.Count > limit ? rows[limit - 1].Id.ToString() : null
        );
    }

    public async Task<Result<ReconciliationCase>> Handle(ReconciliationCaseById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await CaseRow.Find(connection, operation.Case, cancel) is { } found ? found : PaymentsErrors.CaseNotFound;
    }

    private static async Task<List<ReconciliationRun>> Runs<T>(NpgsqlConnection connection, string which, T value, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select id, provider, from_at, to_at, state, compared, entries, found, asked_at, ended_at from reconciliation_run {which}
            order by asked_at desc, provider limit {RunsMax}
            """,
            connection
        ).With(value);
        var found = new List<ReconciliationRun>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new ReconciliationRun(
                    new OperationId(rows.GetGuid(0)),
                    rows.GetString(1),
                    rows.GetFieldValue<DateTimeOffset>(2),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    rows.GetString(4),
                    rows.GetInt32(5),
                    rows.GetInt64(6),
                    rows.GetInt32(7),
                    rows.GetFieldValue<DateTimeOffset>(8),
                    rows.Nullable<DateTimeOffset>(9)
                )
            );
        return found;
    }
}
