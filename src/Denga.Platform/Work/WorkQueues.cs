using System.Diagnostics.Metrics;
using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;
using Npgsql;

namespace Denga.Platform.Work;

/// <param name="Waiting">Due, waiting for a time or being done; with <paramref name="GivenUp"/> at most 100,001 a module.</param>
/// <param name="OldestAge">Since the one that waits longest was asked for; zero when none waits.</param>
public sealed record WorkFigures(string Module, string Kind, long Waiting, TimeSpan OldestAge, long GivenUp);

/// <param name="Error">The code of the last failure.</param>
/// <param name="IsKept">Whether it can be tried again: what held a secret cannot.</param>
public sealed record GivenUpWork(
    string Module,
    long Id,
    string Kind,
    string Key,
    int Attempts,
    string Error,
    DateTimeOffset AddedAt,
    bool IsKept
);

/// <summary>The work of all modules, wherever they run, for the operator and, read now and then, for the metrics.</summary>
public sealed class WorkQueues : IJob, IDisposable
{
    private const int ListMax = 100;
    private const int CountMax = 100_001;
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;
    private readonly Gauges gauges = new();
    private volatile IReadOnlyList<WorkFigures> last = [];

    internal WorkQueues(ModuleSources sources, TimeProvider clock)
    {
        this.sources = sources;
        this.clock = clock;
        gauges.Add("denga.work.waiting", () => Each(f => f.Waiting), "{item}", "Work not done yet, by module and kind.");
        gauges.Add(
            "denga.work.oldest_age",
            () => last.Select(f => new Measurement<double>(f.OldestAge.TotalSeconds, Labels(f))),
            "s",
            "Age of the work that waits longest, by module and kind."
        );
        gauges.Add("denga.work.given_up", () => Each(f => f.GivenUp), "{item}", "Work given up, by module and kind.");
    }

    public string Name => "work.figures";

    public TimeSpan Every => TimeSpan.FromSeconds(15);

    public async Task Run(CancellationToken cancel)
    {
        try
        {
            last = await Read(cancel);
        }
        catch (NpgsqlException)
        {
            // That the database is away is told by its health; what stood there before is no news.
            last = [];
        }
    }

    public async Task<IReadOnlyList<WorkFigures>> Read(CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var figures = new List<WorkFigures>();
        foreach (var module in await Modules(connection))
        {
            var rows = await connection.QueryAsync<(string Kind, long Waiting, DateTime? Oldest, long GivenUp)>(
                $"""
                select kind, count(*) filter (where state = 'waiting'), min(added_at) filter (where state = 'waiting'),
                    count(*) filter (where state = 'given_up')
                from (
                    (select kind, state, added_at from {module}.work where state = 'waiting' limit {CountMax})
                    union all (select kind, state, added_at from {module}.work where state = 'given_up' limit {CountMax})
                ) w
                group by kind order by kind
                """
            );
            figures.AddRange(
                rows.Select(r => new WorkFigures(
                    module,
                    r.Kind,
                    r.Waiting,
                    r.Oldest is { } oldest ? Positive(clock.GetUtcNow() - new DateTimeOffset(oldest, TimeSpan.Zero)) : TimeSpan.Zero,
                    r.GivenUp
                ))
            );
        }
        return figures;
    }

    /// <summary>What was given up, the newest 100 of each module.</summary>
    public async Task<IReadOnlyList<GivenUpWork>> GivenUp(CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var found = new List<GivenUpWork>();
        foreach (var module in await Modules(connection))
        {
            var rows = await connection.QueryAsync<(
                long Id,
                string Kind,
                string Key,
                int Attempts,
                string Error,
                DateTime AddedAt,
                bool IsKept
            )>(
                $"""
                select id, kind, key, attempts, coalesce(error, ''), added_at, body is not null
                from {module}.work where state = 'given_up' order by id desc limit {ListMax}
                """
            );
            found.AddRange(
                rows.Select(r => new GivenUpWork(
                    module,
                    r.Id,
                    r.Kind,
                    r.Key,
                    r.Attempts,
                    r.Error,
                    new DateTimeOffset(r.AddedAt, TimeSpan.Zero),
                    r.IsKept
                ))
            );
        }
        return found;
    }

    /// <summary>Asks for it anew, with all its attempts; whoever runs the module does it. False when there is nothing of the kind.</summary>
    public async Task<bool> Retry(string module, long id, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        if (!(await Modules(connection)).Contains(module))
            return false;
        return await connection.ExecuteScalarAsync<int?>(
            $"""
            with again as (
                update {module}.work set state = 'waiting', forget_at = null, attempts = 0, added_at = @now, next_at = @now
                where id = @id and state = 'given_up' and body is not null returning 1
            )
            select 1 from again, pg_notify('{WorkTable.Channel}{module}', '')
            """,
            new { id, now = clock.GetUtcNow() }
        )
            is not null;
    }

    public void Dispose() => gauges.Dispose();

    /// <summary>A module of the build before this one has no such table yet.</summary>
    internal static async Task<IReadOnlyList<string>> Modules(NpgsqlConnection connection) =>
        [
            .. await connection.QueryAsync<string>(
                """
                select quote_ident(n.nspname) from pg_namespace n join pg_class c on c.relnamespace = n.oid
                where c.relname = 'work' and c.relkind = 'r'
                    and exists (select from pg_class o where o.relnamespace = n.oid and o.relname = 'undelivered' and o.relkind = 'r')
                order by 1
                """
            ),
        ];

    private static TimeSpan Positive(TimeSpan age) => age > TimeSpan.Zero ? age : TimeSpan.Zero;

    private IEnumerable<Measurement<long>> Each(Func<WorkFigures, long> figure) =>
        last.Select(f => new Measurement<long>(figure(f), Labels(f)));

    private static KeyValuePair<string, object?>[] Labels(WorkFigures figures) =>
        [new("module", figures.Module), new("kind", figures.Kind)];
}
