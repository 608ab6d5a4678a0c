using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Denga.Platform.Modules;
using Denga.Platform.Telemetry;
using Denga.TestKit.Kafka;
using Denga.Tests.Integration.Foundation;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Kafka;

/// <summary>What only a broker brings: its form of an event, its absence, members that come and go.</summary>
public sealed class KafkaTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, string> settings = KafkaBroker.Shared.Settings();
    private readonly PersonId anna = PersonId.New();
    private readonly PersonId boris = PersonId.New();
    private readonly ConcurrentDictionary<string, double> measured = new(StringComparer.Ordinal);
    private readonly MeterListener measuring = new();
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync()
    {
        measuring.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == Metrics.Meter)
                listener.EnableMeasurementEvents(instrument);
        };
        measuring.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        measuring.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        measuring.Start();
        host = await Start();
    }

    public async ValueTask DisposeAsync()
    {
        measuring.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task An_event_is_a_CloudEvent_under_its_key_with_its_trace()
    {
        using var request = Tracing.Source.StartActivity("request");
        await host.Publish<Profiles>(Said(anna, "hello"));
        var message = await First(Topic("identity"));
        Assert.Equal(anna.ToString(), message.Key);
        Assert.Equal("1.0", Header(message, "ce_specversion"));
        Assert.Equal("identity.profile-changed.v1", Header(message, "ce_type"));
        Assert.Equal("/denga/identity", Header(message, "ce_source"));
        Assert.Equal("application/json", Header(message, "content-type"));
        Assert.Equal(await host.Select<Guid>("select id from identity.outbox"), Guid.Parse(Header(message, "ce_id")));
        Assert.Equal(await host.Select<string?>("select trace from identity.outbox"), Header(message, "traceparent"));
        Assert.Equal("hello", JsonDocument.Parse(message.Value).RootElement.GetProperty("timeZone").GetString());
    }

    [Fact]
    public async Task A_broker_that_is_gone_stops_nobody_and_what_waits_comes_in_order()
    {
        using var broker = KafkaBroker.Start(brokers: 1);
        broker.MakeTopics(settings["Kafka:Prefix"]);
        await using var gate = new KafkaGate(broker.Servers);
        settings["Kafka:Servers"] = gate.Servers;
        await host.DisposeAsync();
        host = await Start();
        await host.Publish<Profiles>(Said(anna, "000"));
        await Heard(1);

        gate.Shut();
        // The commit does not wait for the broker.
        for (var i = 1; i <= 200; i++)
            await host.Publish<Profiles>(Said(anna, Number(i)), Said(boris, Number(i)));
        Assert.Equal(HealthState.Degraded, (await Health()).State);
        Assert.Equal(400, await host.Select<int>("select count(*) from identity.undelivered"));
        Assert.Equal(1, await host.Select<int>("select count(*) from identity.heard"));

        gate.Open();
        await Heard(401);
        Assert.Equal(Enumerable.Range(0, 201).Select(Number), await WordsOf(anna));
        Assert.Equal(Enumerable.Range(1, 200).Select(Number), await WordsOf(boris));
        await host.Until("not exists (select from identity.undelivered)");
        Assert.Equal(HealthState.Ok, (await Health()).State);
    }

    [Fact]
    public async Task A_broker_that_was_never_there_keeps_nobody_from_starting_and_stopping()
    {
        settings["Kafka:Servers"] = "127.0.0.1:1";
        await host.DisposeAsync();
        host = await Start();
        await host.Publish<Profiles>(Said(anna, "hello"));
        Assert.Equal(HealthState.Degraded, (await Health()).State);
        await host.Stop();
        host = await ModuleHost.Start(platform => platform.Add<Profiles>(), database: host.Database);
        await Heard(1);
    }

    [Fact]
    public async Task When_a_member_stops_in_the_middle_another_goes_on_and_no_effect_is_lost_or_doubled()
    {
        var people = Enumerable.Range(0, 20).Select(_ => PersonId.New()).ToList();
        var first = host;
        // Disposed at the end, with the database.
        host = await Start(first.Database);
        var publishing = Task.WhenAll(
            people.Select(async person =>
            {
                for (var i = 0; i < 100; i++)
                    await host.Publish<Profiles>(Said(person, Number(i)));
            })
        );
        await Heard(500);
        await first.Stop();
        await publishing;
        await Heard(2_000);
        foreach (var person in people)
            Assert.Equal(Enumerable.Range(0, 100).Select(Number), await WordsOf(person));
    }

    [Fact]
    public async Task What_was_worked_and_not_committed_to_the_broker_comes_again_to_no_effect()
    {
        await host.Publish<Profiles>(Said(anna, "one"), Said(anna, "two"));
        await Heard(2);
        await host.Stop();
        // Another group's name has no offsets: everything comes again, as after a crash before the commit of offsets.
        var (database, group) = (host.Database, Guid.CreateVersion7().ToString("N"));
        settings["Kafka:Client:group.id"] = group;
        host = await Start(database);
        await host.Publish<Profiles>(Said(anna, "three"));
        await Heard(3);
        Assert.Equal(["one", "two", "three"], await WordsOf(anna));
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letter_topic_too_with_what_was_wrong()
    {
        Hearing.Act = happened =>
        {
            if (happened.TimeZone == "poison")
                throw new InvalidOperationException("this will never do");
        };
        await host.Publish<Profiles>(Said(anna, "poison"), Said(anna, "after"), Said(boris, "other"));
        await Heard(2);
        var message = await First(Topic("identity") + ".dead");
        Assert.Equal(anna.ToString(), message.Key);
        Assert.Equal("identity.hear", Header(message, "denga-consumer"));
        Assert.Equal("8", Header(message, "denga-attempts"));
        Assert.Contains("this will never do", Header(message, "denga-error"), StringComparison.Ordinal);
        var letter = Assert.Single(await host.Services.GetRequiredService<DeadLetters>().List(CancellationToken.None));
        Assert.Equal(letter.EventId.ToString(), Header(message, "ce_id"));
    }

    [Theory]
    [InlineData("nonsense", false)]
    [InlineData("{\"person\":", true)]
    [InlineData("", true)]
    public async Task What_is_no_event_is_put_aside_and_its_partition_goes_on(string body, bool withHeaders)
    {
        await host.Publish<Profiles>(Said(anna, "before"));
        await Heard(1);
        using (var stranger = new ProducerBuilder<string, byte[]>(Client()).Build())
        {
            var headers = new Headers();
            if (withHeaders)
            {
                headers.Add("ce_id", Encoding.UTF8.GetBytes(Guid.CreateVersion7().ToString()));
                headers.Add("ce_type", "identity.profile-changed.v1"u8.ToArray());
                headers.Add("ce_time", "2026-01-01T00:00:00Z"u8.ToArray());
            }
            await stranger.ProduceAsync(
                Topic("identity"),
                new Message<string, byte[]>
                {
                    Key = anna.ToString(),
                    Value = Encoding.UTF8.GetBytes(body),
                    Headers = headers,
                }
            );
        }
        await host.Publish<Profiles>(Said(anna, "after"));
        await Heard(2);
        Assert.Equal(["before", "after"], await WordsOf(anna));
        var aside = await First(Topic("identity") + ".dead");
        Assert.Equal(body, Encoding.UTF8.GetString(aside.Value));
        Assert.Contains("CloudEvent", Header(aside, "denga-error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_metrics_show_what_goes_through_and_what_lags_behind()
    {
        var slow = new TaskCompletionSource();
        Hearing.Slow = slow.Task;
        await host.Publish<Profiles>(Said(anna, "one"), Said(anna, "two"), Said(anna, "three"));
        await Heard(3);
        var group = $"group={settings["Kafka:Prefix"]}.identity";
        bool Lags(string line, int by) =>
            line.StartsWith("denga.kafka.lag " + group, StringComparison.Ordinal)
            && line.EndsWith(string.Create(CultureInfo.InvariantCulture, $" {by}"), StringComparison.Ordinal);
        await Metric(line => Lags(line, 3));
        slow.SetResult();
        await Metric(line => Lags(line, 0));
        string[] expected =
        [
            $"denga.kafka.produced topic={Topic("identity")} 3",
            $"denga.kafka.consumed {group} topic={Topic("identity")} 3",
            "denga.kafka.producer_queue ",
            "denga.event.handling consumer=identity.hear type=identity.profile-changed.v1 ",
        ];
        foreach (var line in expected)
            await Metric(l => l.StartsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_happens_in_one_process_is_heard_and_signalled_in_another()
    {
        await using var other = await ModuleHost.Start(platform => platform.Add<Page>(), settings: settings);
        var page = other.Services.GetRequiredService<Page.Ear>();
        // Who listens begins when he is there, so it is said until it is heard.
        using var limit = new CancellationTokenSource(HangMax);
        while (!page.Heard.Task.IsCompleted || !page.Signalled.Task.IsCompleted)
        {
            Assert.False(limit.IsCancellationRequested, "Nothing is heard over there.");
            await host
                .Services.GetRequiredService<Database<Profiles>>()
                .Transaction(
                    work =>
                    {
                        work.Publish(Said(anna, "hello"));
                        work.Tell(new DayChanged(anna, new DateOnly(2026, 11, 21), Currency.Rub));
                        return Task.FromResult(0);
                    },
                    limit.Token
                );
        }
        Assert.Equal(anna, (await page.Heard.Task).Person);
        Assert.Equal(anna, (await page.Signalled.Task).Person);
    }

    private static ProfileChanged Said(PersonId person, string word) => new(person, "ru", word);

    private static string Number(int number) => number.ToString("D3", CultureInfo.InvariantCulture);

    private static string Header(Message<string, byte[]> message, string name) =>
        Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));

    private Task<ModuleHost> StartNew(string? database) =>
        ModuleHost.Start(platform => platform.Add<Profiles>(), database: database, settings: settings);

    private async Task<ModuleHost> Start(string? database = null)
    {
        var started = await StartNew(database);
        await started.Execute(
            "create table if not exists identity.heard (n bigint generated always as identity, person uuid not null, word text not null)"
        );
        return started;
    }

    private Hearing Hearing => host.Services.GetRequiredService<Hearing>();

    private string Topic(string module) => $"{settings["Kafka:Prefix"]}.{module}";

    private ClientConfig Client() => new() { BootstrapServers = settings["Kafka:Servers"] };

    private Task<HealthAnswer> Health() =>
        host.Services.GetServices<IHealthCheck>().Single(c => c.Name == "kafka").Check(CancellationToken.None);

    private Task Heard(int count) =>
        host.Until(string.Create(CultureInfo.InvariantCulture, $"(select count(*) from identity.heard) >= {count}"));

    private async Task<IEnumerable<string>> WordsOf(PersonId person)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        return await connection.QueryAsync<string>(
            "select word from identity.heard where person = @Value order by n",
            new { person.Value }
        );
    }

    private async Task Metric(Func<string, bool> isThere)
    {
        string[] lines = [];
        bool IsThere()
        {
            measuring.RecordObservableInstruments();
            lines = [.. measured.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value}"))];
            return lines.Any(isThere);
        }
        try
        {
            await Wait.Until(IsThere);
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join('\n', lines.Where(l => l.StartsWith("denga.kafka", StringComparison.Ordinal))));
        }
    }

    /// <summary>A gauge's last value, another instrument's sum.</summary>
    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = instrument.Name;
        foreach (var (name, text) in tags)
            key += string.Create(CultureInfo.InvariantCulture, $" {name}={text}");
        measured.AddOrUpdate(key, value, (_, before) => instrument.IsObservable ? value : before + value);
    }

    /// <summary>Reads a topic as any program might.</summary>
    private async Task<Message<string, byte[]>> First(string topic)
    {
        using var limit = new CancellationTokenSource(HangMax);
        using var reader = new ConsumerBuilder<string, byte[]>(
            new ConsumerConfig(Client()) { GroupId = "reader", EnableAutoCommit = false }
        ).Build();
        using var administrator = new DependentAdminClientBuilder(reader.Handle).Build();
        var partitions = administrator.GetMetadata(topic, HangMax).Topics.Single().Partitions;
        reader.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        return await Task.Run(() => reader.Consume(limit.Token).Message);
    }
}

/// <summary>A process with an open page and no tables.</summary>
internal sealed class Page : IModule
{
    public static string Name => "web";

    public static void Register(ModuleBuilder module) => module.WithoutSchema().Listens<Ear>();

    internal sealed class Ear : IListener
    {
        public Ear(Signals signals) => signals.Subscribe<DayChanged>(day => Signalled.TrySetResult(day));

        public IReadOnlyList<Type> Events { get; } = [typeof(ProfileChanged)];

        internal TaskCompletionSource<ProfileChanged> Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource<DayChanged> Signalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Receive(Delivery delivery) => Heard.TrySetResult((ProfileChanged)delivery.Event);
    }
}
