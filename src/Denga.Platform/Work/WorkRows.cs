using Dapper;
using Denga.Contracts.Platform;
using Npgsql;

namespace Denga.Platform.Work;

/// <summary>What operators ask of the work of one module. On the module's own connection.</summary>
internal static class WorkRows
{
    private const int ListMax = 100;

    /// <summary>The newest 100.</summary>
    internal static async Task<IReadOnlyList<GivenUpWork>> GivenUp(NpgsqlConnection connection, string module, string? kind)
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
            from work where state = 'given_up' and (@kind::text is null or kind = @kind) order by id desc limit {ListMax}
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
    internal static async Task<(string Kind, string Key)?> Retry(NpgsqlConnection connection, string module, long id, DateTimeOffset now) =>
        await connection.QuerySingleOrDefaultAsync<(string Kind, string Key)?>(
            $"""
            with again as (
                update work set state = 'waiting', forget_at = null, attempts = 0, added_at = @now, next_at = @now
                where id = @id and state = 'given_up' and body is not null returning kind, key
            )
            select kind, key from again, pg_notify('{WorkTable.Channel}{module}', '')
            """,
            new { id, now }
        );
}
