using System.Diagnostics.Metrics;
using Dapper;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;
using Npgsql;

namespace Denga.Platform.Work;

/// <summary>The work of all modules, wherever they run, for the operator and, read now and then, for the metrics.</summary>
public sealed class WorkQueues : IJob, IDisposable
{
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
            figures.AddRange(await WorkRows.Figures(connection, module, module + ".", clock.GetUtcNow()));
        return figures;
    }

    /// <summary>What was given up, the newest 100 of each module.</summary>
    public async Task<IReadOnlyList<GivenUpWork>> GivenUp(CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var found = new List<GivenUpWork>();
        foreach (var module in await Modules(connection))
            found.AddRange(await WorkRows.GivenUp(connection, module, module + ".", kind: null));
        return found;
    }

    /// <summary>Asks for it anew, with all its attempts; whoever runs the module does it. False when there is nothing of the kind.</summary>
    public async Task<bool> Retry(string module, long id, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        if (!(await Modules(connection)).Contains(module))
            return false;
        return await WorkRows.Retry(connection, module, module + ".", id, clock.GetUtcNow()) is not null;
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

    private IEnumerable<Measurement<long>> Each(Func<WorkFigures, long> figure) =>
        last.Select(f => new Measurement<long>(figure(f), Labels(f)));

    private static KeyValuePair<string, object?>[] Labels(WorkFigures figures) =>
        [new("module", figures.Module), new("kind", figures.Kind)];
}
