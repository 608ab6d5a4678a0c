using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Events.Kafka;

/// <summary>Settings under <c>Kafka</c>. Without <see cref="Servers"/> events stay in the process.</summary>
public sealed class KafkaOptions
{
    /// <summary>Addresses of some brokers, <c>host:port</c>, separated by commas.</summary>
    public string? Servers { get; init; }

    /// <summary>The first word of every topic and consumer group.</summary>
    [RegularExpression("^[a-z0-9][a-z0-9-]{0,60}$", ErrorMessage = "It takes small letters, digits and hyphens.")]
    public string Prefix { get; init; } = "denga";

    /// <summary>Partitions of a topic that Denga makes. Changing it later changes which partition a key goes to, and with it the order around
    /// that moment: choose it large enough at once.</summary>
    [Range(1, 1000)]
    public int Partitions { get; init; } = 12;

    /// <summary>False where somebody else makes the topics.</summary>
    public bool CreateTopics { get; init; } = true;

    /// <summary>Further settings of librdkafka by its own names, such as <c>security.protocol</c>; they win over Denga's.</summary>
    public Dictionary<string, string> Client { get; init; } = new(StringComparer.Ordinal);

    internal bool IsOn => !string.IsNullOrWhiteSpace(Servers);

    internal string TopicOf(string module) => $"{Prefix}.{module}";

    internal string DeadTopicOf(string module) => $"{Prefix}.{module}.dead";

    internal string GroupOf(string module) => $"{Prefix}.{module}";

    internal string SignalsTopic => Prefix + ".signals";
}
