using Dapper;
using Denga.Contracts.Platform;
using Denga.Platform.Data;

namespace Denga.Platform.Work;

/// <summary>Work that this process's modules gave up, for the operator.</summary>
internal sealed class GivenUpWork(ModuleSources sources, TimeProvider clock)
{
    private const int ListMax = 100;

    /// <summary>The newest 100.</summary>
    internal async Task<WorkGivenUp[]> List(string module, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
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
            from work where state = 'given_up' order by id desc limit {ListMax}
            """
        );
        return
        [
            .. rows.Select(r => new WorkGivenUp(
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

    /// <summary>Asks for it anew, with all its attempts. False when there is nothing of the kind.</summary>
    internal async Task<bool> Retry(string module, long id, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<int?>(
            $"""
            with again as (
                update work set state = 'waiting', forget_at = null, attempts = 0, added_at = @now, next_at = @now
                where id = @id and state = 'given_up' and body is not null returning 1
            )
            select 1 from again, pg_notify('{WorkTable.Channel}' || current_schema(), '')
            """,
            new { id, now = clock.GetUtcNow() }
        )
            is not null;
    }
}
