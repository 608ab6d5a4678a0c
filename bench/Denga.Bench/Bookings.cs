using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;

namespace Denga.Bench;

/// <summary>Guests of a rental business with many objects and bookings, over HTTP on a durable PostgreSQL: the days of a month, a search by type, dates and
/// price, bookings from the price to the dates that are kept, of any object and all of one; beside a design that locks the object, looks and inserts. And the
/// page of an object, to its first byte and by its weight.</summary>
internal static partial class Bookings
{
    private const int Reads = 600;
    private const int Pages = 150;
    private const int WarmUps = 150;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private sealed record Read(string Subject, string What, Durations Took);

    private sealed record Booked(string Subject, string What, int Callers, double PerSecond, Durations Took, double CpuMicroseconds, double PostgresCpuMicroseconds, double Commits);

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var standIn = await StandIn.Start();
        foreach (var scale in options.Scales)
        {
            await using var postgres = await Postgres.Start(cancel);
            await Measure(options, postgres, standIn, Rental.ObjectsOfScale * scale, results, cancel);
        }
    }

    private static async Task Measure(
        BenchOptions options,
        Postgres postgres,
        StandIn standIn,
        int objects,
        Results results,
        CancellationToken cancel
    )
    {
        var data = string.Create(CultureInfo.InvariantCulture, $"{objects:N0} objects, {objects * Rental.BookingsEach:N0} bookings");
        Results.Say($"booking: {data}…");
        var began = Stopwatch.GetTimestamp();
        var database = await postgres.CreateDatabase("denga_bench");
        var business = await RentalFill.Fill(database, objects, cancel);
        Results.Say(string.Create(CultureInfo.InvariantCulture, $"  filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));

        using var exclusive = await options.Exclusive(cancel);
        await using var denga = await DengaBookings.Start(database, postgres.Folder, standIn.Address, business, cancel);
        await using var plain = options.WithPeer
            ? await PlainBookings.Start(await postgres.CreateDatabase("peer_bench"), postgres.Folder, objects, cancel)
            : null;
        List<IBookings> subjects = plain is null ? [denga] : [denga, plain];
        await Postgres.Execute(database, "checkpoint");
        var (reads, booked) = (new List<Read>(), new List<Booked>());
        foreach (var subject in subjects)
        {
            foreach (var request in (Func<Random, byte[]>[])[subject.Month, subject.Search])
                await Ask(subject, request, WarmUps, cancel);
            await Loop(subject, postgres, isHot: false, options.Callers.Max(), WarmUp, cancel);
            await Loop(subject, postgres, isHot: true, options.Callers.Max(), WarmUp, cancel);
        }
        for (var round = 1; round <= options.Rounds; round++)
            foreach (var subject in round % 2 == 1 ? subjects : subjects.AsEnumerable().Reverse())
            {
                Keep(subject, "a month of any object", await Ask(subject, subject.Month, Reads, cancel));
                if (subject == denga)
                    Keep(subject, "a month of one object, again and again", await Ask(subject, _ => denga.SameMonth(), Reads, cancel));
                Keep(subject, "search by type, dates and price", await Ask(subject, subject.Search, Reads, cancel));
                foreach (var isHot in (bool[])[false, true])
                foreach (var callers in options.Callers)
                    Note(round, await Loop(subject, postgres, isHot, callers, options.Seconds, cancel));
            }

        foreach (var what in reads.Select(r => r.What).Distinct(StringComparer.Ordinal))
        foreach (var percent in new[] { 50, 95 })
        {
            double? Of(string subject) =>
                reads.Where(r => r.What == what && r.Subject == subject).Select(r => r.Took.Milliseconds(percent)).ToList() is { Count: > 0 } all
                    ? Statistics.Median(all)
                    : null;
            results.Figure(percent == 50 ? $"{what}, p50" : "  p95", Of("denga")!.Value, "ms", Of("plain"));
        }
        foreach (var what in booked.Select(b => b.What).Distinct(StringComparer.Ordinal))
        foreach (var callers in options.Callers)
        {
            Figure($"book {what}, {callers} callers", "/s", b => b.PerSecond);
            Figure("  p50", "ms", b => b.Took.Milliseconds(50));
            Figure("  p95", "ms", b => b.Took.Milliseconds(95));
            Figure("  CPU of the server", "µs", b => b.CpuMicroseconds);
            Figure("  CPU of PostgreSQL", "µs", b => b.PostgresCpuMicroseconds);
            Figure("  commits", "", b => b.Commits);

            void Figure(string name, string unit, Func<Booked, double> value)
            {
                double Of(string subject) =>
                    Statistics.Median(booked.Where(b => b.Subject == subject && b.What == what && b.Callers == callers).Select(value));
                results.Figure(name, Of("denga"), unit, plain is null ? null : Of("plain"));
            }
        }
        await Page(denga, results, cancel);

        void Keep(IBookings subject, string what, Durations took)
        {
            reads.Add(new Read(subject.Name, what, took));
            results.Sample(
                new
                {
                    data,
                    subject = subject.Name,
                    what,
                    latencyMs = took.Summary,
                }
            );
        }

        void Note(int round, Booked run)
        {
            booked.Add(run);
            Results.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {run.Subject, -6} round {round}, {run.What}, {run.Callers, 2} callers: {run.PerSecond, 6:F0}/s  p50 {run.Took.Milliseconds(50):F1} p95 {run.Took.Milliseconds(95):F1} ms  CPU {run.CpuMicroseconds:F0} + PostgreSQL {run.PostgresCpuMicroseconds:F0} µs  {run.Commits:F1} commits"
                )
            );
            results.Sample(
                new
                {
                    data,
                    round,
                    run.Subject,
                    run.What,
                    run.Callers,
                    run.PerSecond,
                    latencyMs = run.Took.Summary,
                    run.CpuMicroseconds,
                    run.PostgresCpuMicroseconds,
                    run.Commits,
                }
            );
        }
    }

    /// <summary>One caller, one after the other.</summary>
    private static async Task<Durations> Ask(IBookings subject, Func<Random, byte[]> request, int count, CancellationToken cancel)
    {
        using var guest = await Provider.Connect(subject.Address, 1);
        var random = new Random(count);
        return await guest.ClosedLoop(Enumerable.Range(0, count).Select(_ => request(random)).ToList(), cancel);
    }

    /// <summary>Each caller books again when his booking is made. What somebody else has is no booking.</summary>
    private static async Task<Booked> Loop(
        IBookings subject,
        Postgres postgres,
        bool isHot,
        int callers,
        TimeSpan length,
        CancellationToken cancel
    )
    {
        var took = new ConcurrentBag<long>();
        var before = await subject.Count();
        var (cpu, server, work) = (subject.Processes.CpuSeconds(), postgres.CpuSeconds, await Postgres.Work(subject.Database));
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(n =>
                    Task.Run(
                        async () =>
                        {
                            using var connection = await Connection.Open(subject.Address);
                            var random = new Random(unchecked(n + (int)start));
                            while (Stopwatch.GetElapsedTime(start) < length)
                            {
                                var sent = Stopwatch.GetTimestamp();
                                if (await subject.Book(connection, random, isHot))
                                    took.Add(Stopwatch.GetTimestamp() - sent);
                            }
                        },
                        cancel
                    )
                )
        );
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (cpuAfter, serverAfter, workAfter) = (subject.Processes.CpuSeconds(), postgres.CpuSeconds, await Postgres.Work(subject.Database));
        // Speed does not count where something is lost or doubled.
        if (await subject.Count() - before is var made && made != took.Count)
            throw new InvalidOperationException($"{subject.Name}: {took.Count} were told that they have booked, and {made} have.");
        double count = took.Count;
        return new Booked(
            subject.Name,
            isHot ? "one object" : "any object",
            callers,
            count / seconds,
            new Durations(took),
            (cpuAfter - cpu) / count * 1e6,
            (serverAfter - server) / count * 1e6,
            (workAfter.Commits - work.Commits) / count
        );
    }

    /// <summary>As a browser that comes for the first time asks for it: the page, and the style, scripts and pictures of the frame that it names.</summary>
    private static async Task Page(DengaBookings denga, Results results, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = denga.Address };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        var random = new Random(1);
        var took = new List<long>();
        for (var n = -WarmUps; n < Pages; n++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(
                new Uri(denga.Page(random), UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            await body.ReadExactlyAsync(new byte[1], cancel);
            if (n >= 0)
                took.Add(Stopwatch.GetTimestamp() - start);
            await body.CopyToAsync(Stream.Null, cancel);
        }
        var durations = new Durations(took);
        results.Figure("page of an object, first byte p50", durations.Milliseconds(50), "ms");
        results.Figure("  p95", durations.Milliseconds(95), "ms");
        var path = denga.Page(random);
        var weight = (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancel)).Length;
        using var plain = new HttpClient { BaseAddress = denga.Address };
        var page = await plain.GetStringAsync(new Uri(path, UriKind.Relative), cancel);
        results.Figure("  its weight on the wire", weight / 1024.0, "KB");
        foreach (var asset in Assets().Matches(page).Select(m => m.Value).Distinct(StringComparer.Ordinal))
            weight += (await http.GetByteArrayAsync(new Uri(asset.Replace("&amp;", "&", StringComparison.Ordinal), UriKind.Relative), cancel)).Length;
        results.Figure("  with style, scripts and icons, without photos", weight / 1024.0, "KB");
        results.Sample(
            new
            {
                what = "page",
                firstByteMs = durations.Summary,
                weight,
            }
        );
    }

    [GeneratedRegex("/assets/[^\"#]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Assets();
}
