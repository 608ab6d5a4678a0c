using System.Diagnostics.Metrics;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Health;

/// <summary>Looks at every dependency of this process: now and then for the metrics, and when somebody asks.</summary>
public sealed class HealthWatch : IJob, IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);
    private readonly IHealthCheck[] checks;
    private readonly Meter meter = new(Metrics.Meter.Name);
    private volatile Measurement<int>[] last = [];

    public HealthWatch(IEnumerable<IHealthCheck> checks)
    {
        this.checks = [.. checks];
        meter.CreateObservableGauge("denga.dependency.health", () => last, "", "0 ok, 1 degraded, 2 down, by dependency.");
    }

    public string Name => "health.watch";

    public TimeSpan Every => TimeSpan.FromSeconds(15);

    public async Task Run(CancellationToken cancel) =>
        last = [
            .. (await Look(cancel)).Select(l => new Measurement<int>(
                (int)l.Answer.State,
                new KeyValuePair<string, object?>("dependency", l.Dependency)
            )),
        ];

    public async Task<IReadOnlyList<(string Dependency, HealthAnswer Answer)>> Look(CancellationToken cancel) =>
        await Task.WhenAll(checks.Select(async check => (check.Name, await Ask(check, cancel))));

    public void Dispose() => meter.Dispose();

    /// <summary>What does not answer in time is down.</summary>
    private static async Task<HealthAnswer> Ask(IHealthCheck check, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(AnswerMax);
        try
        {
            return await check.Check(limited.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new HealthAnswer(HealthState.Down, "No answer within 2 s.");
        }
    }
}
