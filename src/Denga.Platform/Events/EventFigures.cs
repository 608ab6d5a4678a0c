using System.Diagnostics.Metrics;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Modules;
using Denga.Platform.Telemetry;
using Npgsql;

namespace Denga.Platform.Events;

/// <param name="Waiting">Events that are not delivered yet; at most 100,001.</param>
/// <param name="OldestAge">Of the one that waits longest; zero when none waits.</param>
/// <param name="DeadLetters">At most 100,001.</param>
public sealed record QueueFigures(string Module, long Waiting, TimeSpan OldestAge, long DeadLetters);

/// <summary>What stands in the outboxes and among the dead letters of this process's modules: read now and then for the metrics.</summary>
public sealed class EventFigures : IJob, IDisposable
{
    private readonly IReadOnlyList<RegisteredModule> modules;
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;
    private readonly Meter meter = new(Metrics.Meter.Name);
    private volatile IReadOnlyList<QueueFigures> last = [];

    internal EventFigures(IReadOnlyList<RegisteredModule> modules, ModuleSources sources, TimeProvider clock)
    {
        this.modules = modules;
        this.sources = sources;
        this.clock = clock;
        meter.CreateObservableGauge("denga.outbox.waiting", () => Each(f => f.Waiting), "{event}", "Events not delivered yet, by module.");
        meter.CreateObservableGauge(
            "denga.outbox.oldest_age",
            () => last.Select(f => new Measurement<double>(f.OldestAge.TotalSeconds, Label(f))),
            "s",
            "Age of the event that waits longest, by module."
        );
        meter.CreateObservableGauge("denga.dead_letters", () => Each(f => f.DeadLetters), "{event}", "Events given up, by module.");
    }

    public string Name => "events.figures";

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

    public async Task<IReadOnlyList<QueueFigures>> Read(CancellationToken cancel)
    {
        var figures = new List<QueueFigures>();
        foreach (var module in modules.Where(m => m.HasSchema).Select(m => m.Name))
        {
            await using var command = sources
                .Of(module)
                .CreateCommand(
                    """
                    select (select count(*) from (select from undelivered limit 100001) waiting),
                        (select at from outbox where seq = (select min(seq) from undelivered)),
                        (select count(*) from (select from dead_letter limit 100001) dead)
                    """
                );
            await using var row = await command.ExecuteReaderAsync(cancel);
            await row.ReadAsync(cancel);
            var oldest = row.IsDBNull(1) ? TimeSpan.Zero : clock.GetUtcNow() - row.GetFieldValue<DateTimeOffset>(1);
            figures.Add(new QueueFigures(module, row.GetInt64(0), oldest > TimeSpan.Zero ? oldest : TimeSpan.Zero, row.GetInt64(2)));
        }
        return figures;
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Each(Func<QueueFigures, long> figure) =>
        last.Select(f => new Measurement<long>(figure(f), Label(f)));

    private static KeyValuePair<string, object?> Label(QueueFigures figures) => new("module", figures.Module);
}
