using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Bot.Engine;

/// <summary>Updates that came in: each is stored once, before it is worked. Those of many people share a commit.</summary>
internal sealed class Arrivals : IAsyncDisposable
{
    private const int LateMax = 1_000;

    /// <summary>A number that comes again after that is of another update: Telegram keeps what was not taken for a day, and numbers anew after a week
    /// of silence (https://core.telegram.org/bots/api#getting-updates).</summary>
    private static readonly TimeSpan RepeatedFor = TimeSpan.FromDays(2);
    private readonly Database<BotModule> database;
    private readonly TimeProvider clock;
    private readonly GroupCommit<Arrival, Arrived> arrivals;

    /// <summary>Where copies of conversations are shared, the same question tells how new one must be.</summary>
    private readonly string version;

    public Arrivals(Database<BotModule> database, ConversationStore conversations, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        version = conversations.AreShared
            ? "(select c.version from conversation c where c.channel = unworked.channel and c.external_id = unworked.body ->> 'conversation')"
            : "null::bigint";
        arrivals = new("bot arrivals", Store);
    }

    public ValueTask DisposeAsync() => arrivals.DisposeAsync();

    /// <summary>A known update is not new.</summary>
    internal Task<Arrived> Add(Arrival arrival, CancellationToken cancel) => arrivals.Run(arrival, cancel);

    /// <summary>What was not worked before the last stop, oldest first.</summary>
    internal async Task<IReadOnlyList<(long Seq, Update Update, string? Trace)>> Unhandled(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<(long Seq, string Body, string? Trace)>(
            "select seq, body::text, trace from unworked order by seq"
        );
        return [.. rows.Select(r => (r.Seq, JsonSerializer.Deserialize<Update>(r.Body, DengaJson.Options)!, r.Trace))];
    }

    /// <summary>What came before, is not worked, and is not among what is being worked here: oldest first, some of it when it is much.</summary>
    internal async Task<IReadOnlyList<(long Seq, Update Update, string? Trace)>> Late(
        DateTimeOffset before,
        Func<long, bool> isKnown,
        CancellationToken cancel
    )
    {
        await using var connection = await database.Open(cancel);
        // With much waiting, nearly all of it waits here: the numbers alone are read of that.
        var waiting = await connection.QueryAsync<long>("select seq from unworked order by seq");
        var late = waiting.Where(seq => !isKnown(seq)).Take(LateMax).ToArray();
        if (late.Length == 0)
            return [];
        var rows = await connection.QueryAsync<(long Seq, string Body, string? Trace)>(
            """
            select u.seq, u.body::text, u.trace from unworked u join incoming i using (channel, update_id)
            where u.seq = any(@late) and i.at < @before order by u.seq
            """,
            new { before, late }
        );
        return [.. rows.Select(r => (r.Seq, JsonSerializer.Deserialize<Update>(r.Body, DengaJson.Options)!, r.Trace))];
    }

    /// <summary>Forgets that worked updates came.</summary>
    internal async Task<int> Forget(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.ExecuteAsync(
            """
            delete from incoming i where at < @before
                and not exists (select from unworked u where u.channel = i.channel and u.update_id = i.update_id)
            """,
            new { before }
        );
    }

    private async Task<IReadOnlyList<Arrived>> Store(IReadOnlyList<Arrival> items, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var batch = new NpgsqlBatch(connection);
        var store = new NpgsqlBatchCommand(
            $"""
            with fresh as (
                insert into incoming (channel, update_id, trace, at, content_hash)
                select u.channel, u.update_id, u.trace, $5, u.hash from unnest($1, $2, $4, $6) as u (channel, update_id, trace, hash)
                on conflict on constraint incoming_once do update set trace = excluded.trace, at = excluded.at
                    where incoming.channel = any($7) and incoming.at < $8
                returning channel, update_id
            )
            insert into unworked (channel, update_id, body, trace)
            select u.channel, u.update_id, u.body::json, u.trace
            from unnest($1, $2, $3, $4) with ordinality as u (channel, update_id, body, trace, n)
            join fresh f on f.channel = u.channel and f.update_id = u.update_id
            order by u.n
            returning seq, channel, update_id, {version}
            """
        );
        // Of two equal updates in one batch only the first is new.
        var distinct = items.DistinctBy(i => (i.Update.Channel, i.Update.DeliveryId)).ToList();
        var now = clock.GetUtcNow();
        store.With(distinct.Select(i => i.Update.Channel).ToArray());
        store.With(distinct.Select(i => i.Update.DeliveryId).ToArray());
        store.With(distinct.Select(i => JsonSerializer.Serialize(i.Update, DengaJson.Options)).ToArray());
        store.With(distinct.Select(i => i.Trace).ToArray());
        store.With(now);
        store.With(distinct.Select(i => i.Own is null ? null : i.Update.ContentHash()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea);
        // Channels that give a number out again do so after a longer time than they repeat it for.
        store.With(distinct.Where(i => i.Update.HasNumber).Select(i => i.Update.Channel).Distinct(StringComparer.Ordinal).ToArray());
        store.With(now - RepeatedFor);
        batch.BatchCommands.Add(store);
        var own = items.Where(i => i.Own is not null).ToList();
        if (own.Count > 0)
        {
            batch.BatchCommands.Add(InsertOwn(own, now));
            batch.BatchCommands.Add(EditOwn(own));
        }
        var seqs = new Dictionary<(string, string), Arrived>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            seqs[(reader.GetString(1), reader.GetString(2))] = new Arrived(
                reader.GetInt64(0),
                reader.IsDBNull(3) ? null : reader.GetInt64(3)
            );
        return [.. items.Select(i => seqs.Remove((i.Update.Channel, i.Update.DeliveryId), out var arrived) ? arrived : new Arrived(null))];
    }

    /// <summary>Where the channel keeps no history of its own, the person's words are kept with the update.</summary>
    private static NpgsqlBatchCommand InsertOwn(List<Arrival> own, DateTimeOffset now)
    {
        var fresh = own.Where(o => o.Update.Kind == UpdateKind.Text).ToList();
        var command = new NpgsqlBatchCommand(
            """
            insert into message (conversation_id, from_bot, text, picture, at, external_id, sent_revision)
            select m.conversation, false, m.text, m.picture, $4, m.external, 1
            from unnest($1, $2, $3, $5) with ordinality as m (conversation, text, external, picture, n)
            order by m.n
            on conflict do nothing
            """
        );
        command.With<Guid[]>([.. fresh.Select(o => o.Own!.Value.Value)]);
        command.With(fresh.Select(o => o.Update.Text ?? "").ToArray());
        command.With(fresh.Select(o => o.Update.Message).ToArray());
        command.With(now);
        command.With(fresh.Select(o => o.Update.Photo).ToArray());
        return command;
    }

    /// <summary>Only for updates that are new: a repeat, or a reused key, must not bring old words back.</summary>
    private static NpgsqlBatchCommand EditOwn(List<Arrival> own)
    {
        var edited = own.Where(o => o.Update.Kind == UpdateKind.Edit).ToList();
        var command = new NpgsqlBatchCommand(
            """
            update message m set text = x.text, revision = m.revision + 1, sent_revision = m.revision + 1
            from unnest($1, $2, $3, $4, $5) as x (conversation, text, external, channel, update_id)
            where m.conversation_id = x.conversation and m.external_id = x.external and not m.from_bot and m.text <> x.text
                and exists (
                    select from incoming i
                    where i.channel = x.channel and i.update_id = x.update_id and i.xmin = pg_current_xact_id()::xid
                )
            """
        );
        command.With<Guid[]>([.. edited.Select(o => o.Own!.Value.Value)]);
        command.With(edited.Select(o => o.Update.Text).ToArray());
        command.With(edited.Select(o => o.Update.Message).ToArray());
        command.With(edited.Select(o => o.Update.Channel).ToArray());
        command.With(edited.Select(o => o.Update.UpdateId).ToArray());
        return command;
    }
}

/// <summary>An update on arrival.</summary>
/// <param name="Own">The conversation whose history keeps the person's words; null where the channel keeps them.</param>
internal sealed record Arrival(Update Update, string? Trace, ConversationId? Own = null);

/// <param name="Seq">Null when the update was known.</param>
/// <param name="Version">Of the conversation, where copies of it are shared; null elsewhere, and where there is none yet.</param>
internal sealed record Arrived(long? Seq, long? Version = null);
