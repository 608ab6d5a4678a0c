using System.Diagnostics.Metrics;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;
using Npgsql;

namespace Denga.Platform.Events;

/// <summary>What stands in the outboxes and among the dead letters of all modules, wherever they run: read now and then for the metrics.</summary>
public sealed class EventFigures : IJob, IDisposable
{
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;
    private readonly Gauges gauges = new();
    private volatile IReadOnlyList<QueueFigures> last = [];

    internal EventFigures(ModuleSources sources, TimeProvider clock)
    {
        this.sources = sources;
        this.clock = clock;
        gauges.Add("denga.outbox.waiting", () => Each(f => f.Waiting), "{event}", "Events not delivered yet, by module.");
        gauges.Add(
            "denga.outbox.oldest_age",
            () => last.Select(f => new Measurement<double>(f.OldestAge.TotalSeconds, Label(f))),
            "s",
            "Age of the event that waits longest, by module."
        );
        gauges.Add("denga.dead_letters", () => Each(f => f.DeadLetters), "{event}", "Events given up, by module.");
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

    /// <param name="only">One module, else all.</param>
    public async Task<IReadOnlyList<QueueFigures>> Read(CancellationToken cancel, string? only = null)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var schemas = (await ModuleSources.SchemasOf(connection, cancel)).Where(s => only is null || s == only).ToList();
        if (schemas.Count == 0)
            return [];
        await using var command = new NpgsqlCommand(string.Join(" union all ", schemas.Select(Question)), connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var figures = new List<QueueFigures>();
        while (await rows.ReadAsync(cancel))
        {
            var age = rows.IsDBNull(2) ? TimeSpan.Zero : clock.GetUtcNow() - rows.GetFieldValue<DateTimeOffset>(2);
            figures.Add(new QueueFigures(rows.GetString(0), rows.GetInt64(1), age > TimeSpan.Zero ? age : TimeSpan.Zero, rows.GetInt64(3)));
        }
        return figures;
    }

    public void Dispose() => gauges.Dispose();

    private static string Question(string schema) =>
        $"""
            select '{schema}', (select count(*) from (select from {schema}.undelivered limit 100001) waiting),
                (select at from {schema}.outbox where seq = (select min(seq) from {schema}.undelivered)),
                (select count(*) from (select from {schema}.dead_letter limit 100001) dead)
            """;

    private IEnumerable<Measurement<long>> Each(Func<QueueFigures, long> figure) =>
        last.Select(f => new Measurement<long>(figure(f), Label(f)));

    private static KeyValuePair<string, object?> Label(QueueFigures figures) => new("module", figures.Module);
}
