using System.Diagnostics.Metrics;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Events.Kafka;

/// <summary>What goes to and comes from the broker.</summary>
internal static class KafkaMetrics
{
    private static readonly Counter<long> Produced = Metrics.Meter.CreateCounter<long>(
        "denga.kafka.produced",
        "{message}",
        "Messages that the broker acknowledged, by topic."
    );

    private static readonly Counter<long> ProducedBytes = Metrics.Meter.CreateCounter<long>(
        "denga.kafka.produced_bytes",
        "By",
        "Their bodies."
    );

    private static readonly Counter<long> ProduceFailed = Metrics.Meter.CreateCounter<long>(
        "denga.kafka.produce_failed",
        "{message}",
        "Messages that the broker will never take, by topic."
    );

    private static readonly Histogram<double> ProduceSeconds = Metrics.Meter.CreateHistogram<double>(
        "denga.kafka.acknowledgement",
        "s",
        "From handing a message to the client to the broker's acknowledgement."
    );

    private static readonly Counter<long> Consumed = Metrics.Meter.CreateCounter<long>(
        "denga.kafka.consumed",
        "{message}",
        "Messages that a group received, by group and topic; a repeat counts again."
    );

    private static readonly Counter<long> ConsumedBytes = Metrics.Meter.CreateCounter<long>(
        "denga.kafka.consumed_bytes",
        "By",
        "Their bodies."
    );

    private static readonly Counter<long> Unreadable = Metrics.Meter.CreateCounter<long>(
        "denga.kafka.unreadable",
        "{message}",
        "Messages that are no events, put aside into the dead-letter topic."
    );

    internal static void Acknowledged(string topic, int bytes, TimeSpan took, bool isTaken)
    {
        var label = new KeyValuePair<string, object?>("topic", topic);
        if (!isTaken)
        {
            ProduceFailed.Add(1, label);
            return;
        }
        Produced.Add(1, label);
        ProducedBytes.Add(bytes, label);
        ProduceSeconds.Record(took.TotalSeconds, label);
    }

    internal static void Received(string group, string topic, int bytes)
    {
        var labels = (Group: new KeyValuePair<string, object?>("group", group), Topic: new KeyValuePair<string, object?>("topic", topic));
        Consumed.Add(1, labels.Group, labels.Topic);
        ConsumedBytes.Add(bytes, labels.Group, labels.Topic);
    }

    internal static void PutAside(string group) => Unreadable.Add(1, new KeyValuePair<string, object?>("group", group));
}
