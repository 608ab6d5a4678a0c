using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Bench;

/// <summary>What one of everything takes in the database, rows and indexes, and in its log: what docs/capacity.md is reckoned from.</summary>
internal static class Sizes
{
    private const int People = 1_000;
    private const int EntriesEach = 100;
    private const int Transfers = 20_000;
    private const int TransfersAtOnce = 256;
    private const long FirstChat = 11_000_000;

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var standIn = await StandIn.Start();
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        using var exclusive = await options.Exclusive(cancel);
        await DengaSubject.Load(database, 1, FirstChat - 1, 1, cancel);
        await Grow("a person", People, () => DengaSubject.Load(database, People, FirstChat, 0, cancel));
        var subject = new DengaSubject(database, postgres.Folder, standIn.Address);
        await using (var running = await subject.Start(cancel))
            await DengaSubject.Settle(database, cancel);
        await Grow(
            "an expense with its sums and statistics",
            People * EntriesEach,
            async () =>
            {
                await DengaSubject.Load(database, People, FirstChat, EntriesEach, cancel);
                await using var running = await subject.Start(cancel);
                await DengaSubject.Settle(database, cancel);
            }
        );
        await GrowBy(
            "a chat message, answered, with its expense and event",
            async () =>
            {
                var chats = new Chats(standIn, FirstChat, People);
                await using var running = await subject.Start(cancel);
                using var webhook = new Webhook(running.Address, RunningSubject.Secret);
                await chats.ClosedLoop(webhook, 64, options.Seconds * 4, People, cancel);
                await DengaSubject.Settle(database, cancel);
                return chats.Sent;
            }
        );
        results.Figure("  of it, the event kept for replay", await Event(), "bytes");
        await Grow("a transfer of the ledger, with its two entries and event", Transfers, () => Transfer(database, cancel));

        Task Grow(string what, long count, Func<Task> work) =>
            GrowBy(
                what,
                async () =>
                {
                    await work();
                    return count;
                }
            );

        async Task GrowBy(string what, Func<Task<long>> work)
        {
            var (rows, log) = (await Bytes(), (await Postgres.Work(database)).Bytes);
            var count = (double)await work();
            log = (await Postgres.Work(database)).Bytes - log;
            results.Figure(what, (await Bytes() - rows) / count, "bytes");
            results.Figure("  its write-ahead log", log / count, "bytes");
        }

        async Task<long> Bytes()
        {
            await Postgres.Execute(database, "vacuum");
            return await Postgres.Number(database, "select pg_database_size(current_database())");
        }

        Task<long> Event() =>
            Postgres.Number(database, "select avg(pg_column_size(o.*)) from expenses.outbox o where type = 'expenses.expense-recorded.v1'");
    }

    private static async Task Transfer(string database, CancellationToken cancel)
    {
        await using var denga = await DengaSubject.Open(database, cancel);
        var operations = denga.Services.GetRequiredService<IOperations>();
        var accounts = new AccountId[People];
        await Postgres.Execute(
            database,
            $"""
            insert into wallet.account (id, person_id, purpose, currency, floor, opened_at)
            select gen_random_uuid(), gen_random_uuid(), 'main', 'RUB', -1000000000000, now() from generate_series(1, {People})
            """
        );
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand($"select id from wallet.account where floor < 0 order by no desc limit {People}");
        await using (var rows = await command.ExecuteReaderAsync(cancel))
            for (var i = 0; await rows.ReadAsync(cancel); i++)
                accounts[i] = new AccountId(rows.GetGuid(0));
        await Parallel.ForAsync(
            0,
            Transfers,
            new ParallelOptions { MaxDegreeOfParallelism = TransfersAtOnce, CancellationToken = cancel },
            async (n, stop) =>
            {
                var amount = new Money(100, Currency.Rub);
                Leg[] legs = [new(accounts[n % People], -amount), new(accounts[(n * 7 + 1) % People], amount)];
                _ = (await operations.Ask(new Post(OperationId.New(), "transfer", legs), stop)).Value;
            }
        );
    }
}
