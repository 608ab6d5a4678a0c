using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Denga.Platform.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Events;

/// <summary>Takes undelivered events of one module from its outbox, in order per key, and hands them to the transport; marks them when they are
/// delivered. Rows are taken by state, so one that commits late is never missed. One relay per module runs in the whole system: it holds an advisory lock.</summary>
internal sealed partial class OutboxRelay(
    string module,
    NpgsqlDataSource source,
    OutboxSignal signal,
    Func<Delivery, Task> deliver,
    EventOptions options,
    TimeProvider clock,
    ILogger log
)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>Least time between two looks into the outbox: what happens within it is taken together. An event after a quiet moment does not wait.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(4);

    /// <summary>The same in a stream, where a look finds this many: fewer and larger transactions, here and at the consumers.</summary>
    private static readonly TimeSpan GatherInStream = TimeSpan.FromMilliseconds(8);
    private const int Stream = 4;
    private readonly HashSet<long> inFlight = [];
    private readonly ConcurrentQueue<(long Seq, int Sends)> delivered = new();

    internal async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stop);
                await Lead(connection, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                Lost(e, module);
                await Task.Delay(Idle, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What still waits in the outbox, for the metric and the operator.</summary>
    internal Measurement<long> Waiting => new(inFlight.Count, new KeyValuePair<string, object?>("module", module));

    private async Task Lead(NpgsqlConnection connection, CancellationToken stop)
    {
        // Waits here while another process leads; the lock goes with the connection.
        await using (var command = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('denga outbox ' || $1, 0))", connection))
        {
            command.CommandTimeout = 0;
            command.With(module);
            await command.ExecuteNonQueryAsync(stop);
        }
        while (!stop.IsCancellationRequested)
        {
            var start = clock.GetTimestamp();
            var found = await Step(connection, stop);
            if (found == 0 && delivered.IsEmpty)
                await signal.Wait(Idle, clock, stop);
            else if (inFlight.Count >= options.InFlightMax && delivered.IsEmpty)
                await signal.Wait(Idle, clock, stop);
            var rest = (found >= Stream ? GatherInStream : Gather) - clock.GetElapsedTime(start);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, clock, stop);
        }
    }

    private async Task<int> Step(NpgsqlConnection connection, CancellationToken stop)
    {
        var done = new List<(long Seq, int Sends)>();
        while (delivered.TryDequeue(out var ended))
            done.Add(ended);
        var rows = new List<(long Seq, int Sends, Delivery Delivery)>();
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            if (done.Count > 0)
            {
                // Not waited for until it is on the disk: what a crash of PostgreSQL forgets of it is delivered again, and worked once.
                var mark = new NpgsqlBatchCommand(
                    $"""
                    delete from undelivered u using unnest($1, $2) as x (seq, sends) where u.seq = x.seq and u.sends = x.sends
                    returning {UnitOfWork.UnflushedHere}
                    """
                );
                mark.With<long[]>([.. done.Select(d => d.Seq)]);
                mark.With<int[]>([.. done.Select(d => d.Sends)]);
                batch.BatchCommands.Add(mark);
            }
            var take = new NpgsqlBatchCommand(
                """
                select o.seq, o.id, o.type, o.key, o.body::text, o.trace, o.at, u.sends
                from (select seq, sends from undelivered where seq <> all($1) order by seq limit $2) u,
                    lateral (select * from outbox where seq = u.seq) o
                order by u.seq
                """
            );
            take.With<long[]>([.. inFlight]);
            take.With(Math.Max(0, options.InFlightMax - inFlight.Count));
            batch.BatchCommands.Add(take);
            await using var reader = await batch.ExecuteReaderAsync(stop);
            if (done.Count > 0)
                await reader.NextResultAsync(stop);
            while (await reader.ReadAsync(stop))
                rows.Add((reader.GetInt64(0), reader.GetInt32(7), Read(reader)));
        }
        catch
        {
            foreach (var ended in done)
                delivered.Enqueue(ended);
            throw;
        }
        inFlight.ExceptWith(done.Select(d => d.Seq));
        foreach (var (seq, sends, delivery) in rows)
        {
            inFlight.Add(seq);
            _ = Hand(seq, sends, delivery);
        }
        return rows.Count;
    }

    internal static Delivery Read(NpgsqlDataReader reader) =>
        new(
            reader.GetGuid(1),
            reader.GetString(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetFieldValue<DateTimeOffset>(6)
        );

    private async Task Hand(long seq, int sends, Delivery delivery)
    {
        await deliver(delivery).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        delivered.Enqueue((seq, sends));
        signal.Set();
    }

    [LoggerMessage(LogLevel.Warning, "The relay of {Module} lost its database; it will try again")]
    private partial void Lost(Exception e, string module);
}
