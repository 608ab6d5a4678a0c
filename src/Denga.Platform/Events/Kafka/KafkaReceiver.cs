using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Events.Kafka;

/// <summary>A module's member of its consumer group: gives what it receives to the module's consumers, and stores the offset up to which every
/// event of a partition is worked or parked. What was received and not stored comes again, here or at another member, and the inbox knows it.</summary>
internal sealed partial class KafkaReceiver
{
    /// <summary>How long a quiet moment lasts before finished work is looked at.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LeaveMax = TimeSpan.FromSeconds(8);

    /// <summary>How long it waits for room before it lets go of what the client has fetched already: the group must hear of it now and then.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(2);

    /// <summary>Messages between two looks at finished work.</summary>
    private const int GulpMax = 256;

    /// <summary>One waiting key keeps the offset where it is while others go on; this many finished ones may stand behind it.</summary>
    private const int FinishedPerUnfinishedMax = 64;

    private readonly string group;
    private readonly IReadOnlyList<string> topics;
    private readonly IReadOnlyList<ConsumerRunner> runners;
    private readonly Func<ConsumeResult<string, byte[]>, Task> putAside;
    private readonly int inFlightMax;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly IConsumer<string, byte[]> consumer;
    private readonly Dictionary<TopicPartition, Queue<(Offset Next, Task Worked)>> taken = [];
    private int unfinished;
    private bool isPaused;
    private volatile bool isMember;
    private long? fullSince;

    internal KafkaReceiver(
        KafkaClients clients,
        string group,
        IReadOnlyList<string> topics,
        IReadOnlyList<ConsumerRunner> runners,
        Func<ConsumeResult<string, byte[]>, Task> putAside,
        int inFlightMax,
        TimeProvider clock,
        ILogger log
    )
    {
        this.group = group;
        this.topics = topics;
        this.runners = runners;
        this.putAside = putAside;
        this.inFlightMax = inFlightMax;
        this.clock = clock;
        this.log = log;
        consumer = clients.Member(group, Assigned, Revoked, Statistics.Take);
    }

    internal string Group => group;

    internal KafkaStatistics Statistics { get; } = new();

    /// <summary>The group has given it its partitions, if only none.</summary>
    internal bool IsMember => isMember;

    /// <summary>Received and neither worked nor parked yet.</summary>
    internal int Unfinished => Volatile.Read(ref unfinished);

    /// <summary>Receives until it is stopped; then finishes what runs, commits and leaves the group. Keeps its thread.</summary>
    internal async Task Run(CancellationToken stop)
    {
        if (!stop.IsCancellationRequested)
            consumer.Subscribe(topics);
        while (!stop.IsCancellationRequested)
        {
            if (HasRoom(stop))
                Gulp(stop);
            Store();
        }
        await Task.WhenAll(runners.Select(r => r.Stop()));
        Store();
        await Leave();
    }

    private void Gulp(CancellationToken stop)
    {
        var wait = Breath;
        for (var i = 0; i < GulpMax && !stop.IsCancellationRequested; i++)
        {
            try
            {
                if (consumer.Consume(wait) is not { } received)
                    return;
                Take(received);
            }
            catch (ConsumeException e)
            {
                // The client mends itself; a topic that is not there yet is the usual case.
                Refused(group, e.Error.Reason);
                return;
            }
            wait = TimeSpan.Zero;
        }
    }

    private void Take(ConsumeResult<string, byte[]> received)
    {
        KafkaMetrics.Received(group, received.Topic, received.Message.Value?.Length ?? 0);
        var worked = KafkaEvent.Read(received.Message) is { } delivery ? Deliver(delivery) : PutAside(received);
        if (!worked.IsCompleted)
        {
            Interlocked.Increment(ref unfinished);
            _ = worked.ContinueWith(
                _ => Interlocked.Decrement(ref unfinished),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
        if (!taken.TryGetValue(received.TopicPartition, out var queue))
            taken[received.TopicPartition] = queue = new Queue<(Offset, Task)>();
        queue.Enqueue((received.Offset + 1, worked));
    }

    private Task Deliver(Delivery delivery)
    {
        // A newer publisher may tell of more than this program knows.
        if (!EventTypes.All.TryGetValue(delivery.Type, out var type))
            return Task.CompletedTask;
        var wanting = runners.Where(r => r.Wants(type)).Select(r => r.Deliver(delivery)).ToArray();
        return wanting.Length switch
        {
            0 => Task.CompletedTask,
            1 => wanting[0],
            _ => Task.WhenAll(wanting),
        };
    }

    private Task PutAside(ConsumeResult<string, byte[]> received)
    {
        Unreadable(group, received.TopicPartitionOffset.ToString());
        KafkaMetrics.PutAside(group);
        return putAside(received);
    }

    private void Store()
    {
        foreach (var (partition, queue) in taken)
        {
            Offset? next = null;
            while (queue.TryPeek(out var first) && first.Worked.IsCompletedSuccessfully)
                next = queue.Dequeue().Next;
            if (next is null)
                continue;
            try
            {
                consumer.StoreOffset(new TopicPartitionOffset(partition, next.Value));
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
            {
                // Another member has the partition by now; it works the events again, to no effect.
            }
        }
    }

    private bool HasRoom(CancellationToken stop)
    {
        var waiting = Unfinished;
        if (waiting < inFlightMax && taken.Values.Sum(q => q.Count) < inFlightMax * FinishedPerUnfinishedMax)
        {
            fullSince = null;
            if (isPaused && waiting <= inFlightMax / 2)
            {
                consumer.Resume(consumer.Assignment);
                isPaused = false;
            }
            return true;
        }
        fullSince ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(fullSince.Value) < PatienceMax)
        {
            stop.WaitHandle.WaitOne(Nap);
            return false;
        }
        consumer.Pause(consumer.Assignment);
        isPaused = true;
        return true;
    }

    private void Assigned(IConsumer<string, byte[]> by, List<TopicPartition> partitions)
    {
        isMember = true;
        // As it is always told: also when nothing is left for this member.
        Assigned(group, string.Join(", ", partitions));
    }

    private void Revoked(IEnumerable<TopicPartition> partitions)
    {
        Store();
        foreach (var partition in partitions)
            taken.Remove(partition);
    }

    private async Task Leave()
    {
        var leaving = Task.Factory.StartNew(
            () =>
            {
                consumer.Close();
                consumer.Dispose();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            await leaving.WaitAsync(LeaveMax);
        }
        catch (Exception e) when (e is TimeoutException or KafkaException)
        {
            // The broker is away: it will miss this member by itself.
            Left(e, group);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Group} has got {Partitions}")]
    private partial void Assigned(string group, string partitions);

    [LoggerMessage(LogLevel.Warning, "{Group}: {Reason}")]
    private partial void Refused(string group, string reason);

    [LoggerMessage(LogLevel.Error, "{Group} received what is no event at {Place}; it is put aside into the dead-letter topic")]
    private partial void Unreadable(string group, string place);

    [LoggerMessage(LogLevel.Warning, "{Group} was left without a farewell")]
    private partial void Left(Exception e, string group);
}
