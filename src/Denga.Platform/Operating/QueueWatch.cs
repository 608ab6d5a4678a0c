using System.Diagnostics.Metrics;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;
using Npgsql;

namespace Denga.Platform.Operating;

/// <summary>What waits and what was given up in this process's modules, events and work: read now and then for the metrics, and when somebody asks.</summary>
internal sealed class QueueWatch : IJob, IDisposable
{
    /// <summary>Nobody needs to know more exactly, and counting costs.</summary>
    private const int CountMax = 100_001;
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;
    private readonly Gauges gauges = new();
    private volatile IReadOnlyList<QueueFigures> events = [];
    private volatile IReadOnlyList<WorkFigures> work = [];

    internal QueueWatch(ModuleSources sources, TimeProvider clock)
    {
        this.sources = sources;
        this.clock = clock;
        Events("denga.outbox.waiting", f => f.Waiting, "{event}", "Events not delivered yet, by module.");
        Events("denga.outbox.oldest_age", f => f.OldestAge.TotalSeconds, "s", "Age of the event that waits longest, by module.");
        Events("denga.dead_letters", f => f.DeadLetters, "{event}", "Events given up, by module.");
        Work("denga.work.waiting", f => f.Waiting, "{item}", "Work not done yet, by module and kind.");
        Work("denga.work.oldest_age", f => f.OldestAge.TotalSeconds, "s", "Age of the work that waits longest, by module and kind.");
        Work("denga.work.given_up", f => f.GivenUp, "{item}", "Work given up, by module and kind.");
    }

    public string Name => "queues";

    public TimeSpan Every => TimeSpan.FromSeconds(15);

    public async Task Run(CancellationToken cancel)
    {
        try
        {
            var read = new List<(QueueFigures Events, IReadOnlyList<WorkFigures> Work)>();
            foreach (var module in sources.Modules)
                read.Add(await Read(module, cancel));
            (events, work) = ([.. read.Select(r => r.Events)], [.. read.SelectMany(r => r.Work)]);
        }
        catch (NpgsqlException)
        {
            // That the database is away is told by its health; what stood there before is no news.
            (events, work) = ([], []);
        }
    }

    /// <param name="module">One of this process, with tables.</param>
    internal async Task<(QueueFigures Events, IReadOnlyList<WorkFigures> Work)> Read(string module, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.Command(
            $"""
            select (select count(*) from (select from undelivered limit {CountMax}) waiting),
                (select at from outbox where seq = (select min(seq) from undelivered)),
                (select count(*) from (select from dead_letter where {DeadLetters.NotWorked} limit {CountMax}) dead)
            """
        );
        batch.Command(
            $"""
            select kind, count(*) filter (where state = 'waiting'), min(added_at) filter (where state = 'waiting'),
                count(*) filter (where state = 'given_up')
            from (
                (select kind, state, added_at from work where state = 'waiting' limit {CountMax})
                union all (select kind, state, added_at from work where state = 'given_up' limit {CountMax})
            ) w
            group by kind order by kind
            """
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.ReadAsync(cancel);
        var queue = new QueueFigures(module, rows.GetInt64(0), AgeOf(rows.Nullable<DateTime>(1)), rows.GetInt64(2));
        await rows.NextResultAsync(cancel);
        var kinds = new List<WorkFigures>();
        while (await rows.ReadAsync(cancel))
            kinds.Add(new WorkFigures(module, rows.GetString(0), rows.GetInt64(1), AgeOf(rows.Nullable<DateTime>(2)), rows.GetInt64(3)));
        return (queue, kinds);
    }

    public void Dispose() => gauges.Dispose();

    private TimeSpan AgeOf(DateTime? since)
    {
        var age = since is { } at ? clock.GetUtcNow() - new DateTimeOffset(at, TimeSpan.Zero) : TimeSpan.Zero;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    private void Events<T>(string name, Func<QueueFigures, T> figure, string unit, string description)
        where T : struct =>
        gauges.Add(name, () => events.Select(f => new Measurement<T>(figure(f), Label("module", f.Module))), unit, description);

    private void Work<T>(string name, Func<WorkFigures, T> figure, string unit, string description)
        where T : struct =>
        gauges.Add(
            name,
            () => work.Select(f => new Measurement<T>(figure(f), Label("module", f.Module), Label("kind", f.Kind))),
            unit,
            description
        );

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
