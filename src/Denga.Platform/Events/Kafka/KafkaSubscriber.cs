using System.Text.Json;
using Confluent.Kafka;
using Denga.Contracts;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Events.Kafka;

/// <summary>Receives for open pages of this process what other processes publish and signal, from now on; nothing is kept or marked.</summary>
internal sealed partial class KafkaSubscriber(
    KafkaClients clients,
    KafkaPublisher publisher,
    IAdminClient administrator,
    KafkaOptions options,
    Signals signals,
    IReadOnlyList<IListener> listeners,
    ILogger log
)
{
    private const string Origin = "denga-origin";
    private const string SignalType = "denga-signal";

    /// <summary>Signals on their way; more are dropped, as signals may be.</summary>
    private const int SignalsMax = 1_000;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(5);
    private static readonly Dictionary<string, Type> SignalTypes = typeof(ISignal)
        .Assembly.GetTypes()
        .Where(t => typeof(ISignal).IsAssignableFrom(t) && t.IsClass)
        .ToDictionary(t => t.Name, StringComparer.Ordinal);

    private readonly string self = Guid.CreateVersion7().ToString("N");
    private int signalsOnTheirWay;
    private volatile bool isListening;

    internal bool IsListening => isListening;

    /// <summary>Tells the other processes. A module's own signal stays at home: nobody else could read it, and it may name people.</summary>
    internal void Tell(ISignal signal)
    {
        if (!SignalTypes.ContainsKey(signal.GetType().Name) || Volatile.Read(ref signalsOnTheirWay) >= SignalsMax)
            return;
        Interlocked.Increment(ref signalsOnTheirWay);
        var headers = new Headers();
        KafkaEvent.Add(headers, Origin, self);
        KafkaEvent.Add(headers, SignalType, signal.GetType().Name);
        var body = JsonSerializer.SerializeToUtf8Bytes(signal, signal.GetType(), DengaJson.Options);
        _ = publisher
            .Publish(options.SignalsTopic, new Message<string, byte[]> { Value = body, Headers = headers })
            .ContinueWith(
                _ => Interlocked.Decrement(ref signalsOnTheirWay),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
    }

    /// <summary>Blocks its thread.</summary>
    internal void Run(CancellationToken stop)
    {
        using var consumer = clients.Subscriber();
        if (!Assign(consumer, stop))
            return;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(Breath) is { } received)
                    Receive(received);
            }
            catch (ConsumeException e)
            {
                Refused(e.Error.Reason);
            }
        }
        consumer.Close();
    }

    /// <summary>Partitions by hand, from their ends: a group would share them out, and every process is to hear everything.</summary>
    private bool Assign(IConsumer<string, byte[]> consumer, CancellationToken stop)
    {
        var topics = listeners
            .SelectMany(l => l.Events)
            .Select(type => options.TopicOf(EventTypes.NameOf(type).Split('.')[0]))
            .Append(options.SignalsTopic)
            .Distinct(StringComparer.Ordinal);
        var partitions = new List<TopicPartitionOffset>();
        foreach (var topic in topics)
        {
            IReadOnlyList<PartitionMetadata> found = [];
            while (found.Count == 0)
            {
                if (stop.IsCancellationRequested)
                    return false;
                try
                {
                    found = administrator.GetMetadata(topic, LookMax).Topics.SelectMany(t => t.Partitions).ToList();
                }
                catch (KafkaException e)
                {
                    Refused(e.Error.Reason);
                }
                if (found.Count == 0)
                    stop.WaitHandle.WaitOne(Breath);
            }
            partitions.AddRange(found.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.End)));
        }
        consumer.Assign(partitions);
        isListening = true;
        return true;
    }

    private void Receive(ConsumeResult<string, byte[]> received)
    {
        if (received.Topic == options.SignalsTopic)
            ReceiveSignal(received.Message);
        else if (KafkaEvent.Read(received.Message) is { } delivery && EventTypes.All.TryGetValue(delivery.Type, out var type))
        {
            foreach (var listener in listeners.Where(l => l.Events.Contains(type)))
                listener.Receive(delivery);
        }
    }

    private void ReceiveSignal(Message<string, byte[]> message)
    {
        if (
            KafkaEvent.Text(message.Headers, Origin) is not { } origin
            || origin == self
            || KafkaEvent.Text(message.Headers, SignalType) is not { } name
            || !SignalTypes.TryGetValue(name, out var type)
        )
            return;
        try
        {
            if (JsonSerializer.Deserialize(message.Value, type, DengaJson.Options) is ISignal signal)
                signals.Send(signal);
        }
        catch (JsonException e)
        {
            // A hint of another version; the page reads anew when it is opened.
            Refused(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What open pages are told of does not come: {Reason}")]
    private partial void Refused(string reason);
}
