using System.Globalization;
using Denga.Bench.Measuring;
using Npgsql;

namespace Denga.Bench.Servers;

/// <summary>The same work on grammY and pg: bench/peers/grammy.</summary>
internal sealed class GrammySubject(string database, string folder, string botApi, long firstChat, int people, int workers) : ISubject
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);

    public string Name => "grammy";
    public string Database => database;
    public string CountSql => "select count(*) from peer.expense";

    public async Task<RunningSubject> Start(CancellationToken cancel)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var log = Path.Combine(folder, "grammy.log");
        File.Delete(log);
        string[] arguments =
        [
            "index.js",
            "--database",
            $"postgres://{connection.Username}@/{connection.Database}?host={Uri.EscapeDataString(connection.Host!)}",
            "--api-root",
            botApi,
            "--secret",
            RunningSubject.Secret,
            "--token",
            RunningSubject.Token,
            "--workers",
            workers.ToString(CultureInfo.InvariantCulture),
            "--limits",
            string.Create(CultureInfo.InvariantCulture, $"{firstChat}:{people}"),
        ];
        var process = RunningSubject.Launch("node", arguments, Path.Combine(Results.Root, "bench", "peers", "grammy"), log);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartMax);
        while (true)
        {
            var text = File.Exists(log) ? await File.ReadAllTextAsync(log, cancel) : "";
            if (
                text.Split('\n').FirstOrDefault(l => l.StartsWith("ready ", StringComparison.Ordinal)) is { } ready
                && text.Contains('\n', StringComparison.Ordinal)
            )
                return new RunningSubject(process, new Uri(ready["ready ".Length..].Trim()));
            if (process.HasExited)
                throw new InvalidOperationException("The peer did not start:\n" + text);
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    /// <summary>As many rows as Denga has, spread over last year; no totals of this month, so that no limit is near.</summary>
    internal static async Task Load(string database, long firstChat, int people, int entriesEach)
    {
        await Postgres.Execute(database, await File.ReadAllTextAsync(Path.Combine(Results.Root, "bench", "peers", "grammy", "schema.sql")));
        await Postgres.Execute(
            database,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                create temp table made as
                select gen_random_uuid() id, gen_random_uuid() operation, -n as update_id, {firstChat} + n % {people} as person, 5000 + n % 100000 as minor,
                    (array['cafe','groceries','transport','home','health','fun','gifts'])[1 + n % 7] as category,
                    date_trunc('month', now())::date - 1 - (n % 334)::int as day
                from generate_series(1::bigint, {(long)people * entriesEach}) n;
                insert into peer.operation (id, person_id) select operation, person from made;
                insert into peer.expense (id, operation_id, update_id, person_id, amount_minor, currency, category, day, note)
                select id, operation, update_id, person, minor, 'RUB', category, day, 'кофе' from made;
                insert into peer.day_total (person_id, day, category, sum_minor, count)
                select person, day, category, sum(minor), count(*) from made group by person, day, category;
                """
            )
        );
    }
}
