using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Work;

namespace Denga.Platform.Webhooks;

/// <param name="State"><c>waiting</c>, <c>done</c>, <c>given_up</c>; <c>forgotten</c> when it was done long ago.</param>
/// <param name="Error">The code of the last failure.</param>
public sealed record WebhookDelivery(
    string Module,
    Guid Id,
    string Provider,
    string DeliveryKey,
    DateTimeOffset ReceivedAt,
    int Bytes,
    string State,
    int Attempts,
    string? Error
);

/// <summary>What providers sent to any module, wherever it runs, for the operator. Bodies are not shown: they may hold what is nobody's business.</summary>
public sealed class WebhookDeliveries
{
    private const int ListMax = 100;
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;

    internal WebhookDeliveries(ModuleSources sources, TimeProvider clock) => (this.sources, this.clock) = (sources, clock);

    /// <summary>The newest 100 of each module.</summary>
    /// <param name="provider">Of this one only.</param>
    public async Task<IReadOnlyList<WebhookDelivery>> List(string? provider, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var found = new List<WebhookDelivery>();
        foreach (var module in await WorkQueues.Modules(connection))
        {
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
                from {module}.webhook h left join {module}.work w on w.kind = 'webhook.' || h.provider and w.key = h.id::text
                where @provider::text is null or h.provider = @provider
                order by h.received_at desc limit {ListMax}
                """,
                new { provider }
            );
            found.AddRange(
                rows.Select(r => new WebhookDelivery(
                    module,
                    r.Id,
                    r.Provider,
                    r.Key,
                    new DateTimeOffset(r.ReceivedAt, TimeSpan.Zero),
                    r.Bytes,
                    r.State,
                    r.Attempts,
                    r.Error
                ))
            );
        }
        return found;
    }

    /// <summary>Has a delivery worked again, also one that was done; one that still waits stays as it is. False when there is none.</summary>
    public async Task<bool> Replay(Guid id, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var isThere = false;
        foreach (var module in await WorkQueues.Modules(connection))
            isThere |=
                await connection.ExecuteScalarAsync<int?>(
                    $$"""
                    with kept as (select id, provider from {{module}}.webhook where id = @id), asked as (
                        insert into {{module}}.work (kind, key, body, added_at, next_at)
                        select 'webhook.' || provider, id::text, json_build_object('webhook', id), @now, @now from kept
                        on conflict on constraint work_once do update set state = 'waiting', body = excluded.body, attempts = 0, error = null,
                            forget_at = null, added_at = excluded.added_at, next_at = excluded.next_at
                        where work.state <> 'waiting'
                    )
                    select 1 from kept, pg_notify('{{WorkTable.Channel}}{{module}}', '')
                    """,
                    new { id, now = clock.GetUtcNow() }
                )
                    is not null;
        return isThere;
    }
}
