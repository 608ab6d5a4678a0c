using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Bench;

/// <summary>A month's report of one person with many entries, over HTTP, beside PostgreSQL's own <c>group by</c> over the same rows; and documents.</summary>
internal static class Report
{
    private const int Calls = 60;
    private const long Chat = 7_000_000;

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var standIn = await StandIn.Start();
        foreach (var scale in options.Scales)
        {
            await using var postgres = await Postgres.Start(cancel);
            await Measure(options, postgres, standIn, BenchOptions.EntriesOfScale * scale, results, cancel);
        }
        await Documents.Run(options, results, cancel);
    }

    private static async Task Measure(
        BenchOptions options,
        Postgres postgres,
        StandIn standIn,
        int entries,
        Results results,
        CancellationToken cancel
    )
    {
        Results.Say($"report: one person with {entries:N0} expenses…");
        var database = await postgres.CreateDatabase("denga_bench");
        var person = (await DengaSubject.Load(database, 1, Chat, entries, cancel))[0];
        var token = await DengaSubject.TokenOf(database, person, cancel);
        await Postgres.Execute(database, "vacuum analyze");

        using var exclusive = await options.Exclusive(cancel);
        await using var running = await new DengaSubject(database, postgres.Folder, standIn.Address).Start(cancel);
        await DengaSubject.Settle(database, cancel);
        using var http = new HttpClient { BaseAddress = running.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var today = TimeProvider.System.GetUtcNow();
        var to = new DateOnly(today.Year, today.Month, 1).AddDays(-1);
        var from = new DateOnly(to.Year, to.Month, 1);
        var period = string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");
        Task<long> Report() => Get(http, "/api/v1/reports/spending?" + period, cancel);
        Task<long> Sums() => Get(http, "/api/v1/expenses/spending?" + period, cancel);
        // Another version is another report.
        Task Touch() => Postgres.Execute(database, "update expenses.book set version = version + 1");

        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var grouping = new NpgsqlCommand(
            """
            select category, sum(main_minor) from expenses.expense
            where person_id = $1 and day between $2 and $3 and kind = 0 and deleted_at is null group by category
            """,
            connection
        );
        grouping.Parameters.Add(new NpgsqlParameter { Value = person.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        grouping.Parameters.Add(new NpgsqlParameter { Value = from, NpgsqlDbType = NpgsqlDbType.Date });
        grouping.Parameters.Add(new NpgsqlParameter { Value = to, NpgsqlDbType = NpgsqlDbType.Date });
        await grouping.PrepareAsync(cancel);

        var (cold, cached, sums, grouped) = (new List<long>(), new List<long>(), new List<long>(), new List<long>());
        // In turns, so that the machine's moods are shared; the first calls of each are a warm-up.
        const int warmUps = 10;
        for (var i = -warmUps; i < Calls; i++)
        {
            await Touch();
            Keep(i, cold, await Report());
            Keep(i, cached, await Report());
            Keep(i, sums, await Sums());
            Keep(i, grouped, await Group(grouping, cancel));
        }
        var data = $" ({entries:N0} entries)";
        var peer = new Durations(grouped);
        foreach (
            var (name, ticks) in new[]
            {
                ("month report, cold", cold),
                ("month report, cached", cached),
                ("month report, its sums alone", sums),
            }
        )
        {
            var durations = new Durations(ticks);
            results.Figure($"{name}{data}, p50", durations.Milliseconds(50), "ms", peer.Milliseconds(50));
            results.Figure($"{name}{data}, p95", durations.Milliseconds(95), "ms", peer.Milliseconds(95));
            results.Sample(
                new
                {
                    entries,
                    name,
                    latencyMs = durations.Summary,
                }
            );
        }
        // Two questions for sums stand in a cold report: this month and the one before.
        results.Figure(
            $"  of the cold one, the picture and the rest{data}",
            new Durations(cold).Milliseconds(50) - (2 * new Durations(sums).Milliseconds(50)),
            "ms"
        );
        results.Sample(
            new
            {
                entries,
                name = "group by",
                latencyMs = peer.Summary,
            }
        );
    }

    private static void Keep(int call, List<long> into, long ticks)
    {
        if (call >= 0)
            into.Add(ticks);
    }

    private static async Task<long> Get(HttpClient http, string path, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
        var body = await response.Content.ReadAsByteArrayAsync(cancel);
        var took = Stopwatch.GetTimestamp() - start;
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {System.Text.Encoding.UTF8.GetString(body)}");
        return took;
    }

    private static async Task<long> Group(NpgsqlCommand command, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) { }
        return Stopwatch.GetTimestamp() - start;
    }
}
