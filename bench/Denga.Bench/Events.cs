using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Operations;
using Denga.TestKit.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bench;

/// <summary>From an event's commit to its consumer's commit, in one process, without and with Kafka between.</summary>
internal static class Events
{
    private const int People = 200;
    private const long FirstChat = 8_000_000;
    private const int PerSecond = 100;
    private const int Backlog = 50_000;

    /// <summary>The mock cluster forgets what is more than 5 MB behind in a partition.</summary>
    private const int BacklogInKafka = 16_000;
    private const string Consumer = "analytics.totals";

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await Run(options, results, "", new Dictionary<string, string>(StringComparer.Ordinal), Backlog, cancel);
        using var broker = KafkaBroker.Start(brokers: 1);
        var through = broker.IsMock ? " through Kafka (mock cluster)" : " through Kafka";
        var settings = broker.Settings();
        // The mock cluster answers a question for more only when its time is over, where a broker answers as soon as there is something.
        if (broker.IsMock)
            settings["Kafka:Client:fetch.wait.max.ms"] = "5";
        await Run(options, results, through, settings, broker.IsMock ? BacklogInKafka : Backlog, cancel);
    }

    private static async Task Run(
        BenchOptions options,
        Results results,
        string through,
        IReadOnlyDictionary<string, string> settings,
        int backlog,
        CancellationToken cancel
    )
    {
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        var people = await DengaSubject.Load(database, People, FirstChat, 10, cancel);

        var seconds = new ConcurrentBag<double>();
        using var listener = Listen(seconds);
        using var exclusive = await options.Exclusive(cancel);
        await using var denga = await DengaSubject.Open(database, cancel, settings);
        await denga.Start(cancel);
        var operations = denga.Services.GetRequiredService<IOperations>();
        await DengaSubject.Settle(database, cancel);

        await Steady(operations, people, options.Seconds, cancel);
        seconds.Clear();
        await Steady(operations, people, options.Seconds, cancel);
        await DengaSubject.Settle(database, cancel);
        var latency = new Durations(seconds.Select(s => (long)(s * Stopwatch.Frequency)));
        results.Figure($"event{through}, commit to consumer's commit, {PerSecond}/s, p50", latency.Milliseconds(50), "ms");
        results.Figure($"event{through}, commit to consumer's commit, {PerSecond}/s, p95", latency.Milliseconds(95), "ms");
        results.Sample(
            new
            {
                what = "steady" + through,
                PerSecond,
                latencyMs = latency.Summary,
            }
        );

        var rates = new List<double>();
        for (var round = 1; round <= options.Rounds; round++)
            rates.Add(await Drain(database, backlog, seconds, cancel));
        results.Figure($"events{through}, {backlog:N0} at once, each to its consumers", Statistics.Median(rates), "events/s");
        results.Sample(
            new
            {
                what = "backlog" + through,
                backlog,
                rates,
            }
        );
        await denga.Web.StopAsync(cancel);
    }

    private static MeterListener Listen(ConcurrentBag<double> seconds)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "denga.event.delivery")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, value, tags, _) =>
            {
                if (tags.Length > 0 && tags[0].Value as string == Consumer)
                    seconds.Add(value);
            }
        );
        listener.Start();
        return listener;
    }

    private static async Task Steady(IOperations operations, IReadOnlyList<PersonId> people, TimeSpan length, CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        var recording = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(start) < length && await pace.WaitForNextTickAsync(cancel); i++)
            recording.Add(Record(operations, people[i % people.Count], cancel));
        await Task.WhenAll(recording);
    }

    private static async Task Record(IOperations operations, PersonId person, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var entry = new NewExpense(new Money(100_00, Currency.Rub), today, "кофе");
        var recorded = await operations.Ask(new RecordExpenses(OperationId.New(), person, [entry]), cancel);
        if (!recorded.IsOk)
            throw new InvalidOperationException(recorded.Error.Detail);
    }

    /// <summary>Events that were recorded already, again under new ids, all in one commit; answers how many a second are worked.</summary>
    private static async Task<double> Drain(string database, int backlog, ConcurrentBag<double> seconds, CancellationToken cancel)
    {
        seconds.Clear();
        await Postgres.Execute(
            database,
            $"""
            with written as (
                insert into expenses.outbox (id, type, key, body, at)
                select gen_random_uuid(), e.type, e.key, e.body, now()
                from generate_series(1, {backlog}) n
                join (select row_number() over (order by seq) as place, count(*) over () as places, * from expenses.outbox
                    where type = 'expenses.expense-recorded.v1') e on e.place = 1 + n % e.places
                order by n
                returning seq
            )
            insert into expenses.undelivered (seq) select seq from written
            """
        );
        var start = Stopwatch.GetTimestamp();
        while (seconds.Count < backlog)
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
        return backlog / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
