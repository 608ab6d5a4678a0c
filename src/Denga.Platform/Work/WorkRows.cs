using Dapper;
using Denga.Contracts.Platform;
using Npgsql;

namespace Denga.Platform.Work;

/// <summary>What operators ask of the work of one module. On the module's own connection the schema is left out.</summary>
internal static class WorkRows
{
    private const int ListMax = 100;
    private const int CountMax = 100_001;

    /// <param name="schema">Quoted, with its dot, or nothing.</param>
    internal static async Task<IReadOnlyList<WorkFigures>> Figures(
        NpgsqlConnection connection,
        string module,
        string schema,
        DateTimeOffset now
    )
    {
        var rows = await connection.QueryAsync<(string Kind, long Waiting, DateTime? Oldest, long GivenUp)>(
            $"""
            select kind, count(*) filter (where state = 'waiting'), min(added_at) filter (where state = 'waiting'),
                count(*) filter (where state = 'given_up')
            from (
                (select kind, state, added_at from {schema}work where state = 'waiting' limit {CountMax})
                union all (select kind, state, added_at from {schema}work where state = 'given_up' limit {CountMax})
            ) w
            group by kind order by kind
            """
        );
        return [.. rows.Select(r => new WorkFigures(module, r.Kind, r.Waiting, Age(r.Oldest, now), r.GivenUp))];
    }

    /// <summary>The newest 100.</summary>
    internal static async Task<IReadOnlyList<GivenUpWork>> GivenUp(NpgsqlConnection connection, string module, string schema, string? kind)
    {
        var rows = await connection.QueryAsync<(
            long Id,
            string Kind,
            string Key,
            int Attempts,
            string Error,
            DateTime AddedAt,
            bool IsKept
        )>(
            $"""
            select id, kind, key, attempts, coalesce(error, ''), added_at, body is not null
            from {schema}work where state = 'given_up' and (@kind::text is null or kind = @kind) order by id desc limit {ListMax}
            """,
            new { kind }
        );
        return
        [
            .. rows.Select(r => new GivenUpWork(
                module,
                r.Id,
                r.Kind,
                r.Key,
                r.Attempts,
                r.Error,
                new DateTimeOffset(r.AddedAt, TimeSpan.Zero),
                r.IsKept
            )),
        ];
    }

    /// <summary>Asks for it anew, with all its attempts; whoever runs the module does it. Null when there is nothing of the kind, else its kind and key.</summary>
    internal static async Task<(string Kind, string Key)?> Retry(
        NpgsqlConnection connection,
        string module,
        string schema,
        long id,
        DateTimeOffset now
    ) =>
        await connection.QuerySingleOrDefaultAsync<(string Kind, string Key)?>(
            $"""
            with again as (
                update {schema}work set state = 'waiting', forget_at = null, attempts = 0, added_at = @now, next_at = @now
                where id = @id and state = 'given_up' and body is not null returning kind, key
            )
            select kind, key from again, pg_notify('{WorkTable.Channel}{module}', '')
            """,
            new { id, now }
        );

    private static TimeSpan Age(DateTime? oldest, DateTimeOffset now) =>
        oldest is { } since && now - new DateTimeOffset(since, TimeSpan.Zero) is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;
}
