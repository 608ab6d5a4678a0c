using System.Diagnostics;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;

namespace Denga.Bench;

/// <summary>How soon Denga is ready, and what it holds in memory.</summary>
internal static class Memory
{
    private const int People = 1_000;
    private const long FirstChat = 9_000_000;
    private const int Callers = 64;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var standIn = await StandIn.Start();
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        await DengaSubject.Load(database, People, FirstChat, 10, cancel);
        var subject = new DengaSubject(database, postgres.Folder, standIn.Address);
        var chats = new Chats(standIn, FirstChat, People);
        var (ready, idle, loaded, after) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= options.Rounds; round++)
        {
            using var exclusive = await options.Exclusive(cancel);
            var start = Stopwatch.GetTimestamp();
            await using var running = await subject.Start(cancel);
            ready.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            await DengaSubject.Settle(database, cancel);
            await Task.Delay(Rest, cancel);
            idle.Add(running.Processes.ResidentMegabytes());
            using var webhook = new Webhook(running.Address, RunningSubject.Secret);
            var talk = chats.ClosedLoop(webhook, Callers, options.Seconds * 2, 0, cancel);
            var highest = 0.0;
            while (!talk.IsCompleted)
            {
                highest = Math.Max(highest, running.Processes.ResidentMegabytes());
                await Task.WhenAny(talk, Task.Delay(TimeSpan.FromMilliseconds(200), cancel));
            }
            await talk;
            loaded.Add(highest);
            await Task.Delay(Rest, cancel);
            after.Add(running.Processes.ResidentMegabytes());
        }
        results.Figure("start to ready, database there", Statistics.Median(ready), "s");
        results.Figure("resident memory at rest", Statistics.Median(idle), "MB");
        results.Figure($"resident memory, {Callers} callers, highest", Statistics.Median(loaded), "MB");
        results.Figure("resident memory after the load", Statistics.Median(after), "MB");
        results.Sample(
            new
            {
                ready,
                idle,
                loaded,
                after,
            }
        );
    }
}
