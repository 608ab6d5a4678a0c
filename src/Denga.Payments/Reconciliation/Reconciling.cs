using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Payments.Reconciliation;

/// <summary>A provider is to be compared.</summary>
internal sealed record Reconcile(Guid Run) : IWork
{
    public static string Kind => "payments.reconcile";
}

/// <summary>Compares what was asked for, and writes down what differs.</summary>
internal sealed class Reconciling(
    Database<PaymentsModule> database,
    ProviderList providers,
    SystemAccounts accounts,
    IOperations operations,
    TimeProvider clock
) : Worker<Reconcile>
{
    /// <summary>What happened later may be under way: at the provider, here or in the ledger.</summary>
    private static readonly TimeSpan Edge = TimeSpan.FromHours(1);

    public override WorkPolicy Policy { get; } =
        new()
        {
            FirstWait = TimeSpan.FromMinutes(1),
            GiveUpAfter = TimeSpan.FromHours(12),
            AtOnce = 1,
            KeepDone = TimeSpan.FromDays(2),
        };

    protected override async Task<WorkResult> Work(Reconcile work, WorkItem item, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var (name, from, to) = await Period(connection, work.Run, cancel);
        if (providers.Find(name) is not { } provider)
            return WorkResult.GiveUp(PaymentsErrors.UnknownProvider.Code);
        var now = clock.Moment();
        var edge = to < now - Edge ? to : now - Edge;
        var comparison = new Comparison(provider, from, edge, connection, new Sides(accounts, operations), operations);
        try
        {
            await comparison.Run(cancel);
        }
        catch (OutsideException)
        {
            return WorkResult.Retry(PaymentsErrors.ProviderAway.Code);
        }
        catch (SideAwayException e)
        {
            return WorkResult.Retry(e.Error.Code);
        }
        return WorkResult.Done(unit =>
        {
            foreach (var difference in comparison.Found)
                CaseRow.Write(unit, difference, now);
            CaseRow.Leave(unit, name, from, edge, now);
            unit.AtCommit(
                    "update reconciliation_run set state = 'Done', compared = $2, entries = $3, found = $4, ended_at = $5 where id = $1"
                )
                .With(work.Run)
                .With(comparison.Payments)
                .With(comparison.Entries)
                .With(comparison.Found.Count)
                .With(now);
            return Task.CompletedTask;
        });
    }

    protected override Task GivenUp(Reconcile work, WorkItem item, string code, UnitOfWork unit)
    {
        unit.AtCommit("update reconciliation_run set state = 'Failed', ended_at = $2 where id = $1").With(work.Run).With(clock.GetUtcNow());
        return Task.CompletedTask;
    }

    private static async Task<(string Provider, DateTimeOffset From, DateTimeOffset To)> Period(
        NpgsqlConnection connection,
        Guid run,
        CancellationToken cancel
    )
    {
        await using var find = new NpgsqlCommand("select provider, from_at, to_at from reconciliation_run where id = $1", connection).With(
            run
        );
        await using var row = await find.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));
    }
}

/// <summary>Asks for comparisons: once a night of every provider that ever took money, and of those that somebody names.</summary>
internal sealed class ReconcileNightly(Database<PaymentsModule> database, TimeProvider clock) : IJob
{
    /// <summary>Of the day, UTC.</summary>
    private const int NightHour = 3;

    /// <summary>Nights overlap: one that failed is made up for by the next.</summary>
    internal static readonly TimeSpan Back = TimeSpan.FromDays(3);

    public string Name => "payments.reconcile_nightly";

    public TimeSpan Every => TimeSpan.FromMinutes(30);

    public Task Run(CancellationToken cancel)
    {
        var now = clock.Moment();
        if (now.Hour < NightHour)
            return Task.CompletedTask;
        return database.Transaction(
            async unit =>
            {
                foreach (var provider in await Providers(unit.Connection, cancel))
                    await Ask(
                        unit,
                        DerivedId
                            .Of("reconciliation", provider, now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
                            .Value,
                        provider,
                        await From(unit.Connection, provider, now - Back, cancel),
                        now,
                        now,
                        asked: null,
                        cancel
                    );
                return 0;
            },
            cancel
        );
    }

    internal static async Task<List<string>> Providers(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select distinct provider from payment order by provider", connection);
        var all = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            all.Add(rows.GetString(0));
        return all;
    }

    /// <summary>A run that is known is not asked for again.</summary>
    internal static async Task Ask(
        UnitOfWork unit,
        Guid run,
        string provider,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset now,
        (ReconcilePayments Operation, byte[] Hash)? asked,
        CancellationToken cancel
    )
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into reconciliation_run (id, operation_id, asked_by, request_hash, provider, from_at, to_at, state, asked_at)
            values ($1, $2, $3, $4, $5, $6, $7, 'Waiting', $8) on conflict (id) do nothing
            """,
            unit.Connection
        ).With(run).With(asked?.Operation.Id.Value).With(asked?.Operation.Person.Value).With(asked?.Hash).With(provider).With(from).With(to).With(now);
        if (await insert.ExecuteNonQueryAsync(cancel) == 1)
            unit.Later(new Reconcile(run), run.ToString("N"), provider);
    }

    /// <summary>What is still open is looked at again, however old it is.</summary>
    private static async Task<DateTimeOffset> From(
        NpgsqlConnection connection,
        string provider,
        DateTimeOffset from,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "select least($2, (select min(happened_at) from reconciliation_case where provider = $1 and state = 'Open'))",
            connection
        )
            .With(provider)
            .With(from);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return row.GetFieldValue<DateTimeOffset>(0);
    }
}
