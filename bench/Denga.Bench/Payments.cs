using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;

namespace Denga.Bench;

/// <summary>A provider's webhook → credited → the payer told, on a durable PostgreSQL, beside a naive design of the same; then a flood of webhooks of which
/// half are repeats, orders of Stars, and questions whether Stars may be taken, also while the database hangs and while it is down.</summary>
internal static class Payments
{
    private const int Payers = 64;
    private const int Connections = 200;

    /// <summary>Webhooks of each payer until .NET has compiled what is used.</summary>
    private const int WarmUps = 40;
    private const int Alone = 100;
    private const int Crowd = 12;
    private const int FloodEach = 79;
    private const int FloodPayments = 5_000;

    private sealed record Run1(
        string Subject,
        int Round,
        int Callers,
        double PerSecond,
        Durations Told,
        Durations Answered,
        double CpuMicroseconds,
        double PostgresCpuMicroseconds,
        double Commits,
        double Flushes
    );

    /// <param name="Credited">When all was credited.</param>
    /// <param name="Settled">When nothing was left to do or to tell.</param>
    /// <param name="Payments">How many the money on the accounts is.</param>
    private sealed record Flood1(string Subject, double PerSecond, Durations Answers, TimeSpan Credited, TimeSpan Settled, long Payments);

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var standIn = await StandIn.Start();
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        using var exclusive = await options.Exclusive(cancel);
        await using var denga = await DengaPayments.Start(database, postgres.Folder, standIn.Address, cancel);
        await using var naive = options.WithPeer
            ? await NaivePayments.Start(await postgres.CreateDatabase("peer_bench"), postgres.Folder, cancel)
            : null;
        List<IPayments> subjects = naive is null ? [denga] : [denga, naive];
        await Told(options, postgres, subjects, results, cancel);
        await Flood(options, subjects, results, cancel);
        await StarsOrders.Run(options, denga, results, cancel);
        await denga.Settle(cancel);
        await denga.Verify(cancel);
        // The last, because it ends with the database.
        await Checkouts.Run(options, postgres, standIn, denga, results, cancel);
    }

    /// <summary>Each payer waits for being told before his next payment is.</summary>
    private static async Task Told(
        BenchOptions options,
        Postgres postgres,
        List<IPayments> subjects,
        Results results,
        CancellationToken cancel
    )
    {
        var runs = new List<Run1>();
        var sent = subjects.ToDictionary(s => s, _ => 0L);
        for (var round = 0; round <= options.Rounds; round++)
            foreach (var subject in round % 2 == 1 ? subjects : subjects.AsEnumerable().Reverse())
            foreach (var callers in round == 0 ? [Payers] : options.Callers)
            {
                var each =
                    round == 0 ? WarmUps
                    : callers == 1 ? Alone
                    : Crowd;
                Results.Say($"  {subject.Name}: {callers} payers begin {each} payments each…");
                var due = await subject.Prepare(callers, each, isShown: true, cancel);
                var run = await Loop(subject, postgres, round, due, cancel);
                sent[subject] += callers * each;
                if (round == 0)
                    continue;
                runs.Add(run);
                Results.Say(
                    $"  {subject.Name, -6} round {round}, {callers, 3} callers: {run.PerSecond, 6:F0}/s  told p50 {run.Told.Milliseconds(50):F1} p95 {run.Told.Milliseconds(95):F1} ms, answered p95 {run.Answered.Milliseconds(95):F1} ms  CPU {run.CpuMicroseconds:F0} + PostgreSQL {run.PostgresCpuMicroseconds:F0} µs  {run.Commits:F1} commits  {run.Flushes:F1} flushes"
                );
                results.Sample(
                    new
                    {
                        run.Subject,
                        run.Round,
                        run.Callers,
                        run.PerSecond,
                        toldMs = run.Told.Summary,
                        answeredMs = run.Answered.Summary,
                        run.CpuMicroseconds,
                        run.PostgresCpuMicroseconds,
                        run.Commits,
                        run.Flushes,
                    }
                );
            }
        foreach (var subject in subjects)
            await Check(subject, sent[subject]);
        foreach (var callers in options.Callers)
        {
            Figure("webhook → credited → told", callers, "/s", r => r.PerSecond);
            Figure("  told p50", callers, "ms", r => r.Told.Milliseconds(50));
            Figure("  told p95", callers, "ms", r => r.Told.Milliseconds(95));
            Figure("  the provider answered p95", callers, "ms", r => r.Answered.Milliseconds(95));
            Figure("  CPU of the server", callers, "µs", r => r.CpuMicroseconds);
            Figure("  CPU of PostgreSQL", callers, "µs", r => r.PostgresCpuMicroseconds);
            Figure("  commits", callers, "", r => r.Commits);
            Figure("  flushes of the log", callers, "", r => r.Flushes);
        }

        void Figure(string name, int callers, string unit, Func<Run1, double> value)
        {
            double Of(string subject) => Statistics.Median(runs.Where(r => r.Subject == subject && r.Callers == callers).Select(value));
            results.Figure(
                string.Create(CultureInfo.InvariantCulture, $"{name}, {callers} callers"),
                Of("denga"),
                unit,
                subjects.Count == 1 ? null : Of("naive")
            );
        }
    }

    private static async Task<Run1> Loop(
        IPayments subject,
        Postgres postgres,
        int round,
        IReadOnlyList<Due>[] due,
        CancellationToken cancel
    )
    {
        var (told, answered) = (new ConcurrentBag<long>(), new ConcurrentBag<long>());
        var (cpu, server, work) = (subject.Processes.CpuSeconds(), postgres.CpuSeconds, await Postgres.Work(subject.Database));
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            due.Select(own =>
                Task.Run(
                    async () =>
                    {
                        using var connection = await Connection.Open(subject.Address);
                        foreach (var payment in own)
                        {
                            var request = subject.Webhook(payment, Guid.CreateVersion7());
                            var hears = subject.Told.Wait(payment.Told);
                            var began = Stopwatch.GetTimestamp();
                            await connection.Exchange(request);
                            answered.Add(Stopwatch.GetTimestamp() - began);
                            told.Add(await hears - began);
                        }
                    },
                    cancel
                )
            )
        );
        var took = Stopwatch.GetElapsedTime(start);
        var after = await Postgres.Work(subject.Database);
        double count = told.Count;
        return new Run1(
            subject.Name,
            round,
            due.Length,
            count / took.TotalSeconds,
            new Durations(told),
            new Durations(answered),
            (subject.Processes.CpuSeconds() - cpu) / count * 1e6,
            (postgres.CpuSeconds - server) / count * 1e6,
            (after.Commits - work.Commits) / count,
            (after.Flushes - work.Flushes) / count
        );
    }

    /// <summary>Each of 5,000 payments is told of twice: half of the repeats are the same delivery, half the same fact under another one.</summary>
    private static async Task Flood(BenchOptions options, List<IPayments> subjects, Results results, CancellationToken cancel)
    {
        var floods = new List<Flood1>();
        foreach (var subject in subjects)
        {
            Results.Say($"  {subject.Name}: {FloodPayments:N0} payments begin…");
            List<Due> due = [.. (await subject.Prepare(Payers, FloodEach, isShown: false, cancel)).SelectMany(d => d).Take(FloodPayments)];
            var (credited, money, told) = (await subject.Credited(), await subject.Money(), await subject.TimesTold());
            var webhooks = new List<byte[]>(2 * FloodPayments);
            foreach (var (n, payment) in due.Index())
            {
                var first = Guid.CreateVersion7();
                webhooks.Add(subject.Webhook(payment, first));
                webhooks.Add(subject.Webhook(payment, n % 2 == 0 ? first : Guid.CreateVersion7()));
            }
            new Random(1).Shuffle(CollectionsMarshal.AsSpan(webhooks));
            using var provider = await Provider.Connect(subject.Address, Connections);
            var start = Stopwatch.GetTimestamp();
            var answers = await provider.ClosedLoop(webhooks, cancel);
            var answered = Stopwatch.GetElapsedTime(start);
            while (await subject.Credited() - credited < FloodPayments)
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
            var all = Stopwatch.GetElapsedTime(start);
            var perSecond = webhooks.Count / answered.TotalSeconds;
            if (subject is not DengaPayments denga)
            {
                floods.Add(new Flood1(subject.Name, perSecond, answers, all, all, (await subject.Money() - money) / IPayments.Minor));
                continue;
            }
            await denga.Settle(cancel);
            var settled = Stopwatch.GetElapsedTime(start);
            await Check(denga, credited + FloodPayments);
            if (await denga.TimesTold() - told is var times && times != FloodPayments)
                throw new InvalidOperationException($"Of {FloodPayments} payments people were told {times} times.");
            floods.Add(new Flood1(subject.Name, perSecond, answers, all, settled, (await subject.Money() - money) / IPayments.Minor));
            await Steady(options, denga, provider, perSecond / 3, due, results, cancel);
        }
        foreach (var flood in floods)
            results.Sample(
                new
                {
                    what = "flood",
                    flood.Subject,
                    flood.PerSecond,
                    creditedSeconds = flood.Credited.TotalSeconds,
                    settledSeconds = flood.Settled.TotalSeconds,
                    flood.Payments,
                    answeredMs = flood.Answers.Summary,
                }
            );
        Figure("10,000 webhooks, half of them repeats: answered", "/s", f => f.PerSecond);
        Figure("  all credited after", "s", f => f.Credited.TotalSeconds);
        Figure("  all told after", "s", f => f.Settled.TotalSeconds);
        Figure("  credited, of 5,000 that were paid", "", f => f.Payments);
        Figure($"  answered p50, {Connections} connections", "ms", f => f.Answers.Milliseconds(50));
        Figure($"  answered p95, {Connections} connections", "ms", f => f.Answers.Milliseconds(95));

        void Figure(string name, string unit, Func<Flood1, double> value) =>
            results.Figure(name, value(floods[0]), unit, floods.Count > 1 ? value(floods[1]) : null);
    }

    /// <summary>Webhooks as providers send them, one after the other whether the last is answered or not. They say what is known by now, under new
    /// deliveries.</summary>
    private static async Task Steady(
        BenchOptions options,
        DengaPayments denga,
        Provider provider,
        double perSecond,
        List<Due> due,
        Results results,
        CancellationToken cancel
    )
    {
        var answers = await provider.OpenLoop(
            perSecond,
            options.Seconds,
            n => denga.Webhook(due[n % due.Count], Guid.CreateVersion7()),
            cancel
        );
        await denga.Settle(cancel);
        results.Figure($"webhooks at a third of the flood, {Connections} connections", perSecond, "/s");
        results.Figure("  answered p50", answers.Milliseconds(50), "ms");
        results.Figure("  answered p95", answers.Milliseconds(95), "ms");
        results.Sample(
            new
            {
                what = "steady",
                perSecond,
                answeredMs = answers.Summary,
            }
        );
    }

    /// <summary>Speed does not count where something is lost or doubled.</summary>
    private static async Task Check(IPayments subject, long paid)
    {
        var (credited, money) = (await subject.Credited(), await subject.Money());
        if (credited != paid || money != paid * IPayments.Minor)
            throw new InvalidOperationException(
                $"{subject.Name}: {paid} payments were paid, {credited} are credited; people have {money} kopecks of {paid * IPayments.Minor}."
            );
    }
}
