using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Platform.Events.Kafka;

/// <summary>Brings events of every local module's outbox to its topic, and events of all modules to every local consumer.</summary>
internal sealed partial class KafkaTransport(
    IReadOnlyList<RegisteredModule> modules,
    IServiceProvider services,
    ModuleSources sources,
    OutboxSignals outboxes,
    Signals signals,
    IOptions<EventOptions> events,
    IOptions<KafkaOptions> options,
    TimeProvider clock,
    ILoggerFactory logs
) : IHostedService
{
    private const string Originator = "kafka";
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly KafkaOptions kafka = options.Value;
    private readonly ILogger log = logs.CreateLogger("Denga.Kafka");
    private readonly CancellationTokenSource stop = new();
    private readonly Gauges gauges = new();
    private KafkaPublisher publisher = null!;
    private IAdminClient administrator = null!;
    private KafkaReceiver[] receivers = [];
    private KafkaSubscriber subscriber = null!;
    private Task running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var clients = new KafkaClients(kafka, log);
        publisher = new KafkaPublisher(clients, clock, log);
        administrator = clients.Administrator();
        receivers = [.. modules.Where(m => m.Consumers.Count > 0).Select(m => Receiver(m, clients))];
        var listeners = modules.SelectMany(m => m.Listeners.Select(type => (IListener)services.GetRequiredService(type))).ToArray();
        subscriber = new KafkaSubscriber(clients, publisher, administrator, kafka, signals, listeners, log);
        signals.Elsewhere = subscriber.Tell;
        Measure();
        running = Run();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        signals.Elsewhere = null;
        await stop.CancelAsync();
        await running;
        gauges.Dispose();
        publisher?.Dispose();
        administrator?.Dispose();
        stop.Dispose();
    }

    /// <summary>Every local consumer has its partitions, and open pages hear of what happens elsewhere.</summary>
    internal bool IsReceiving => receivers.All(r => r.IsMember) && subscriber.IsListening;

    /// <summary>The brokers that answer. Blocks.</summary>
    /// <exception cref="KafkaException">None does.</exception>
    internal IReadOnlyList<BrokerMetadata> Brokers(TimeSpan atMost) => administrator.GetMetadata(atMost).Brokers;

    private async Task Run()
    {
        // A broker that makes a topic by itself would give it another number of partitions.
        await MakeTopics();
        await Task.WhenAll([
            .. modules.Where(m => m.HasSchema).Select(m => Task.Run(() => Relay(m).Run(stop.Token), CancellationToken.None)),
            .. receivers.Select(r => OnThread(() => r.Run(stop.Token).GetAwaiter().GetResult())),
            OnThread(() => subscriber.Run(stop.Token)),
        ]);
    }

    private static Task OnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private KafkaReceiver Receiver(RegisteredModule module, KafkaClients clients)
    {
        var runners = module
            .Consumers.Select(type => new ConsumerRunner(
                (IConsumer)services.GetRequiredService(type),
                module.Transaction(services),
                events.Value,
                clock,
                log,
                (consumer, delivery, failure, attempts) => Bury(module, consumer, delivery, failure, attempts)
            ))
            .ToArray();
        var topics = EventTypes
            .All.Where(e => runners.Any(r => r.Wants(e.Value)))
            .Select(e => TopicOf(e.Key))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return new KafkaReceiver(
            clients,
            kafka.GroupOf(module.Name),
            topics,
            runners,
            received => PutAside(module, received),
            events.Value.InFlightMax,
            clock,
            log
        );
    }

    private OutboxRelay Relay(RegisteredModule module) =>
        new(
            module.Name,
            sources.Of(module.Name),
            outboxes.Of(module.Name),
            delivery => Publish(module, delivery),
            events.Value,
            clock,
            logs.CreateLogger("Denga.Events")
        );

    private string TopicOf(string type) => kafka.TopicOf(type.Split('.', 2)[0]);

    /// <summary>Completes when the broker has the event, or never will and it is parked. The message is given to the producer before the first
    /// wait: in the order of the calls.</summary>
    private async Task Publish(RegisteredModule module, Delivery delivery)
    {
        var topic = TopicOf(delivery.Type);
        using var span = Tracing.ContinueRecorded("publish " + delivery.Type, ActivityKind.Producer, delivery.Trace);
        span?.SetTag("messaging.system", "kafka").SetTag("messaging.destination.name", topic);
        try
        {
            await publisher.Publish(topic, KafkaEvent.Of(span is null ? delivery : delivery with { Trace = span.Id }));
        }
        catch (KafkaException e)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            await ParkUnsent(module, delivery, e);
        }
    }

    private async Task ParkUnsent(RegisteredModule module, Delivery delivery, KafkaException refused)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await module.Transaction(services)(
                    unit => DeadLetters.Park(unit, Originator, delivery, 1, refused, clock.GetUtcNow()),
                    stop.Token
                );
                Unsent(module.Name, delivery.Type, delivery.Id, refused.Error.Reason);
                return;
            }
            catch (Npgsql.NpgsqlException)
            {
                await Task.Delay(Pause, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        // Not marked as delivered: the next start tries again.
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, CancellationToken.None);
    }

    /// <summary>What a consumer gave up also goes to the dead-letter topic, for whoever watches topics. The table is the truth: from there it is
    /// sent again.</summary>
    private void Bury(RegisteredModule module, string consumer, Delivery delivery, Exception failure, int attempts)
    {
        var message = KafkaEvent.Of(delivery);
        KafkaEvent.Add(message.Headers, "denga-consumer", consumer);
        KafkaEvent.Add(message.Headers, "denga-attempts", attempts.ToString(CultureInfo.InvariantCulture));
        KafkaEvent.Add(message.Headers, "denga-error", $"{failure.GetType().Name}: {failure.Message}");
        KafkaEvent.Add(message.Headers, "denga-parked-at", clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        _ = publisher.Publish(kafka.DeadTopicOf(module.Name), message);
    }

    /// <summary>What is no event cannot stand in a table of events.</summary>
    private async Task PutAside(RegisteredModule module, ConsumeResult<string, byte[]> received)
    {
        var headers = new Headers();
        foreach (var header in received.Message.Headers)
            headers.Add(header.Key, header.GetValueBytes());
        KafkaEvent.Add(headers, "denga-error", "This is no CloudEvent with a JSON body.");
        KafkaEvent.Add(headers, "denga-from", received.TopicPartitionOffset.ToString());
        try
        {
            await publisher.Publish(
                kafka.DeadTopicOf(module.Name),
                new Message<string, byte[]>
                {
                    Key = received.Message.Key,
                    Value = received.Message.Value ?? [],
                    Headers = headers,
                }
            );
        }
        catch (KafkaException)
        {
            // Too large with the new headers: it stays where it came from, and its place is in the log.
        }
    }

    private async Task MakeTopics()
    {
        string[] wanted =
        [
            .. modules.Where(m => m.HasSchema).SelectMany(m => new[] { kafka.TopicOf(m.Name), kafka.DeadTopicOf(m.Name) }),
            .. EventTypes.All.Keys.Select(TopicOf),
            kafka.SignalsTopic,
        ];
        while (kafka.CreateTopics && !stop.IsCancellationRequested)
        {
            try
            {
                var there = (await Task.Run(() => administrator.GetMetadata(LookMax), stop.Token)).Topics;
                foreach (var other in there.Where(t => wanted.Contains(t.Topic) && t.Partitions.Count != kafka.Partitions))
                    OtherPartitions(other.Topic, other.Partitions.Count, kafka.Partitions);
                var missing = wanted.Distinct(StringComparer.Ordinal).Except(there.Select(t => t.Topic), StringComparer.Ordinal).ToArray();
                if (missing.Length > 0)
                    await administrator.CreateTopicsAsync(
                        missing.Select(topic => new TopicSpecification { Name = topic, NumPartitions = kafka.Partitions })
                    );
                return;
            }
            catch (CreateTopicsException e) when (e.Results.All(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
            {
                // Another process was faster.
                return;
            }
            catch (KafkaException e)
            {
                NoTopics(e.Error.Reason);
                await Task.Delay(Pause, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Measure()
    {
        gauges.Add(
            "denga.kafka.lag",
            () =>
                receivers.SelectMany(r =>
                    r.Statistics.Lags.Select(l => new Measurement<long>(
                        l.Messages,
                        new("group", r.Group),
                        new("topic", l.Topic),
                        new("partition", l.Partition)
                    ))
                ),
            "{message}",
            "Messages that a group has not committed yet, by partition."
        );
        gauges.Add(
            "denga.kafka.unfinished",
            () => receivers.Select(r => new Measurement<long>(r.Unfinished, new KeyValuePair<string, object?>("group", r.Group))),
            "{message}",
            "Messages received and neither worked nor parked yet."
        );
        gauges.Add(
            "denga.kafka.producer_queue",
            () => publisher.Statistics.Queued,
            "{message}",
            "Messages in the producer's queue or on their way to the broker."
        );
    }

    [LoggerMessage(LogLevel.Error, "Kafka will never take {Type} {EventId} of {Module}: {Reason} It is parked (denga events list)")]
    private partial void Unsent(string module, string type, Guid eventId, string reason);

    [LoggerMessage(LogLevel.Warning, "The topics are not there yet: {Reason}")]
    private partial void NoTopics(string reason);

    [LoggerMessage(LogLevel.Warning, "The topic {Topic} has {Partitions} partitions, and Kafka:Partitions is {Stated}")]
    private partial void OtherPartitions(string topic, int partitions, int stated);
}
