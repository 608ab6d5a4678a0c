using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Denga.Platform.Telemetry;

/// <summary>Figures that are asked for when somebody looks, as long as this is not disposed. A name has one instrument in a process, however many
/// hosts it has: with one of each host's own, the first host that stops takes the others' figures away.</summary>
public sealed class Gauges : IDisposable
{
    private readonly List<Action> removals = [];

    /// <param name="unit">Of UCUM: <c>s</c>, <c>By</c>, <c>{message}</c>.</param>
    public void Add<T>(string name, Func<IEnumerable<Measurement<T>>> observe, string unit, string description)
        where T : struct
    {
        var observers = Instrument<T>
            .All.GetOrAdd(name, _ => new Lazy<Instrument<T>>(() => new Instrument<T>(name, unit, description)))
            .Value.Observers;
        observers[this] = observe;
        removals.Add(() => observers.TryRemove(this, out var _));
    }

    public void Add<T>(string name, Func<T> observe, string unit, string description)
        where T : struct => Add<T>(name, () => [new Measurement<T>(observe())], unit, description);

    public void Dispose() => removals.ForEach(remove => remove());

    private sealed class Instrument<T>
        where T : struct
    {
        internal Instrument(string name, string unit, string description) =>
            Metrics.Meter.CreateObservableGauge(name, () => Observers.Values.SelectMany(observe => observe()), unit, description);

        internal static ConcurrentDictionary<string, Lazy<Instrument<T>>> All { get; } = new(StringComparer.Ordinal);

        internal ConcurrentDictionary<Gauges, Func<IEnumerable<Measurement<T>>>> Observers { get; } = [];
    }
}
