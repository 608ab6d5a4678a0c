using System.Diagnostics;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Host;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Split;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Bench;

/// <summary>What it costs to ask a module that runs elsewhere: the same operation called here, asked over signed HTTP, and an endpoint of Kestrel's that only
/// gives as much back. All on this machine, so the network is not in it.</summary>
internal static class SplitCost
{
    private const int Calls = 3_000;
    private const int WarmUps = 1_000;
    private const int AtOnce = 64;
    private const int CallsAtOnce = 20_000;
    private const long Chat = 9_000_000;
    private const string There = "expenses,identity,rates";

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        var person = (await DengaSubject.Load(database, 1, Chat, 1_000, cancel))[0];
        using var exclusive = await options.Exclusive(cancel);
        var (hereAddress, thereAddress) = (Ports.FreeAddress(), Ports.FreeAddress());
        await using var there = await Part(There, hereAddress, thereAddress);
        await using var here = await Part(DengaModules.AllBut(There), hereAddress, thereAddress);
        await DengaSubject.Settle(database, cancel);
        var asked = new ExpenseBook(person);
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            (await there.Services.GetRequiredService<IOperations>().Ask(asked, cancel)).Value,
            Platform.DengaJson.Options
        );
        await using var bare = await Bare(body, cancel);
        using var http = new HttpClient { BaseAddress = new Uri(bare.Urls.First()) };

        var ways = new (string Name, Func<Task> Ask)[]
        {
            ("called in the process", () => Ask(there)),
            ("asked of another process", () => Ask(here)),
            ("bare endpoint", Get),
        };
        var alone = ways.Select(_ => new List<long>()).ToArray();
        // In turns, so that the machine's moods are shared.
        for (var i = -WarmUps; i < Calls; i++)
            foreach (var (way, (_, ask)) in ways.Index())
            {
                var start = Stopwatch.GetTimestamp();
                await ask();
                if (i >= 0)
                    alone[way].Add(Stopwatch.GetTimestamp() - start);
            }
        var latency = alone.Select(t => new Durations(t)).ToArray();
        foreach (var percent in (int[])[50, 95])
        {
            results.Figure($"ExpenseBook {ways[0].Name}, p{percent}", latency[0].Milliseconds(percent) * 1000, "µs");
            results.Figure(
                $"  {ways[1].Name}; peer: a bare endpoint, p{percent}",
                latency[1].Milliseconds(percent) * 1000,
                "µs",
                latency[2].Milliseconds(percent) * 1000
            );
        }
        results.Figure(
            "  the price: the difference; peer: a bare endpoint, p50",
            (latency[1].Milliseconds(50) - latency[0].Milliseconds(50)) * 1000,
            "µs",
            latency[2].Milliseconds(50) * 1000
        );
        var rates = ways.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < options.Rounds; round++)
            foreach (var (way, (_, ask)) in ways.Index())
                rates[way].Add(await PerSecond(ask, cancel));
        results.Figure($"ExpenseBook {ways[0].Name}, {AtOnce} callers", Statistics.Median(rates[0]), "req/s");
        results.Figure(
            $"  {ways[1].Name}; peer: a bare endpoint, {AtOnce} callers",
            Statistics.Median(rates[1]),
            "req/s",
            Statistics.Median(rates[2])
        );
        foreach (var (way, (name, _)) in ways.Index())
            results.Sample(
                new
                {
                    name,
                    latencyMs = latency[way].Summary,
                    perSecond = rates[way],
                }
            );
        await here.Web.StopAsync(cancel);
        await there.Web.StopAsync(cancel);

        async Task<DengaApplication> Part(string modules, Uri here, Uri there)
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Modules:Only"] = modules,
                ["Modules:Secret"] = "a secret that the parts of this system share",
                ["Http:Address"] = (modules.Contains("expenses", StringComparison.Ordinal) ? there : here).ToString(),
            };
            foreach (var module in DengaModules.AllBut(There).Split(','))
                settings["Modules:" + module] = here.ToString();
            foreach (var module in There.Split(','))
                settings["Modules:" + module] = there.ToString();
            var part = await DengaSubject.Open(database, cancel, settings);
            await part.Start(cancel);
            return part;
        }

        async Task Ask(DengaApplication of)
        {
            var answer = await of.Services.GetRequiredService<IOperations>().Ask(asked, cancel);
            if (!answer.IsOk)
                throw new InvalidOperationException(answer.Error.Detail);
        }

        async Task Get()
        {
            using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), new ByteArrayContent(body), cancel);
            await answer.Content.ReadAsByteArrayAsync(cancel);
        }
    }

    private static async Task<double> PerSecond(Func<Task> ask, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            CallsAtOnce,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (_, _) => await ask()
        );
        return CallsAtOnce / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<WebApplication> Bare(byte[] body, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var bare = builder.Build();
        bare.Urls.Add("http://127.0.0.1:0");
        bare.MapPost("/", () => Microsoft.AspNetCore.Http.TypedResults.Bytes(body, "application/json"));
        await bare.StartAsync(cancel);
        return bare;
    }
}
