using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Outside;

/// <summary>Which providers this process leaves alone now, because they failed too often.</summary>
public sealed class OutsideBreakers : IDisposable
{
    private readonly ConcurrentDictionary<string, OutsideBreaker> breakers = new(StringComparer.Ordinal);
    private readonly TimeProvider clock;
    private readonly Gauges gauges = new();

    public OutsideBreakers(TimeProvider clock)
    {
        this.clock = clock;
        gauges.Add(
            "denga.outside.breaker",
            () => breakers.Values.Select(b => new Measurement<int>(b.State, new KeyValuePair<string, object?>("provider", b.Provider))),
            "",
            "0 called, 1 one call finds out, 2 left alone, by provider."
        );
    }

    /// <summary>A call now would be refused at once. False when the time is over: one call may find out.</summary>
    public bool IsLeftAlone(string provider) => breakers.TryGetValue(provider, out var breaker) && breaker.IsLeftAlone;

    public void Dispose() => gauges.Dispose();

    internal OutsideBreaker Of(string provider) => breakers.GetOrAdd(provider, name => new OutsideBreaker(name, clock));
}

/// <summary>What the circuit breaker of one provider did last.</summary>
internal sealed class OutsideBreaker(string provider, TimeProvider clock)
{
    private readonly Lock gate = new();
    private DateTimeOffset until = DateTimeOffset.MinValue;
    private bool isProbing;

    internal string Provider => provider;

    internal bool IsLeftAlone => State == 2 || isProbing;

    /// <summary>As the metric has it.</summary>
    internal int State
    {
        get
        {
            lock (gate)
                return isProbing ? 1
                    : clock.GetUtcNow() < until ? 2
                    : 0;
        }
    }

    internal ValueTask Opened(TimeSpan breakFor) => Set(clock.GetUtcNow() + breakFor, probing: false);

    internal ValueTask Probing() => Set(DateTimeOffset.MinValue, probing: true);

    internal ValueTask Closed() => Set(DateTimeOffset.MinValue, probing: false);

    private ValueTask Set(DateTimeOffset leftAloneUntil, bool probing)
    {
        lock (gate)
            (until, isProbing) = (leftAloneUntil, probing);
        return ValueTask.CompletedTask;
    }
}
