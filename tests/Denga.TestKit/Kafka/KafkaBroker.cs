using Confluent.Kafka;
using Denga.Platform.Events;

namespace Denga.TestKit.Kafka;

/// <summary>A broker for tests: the one that <c>DENGA_TEST_KAFKA</c> names, or else librdkafka's mock cluster: the real protocol on real sockets,
/// nothing kept on disk, every topic with four partitions. It lives as long as this object.</summary>
public sealed class KafkaBroker : IDisposable
{
    private const int MockPartitions = 4;
    private static readonly TimeSpan AskMax = TimeSpan.FromSeconds(10);
    private static readonly Lazy<KafkaBroker> OfAll = new(() => Start(brokers: 3));
    private readonly IProducer<string, byte[]>? mock;

    private KafkaBroker(string servers, IProducer<string, byte[]>? mock)
    {
        Servers = servers;
        this.mock = mock;
    }

    /// <summary>One for all tests of the process; each uses topics of its own.</summary>
    public static KafkaBroker Shared => OfAll.Value;

    public string Servers { get; }

    public bool IsMock => mock is not null;

    public static KafkaBroker Start(int brokers)
    {
        if (Environment.GetEnvironmentVariable("DENGA_TEST_KAFKA") is { Length: > 0 } real)
            return new KafkaBroker(real, mock: null);
        var config = new ProducerConfig { BootstrapServers = "replaced:1" };
        config.Set("test.mock.num.brokers", brokers.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mock = new ProducerBuilder<string, byte[]>(config)
            .SetLogHandler(
                (_, log) =>
                {
                    // Its addresses are told nowhere else.
                    if (log.Message.Contains("replaced with", StringComparison.Ordinal))
                        said.TrySetResult(log.Message[(log.Message.LastIndexOf(' ') + 1)..]);
                }
            )
            .Build();
        return new KafkaBroker(said.Task.GetAwaiter().GetResult(), mock);
    }

    /// <summary>Settings of a system on this broker, with the topics that it needs.</summary>
    /// <param name="prefix">Of the topics; a new one when it is not given.</param>
    public Dictionary<string, string> Settings(string? prefix = null)
    {
        prefix ??= "test-" + Guid.CreateVersion7().ToString("N");
        MakeTopics(prefix);
        return new(StringComparer.Ordinal)
        {
            ["Kafka:Servers"] = Servers,
            ["Kafka:Prefix"] = prefix,
            ["Kafka:Partitions"] = MockPartitions.ToString(System.Globalization.CultureInfo.InvariantCulture),
            // The mock cluster does not know the request.
            ["Kafka:CreateTopics"] = IsMock ? "false" : "true",
            // Nor does it answer a waiting question when there is something new.
            ["Kafka:Client:fetch.wait.max.ms"] = IsMock ? "50" : "500",
        };
    }

    /// <summary>The mock cluster makes a topic when somebody asks what it is, but not when somebody subscribes to it. A real broker is left to
    /// Denga.</summary>
    public void MakeTopics(string prefix)
    {
        if (!IsMock)
            return;
        using var asking = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
        foreach (var module in EventTypes.All.Keys.Select(type => type.Split('.', 2)[0]).Distinct(StringComparer.Ordinal))
        foreach (var topic in new[] { $"{prefix}.{module}", $"{prefix}.{module}.dead" })
            asking.GetMetadata(topic, AskMax);
        asking.GetMetadata(prefix + ".signals", AskMax);
    }

    public void Dispose() => mock?.Dispose();
}
