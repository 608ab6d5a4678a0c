using System.Collections.Concurrent;
using Denga.Contracts;

namespace Denga.Platform.Events;

/// <summary>Brings signals to whoever listens in this process. Nothing is kept: a listener that is not there has missed it.</summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<Type, Action<ISignal>> listeners = new();

    /// <summary>For as long as the process runs. The listener must be quick and must not throw.</summary>
    public void Hear<TSignal>(Action<TSignal> listener)
        where TSignal : ISignal
    {
        void Hear(ISignal signal) => listener((TSignal)signal);
        listeners.AddOrUpdate(typeof(TSignal), Hear, (_, others) => others + Hear);
    }

    internal void Send(ISignal signal)
    {
        if (listeners.TryGetValue(signal.GetType(), out var listener))
            listener(signal);
    }
}
