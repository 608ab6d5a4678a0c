using Confluent.Kafka;
using Denga.Platform.Modules;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Events.Kafka;

/// <summary>Makes clients of one broker with the settings that Denga's promises rest on.</summary>
internal sealed partial class KafkaClients(KafkaOptions options, ILogger log)
{
    private const int SessionTimeoutMilliseconds = 10_000;
    private const int StatisticsMilliseconds = 2_000;
    private const int AdministratorLooksMilliseconds = 50;

    internal IProducer<string, byte[]> Producer(Action<string> statistics)
    {
        var config = new ProducerConfig(Common())
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            // What is not acknowledged stays in the outbox as well; a time limit would only shuffle it.
            MessageTimeoutMs = 0,
            LingerMs = 1,
            // The relays bound what is on its way.
            QueueBufferingMaxMessages = 10_000_000,
            // As Java's clients choose, so that whoever else writes to a topic chooses the same partition for a key.
            Partitioner = Partitioner.Murmur2Random,
            StatisticsIntervalMs = StatisticsMilliseconds,
        };
        return Built(() =>
            new ProducerBuilder<string, byte[]>(Own(config))
                .SetLogHandler((_, message) => Log(message))
                .SetErrorHandler((_, error) => Complain(error))
                .SetStatisticsHandler((_, json) => statistics(json))
                .Build()
        );
    }

    /// <summary>A member of a group: an offset is stored by hand once its event is worked, and is committed within a second, at a rebalance and
    /// at the end.</summary>
    internal IConsumer<string, byte[]> Member(
        string group,
        Action<IConsumer<string, byte[]>, List<TopicPartition>> assigned,
        Action<IEnumerable<TopicPartition>> revoked,
        Action<string> statistics
    )
    {
        var config = new ConsumerConfig(Common())
        {
            GroupId = group,
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1_000,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = SessionTimeoutMilliseconds,
            StatisticsIntervalMs = StatisticsMilliseconds,
        };
        return Built(() =>
            new ConsumerBuilder<string, byte[]>(Own(config))
                .SetLogHandler((_, message) => Log(message))
                .SetErrorHandler((_, error) => Complain(error))
                .SetStatisticsHandler((_, json) => statistics(json))
                .SetPartitionsAssignedHandler((consumer, partitions) => assigned(consumer, partitions))
                .SetPartitionsRevokedHandler((_, partitions) => revoked(partitions.Select(p => p.TopicPartition)))
                .SetPartitionsLostHandler((_, partitions) => revoked(partitions.Select(p => p.TopicPartition)))
                .Build()
        );
    }

    /// <summary>Asks what there is and makes what is missing. One of its own: one that shares another client's connection spins on a processor as
    /// long as it lives.</summary>
    internal IAdminClient Administrator()
    {
        var config = new AdminClientConfig(Common()) { CancellationDelayMaxMs = AdministratorLooksMilliseconds };
        return Built(() =>
            new AdminClientBuilder(Own(config))
                .SetLogHandler((_, message) => Log(message))
                .SetErrorHandler((_, error) => Complain(error))
                .Build()
        );
    }

    /// <summary>Reads from now on, in no group, and leaves no trace.</summary>
    internal IConsumer<string, byte[]> Subscriber()
    {
        var config = new ConsumerConfig(Common())
        {
            // Asked for, and never joined.
            GroupId = options.Prefix + ".subscribers",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Latest,
        };
        return Built(() =>
            new ConsumerBuilder<string, byte[]>(Own(config))
                .SetLogHandler((_, message) => Log(message))
                .SetErrorHandler((_, error) => Complain(error))
                .Build()
        );
    }

    private ClientConfig Common() =>
        new()
        {
            BootstrapServers = options.Servers,
            ClientId = "denga",
            LogConnectionClose = false,
        };

    private TConfig Own<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        foreach (var (name, value) in options.Client)
            config.Set(name, value);
        return config;
    }

    private static TClient Built<TClient>(Func<TClient> build)
    {
        try
        {
            return build();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingException($"A setting under Kafka is wrong. {e.Message}");
        }
    }

    private void Log(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning)
            Said(message.Facility, message.Message);
        else
            Debugged(message.Facility, message.Message);
    }

    private void Complain(Error error)
    {
        // That one broker is away says nothing yet.
        if (error.Code == ErrorCode.Local_AllBrokersDown || error.IsFatal)
            Away(error.Reason);
    }

    [LoggerMessage(LogLevel.Information, "Kafka {Facility}: {Text}")]
    private partial void Said(string facility, string text);

    [LoggerMessage(LogLevel.Debug, "Kafka {Facility}: {Text}")]
    private partial void Debugged(string facility, string text);

    [LoggerMessage(LogLevel.Warning, "Kafka does not answer; events wait. {Reason}")]
    private partial void Away(string reason);
}
