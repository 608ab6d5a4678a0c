using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;

namespace Denga.Bench;

/// <summary>The month report of one person through the real API: the sums alone, the report with its picture, the cached report; beside
/// <c>group by</c> over the same rows. Before every cold call an entry is recorded, so that nothing can be cached.</summary>
internal static class Reporting
{
    private const int Calls = 60;

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var postgres = await Postgres.Start(cancel);
        foreach (var scale in options.Scales)
        {
            var entries = BenchOptions.EntriesOfScale * scale;
            var database = await postgres.CreateDatabase(string.Create(CultureInfo.InvariantCulture, $"report_{scale}"));
            var person = (await DengaSubject.Load(database, 1, 1, entries, cancel))[0];
            await Postgres.Execute(database, "vacuum analyze expenses.expense");
            var token = await DengaSubject.TokenOf(database, person, cancel);
            var subject = new DengaSubject(database, postgres.Folder, "http://127.0.0.1:9");
            await using var running = await subject.Start(cancel);
            await DengaSubject.Settle(database, cancel);
            using var http = new HttpClient { BaseAddress = running.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var measured = await options.Exclusive(cancel);
            await Measure(http, database, person, entries, results, cancel);
        }
    }

    private static async Task Measure(
        HttpClient http,
        string database,
        PersonId person,
        int entries,
        Results results,
        CancellationToken cancel
    )
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var from = new DateOnly(today.Year, today.Month, 1);
        var period = string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={from.AddMonths(1).AddDays(-1):yyyy-MM-dd}");
        var grouped =
            $"select count(*) from (select category, sum(main_minor) from expenses.expense where person_id = '{person.Value}' and deleted_at is null "
            + $"and day between date '{from:yyyy-MM-dd}' and date '{today:yyyy-MM-dd}' group by category) as sums";
        var groupBy = await Time(() => Postgres.Number(database, grouped));
        var sums = await Cold(http, "/api/v1/expenses/spending?" + period, today, cancel);
        var report = await Cold(http, "/api/v1/reports/spending?" + period, today, cancel);
        var cached = await Time(() => http.GetByteArrayAsync("/api/v1/reports/spending?" + period, cancel));
        var size = entries.ToString("N0", CultureInfo.InvariantCulture);
        var peer = groupBy.Milliseconds(95);
        results.Figure($"month's sums, {size} entries, cold, p95", sums.Milliseconds(95), "ms", peer);
        results.Figure($"month report with picture, {size} entries, cold, p95", report.Milliseconds(95), "ms", peer);
        results.Figure($"month report, {size} entries, cached, p95", cached.Milliseconds(95), "ms", peer);
        results.Sample(
            new
            {
                entries,
                groupBy = groupBy.Summary,
                sums = sums.Summary,
                report = report.Summary,
                cached = cached.Summary,
            }
        );
    }

    private static async Task<Durations> Cold(HttpClient http, string path, DateOnly today, CancellationToken cancel)
    {
        var ticks = new List<long>(Calls);
        for (var i = 0; i <= Calls; i++)
        {
            var entry = new
            {
                amount = new { amount = "1.00", currency = "RUB" },
                day = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                note = "bench",
            };
            using var recorded = await http.PostAsJsonAsync("/api/v1/expenses", new { entries = new[] { entry } }, cancel);
            recorded.EnsureSuccessStatusCode();
            var start = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(path, cancel);
            // The first call warms up.
            if (i > 0)
                ticks.Add(Stopwatch.GetTimestamp() - start);
        }
        return new Durations(ticks);
    }

    private static async Task<Durations> Time<T>(Func<Task<T>> call)
    {
        var ticks = new List<long>(Calls);
        for (var i = 0; i <= Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await call();
            if (i > 0)
                ticks.Add(Stopwatch.GetTimestamp() - start);
        }
        return new Durations(ticks);
    }
}
