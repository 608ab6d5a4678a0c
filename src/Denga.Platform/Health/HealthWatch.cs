using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Health;

/// <summary>Looks at every dependency of this process: now and then for the metrics, and when somebody asks.</summary>
public sealed class HealthWatch : IJob, IDisposable
{
    /// <summary>The whole answer comes within two seconds, whatever hangs.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1.5);
    private readonly IHealthCheck[] checks;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<IHealthCheck, Lazy<Task<HealthAnswer>>> asked = new();
    private readonly Gauges gauges = new();
    private volatile Measurement<int>[] last = [];

    public HealthWatch(IEnumerable<IHealthCheck> checks, TimeProvider clock)
    {
        this.checks = [.. checks];
        this.clock = clock;
        gauges.Add("denga.dependency.health", () => last, "", "0 ok, 1 degraded, 2 down, by dependency.");
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

    public void Dispose() => gauges.Dispose();

    /// <summary>What does not answer in time is down. A check that hangs, and does not even hear that nobody waits for it any more, is left alone; until
    /// it ends no second one is begun.</summary>
    private async Task<HealthAnswer> Ask(IHealthCheck check, CancellationToken cancel)
    {
        var answer = asked.GetOrAdd(check, c => new Lazy<Task<HealthAnswer>>(() => Task.Run(() => Run(c), CancellationToken.None))).Value;
        try
        {
            return await answer.WaitAsync(AnswerMax, clock, cancel);
        }
        catch (TimeoutException)
        {
            return new HealthAnswer(HealthState.Down, HealthErrors.Late);
        }
    }

    private async Task<HealthAnswer> Run(IHealthCheck check)
    {
        using var limited = new CancellationTokenSource(AnswerMax, clock);
        try
        {
            return await check.Check(limited.Token);
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested)
        {
            return new HealthAnswer(HealthState.Down, HealthErrors.Late);
        }
        finally
        {
            asked.TryRemove(check, out _);
        }
    }
}
