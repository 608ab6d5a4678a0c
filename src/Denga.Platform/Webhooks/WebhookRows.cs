using System.Text.Json;
using Dapper;
using Denga.Contracts.Platform;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Platform.Webhooks;

/// <summary>What operators ask of what providers sent to one module. On the module's own connection the schema is left out.</summary>
internal static class WebhookRows
{
    internal const int PageMax = 100;

    /// <summary>The newest, one more than a page has.</summary>
    /// <param name="schema">Quoted, with its dot, or nothing.</param>
    /// <param name="only">This one only.</param>
    /// <param name="refused">Those that were refused instead.</param>
    internal static async Task<IReadOnlyList<WebhookDelivery>> List(
        NpgsqlConnection connection,
        string module,
        string schema,
        string? provider = null,
        Guid? after = null,
        Guid? only = null,
        bool refused = false
    )
    {
        var kept = refused
            ? $"(select id, provider, '' as key, refused_at as at, bytes, 'refused' as state, 0 as attempts, reason as error from {schema}webhook_refused)"
            : $"""
                (
                    select h.id, h.provider, h.delivery_key as key, h.received_at as at, length(h.body) as bytes, coalesce(w.state, 'forgotten') as state,
                        coalesce(w.attempts, 0) as attempts, w.error
                    from {schema}webhook h left join {schema}work w on w.kind = 'webhook.' || h.provider and w.key = h.id::text
                )
                """;
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
            select h.id, h.provider, h.key, h.at, h.bytes, h.state, h.attempts, h.error from {kept} h
            where (@provider::text is null or h.provider = @provider) and (@after::uuid is null or h.id < @after)
                and (@only::uuid is null or h.id = @only)
            order by h.id desc limit {PageMax + 1}
            """,
            new
            {
                provider,
                after,
                only,
            }
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

    /// <summary>Of one that is there.</summary>
    internal static async Task<(IReadOnlyDictionary<string, string> Headers, byte[] Body)> Content(NpgsqlConnection connection, Guid id)
    {
        var (headers, body) = await connection.QuerySingleAsync<(string, byte[])>(
            "select headers::text, body from webhook where id = @id union all select '{}', body from webhook_refused where id = @id",
            new { id }
        );
        return (JsonSerializer.Deserialize<Dictionary<string, string>>(headers)!, body);
    }

    /// <summary>Has a delivery worked again, also one that was done; one that still waits stays as it is. False when there is none.</summary>
    internal static async Task<bool> Replay(NpgsqlConnection connection, string module, string schema, Guid id, DateTimeOffset now) =>
        await connection.ExecuteScalarAsync<int?>(
            $$"""
            with kept as (select id, provider from {{schema}}webhook where id = @id), asked as (
                insert into {{schema}}work (kind, key, body, added_at, next_at)
                select 'webhook.' || provider, id::text, json_build_object('webhook', id), @now, @now from kept
                on conflict on constraint work_once do update set state = 'waiting', body = excluded.body, attempts = 0, error = null,
                    forget_at = null, added_at = excluded.added_at, next_at = excluded.next_at
                where work.state <> 'waiting'
            )
            select 1 from kept, pg_notify('{{WorkTable.Channel}}{{module}}', '')
            """,
            new { id, now }
        )
            is not null;
}
