using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Events.Kafka;

/// <summary>Brings messages to the broker in the order in which they are given, each until it is acknowledged. What happens within one producer
/// the idempotent producer keeps in order and apart; when that producer breaks for good, a new one gets all that is not acknowledged, in order:
/// a message may then be there twice, and the inbox knows it.</summary>
internal sealed partial class KafkaPublisher : IDisposable
{
    private static readonly TimeSpan BreakMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FlushMax = TimeSpan.FromSeconds(5);
    private readonly KafkaClients clients;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private readonly LinkedList<Waiting> unacknowledged = new();
    private IProducer<string, byte[]> producer;
    private int generation;
    private bool isRenewing;
    private bool isDisposed;

    internal KafkaPublisher(KafkaClients clients, TimeProvider clock, ILogger log)
    {
        this.clients = clients;
        this.clock = clock;
        this.log = log;
        producer = clients.Producer(Statistics.Take);
    }

    internal KafkaStatistics Statistics { get; } = new();

    internal int Unacknowledged
    {
        get
        {
            lock (gate)
                return unacknowledged.Count;
        }
    }

    /// <summary>Completes when the broker has it safely. Fails only with <see cref="KafkaException"/>: the broker will never take this message.</summary>
    internal Task Publish(string topic, Message<string, byte[]> message)
    {
        var waiting = new Waiting(topic, message, clock.GetTimestamp());
        lock (gate)
        {
            waiting.Node = unacknowledged.AddLast(waiting);
            if (!isRenewing)
                Produce(waiting);
        }
        return waiting.Done.Task;
    }

    public void Dispose()
    {
        lock (gate)
            isDisposed = true;
        producer.Flush(FlushMax);
        producer.Dispose();
    }

    private void Produce(Waiting waiting)
    {
        var by = generation;
        try
        {
            producer.Produce(waiting.Topic, waiting.Message, report => Reported(waiting, report.Error, by));
        }
        catch (KafkaException e)
        {
            Reported(waiting, e.Error, by);
        }
    }

    private void Reported(Waiting waiting, Error error, int by)
    {
        lock (gate)
        {
            if (waiting.Node is null)
                return;
            if (!error.IsError || IsForEver(error))
            {
                unacknowledged.Remove(waiting.Node);
                waiting.Node = null;
            }
            else
            {
                if (by == generation && !isRenewing)
                {
                    isRenewing = true;
                    _ = Renew(error);
                }
                return;
            }
        }
        KafkaMetrics.Acknowledged(waiting.Topic, waiting.Message.Value.Length, clock.GetElapsedTime(waiting.Since), !error.IsError);
        if (error.IsError)
            waiting.Done.TrySetException(new KafkaException(error));
        else
            waiting.Done.TrySetResult();
    }

    /// <summary>The message itself is at fault.</summary>
    private static bool IsForEver(Error error) =>
        error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord or ErrorCode.RecordListTooLarge;

    private async Task Renew(Error reason)
    {
        Broken(reason.Reason);
        await Task.Delay(BreakMin, clock);
        IProducer<string, byte[]> old;
        lock (gate)
        {
            if (isDisposed)
                return;
            var fresh = clients.Producer(Statistics.Take);
            (old, producer) = (producer, fresh);
            generation++;
            isRenewing = false;
            foreach (var waiting in unacknowledged.ToArray())
                Produce(waiting);
        }
        old.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "The producer of Kafka broke and is replaced; what was not acknowledged is sent again. {Reason}")]
    private partial void Broken(string reason);

    private sealed record Waiting(string Topic, Message<string, byte[]> Message, long Since)
    {
        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        internal LinkedListNode<Waiting>? Node { get; set; }
    }
}
