using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Npgsql;

namespace Denga.Bench;

/// <summary>Stars from the balance, ordered over HTTP until the sandbox seller has delivered them.</summary>
internal static class StarsOrders
{
    private const int Callers = 64;
    private const int WarmUps = 8;
    private const int Each = 16;
    private const int Alone = 40;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3);

    internal static async Task Run(BenchOptions options, DengaPayments denga, Results results, CancellationToken cancel)
    {
        await Loop(denga, Callers, WarmUps, cancel);
        foreach (var (callers, each) in new[] { (1, Alone), (Callers, Each) })
        {
            var rates = new List<double>();
            var latencies = new List<Durations>();
            for (var round = 1; round <= options.Rounds; round++)
            {
                var (delivered, took) = await Loop(denga, callers, each, cancel);
                rates.Add(callers * each / took.TotalSeconds);
                latencies.Add(delivered);
                results.Sample(
                    new
                    {
                        what = "stars",
                        round,
                        callers,
                        perSecond = rates[^1],
                        deliveredMs = delivered.Summary,
                    }
                );
            }
            results.Figure($"Stars ordered → delivered, {callers} buyers", Statistics.Median(rates), "/s");
            foreach (var percent in new[] { 50, 95 })
                results.Figure($"  p{percent}", Statistics.Median(latencies.Select(l => l.Milliseconds(percent))), "ms");
        }
    }

    private static async Task<(Durations Delivered, TimeSpan Took)> Loop(
        DengaPayments denga,
        int callers,
        int each,
        CancellationToken cancel
    )
    {
        var quotes = new ConcurrentQueue<string>[callers];
        await Parallel.ForAsync(
            0,
            callers,
            new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancel },
            async (n, stop) =>
            {
                quotes[n] = new ConcurrentQueue<string>();
                for (var i = 0; i < each; i++)
                    quotes[n]
                        .Enqueue((
                                await denga.Post(
                                    "/api/v1/stars/quotes",
                                    denga.Tokens[n],
                                    new
                                    {
                                        product = "Stars",
                                        quantity = 50,
                                        currency = "RUB",
                                        username = "somebody",
                                    },
                                    stop
                                )
                            ).GetProperty("id").GetString()!);
            }
        );
        await denga.Settle(cancel);
        var before = await Count(denga);
        var took = new ConcurrentBag<long>();
        var waiting = new ConcurrentDictionary<Guid, TaskCompletionSource>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = Watch(denga.Database, waiting, over.Token);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            quotes.Select(
                (own, n) =>
                    Task.Run(
                        async () =>
                        {
                            while (own.TryDequeue(out var quote))
                            {
                                var id = OperationId.New();
                                var delivered = waiting[id.Value] = new(TaskCreationOptions.RunContinuationsAsynchronously);
                                var began = Stopwatch.GetTimestamp();
                                await denga.Post("/api/v1/stars/orders", denga.Tokens[n], new { id, quote }, cancel);
                                await delivered.Task.WaitAsync(TimeSpan.FromSeconds(30), cancel);
                                took.Add(Stopwatch.GetTimestamp() - began);
                            }
                        },
                        cancel
                    )
            )
        );
        var all = Stopwatch.GetElapsedTime(start);
        await over.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await Count(denga) - before is var count && count != callers * each)
            throw new InvalidOperationException($"{count} orders of {callers * each} are delivered.");
        return (new Durations(took), all);
    }

    private static Task<long> Count(DengaPayments denga) =>
        Postgres.Number(denga.Database, $"select count(*) from stars.star_order where state = '{nameof(StarsOrderState.Delivered)}'");

    /// <summary>Looks again and again, so that nobody's question costs the server anything.</summary>
    private static async Task Watch(string database, ConcurrentDictionary<Guid, TaskCompletionSource> waiting, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancel);
        await using var look = new NpgsqlCommand("select id from stars.star_order where id = any($1) and ended_at is not null", connection);
        var asked = look.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [] });
        while (!cancel.IsCancellationRequested)
        {
            asked.Value = waiting.Keys.ToArray();
            await using (var rows = await look.ExecuteReaderAsync(cancel))
                while (await rows.ReadAsync(cancel))
                    if (waiting.TryRemove(rows.GetGuid(0), out var delivered))
                        delivered.SetResult();
            await Task.Delay(Look, cancel);
        }
    }
}
