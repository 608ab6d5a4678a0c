using System.Text.Json;

namespace Denga.Platform.Events.Kafka;

/// <summary>The last figures that a client of librdkafka told of itself.</summary>
/// <remarks>Source: librdkafka, STATISTICS.md: <c>topics.*.partitions.*.consumer_lag</c> (−1: unknown), <c>msg_cnt</c>.</remarks>
internal sealed class KafkaStatistics
{
    private IReadOnlyList<(string Topic, int Partition, long Messages)> lags = [];
    private long queued;

    /// <summary>Messages of a partition that the group has not committed yet.</summary>
    internal IReadOnlyList<(string Topic, int Partition, long Messages)> Lags => Volatile.Read(ref lags);

    /// <summary>Messages in the producer's queue.</summary>
    internal long Queued => Volatile.Read(ref queued);

    internal void Take(string json)
    {
        using var document = JsonDocument.Parse(json);
        Volatile.Write(ref queued, document.RootElement.TryGetProperty("msg_cnt", out var count) ? count.GetInt64() : 0);
        var found = new List<(string, int, long)>();
        foreach (var topic in document.RootElement.GetProperty("topics").EnumerateObject())
        {
            foreach (var partition in topic.Value.GetProperty("partitions").EnumerateObject())
            {
                // What another member has by now, and −1, what has no partition yet, is not fetched.
                var number = partition.Value.GetProperty("partition").GetInt32();
                if (
                    partition.Value.GetProperty("fetch_state").GetString() == "active"
                    && partition.Value.TryGetProperty("consumer_lag", out var lag)
                    && lag.GetInt64() >= 0
                )
                    found.Add((topic.Name, number, lag.GetInt64()));
            }
        }
        Volatile.Write(ref lags, found);
    }
}
