using System.Diagnostics;
using Denga.Contracts;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>One transaction of a module: its connection, and the events that become true with its commit.</summary>
public sealed class UnitOfWork(NpgsqlConnection connection, TimeProvider clock)
{
    private readonly List<(IEvent Event, string? Trace)> events = [];

    public NpgsqlConnection Connection => connection;

    /// <summary>The <c>traceparent</c> of what the next events follow from. A transaction that works for many callers says whose turn it is;
    /// by default it is the current activity.</summary>
    public string? Cause { get; set; } = Activity.Current?.Id;

    internal bool HasEvents => events.Count > 0;

    /// <summary>The event is written to the outbox just before the commit.</summary>
    public void Publish(IEvent happened) => events.Add((happened, Cause));

    internal Task WriteEvents(CancellationToken cancel) =>
        events.Count == 0 ? Task.CompletedTask : Outbox.Write(connection, events, clock.GetUtcNow(), cancel);
}
