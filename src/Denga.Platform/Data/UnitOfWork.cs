using System.Diagnostics;
using Denga.Contracts;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>One transaction of a module: its connection, and the events that become true with its commit.</summary>
public sealed class UnitOfWork(NpgsqlConnection connection, TimeProvider clock)
{
    private readonly List<(IEvent Event, string? Trace)> events = [];
    private readonly List<ISignal> signals = [];
    private bool hasWritten;

    public NpgsqlConnection Connection => connection;

    /// <summary>The <c>traceparent</c> of what the next events follow from. A transaction that works for many callers says whose turn it is;
    /// by default it is the current activity.</summary>
    public string? Cause { get; set; } = Activity.Current?.Id;

    internal bool HasEvents => events.Count > 0 || hasWritten;

    /// <summary>The event is written to the outbox just before the commit.</summary>
    public void Publish(IEvent happened) => events.Add((happened, Cause));

    /// <summary>The signal is told after the commit.</summary>
    public void Tell(ISignal signal) => signals.Add(signal);

    internal IReadOnlyList<ISignal> Signals => signals;

    /// <summary>Events were written to the outbox by hand: they are delivered after the commit as well.</summary>
    public void EventsWritten() => hasWritten = true;

    internal Task WriteEvents(CancellationToken cancel) =>
        events.Count == 0 ? Task.CompletedTask : Outbox.Write(connection, events, clock.GetUtcNow(), cancel);
}
