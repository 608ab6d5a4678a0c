using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Operations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Bench;

/// <summary>Signed-in people over the public API, on kept connections: balances, and transfers until they have ended, through the transaction manager and
/// the transaction service, on a durable PostgreSQL.</summary>
internal static class Api
{
    private const int People = 1_000;
    private const long FirstChat = 7_000_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    private sealed record Customer(string Token, string Account);

    private sealed record Run1(int Round, string What, int Connections, double PerSecond, Durations Latency);

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var standIn = await StandIn.Start();
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        Results.Say($"api: {People} people with money…");
        var people = await Load(database, cancel);
        // The limits of a person are no part of the figure.
        var subject = new DengaSubject(
            database,
            postgres.Folder,
            standIn.Address,
            "--Wallet:Limits:PerMinute",
            "10000",
            "--Wallet:Limits:LookupsPerMinute",
            "10000"
        );
        var runs = new List<Run1>();
        var ends = new List<(double P50, double P95, double P99)>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            using var exclusive = await options.Exclusive(cancel);
            await using var running = await subject.Start(cancel);
            await DengaSubject.Settle(database, cancel);
            using var api = new Client(running.Address, people);
            await api.ClosedLoop(api.Balances, options.Callers[0], WarmUp, cancel);
            await api.ClosedLoop(api.Transfer, options.Callers[0], WarmUp, cancel);
            await Postgres.Execute(database, "vacuum analyze");
            await Postgres.Execute(database, "checkpoint");
            foreach (var connections in options.Callers)
            {
                await Closed(api, "balances", api.Balances, round, connections, options.Seconds, runs, results, cancel);
                var began = TimeProvider.System.GetUtcNow();
                await Closed(api, "transfers", api.Transfer, round, connections, options.Seconds, runs, results, cancel);
                var third = runs[^1].PerSecond / 3;
                Keep(new Run1(round, "open loop", connections, third, await api.OpenLoop(third, options.Seconds, cancel)), runs, results);
                ends.Add(await Ends(database, began, cancel));
            }
            await Check(database, cancel);
        }
        foreach (var connections in options.Callers)
        {
            Lines("balances", "GET /accounts", "req/s");
            Lines("transfers", "POST /transfers until ended", "req/s");
            Lines("open loop", "POST /transfers, open loop at a third", "req/s");

            void Lines(string what, string name, string unit)
            {
                var own = runs.Where(r => r.What == what && r.Connections == connections).ToList();
                results.Figure($"{name}, {connections} connections", Statistics.Median(own.Select(r => r.PerSecond)), unit);
                foreach (var percent in new[] { 50, 95, 99 })
                    results.Figure($"  latency p{percent}", Statistics.Median(own.Select(r => r.Latency.Milliseconds(percent))), "ms");
            }
        }
        results.Figure("transfer, written down to ended, p50", Statistics.Median(ends.Select(e => e.P50)), "ms");
        results.Figure("transfer, written down to ended, p95", Statistics.Median(ends.Select(e => e.P95)), "ms");
        results.Figure("transfer, written down to ended, p99", Statistics.Median(ends.Select(e => e.P99)), "ms");
    }

    private static async Task Closed(
        Client api,
        string what,
        Func<Connection, Task> ask,
        int round,
        int connections,
        TimeSpan length,
        List<Run1> runs,
        Results results,
        CancellationToken cancel
    )
    {
        var (latency, took) = await api.ClosedLoop(ask, connections, length, cancel);
        Keep(new Run1(round, what, connections, latency.Count / took.TotalSeconds, latency), runs, results);
    }

    private static void Keep(Run1 run, List<Run1> runs, Results results)
    {
        runs.Add(run);
        results.Sample(
            new
            {
                run.Round,
                run.What,
                run.Connections,
                run.PerSecond,
                latencyMs = run.Latency.Summary,
            }
        );
        Results.Say(
            $"  round {run.Round}, {run.What, -9}, {run.Connections} connections: {run.PerSecond, 6:F0}/s  p50 {run.Latency.Milliseconds(50):F1} p95 {run.Latency.Milliseconds(95):F1} p99 {run.Latency.Milliseconds(99):F1} ms"
        );
    }

    private static async Task<Customer[]> Load(string database, CancellationToken cancel)
    {
        await using var denga = await DengaSubject.Open(database, cancel);
        await DengaPlatform.Migrate(denga.Services, cancel);
        var operations = denga.Services.GetRequiredService<IOperations>();
        var people = new Customer[People];
        await Parallel.ForAsync(
            0,
            People,
            cancel,
            async (i, stop) =>
            {
                var chat = (FirstChat + i).ToString(CultureInfo.InvariantCulture);
                var person = (await operations.Ask(new Identify("telegram", chat, "ru"), stop)).Value.Person.Id;
                var top = new SandboxTopUp(OperationId.New(), person, new Money(1_000_000_00, Currency.Rub));
                var account = (await operations.Ask(top, stop)).Value.Account;
                var token = (await operations.Ask(new IssueToken(person), stop)).Value.Token;
                people[i] = new Customer(token, account.ToString());
            }
        );
        return people;
    }

    /// <summary>How long transfers took from being written down to their end, as their own timeline has it.</summary>
    private static async Task<(double P50, double P95, double P99)> Ends(string database, DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            select percentile_cont(array[0.5, 0.95, 0.99]) within group (order by extract(epoch from ended_at - requested_at)::float8 * 1000)
            from wallet.transfer where requested_at >= $1 and state = 2
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since });
        var found = (double[])(await command.ExecuteScalarAsync(cancel))!;
        return (found[0], found[1], found[2]);
    }

    /// <summary>Speed does not count where something is lost or doubled.</summary>
    private static async Task Check(string database, CancellationToken cancel)
    {
        await DengaSubject.Settle(database, cancel);
        var completed = await Postgres.Number(database, "select count(*) from wallet.transfer where state = 2");
        var money = await Postgres.Number(
            database,
            "select sum(balance)::bigint from wallet.account where person_id is not null and currency = 'RUB'"
        );
        if (completed != Client.Completed || money != People * 1_000_000_00L)
            throw new InvalidOperationException(
                $"{Client.Completed} transfers were answered, {completed} are there; people have {money} kopecks of {People * 1_000_000_00L}."
            );
    }

    /// <summary>Everybody's programs together.</summary>
    private sealed class Client(Uri address, Customer[] people) : IDisposable
    {
        private static long completed;
        private readonly ConcurrentBag<Connection> idle = [];
        private int turn;

        internal static long Completed => Interlocked.Read(ref completed);

        internal async Task Balances(Connection connection) =>
            await connection.Exchange(
                Encoding.UTF8.GetBytes(
                    $"GET /api/v1/accounts HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {Next().Token}\r\n\r\n"
                )
            );

        /// <summary>The answer is the end: a transfer that has not ended by then is a failure of the measurement.</summary>
        internal async Task Transfer(Connection connection)
        {
            var from = Next();
            var to = people[Random.Shared.Next(people.Length)];
            while (to == from)
                to = people[Random.Shared.Next(people.Length)];
            var body = $$$"""
                {"id":"{{{OperationId.New()}}}","to":"{{{to.Account}}}","amount":{"amount":"1.00","currency":"RUB"}}
                """;
            var response = await connection.Exchange(
                Encoding.UTF8.GetBytes(
                    $"POST /api/v1/transfers HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {from.Token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"
                )
            );
            if (response.Span.IndexOf("\"status\":\"Completed\""u8) < 0)
                throw new InvalidOperationException("A transfer did not end in time: " + Encoding.UTF8.GetString(response.Span));
            Interlocked.Increment(ref completed);
        }

        /// <summary>Each connection asks again when it was answered.</summary>
        internal async Task<(Durations Latency, TimeSpan Took)> ClosedLoop(
            Func<Connection, Task> ask,
            int connections,
            TimeSpan length,
            CancellationToken cancel
        )
        {
            var latencies = new ConcurrentBag<long>();
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable
                    .Range(0, connections)
                    .Select(_ =>
                        Task.Run(
                            async () =>
                            {
                                var connection = await Take();
                                while (!cancel.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < length)
                                {
                                    var asked = Stopwatch.GetTimestamp();
                                    await ask(connection);
                                    latencies.Add(Stopwatch.GetTimestamp() - asked);
                                }
                                idle.Add(connection);
                            },
                            cancel
                        )
                    )
            );
            return (new Durations(latencies), Stopwatch.GetElapsedTime(start));
        }

        /// <summary>So many transfers a second, whether the earlier ones are answered or not; waiting counts from the moment one was due.</summary>
        internal async Task<Durations> OpenLoop(double perSecond, TimeSpan length, CancellationToken cancel)
        {
            var count = (int)(perSecond * length.TotalSeconds);
            var sent = new List<Task<long>>(count);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var due = start + (long)(i / perSecond * Stopwatch.Frequency);
                while (Stopwatch.GetTimestamp() < due)
                    await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
                sent.Add(
                    Task.Run(
                        async () =>
                        {
                            var connection = await Take();
                            await Transfer(connection);
                            idle.Add(connection);
                            return Stopwatch.GetTimestamp() - due;
                        },
                        cancel
                    )
                );
            }
            return new Durations(await Task.WhenAll(sent));
        }

        public void Dispose()
        {
            foreach (var connection in idle)
                connection.Dispose();
        }

        private async Task<Connection> Take() => idle.TryTake(out var connection) ? connection : await Connection.Open(address);

        private Customer Next() => people[(Interlocked.Increment(ref turn) & int.MaxValue) % people.Length];
    }
}
