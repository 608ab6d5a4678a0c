using System.Diagnostics;
using System.Threading.Channels;
using Denga.Platform.Data;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Events;

/// <summary>Runs one consumer: workers side by side, events of one key in order, each effect once. A failing event is tried again with growing
/// waits while other keys go on; after the last attempt it is parked, and its key goes on.</summary>
internal sealed partial class ConsumerRunner
{
    private readonly IConsumer consumer;
    private readonly Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> transaction;
    private readonly EventOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Action<string, Delivery, Exception, int>? parked;
    private readonly Channel<Item>[] queues;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private readonly KeyValuePair<string, object?> label;

    internal ConsumerRunner(
        IConsumer consumer,
        Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> transaction,
        EventOptions options,
        TimeProvider clock,
        ILogger log,
        Action<string, Delivery, Exception, int>? parked = null
    )
    {
        this.consumer = consumer;
        this.transaction = transaction;
        this.options = options;
        this.clock = clock;
        this.log = log;
        this.parked = parked;
        label = new("consumer", consumer.Name);
        queues =
        [
            .. Enumerable
                .Range(0, options.Workers)
                .Select(_ => Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true })),
        ];
        running = Task.WhenAll(queues.Select(queue => Task.Run(() => Work(queue))));
    }

    internal string Name => consumer.Name;

    internal bool Wants(Type type) => consumer.Events.Contains(type);

    /// <summary>Completes when the event is worked or parked; never fails.</summary>
    internal Task Deliver(Delivery delivery)
    {
        var item = new Item(delivery, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var worker = (uint)string.GetHashCode(delivery.Key, StringComparison.Ordinal) % (uint)queues.Length;
        return queues[worker].Writer.TryWrite(item) ? item.Done.Task : Task.FromCanceled(stop.Token);
    }

    /// <summary>Finishes what is being worked; what is waiting is delivered again after the next start.</summary>
    internal async Task Stop()
    {
        foreach (var queue in queues)
            queue.Writer.TryComplete();
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task Work(Channel<Item> queue)
    {
        var batch = new List<Item>(options.BatchMax);
        var held = new Dictionary<string, Held>(StringComparer.Ordinal);
        while (!stop.IsCancellationRequested)
        {
            batch.Clear();
            TakeDue(held, batch);
            while (batch.Count < options.BatchMax && queue.Reader.TryRead(out var item))
            {
                if (held.TryGetValue(item.Delivery.Key, out var waiting))
                    waiting.Queue.Enqueue(item);
                else
                    batch.Add(item);
            }
            if (batch.Count > 0)
                await WorkBatch(batch, held);
            else if (!await WaitForMore(queue, held))
                return;
        }
    }

    /// <summary>A held key whose wait is over gives its first event only: the rest must stay behind it.</summary>
    private void TakeDue(Dictionary<string, Held> held, List<Item> batch)
    {
        var now = clock.GetUtcNow();
        foreach (var (_, waiting) in held)
        {
            if (waiting.DueAt <= now && batch.Count < options.BatchMax)
                batch.Add(waiting.Queue.Peek());
        }
    }

    private async Task<bool> WaitForMore(Channel<Item> queue, Dictionary<string, Held> held)
    {
        try
        {
            if (held.Count == 0)
                return await queue.Reader.WaitToReadAsync(stop.Token);
            var wait = held.Values.Min(h => h.DueAt) - clock.GetUtcNow();
            if (wait <= TimeSpan.Zero)
                return true;
            using var due = new CancellationTokenSource(wait, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stop.Token);
            try
            {
                return await queue.Reader.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (due.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                return true;
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task WorkBatch(List<Item> batch, Dictionary<string, Held> held)
    {
        var together = await Try(batch);
        if (together is null)
        {
            foreach (var item in batch)
                Finish(item, held);
            return;
        }
        foreach (var item in batch)
        {
            // An earlier event of the same key may just have failed; this one waits behind it.
            if (held.TryGetValue(item.Delivery.Key, out var waiting) && waiting.Queue.Peek() != item)
            {
                waiting.Queue.Enqueue(item);
                continue;
            }
            // What was alone in its batch has had its attempt.
            if ((batch.Count == 1 ? together : await Try([item])) is { } failure)
                await HoldOrPark(item, failure, held);
            else
                Finish(item, held);
        }
    }

    private async Task<Exception?> Try(IReadOnlyList<Item> items)
    {
        var start = clock.GetTimestamp();
        var began = clock.GetUtcNow();
        using var span = items.Count == 1 ? Tracing.Continue(consumer.Name, ActivityKind.Consumer, items[0].Delivery.Trace) : null;
        try
        {
            var worked = await transaction(unit => Consume(items, unit), stop.Token);
            Metrics.EventsConsumed.Add(worked, label);
            var now = clock.GetUtcNow();
            var each = clock.GetElapsedTime(start).TotalSeconds / items.Count;
            foreach (var item in items)
            {
                Metrics.EventSeconds.Record((now - item.Delivery.At).TotalSeconds, label);
                Metrics.EventHandlingSeconds.Record(each, label, new("type", item.Delivery.Type));
                // One transaction for many traces: each shows it.
                if (items.Count > 1)
                    Tracing.ContinueRecorded(consumer.Name, ActivityKind.Consumer, item.Delivery.Trace, began)?.Dispose();
            }
            return null;
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            Metrics.EventsFailed.Add(1, label);
            return e;
        }
    }

    private async Task<int> Consume(IReadOnlyList<Item> items, UnitOfWork unit)
    {
        await using var mark = new NpgsqlCommand(
            "insert into inbox (consumer, event_id) select $1, unnest($2) on conflict do nothing returning event_id",
            unit.Connection
        );
        mark.With(consumer.Name);
        mark.With<Guid[]>([.. items.Select(i => i.Delivery.Id)]);
        var fresh = new HashSet<Guid>();
        await using (var reader = await mark.ExecuteReaderAsync(stop.Token))
        {
            while (await reader.ReadAsync(stop.Token))
                fresh.Add(reader.GetGuid(0));
        }
        // The same event may stand twice in one batch; the first takes the mark.
        var deliveries = items.Where(i => fresh.Remove(i.Delivery.Id)).Select(i => i.Delivery).ToArray();
        if (deliveries.Length > 0)
            await consumer.Consume(deliveries, unit, stop.Token);
        return deliveries.Length;
    }

    private async Task HoldOrPark(Item item, Exception failure, Dictionary<string, Held> held)
    {
        if (stop.IsCancellationRequested)
            return;
        if (!held.TryGetValue(item.Delivery.Key, out var waiting))
        {
            held[item.Delivery.Key] = waiting = new Held();
            waiting.Queue.Enqueue(item);
        }
        waiting.Attempts++;
        // A database that is away is not the event's fault: it is waited for, and never parks anything.
        var blameless = Outage.Is(failure);
        if (waiting.Attempts < options.Attempts || blameless)
        {
            var delay = options.FirstDelay * Math.Pow(2, Math.Min(waiting.Attempts - 1, 20));
            waiting.DueAt = clock.GetUtcNow() + (delay < options.LongestDelay ? delay : options.LongestDelay);
            Retrying(failure, consumer.Name, item.Delivery.Type, item.Delivery.Id, waiting.Attempts);
            return;
        }
        if (await Park(item.Delivery, failure, waiting.Attempts))
            Finish(item, held);
        else
            waiting.DueAt = clock.GetUtcNow() + options.LongestDelay;
    }

    /// <summary>False when the database is away: the event stays at the head of its key.</summary>
    private async Task<bool> Park(Delivery delivery, Exception failure, int attempts)
    {
        try
        {
            await transaction(unit => DeadLetters.Park(unit, consumer.Name, delivery, attempts, failure, clock.GetUtcNow()), stop.Token);
        }
        catch (NpgsqlException)
        {
            return false;
        }
        Metrics.EventsParked.Add(1, label);
        parked?.Invoke(consumer.Name, delivery, failure, attempts);
        Parked(failure, consumer.Name, delivery.Type, delivery.Id, attempts);
        return true;
    }

    private static void Finish(Item item, Dictionary<string, Held> held)
    {
        item.Done.TrySetResult();
        if (!held.TryGetValue(item.Delivery.Key, out var waiting) || waiting.Queue.Count == 0 || waiting.Queue.Peek() != item)
            return;
        waiting.Queue.Dequeue();
        waiting.Attempts = 0;
        waiting.DueAt = DateTimeOffset.MinValue;
        if (waiting.Queue.Count == 0)
            held.Remove(item.Delivery.Key);
    }

    [LoggerMessage(LogLevel.Warning, "{Consumer} could not work {Type} {EventId}, attempt {Attempt}; it will be tried again")]
    private partial void Retrying(Exception failure, string consumer, string type, Guid eventId, int attempt);

    [LoggerMessage(LogLevel.Error, "{Consumer} gave up on {Type} {EventId} after {Attempts} attempts; it is parked (denga events list)")]
    private partial void Parked(Exception failure, string consumer, string type, Guid eventId, int attempts);

    private sealed record Item(Delivery Delivery, TaskCompletionSource Done);

    /// <summary>The events of a key whose first one failed.</summary>
    private sealed class Held
    {
        internal Queue<Item> Queue { get; } = new();
        internal int Attempts { get; set; }
        internal DateTimeOffset DueAt { get; set; }
    }
}
