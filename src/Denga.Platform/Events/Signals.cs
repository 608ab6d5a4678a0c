using System.Collections.Concurrent;
using Denga.Contracts;

namespace Denga.Platform.Events;

/// <summary>Brings signals to whoever listens, in this process and, when there is a way, in others. Nothing is kept: a listener that is not there
/// has missed it.</summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<Type, Action<ISignal>> listeners = new();

    /// <summary>For as long as the process runs. The listener must be quick and must not throw.</summary>
    public void Subscribe<TSignal>(Action<TSignal> listener)
        where TSignal : ISignal
    {
        void Notify(ISignal signal) => listener((TSignal)signal);
        listeners.AddOrUpdate(typeof(TSignal), Notify, (_, others) => others + Notify);
    }

    /// <summary>Tells other processes.</summary>
    internal Action<ISignal>? Elsewhere { get; set; }

    /// <summary>What happened in this process, once it is committed; <see cref="Data.UnitOfWork.Tell"/> waits for that by itself.</summary>
    public void Tell(ISignal signal)
    {
        Send(signal);
        Elsewhere?.Invoke(signal);
    }

    /// <summary>To whoever listens in this process.</summary>
    internal void Send(ISignal signal)
    {
        if (listeners.TryGetValue(signal.GetType(), out var listener))
            listener(signal);
    }
}
