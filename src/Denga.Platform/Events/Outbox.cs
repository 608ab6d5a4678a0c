using System.Text.Json;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Platform.Events;

/// <summary>Writes events in the transaction of their effect.</summary>
internal static class Outbox
{
    internal static NpgsqlBatchCommand Write(IReadOnlyList<(IEvent Event, string? Trace)> events, DateTimeOffset at)
    {
        var ids = new Guid[events.Count];
        var types = new string[events.Count];
        var keys = new string[events.Count];
        var bodies = new string[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            ids[i] = Guid.CreateVersion7();
            types[i] = EventTypes.NameOf(events[i].Event.GetType());
            keys[i] = events[i].Event.Key;
            bodies[i] = JsonSerializer.Serialize(events[i].Event, events[i].Event.GetType(), DengaJson.Options);
        }
        return new NpgsqlBatchCommand(
            """
            with written as (
                insert into outbox (id, type, key, body, trace, at)
                select e.id, e.type, e.key, e.body::json, e.trace, $6
                from unnest($1, $2, $3, $4, $5) with ordinality as e (id, type, key, body, trace, n)
                order by e.n
                returning seq
            )
            insert into undelivered (seq) select seq from written
            """
        ).With(ids).With(types).With(keys).With(bodies).With(events.Select(e => e.Trace).ToArray()).With(at);
    }
}

/// <summary>Wakes the relay after a commit that published something.</summary>
public sealed class OutboxSignal
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>While the last signal is not yet taken, another says nothing new.</summary>
    internal void Set() => signal.Writer.TryWrite(true);

    /// <summary>False when nothing was signalled within the time.</summary>
    internal async Task<bool> Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await signal.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
