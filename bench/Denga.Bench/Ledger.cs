using System.Diagnostics;
using System.Globalization;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Host;
using Denga.Platform;
using Denga.Platform.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Bench;

/// <summary>Transfers in the ledger, durable, each with two entries, posting, hash and event, beside pgbench's TPC-B on the same server.</summary>
internal static class Ledger
{
    private const int EntriesOfScale = 100_000;
    private const int Accounts = 100_000;
    private const int PgbenchScale = 20;
    private const int OpenLoopShare = 3;
    private static readonly int[] PgbenchClients = [1, 16, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var postgres = await Postgres.Start(cancel);
        var peer = await postgres.CreateDatabase("pgbench");
        if (options.WithPeer)
        {
            Results.Say($"pgbench: scale {PgbenchScale}…");
            await Pgbench(peer, "-i", "-q", "-s", Text(PgbenchScale));
        }
        foreach (var scale in options.Scales)
            await Measure(options, postgres, peer, scale, results, cancel);
    }

    private static async Task Measure(
        BenchOptions options,
        Postgres postgres,
        string peer,
        int scale,
        Results results,
        CancellationToken cancel
    )
    {
        var entries = EntriesOfScale * scale;
        Results.Say($"ledger: {entries:N0} entries on {Accounts:N0} accounts…");
        var database = await postgres.CreateDatabase("ledger_" + Text(scale));
        await using (var denga = await Open(database, 256, cancel))
            await DengaPlatform.Migrate(denga.Services, cancel);
        await Load(database, entries / Accounts);
        var accounts = await Ids(database, cancel);
        var data = string.Create(CultureInfo.InvariantCulture, $" ({entries:N0} entries)");

        using var exclusive = await options.Exclusive(cancel);
        var (peers, uniform, hot) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var batch in options.Batches)
        {
            await using var denga = await Open(database, batch, cancel);
            var operations = denga.Services.GetRequiredService<IOperations>();
            await Closed(operations, accounts, isHot: false, options.Callers.Max(), WarmUp, cancel);
            for (var round = 1; round <= options.Rounds; round++)
            {
                if (options.WithPeer && batch == options.Batches[0])
                    peers.Add(await Peer(peer, options.Seconds, round, results));
                var best = new double[2];
                foreach (var callers in options.Callers)
                foreach (var isHot in new[] { false, true })
                {
                    var postgresBefore = postgres.CpuSeconds;
                    var ownBefore = Environment.CpuUsage.TotalTime;
                    var before = await Postgres.Work(database);
                    var (count, latencies, seconds) = await Closed(operations, accounts, isHot, callers, options.Seconds, cancel);
                    var after = await Postgres.Work(database);
                    var perSecond = count / seconds;
                    best[isHot ? 1 : 0] = Math.Max(best[isHot ? 1 : 0], perSecond);
                    results.Sample(
                        new
                        {
                            entries,
                            what = isHot ? "hot" : "uniform",
                            round,
                            batch,
                            callers,
                            perSecond,
                            latencyMs = latencies.Summary,
                            postgresMicroseconds = (postgres.CpuSeconds - postgresBefore) / count * 1e6,
                            ownMicroseconds = (Environment.CpuUsage.TotalTime - ownBefore).TotalSeconds / count * 1e6,
                            perCommit = (double)count / (after.Commits - before.Commits),
                            logBytes = (double)(after.Bytes - before.Bytes) / count,
                        }
                    );
                    Results.Say(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"  {(isHot ? "hot" : "uniform")}, batch {batch}, {callers} callers: {perSecond:N0}/s, p50 {latencies.Milliseconds(50):F1} ms, p99 {latencies.Milliseconds(99):F1} ms; PostgreSQL {(postgres.CpuSeconds - postgresBefore) / count * 1e6:F0} µs, own {(Environment.CpuUsage.TotalTime - ownBefore).TotalSeconds / count * 1e6:F0} µs, {(double)count / (after.Commits - before.Commits):F0} a commit, {(double)(after.Bytes - before.Bytes) / count:F0} B of log"
                        )
                    );
                }
                uniform.Add(best[0]);
                hot.Add(best[1]);
            }
            Figures(results, data + (options.Batches.Count > 1 ? $", batch {Text(batch)}" : ""), peers, uniform, hot);
            await Postgres.Execute(database, "checkpoint");
            await OpenLoop(options, operations, accounts, Statistics.Median(uniform) / OpenLoopShare, data, results, cancel);
            uniform.Clear();
            hot.Clear();
        }
    }

    private static void Figures(Results results, string data, List<double> peers, List<double> uniform, List<double> hot)
    {
        var peer = peers.Count > 0 ? Statistics.Median(peers) : (double?)null;
        double? Ratio(List<double> own) => peers.Count == own.Count ? Statistics.Median(own.Zip(peers, (o, p) => o / p)) : null;
        results.Figure("ledger transfers" + data, Statistics.Median(uniform), "/s", peer, Ratio(uniform));
        results.Figure("ledger transfers, one hot account" + data, Statistics.Median(hot), "/s", peer, Ratio(hot));
        results.Figure("  hot beside uniform" + data, Statistics.Median(hot.Zip(uniform, (h, u) => h / u)), "");
    }

    /// <summary>Each caller waits for its answer before it sends the next.</summary>
    private static async Task<(long Count, Durations Latencies, double Seconds)> Closed(
        IOperations operations,
        AccountId[] accounts,
        bool isHot,
        int callers,
        TimeSpan length,
        CancellationToken cancel
    )
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var took = await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(n =>
                    Task.Run(
                        async () =>
                        {
                            var random = new Random(n);
                            var own = new List<long>();
                            for (var sent = Stopwatch.GetTimestamp(); sent < end; sent = Stopwatch.GetTimestamp())
                            {
                                await Send(operations, accounts, isHot, random, cancel);
                                own.Add(Stopwatch.GetTimestamp() - sent);
                            }
                            return own;
                        },
                        cancel
                    )
                )
        );
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (took.Sum(t => t.Count), new Durations(took.SelectMany(t => t)), seconds);
    }

    /// <summary>Sent when they are due, whatever the answers do; the latency counts from the moment they were due.</summary>
    private static async Task OpenLoop(
        BenchOptions options,
        IOperations operations,
        AccountId[] accounts,
        double perSecond,
        string data,
        Results results,
        CancellationToken cancel
    )
    {
        var random = new Random(1);
        var latencies = new List<Task<long>>();
        var start = Stopwatch.GetTimestamp();
        var total = (long)(options.Seconds.TotalSeconds * perSecond);
        async Task<long> Timed(long due)
        {
            await Send(operations, accounts, isHot: false, random, cancel);
            return Stopwatch.GetTimestamp() - due;
        }
        while (latencies.Count < total)
        {
            var due = Math.Min(total, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond));
            while (latencies.Count < due)
                latencies.Add(Timed(start + (long)(latencies.Count / perSecond * Stopwatch.Frequency)));
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
        }
        var took = await Task.WhenAll(latencies);
        var durations = new Durations(took);
        // One bad moment, or a slow ledger: the seconds tell.
        var bySecond = took.Chunk((int)Math.Ceiling(perSecond)).Select(c => new Durations(c).Milliseconds(99)).ToList();
        Results.Say(
            "  open loop, p99 of each second: " + string.Join(", ", bySecond.Select(m => m.ToString("F0", CultureInfo.InvariantCulture)))
        );
        var at = string.Create(CultureInfo.InvariantCulture, $"transfer, open loop, {perSecond:F0}/s");
        results.Figure($"{at}{data}, p50", durations.Milliseconds(50), "ms");
        results.Figure($"{at}{data}, p99", durations.Milliseconds(99), "ms");
        results.Sample(
            new
            {
                what = "open loop",
                perSecond,
                latencyMs = durations.Summary,
                bySecond,
            }
        );
    }

    private static async Task Send(IOperations operations, AccountId[] accounts, bool isHot, Random random, CancellationToken cancel)
    {
        var from = 1 + random.Next(accounts.Length - 1);
        var to = isHot ? 0 : 1 + random.Next(accounts.Length - 1);
        if (to == from)
            to = 0;
        var amount = new Money(1 + random.Next(1000), Currency.Rub);
        var posted = await operations.Ask(
            new Post(OperationId.New(), "transfer", [new Leg(accounts[from], -amount), new Leg(accounts[to], amount)]),
            cancel
        );
        if (!posted.IsOk)
            throw new InvalidOperationException(posted.Error.Detail);
    }

    /// <summary>Best of the numbers of clients, prepared statements.</summary>
    private static async Task<double> Peer(string database, TimeSpan seconds, int round, Results results)
    {
        var best = 0.0;
        foreach (var clients in PgbenchClients)
        {
            var said = await Pgbench(
                database,
                "-n",
                "-M",
                "prepared",
                "-c",
                Text(clients),
                "-j",
                Text(Math.Min(clients, Environment.ProcessorCount)),
                "-T",
                Text((int)seconds.TotalSeconds)
            );
            var line = said.Split('\n').Single(l => l.StartsWith("tps = ", StringComparison.Ordinal));
            var perSecond = double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
            results.Sample(
                new
                {
                    what = "pgbench",
                    round,
                    clients,
                    perSecond,
                }
            );
            Results.Say(string.Create(CultureInfo.InvariantCulture, $"  pgbench, {clients} clients: {perSecond:N0}/s"));
            best = Math.Max(best, perSecond);
        }
        return best;
    }

    private static async Task<string> Pgbench(string database, params string[] arguments)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var program = Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(d => Path.Combine(d, "bin", "pgbench"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Last();
        using var process = Process.Start(
            new ProcessStartInfo(program, ["-h", connection.Host!, "-U", connection.Username!, .. arguments, connection.Database!])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException("pgbench: " + await errors);
    }

    private static Task<DengaApplication> Open(string database, int batch, CancellationToken cancel) =>
        DengaApplication.Build(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Database:ConnectionString"] = database,
                        ["Wallet:BatchMax"] = Text(batch),
                        ["Http:Address"] = "http://127.0.0.1:0",
                        ["Rates:Fetch"] = "false",
                        ["Logging:LogLevel:Default"] = "Error",
                    }
                )
                .Build(),
            configure: null,
            cancel
        );

    /// <summary>As many entries as asked for on every account, written past the triggers, in the order in which time would have written them.</summary>
    private static async Task Load(string database, int entriesEach)
    {
        await Postgres.Execute(
            database,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                set session_replication_role = replica;
                set search_path = wallet;
                insert into account (id, person_id, purpose, currency, floor, balance, version, opened_at)
                select gen_random_uuid(), gen_random_uuid(), 'main', 'RUB', 0, 1000000000000 + case when n % 2 = 0 then -1 else 1 end * {entriesEach} * 100, {entriesEach}, '2025-01-01'
                from generate_series(1, {Accounts}) n;
                insert into posting (id, chain, number, kind, account_nos, versions, minors, event_at, recorded_at, request_hash, hash)
                select gen_random_uuid(), 0, (r - 1) * {Accounts
                    / 2} + n, 'transfer', array[2 * n, 2 * n - 1], array[r, r], array[-100, 100],
                    timestamptz '2025-01-01' + r * interval '1 hour', timestamptz '2025-01-01' + r * interval '1 hour', sha256('request'), sha256('content')
                from generate_series(1, {entriesEach}) r, generate_series(1, {Accounts / 2}) n;
                insert into entry (account_no, version, posting_id, minor, balance_after, recorded_at)
                select l.no, l.version, p.id, l.minor, 1000000000000 + l.minor * l.version, p.recorded_at
                from posting p, unnest(p.account_nos, p.versions, p.minors) as l (no, version, minor);
                update chain set number = (select coalesce(max(number), 0) from posting) where id = 0;
                """
            )
        );
        await Postgres.Execute(database, "vacuum analyze");
        await Postgres.Execute(database, "checkpoint");
    }

    private static async Task<AccountId[]> Ids(string database, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select id from wallet.account order by no");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var ids = new List<AccountId>(Accounts);
        while (await rows.ReadAsync(cancel))
            ids.Add(new AccountId(rows.GetGuid(0)));
        return [.. ids];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
