using Dapper;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Work;

namespace Denga.Platform.Webhooks;

/// <summary>What providers sent to this process's modules, for the operator. Bodies are not shown: they may hold what is nobody's business.</summary>
internal sealed class WebhookDeliveries(ModuleSources sources, TimeProvider clock)
{
    private const int ListMax = 100;

    /// <summary>The newest 100.</summary>
    /// <param name="provider">Of this one only.</param>
    internal async Task<WebhookDelivery[]> List(string module, string? provider, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(
            Guid Id,
            string Provider,
            string Key,
            DateTime ReceivedAt,
            int Bytes,
            string State,
            int Attempts,
            string? Error
        )>(
            $"""
            select h.id, h.provider, h.delivery_key, h.received_at, length(h.body), coalesce(w.state, 'forgotten'), coalesce(w.attempts, 0), w.error
            from webhook h left join work w on w.kind = 'webhook.' || h.provider and w.key = h.id::text
            where @provider::text is null or h.provider = @provider
            order by h.received_at desc limit {ListMax}
            """,
            new { provider }
        );
        return
        [
            .. rows.Select(r => new WebhookDelivery(
                module,
                r.Id,
                r.Provider,
                r.Key,
                new DateTimeOffset(r.ReceivedAt, TimeSpan.Zero),
                r.Bytes,
                r.State,
                r.Attempts,
                r.Error
            )),
        ];
    }

    /// <summary>Has a delivery worked again, also one that was done; one that still waits stays as it is. False when there is none.</summary>
    internal async Task<bool> Replay(string module, Guid id, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<int?>(
            $"""
            with kept as (select id, provider from webhook where id = @id), asked as (
                insert into work (kind, key, body, added_at, next_at)
                select 'webhook.' || provider, id::text, json_build_object('webhook', id), @now, @now from kept
                on conflict on constraint work_once do update set state = 'waiting', body = excluded.body, attempts = 0, error = null,
                    forget_at = null, added_at = excluded.added_at, next_at = excluded.next_at
                where work.state <> 'waiting'
            )
            select 1 from kept, pg_notify('{WorkTable.Channel}' || current_schema(), '')
            """,
            new { id, now = clock.GetUtcNow() }
        )
            is not null;
    }
}
