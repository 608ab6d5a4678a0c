using Denga.Contracts;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>One transaction of a module: its connection, and the events that become true with its commit.</summary>
public sealed class UnitOfWork(NpgsqlConnection connection, TimeProvider clock)
{
    private readonly List<IEvent> events = [];

    public NpgsqlConnection Connection => connection;

    internal bool HasEvents => events.Count > 0;

    /// <summary>The event is written to the outbox just before the commit.</summary>
    public void Publish(IEvent happened) => events.Add(happened);

    internal Task WriteEvents(CancellationToken cancel) =>
        events.Count == 0 ? Task.CompletedTask : Outbox.Write(connection, events, clock.GetUtcNow(), cancel);
}
