using Confluent.Kafka;
using Denga.Platform.Events.Kafka;

namespace Denga.TestKit.Kafka;

/// <summary>A broker for tests: the one that <c>DENGA_TEST_KAFKA</c> names, or else librdkafka's mock cluster: the real protocol on real sockets,
/// nothing kept on disk, every topic with four partitions. It lives as long as this object.</summary>
public sealed class KafkaBroker : IDisposable
{
    private const int MockPartitions = 4;
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
        KafkaLibrary.Use();
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

    /// <summary>Settings of a system of its own on this broker.</summary>
    public Dictionary<string, string> Settings() =>
        new(StringComparer.Ordinal)
        {
            ["Kafka:Servers"] = Servers,
            ["Kafka:Prefix"] = "test-" + Guid.CreateVersion7().ToString("N"),
            ["Kafka:Partitions"] = MockPartitions.ToString(System.Globalization.CultureInfo.InvariantCulture),
            // The mock cluster does not know the request, and makes topics by itself.
            ["Kafka:CreateTopics"] = IsMock ? "false" : "true",
            // Nor does it answer a waiting question when there is something new.
            ["Kafka:Client:fetch.wait.max.ms"] = IsMock ? "50" : "500",
        };

    public void Dispose() => mock?.Dispose();
}
