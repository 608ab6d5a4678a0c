using System.Text.Json;

namespace Denga.Platform.Events.Kafka;

/// <summary>The last figures that a client of librdkafka told of itself.</summary>
/// <remarks>Source: librdkafka, STATISTICS.md: <c>topics.*.partitions.*</c>, where a negative offset is unknown, and
/// <c>msg_cnt</c>.</remarks>
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
                if (partition.Value.GetProperty("fetch_state").GetString() != "active")
                    continue;
                var end = partition.Value.GetProperty("hi_offset").GetInt64();
                var committed = partition.Value.GetProperty("committed_offset").GetInt64();
                // A group that has not committed yet begins at the beginning.
                var next = committed >= 0 ? committed : Math.Max(0, partition.Value.GetProperty("lo_offset").GetInt64());
                if (end >= 0)
                    found.Add((topic.Name, partition.Value.GetProperty("partition").GetInt32(), Math.Max(0, end - next)));
            }
        }
        Volatile.Write(ref lags, found);
    }
}
