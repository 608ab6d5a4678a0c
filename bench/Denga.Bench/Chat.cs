using Denga.Bench.Measuring;
using Denga.Bench.Servers;

namespace Denga.Bench;

/// <summary>Telegram webhook → stored expense → answer sent to a stand-in of the Bot API, on a durable PostgreSQL.</summary>
internal static class Chat
{
    private const int People = 1_000;
    private const long FirstChat = 5_000_000;
    private const int MainCallers = 64;

    /// <summary>
    /// Until both have compiled what they use: a server is measured as it is on its second day, not in its first minute. On two
    /// cores that are both busy, .NET's compiler is done after about 40 seconds; until then Denga takes twice the processor.
    /// </summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>One subject at one number of callers in one round.</summary>
    private sealed record Run1(
        int Scale,
        int Round,
        string Subject,
        int Callers,
        double PerSecond,
        Durations Latency,
        double CpuMicroseconds,
        double PostgresCpuMicroseconds,
        double Commits,
        double Flushes,
        double WalBytes
    );

    /// <summary>The rest of what one subject showed in one round.</summary>
    private sealed record Round1(
        int Scale,
        int Round,
        string Subject,
        Durations OpenLoop,
        double OpenPerSecond,
        double IdleMegabytes,
        double LoadMegabytes
    );

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        var callers = options.Callers.Contains(MainCallers) ? options.Callers : [.. options.Callers, MainCallers];
        var runs = new List<Run1>();
        var rounds = new List<Round1>();
        await using var standIn = await StandIn.Start();
        foreach (var scale in options.Scales)
        {
            await using var postgres = await Postgres.Start(cancel);
            var subjects = await Subjects(options, postgres, standIn, scale, cancel);
            var chats = new Chats(standIn, FirstChat, People);
            for (var round = 1; round <= options.Rounds; round++)
                foreach (var subject in round % 2 == 1 ? subjects : subjects.AsEnumerable().Reverse())
                {
                    using var exclusive = await options.Exclusive(cancel);
                    await Measure(subject, postgres, standIn, chats, scale, round, callers, options.Seconds, runs, rounds, results, cancel);
                }
            Report(results, scale, callers, [.. runs.Where(r => r.Scale == scale)], [.. rounds.Where(r => r.Scale == scale)]);
        }
        Growth(results, options.Scales, runs);
    }

    private static async Task<List<ISubject>> Subjects(
        BenchOptions options,
        Postgres postgres,
        StandIn standIn,
        int scale,
        CancellationToken cancel
    )
    {
        var each = BenchOptions.EntriesOfScale * scale / People;
        Results.Say($"chat: {People} people with {each} expenses each…");
        var database = await postgres.CreateDatabase("denga_bench");
        await DengaSubject.Load(database, People, FirstChat, each, cancel);
        // As much room below the limit as the peer's people have, and enough for a long run: an alert is a message more.
        await Postgres.Execute(
            database,
            """
            insert into expenses.budget_limit (person_id, category, minor, currency, set_minor, set_currency)
            select b.person_id, '', x.minor, b.currency, x.minor, b.currency from expenses.book b,
            lateral (select 5000000000 + 2 * coalesce(sum(minor), 0)::bigint as minor from expenses.day_total t
                where t.person_id = b.person_id and t.kind = 0 and t.day >= date_trunc('month', now() at time zone 'Europe/Moscow')::date) x
            """
        );
        List<ISubject> subjects = [new DengaSubject(database, postgres.Folder, standIn.Address)];
        if (!options.WithPeer)
            return subjects;
        var peers = await postgres.CreateDatabase("peer_bench");
        await GrammySubject.Load(peers, FirstChat, People, each);
        var workers = options.Workers > 0 ? options.Workers : await BestWorkers(postgres, standIn, peers, options, cancel);
        subjects.Add(new GrammySubject(peers, postgres.Folder, standIn.Address, FirstChat, People, workers));
        return subjects;
    }

    /// <summary>The peer runs as its engineer would run it on this machine.</summary>
    private static async Task<int> BestWorkers(
        Postgres postgres,
        StandIn standIn,
        string database,
        BenchOptions options,
        CancellationToken cancel
    )
    {
        var best = (Workers: 1, PerSecond: 0.0);
        using var exclusive = await options.Exclusive(cancel);
        foreach (var workers in new[] { 1, 2 })
        {
            await using var running = await new GrammySubject(database, postgres.Folder, standIn.Address, FirstChat, People, workers).Start(
                cancel
            );
            using var webhook = new Webhook(running.Address, RunningSubject.Secret);
            var chats = new Chats(standIn, FirstChat, People);
            await chats.ClosedLoop(webhook, MainCallers, TimeSpan.FromSeconds(3), 0, cancel);
            var (latency, took) = await chats.ClosedLoop(webhook, MainCallers, TimeSpan.FromSeconds(3), 0, cancel);
            var perSecond = latency.Count / took.TotalSeconds;
            Results.Say($"  peer with {workers} process(es): {perSecond:F0} messages/s");
            if (perSecond > best.PerSecond)
                best = (workers, perSecond);
        }
        return best.Workers;
    }

    private static async Task Measure(
        ISubject subject,
        Postgres postgres,
        StandIn standIn,
        Chats chats,
        int scale,
        int round,
        IReadOnlyList<int> callers,
        TimeSpan seconds,
        List<Run1> runs,
        List<Round1> rounds,
        Results results,
        CancellationToken cancel
    )
    {
        var (sentBefore, answeredBefore) = (chats.Sent, standIn.Messages);
        var storedBefore = await Postgres.Number(subject.Database, subject.CountSql);
        await using var running = await subject.Start(cancel);
        if (subject is DengaSubject)
            await DengaSubject.Settle(subject.Database, cancel);
        await Postgres.Execute(subject.Database, "vacuum analyze");
        await Postgres.Execute(subject.Database, "checkpoint");
        await Task.Delay(Rest, cancel);
        var idle = running.Processes.ResidentMegabytes();
        using var webhook = new Webhook(running.Address, RunningSubject.Secret);
        await chats.ClosedLoop(webhook, MainCallers, WarmUp, People, cancel);
        var loaded = 0.0;
        foreach (var count in callers)
        {
            var run = await Loop(subject, running, postgres, chats, webhook, scale, round, count, seconds, cancel);
            loaded = Math.Max(loaded, running.Processes.ResidentMegabytes());
            runs.Add(run);
            results.Sample(
                new
                {
                    run.Scale,
                    run.Round,
                    run.Subject,
                    run.Callers,
                    run.PerSecond,
                    latencyMs = run.Latency.Summary,
                    run.CpuMicroseconds,
                    run.PostgresCpuMicroseconds,
                    run.Commits,
                    run.Flushes,
                    run.WalBytes,
                }
            );
            Results.Say(
                $"  {subject.Name, -7} round {round}, {count, 3} callers: {run.PerSecond, 7:F0}/s  p50 {run.Latency.Milliseconds(50):F1} p95 {run.Latency.Milliseconds(95):F1} p99 {run.Latency.Milliseconds(99):F1} ms  CPU {run.CpuMicroseconds:F0} + PostgreSQL {run.PostgresCpuMicroseconds:F0} µs  {run.Commits:F2} commits  {run.Flushes:F2} flushes  {run.WalBytes:F0} bytes"
            );
        }
        var third = runs[^1] is var _ ? runs.Last(r => r.Subject == subject.Name && r.Callers == MainCallers).PerSecond / 3 : 0;
        var open = await chats.OpenLoop(webhook, third, seconds, cancel);
        rounds.Add(new Round1(scale, round, subject.Name, open, third, idle, loaded));
        results.Sample(
            new
            {
                scale,
                round,
                subject = subject.Name,
                openLoopPerSecond = third,
                latencyMs = open.Summary,
                idle,
                loaded,
            }
        );
        if (subject is DengaSubject)
            results.Sample(
                new
                {
                    scale,
                    round,
                    metrics = await Metrics(running, cancel),
                }
            );
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancel);
        Check(
            subject,
            chats.Sent - sentBefore,
            standIn.Messages - answeredBefore,
            await Postgres.Number(subject.Database, subject.CountSql) - storedBefore
        );
    }

    private static async Task<Run1> Loop(
        ISubject subject,
        RunningSubject running,
        Postgres postgres,
        Chats chats,
        Webhook webhook,
        int scale,
        int round,
        int callers,
        TimeSpan seconds,
        CancellationToken cancel
    )
    {
        var (cpu, server, work) = (running.Processes.CpuSeconds(), postgres.CpuSeconds, await Postgres.Work(subject.Database));
        var (latency, took) = await chats.ClosedLoop(webhook, callers, seconds, 0, cancel);
        var after = await Postgres.Work(subject.Database);
        double count = latency.Count;
        return new Run1(
            scale,
            round,
            subject.Name,
            callers,
            count / took.TotalSeconds,
            latency,
            (running.Processes.CpuSeconds() - cpu) / count * 1e6,
            (postgres.CpuSeconds - server) / count * 1e6,
            (after.Commits - work.Commits) / count,
            (after.Flushes - work.Flushes) / count,
            (after.Bytes - work.Bytes) / count
        );
    }

    private static async Task<string> Metrics(RunningSubject running, CancellationToken cancel)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(running.Address, "/metrics"), cancel);
    }

    /// <summary>Speed does not count where something is lost or doubled.</summary>
    private static void Check(ISubject subject, long sent, long answered, long stored)
    {
        if (sent != answered || sent != stored)
            throw new InvalidOperationException($"{subject.Name}: {sent} messages sent, {answered} answered, {stored} expenses stored.");
    }

    private static void Report(
        Results results,
        int scale,
        IReadOnlyList<int> callers,
        IReadOnlyList<Run1> runs,
        IReadOnlyList<Round1> rounds
    )
    {
        var data = $" ({BenchOptions.EntriesOfScale * (long)scale:N0} before)";
        if (callers.Count > 1)
            Line(
                results,
                $"chat, each at its best number of callers{data}",
                "msg/s",
                runs.GroupBy(r => (r.Round, r.Subject)).Select(g => g.MaxBy(r => r.PerSecond)!),
                r => r.Round,
                r => r.Subject,
                r => r.PerSecond
            );
        foreach (var count in callers)
        {
            Line(
                results,
                $"chat, {count} callers{data}",
                "msg/s",
                runs.Where(r => r.Callers == count),
                r => r.Round,
                r => r.Subject,
                r => r.PerSecond
            );
            foreach (var percent in new[] { 50, 95, 99 })
                Line(
                    results,
                    $"  latency p{percent}, {count} callers",
                    "ms",
                    runs.Where(r => r.Callers == count),
                    r => r.Round,
                    r => r.Subject,
                    r => r.Latency.Milliseconds(percent)
                );
        }
        var main = runs.Where(r => r.Callers == MainCallers).ToList();
        Line(results, $"  CPU of the bot, {MainCallers} callers", "µs/msg", main, r => r.Round, r => r.Subject, r => r.CpuMicroseconds);
        Line(
            results,
            $"  CPU of PostgreSQL, {MainCallers} callers",
            "µs/msg",
            main,
            r => r.Round,
            r => r.Subject,
            r => r.PostgresCpuMicroseconds
        );
        Line(results, $"  commits, {MainCallers} callers", "/msg", main, r => r.Round, r => r.Subject, r => r.Commits);
        Line(results, $"  write-ahead log, {MainCallers} callers", "bytes/msg", main, r => r.Round, r => r.Subject, r => r.WalBytes);
        Line(results, "  open loop at a third of the maximum", "msg/s", rounds, r => r.Round, r => r.Subject, r => r.OpenPerSecond);
        foreach (var percent in new[] { 50, 95, 99 })
            Line(
                results,
                $"  latency p{percent}, open loop",
                "ms",
                rounds,
                r => r.Round,
                r => r.Subject,
                r => r.OpenLoop.Milliseconds(percent)
            );
        Line(results, "  resident memory at rest", "MB", rounds, r => r.Round, r => r.Subject, r => r.IdleMegabytes);
        Line(results, "  resident memory under load", "MB", rounds, r => r.Round, r => r.Subject, r => r.LoadMegabytes);
    }

    private static void Growth(Results results, IReadOnlyList<int> scales, List<Run1> runs)
    {
        foreach (var scale in scales.Skip(1))
        {
            double At(int s) =>
                Statistics.Median(
                    runs.Where(r => r.Scale == s && r.Callers == MainCallers && r.Subject == "denga").Select(r => r.PerSecond)
                );
            results.Figure($"chat at {scale}× the data of {scales[0]}×, {MainCallers} callers", At(scale), "msg/s", At(scales[0]));
        }
    }

    private static void Line<T>(
        Results results,
        string figure,
        string unit,
        IEnumerable<T> runs,
        Func<T, int> round,
        Func<T, string> subject,
        Func<T, double> value
    )
    {
        var all = runs.ToList();
        var ours = all.Where(r => subject(r) == "denga").ToList();
        var theirs = all.Where(r => subject(r) != "denga").ToList();
        var ratios = from o in ours join t in theirs on round(o) equals round(t) select value(o) / value(t);
        results.Figure(
            figure,
            Statistics.Median(ours.Select(value)),
            unit,
            theirs.Count == 0 ? null : Statistics.Median(theirs.Select(value)),
            theirs.Count == 0 ? null : Statistics.Median(ratios)
        );
    }
}
