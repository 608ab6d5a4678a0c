using System.Text.Json;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Platform.Events;

/// <summary>The one way in which events are written, in the transaction of their effect and in the order in which they were added.</summary>
/// <param name="count">How many will be added, exactly.</param>
public sealed class OutboxRows(int count)
{
    private readonly Guid[] ids = new Guid[count];
    private readonly string[] types = new string[count];
    private readonly string[] keys = new string[count];
    private readonly string[] bodies = new string[count];
    private readonly string?[] traces = new string?[count];
    private int added;

    /// <param name="body">The event as JSON.</param>
    /// <param name="trace">The <c>traceparent</c> of what it follows from.</param>
    public void Add(Guid id, string type, string key, string body, string? trace)
    {
        ids[added] = id;
        types[added] = type;
        keys[added] = key;
        bodies[added] = body;
        traces[added++] = trace;
    }

    public NpgsqlBatchCommand Command(DateTimeOffset at) => new NpgsqlBatchCommand(
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
        ).With(ids).With(types).With(keys).With(bodies).With(traces).With(at);

    internal static NpgsqlBatchCommand Of(IReadOnlyList<(IEvent Event, string? Trace)> events, DateTimeOffset at)
    {
        var rows = new OutboxRows(events.Count);
        foreach (var (happened, trace) in events)
            rows.Add(
                Guid.CreateVersion7(),
                EventTypes.NameOf(happened.GetType()),
                happened.Key,
                JsonSerializer.Serialize(happened, happened.GetType(), DengaJson.Options),
                trace
            );
        return rows.Command(at);
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
