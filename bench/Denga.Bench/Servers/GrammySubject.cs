using System.Globalization;

namespace Denga.Bench.Servers;

/// <summary>The same work on grammY and pg: bench/peers/grammy.</summary>
internal sealed class GrammySubject(string database, string folder, string botApi, long firstChat, int people, int workers) : ISubject
{
    public string Name => "grammy";
    public string Database => database;
    public string CountSql => "select count(*) from peer.expense";

    public Task<RunningSubject> Start(CancellationToken cancel) =>
        NodePeer.Start(
            Name,
            database,
            folder,
            [
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
            ],
            cancel
        );

    /// <summary>As many rows as Denga has, spread over last year; no totals of this month, so that no limit is near.</summary>
    internal static async Task Load(string database, long firstChat, int people, int entriesEach)
    {
        await Postgres.Execute(database, await File.ReadAllTextAsync(Path.Combine(NodePeer.Folder("grammy"), "schema.sql")));
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
