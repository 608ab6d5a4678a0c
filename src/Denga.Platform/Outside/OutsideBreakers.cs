using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Denga.Platform.Telemetry;
using Polly;
using Polly.CircuitBreaker;

namespace Denga.Platform.Outside;

/// <summary>Which providers this process leaves alone now, because they failed too often.</summary>
public sealed class OutsideBreakers : IDisposable
{
    private readonly ConcurrentDictionary<string, OutsideBreaker> breakers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> alone = new(StringComparer.Ordinal);
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

    /// <summary>A call by a client of the caller's own, which does not pass the pipeline of providers: with the same circuit breaker. After five failures (no
    /// answer, or one of 500 and above) within half a minute nobody calls for <paramref name="breakFor"/>, then one call finds out; meanwhile it throws
    /// <see cref="OutsideException"/> with <see cref="OutsideFailure.LeftAlone"/>.</summary>
    /// <param name="name">Who is called, of few: as in the metric.</param>
    public async Task<HttpResponseMessage> Call(
        string name,
        TimeSpan breakFor,
        Func<CancellationToken, ValueTask<HttpResponseMessage>> call,
        CancellationToken cancel
    )
    {
        var pipeline = alone.GetOrAdd(
            name,
            _ =>
                OutsidePipeline
                    .AddBreaker(
                        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock },
                        new OutsideOptions { BreakFor = breakFor },
                        Of(name)
                    )
                    .Build()
        );
        try
        {
            return await pipeline.ExecuteAsync(call, cancel);
        }
        catch (BrokenCircuitException e)
        {
            throw new OutsideException(name, OutsideFailure.LeftAlone, mayHaveArrived: false, e);
        }
    }

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
