using System.Diagnostics;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Platform.Caching;
using Denga.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace Denga.Bench;

/// <summary>What a person costs out of the copy in the process, out of Redis, and out of PostgreSQL, beside a plain GET and a plain select; and what many
/// cost who ask at once for what nobody has.</summary>
internal static class CacheCost
{
    private const int People = 20_000;
    private const int CallsInProcess = 2_000_000;
    private const int Stampedes = 50;
    private const int Callers = 256;
    private const string Select = "select id, language, time_zone, repeat('x', 200) as note from bench.person where id = $1";

    private sealed record Person(Guid Id, string Language, string TimeZone, string Note);

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        await using var redis = await RedisProcess.Start();
        await Postgres.Execute(
            database,
            $"""
            create schema bench;
            create table bench.person (id uuid primary key, language text not null, time_zone text not null);
            insert into bench.person select gen_random_uuid(), 'ru', 'Europe/Moscow' from generate_series(1, {People});
            analyze bench.person
            """
        );
        await using var source = new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(database)
            {
                MaxAutoPrepare = 10,
                AutoPrepareMinUsages = 2,
                MaxPoolSize = 20,
            }.ConnectionString
        ).Build();
        var people = await Ids(source, cancel);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Redis:ConnectionString"] = redis.ConnectionString };
        using var exclusive = await options.Exclusive(cancel);
        // Two processes, as far as Redis can see.
        await using var first = await DengaSubject.Open(database, cancel, settings);
        await using var second = await DengaSubject.Open(database, cancel, settings);
        await first.Start(cancel);
        await second.Start(cancel);
        var here = first.Services.GetRequiredService<Caches>().Of<Person>("bench.person", TimeSpan.FromMinutes(10));
        var there = second.Services.GetRequiredService<Caches>().Of<Person>("bench.person", TimeSpan.FromMinutes(10));
        using var plain = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var db = plain.GetDatabase();

        var (missed, selected, shared, got) = (new List<long>(), new List<long>(), new List<long>(), new List<long>());
        // In turns, so that the machine's moods are shared; the first tenth is a warm-up.
        foreach (var (number, id) in people.Index())
        {
            var key = id.ToString();
            var kept = number < People / 10 ? new List<long>() : null;
            await Time(kept ?? selected, () => Read(source, id, cancel));
            await Time(kept ?? missed, () => here.Get(key, () => Read(source, id, cancel), cancel).AsTask());
            await Time(kept ?? got, () => db.StringGetAsync($"denga:bench.person:{{{key}}}:value"));
            await Time(kept ?? shared, () => there.Get(key, () => throw new InvalidOperationException("It is in Redis."), cancel).AsTask());
        }
        Lines("cache, not there: PostgreSQL; peer: the select alone", missed, selected);
        Lines("cache, in Redis; peer: a plain GET", shared, got);

        var nanoseconds = await InProcess(here, people[^1].ToString(), cancel);
        results.Figure("cache, in the process", nanoseconds, "ns");

        var (once, each, reads) = await Stampede(here, source, cancel);
        results.Figure($"cache, {Callers} at once for one that is not there, p50; peer: {Callers} selects", once, "ms", each);
        results.Figure("  of them went to PostgreSQL", reads, "");
        results.Sample(
            new
            {
                nanoseconds,
                once,
                each,
                reads,
            }
        );

        void Lines(string name, List<long> ticks, List<long> peer)
        {
            var (own, other) = (new Durations(ticks), new Durations(peer));
            foreach (var percent in (int[])[50, 95])
                results.Figure($"{name}, p{percent}", own.Milliseconds(percent) * 1000, "µs", other.Milliseconds(percent) * 1000);
            results.Sample(
                new
                {
                    name,
                    ms = own.Summary,
                    peerMs = other.Summary,
                }
            );
        }
    }

    private static async Task<double> InProcess(Cache<Person> cache, string key, CancellationToken cancel)
    {
        Func<Task<Person?>> read = () => throw new InvalidOperationException("It is in memory.");
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < CallsInProcess; i++)
                await cache.Get(key, read, cancel);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / CallsInProcess);
        }
        return best;
    }

    /// <summary>Median milliseconds until all have an answer, with the cache and each by himself; and how many reads a stampede made.</summary>
    private static async Task<(double Once, double Each, double Reads)> Stampede(
        Cache<Person> cache,
        NpgsqlDataSource source,
        CancellationToken cancel
    )
    {
        var (together, alone, reads) = (new List<long>(), new List<long>(), 0);
        var some = (await Ids(source, cancel))[0];
        for (var i = 0; i < Stampedes; i++)
        {
            var key = Guid.CreateVersion7().ToString();
            Task<Person?> ReadIt()
            {
                Interlocked.Increment(ref reads);
                return Read(source, some, cancel);
            }
            await Time(together, () => Crowd(() => cache.Get(key, ReadIt, cancel).AsTask()));
            await Time(alone, () => Crowd(() => Read(source, some, cancel)));
        }
        return (
            new Durations(together).Milliseconds(50),
            new Durations(alone).Milliseconds(50),
            Statistics.Median([reads / (double)Stampedes])
        );
    }

    private static Task Crowd(Func<Task> ask) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(ask)));

    private static async Task Time(List<long> into, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        into.Add(Stopwatch.GetTimestamp() - start);
    }

    private static async Task<Person?> Read(NpgsqlDataSource source, Guid id, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(Select, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? new Person(rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)) : null;
    }

    private static async Task<Guid[]> Ids(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select id from bench.person");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(cancel))
            ids.Add(rows.GetGuid(0));
        return [.. ids];
    }
}
