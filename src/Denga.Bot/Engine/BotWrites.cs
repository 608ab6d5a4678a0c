using System.Text.Json;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Bot.Engine;

/// <summary>What the bot writes while it talks.</summary>
internal abstract record BotWrite;

/// <summary>An update on arrival. Its answer is <see cref="Arrived"/>.</summary>
/// <param name="Own">The conversation whose history keeps the person's words; null where the channel keeps them.</param>
internal sealed record Arrival(Update Update, string? Trace, ConversationId? Own = null) : BotWrite;

/// <param name="Seq">Null when the update was known.</param>
internal sealed record Arrived(long? Seq);

/// <summary>What a turn, or a notice, comes to. Its answer is <see cref="Finished"/>.</summary>
/// <param name="Incoming">The update that is worked with this.</param>
/// <param name="Notice">Id of a notice, which is sent once.</param>
internal sealed record Finish(
    long? Incoming,
    Conversation Conversation,
    IReadOnlyDictionary<string, string> State,
    IReadOnlyList<Screen> Sends,
    IReadOnlyDictionary<long, Screen> Edits,
    string? Trace,
    Guid? Notice = null
) : BotWrite;

/// <param name="Done">False when the conversation was changed meanwhile; nothing was written.</param>
internal sealed record Finished(bool Done, IReadOnlyList<Outgoing> Messages);

/// <summary>A message was handed to its channel, or refused by it for good.</summary>
internal sealed record SentMark(ConversationId Conversation, long Message, int Revision, string? External, bool Picture, string? Failed)
    : BotWrite;

/// <summary>Updates that came, turns that ended and messages that were sent, of many people: one round trip and one commit for all of them.</summary>
internal static class BotWrites
{
    /// <summary>Answers in the order of the writes.</summary>
    internal static async Task<IReadOnlyList<object>> Commit(
        Database<BotModule> database,
        IReadOnlyList<BotWrite> writes,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var arrivals = writes.OfType<Arrival>().ToList();
        var turns = writes.OfType<Finish>().ToList();
        var marks = writes.OfType<SentMark>().ToList();

        await using var connection = await database.Open(cancel);
        // Without an explicit transaction a batch is one: all of it, or nothing.
        await using var batch = new NpgsqlBatch(connection);
        if (arrivals.Count > 0)
            Store(batch, arrivals, now);
        if (turns.Count > 0)
            End(batch, turns, now);
        if (marks.Count > 0)
            Mark(batch, marks);

        var stored = new Dictionary<(string, string), long>();
        var ended = new Dictionary<Finish, Finished>(ReferenceEqualityComparer.Instance);
        await using (var rows = await batch.ExecuteReaderAsync(cancel))
        {
            if (arrivals.Count > 0)
            {
                while (await rows.ReadAsync(cancel))
                    stored[(rows.GetString(1), rows.GetString(2))] = rows.GetInt64(0);
                await rows.NextResultAsync(cancel);
            }
            if (turns.Count > 0)
                ended = await Ended(rows, turns, cancel);
        }
        return
        [
            .. writes.Select(write =>
                write switch
                {
                    // Of two equal updates in one batch only the first is new.
                    Arrival { Update: var u } => new Arrived(stored.Remove((u.Channel, u.UpdateId), out var seq) ? seq : null),
                    Finish turn => ended[turn],
                    _ => (object)true,
                }
            ),
        ];
    }

    private static void Store(NpgsqlBatch batch, List<Arrival> arrivals, DateTimeOffset now)
    {
        var distinct = arrivals.DistinctBy(i => (i.Update.Channel, i.Update.UpdateId)).ToList();
        var store = new NpgsqlBatchCommand(
            """
            with fresh as (
                insert into incoming (channel, update_id, trace, at, content_hash)
                select u.channel, u.update_id, u.trace, $5, u.hash from unnest($1, $2, $4, $6) as u (channel, update_id, trace, hash)
                on conflict do nothing
                returning channel, update_id
            )
            insert into unworked (channel, update_id, body, trace)
            select u.channel, u.update_id, u.body::json, u.trace
            from unnest($1, $2, $3, $4) with ordinality as u (channel, update_id, body, trace, n)
            join fresh f on f.channel = u.channel and f.update_id = u.update_id
            order by u.n
            returning seq, channel, update_id
            """
        );
        store.Parameters.Add(Texts(distinct.Select(i => i.Update.Channel)));
        store.Parameters.Add(Texts(distinct.Select(i => i.Update.UpdateId)));
        store.Parameters.Add(Texts(distinct.Select(i => JsonSerializer.Serialize(i.Update, DengaJson.Options))));
        store.Parameters.Add(Texts(distinct.Select(i => i.Trace)));
        store.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        store.Parameters.Add(Of(distinct.Select(i => i.Own is null ? null : i.Update.ContentHash()), NpgsqlDbType.Bytea));
        batch.BatchCommands.Add(store);
        var own = arrivals.Where(i => i.Own is not null).ToList();
        if (own.Count > 0)
        {
            batch.BatchCommands.Add(InsertOwn(own, now));
            batch.BatchCommands.Add(EditOwn(own));
        }
    }

    /// <summary>Where the channel keeps no history of its own, the person's words are kept with the update.</summary>
    private static NpgsqlBatchCommand InsertOwn(List<Arrival> own, DateTimeOffset now)
    {
        var fresh = own.Where(o => o.Update.Kind == UpdateKind.Text).ToList();
        var command = new NpgsqlBatchCommand(
            """
            insert into message (conversation_id, from_bot, text, at, own_id, sent_revision)
            select m.conversation, false, m.text, $4, m.own, 1
            from unnest($1, $2, $3) with ordinality as m (conversation, text, own, n)
            order by m.n
            on conflict do nothing
            """
        );
        command.Parameters.Add(Array(fresh.Select(o => o.Own!.Value.Value)));
        command.Parameters.Add(Texts(fresh.Select(o => o.Update.Text)));
        command.Parameters.Add(Texts(fresh.Select(o => o.Update.Message)));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        return command;
    }

    /// <summary>Only for updates that are new: a repeat, or a reused key, must not bring old words back.</summary>
    private static NpgsqlBatchCommand EditOwn(List<Arrival> own)
    {
        var edited = own.Where(o => o.Update.Kind == UpdateKind.Edit).ToList();
        var command = new NpgsqlBatchCommand(
            """
            update message m set text = x.text, revision = m.revision + 1, sent_revision = m.revision + 1
            from unnest($1, $2, $3, $4, $5) as x (conversation, text, own, channel, update_id)
            where m.conversation_id = x.conversation and m.own_id = x.own and m.text <> x.text
                and exists (
                    select from incoming i
                    where i.channel = x.channel and i.update_id = x.update_id and i.xmin = pg_current_xact_id()::xid
                )
            """
        );
        command.Parameters.Add(Array(edited.Select(o => o.Own!.Value.Value)));
        command.Parameters.Add(Texts(edited.Select(o => o.Update.Text)));
        command.Parameters.Add(Texts(edited.Select(o => o.Update.Message)));
        command.Parameters.Add(Texts(edited.Select(o => o.Update.Channel)));
        command.Parameters.Add(Texts(edited.Select(o => o.Update.UpdateId)));
        return command;
    }

    /// <summary>Of turns that began with the same state of a conversation one changes it; nothing is written for the others.</summary>
    private static void End(NpgsqlBatch batch, List<Finish> turns, DateTimeOffset now)
    {
        var sends = turns.SelectMany((turn, i) => turn.Sends.Select(screen => (Turn: i, Screen: screen))).ToList();
        var edits = turns.SelectMany((turn, i) => turn.Edits.Select(e => (Turn: i, Id: e.Key, Screen: e.Value))).ToList();
        var command = new NpgsqlBatchCommand(
            """
            with turn as (
                select * from unnest($1, $2, $3, $4, $5, $6, $7) with ordinality as t (conversation, version, state, spoke, worked, trace, notice, n)
            ), changed as (
                update conversation c
                set state = t.state::json, version = c.version + 1, spoke_at = case when t.spoke then $8 else c.spoke_at end
                from turn t where c.id = t.conversation and c.version = t.version
                returning c.id as conversation, t.n, t.worked, t.trace, t.notice
            ), done as (
                delete from unworked u using changed c where u.seq = c.worked
            ), sent as (
                insert into message (conversation_id, from_bot, text, buttons, picture, file, subject, at, trace, notice_id)
                select c.conversation, true, s.text, s.buttons::json, s.picture, s.file, s.subject, $8, c.trace, c.notice
                from unnest($9, $10, $11, $12, $13, $14) with ordinality as s (turn, text, buttons, picture, file, subject, n)
                join changed c on c.n = s.turn
                order by s.n
                returning conversation_id, id
            ), edited as (
                update message m set text = e.text, buttons = e.buttons::json, picture = e.picture, file = e.file,
                    subject = coalesce(e.subject, m.subject), revision = m.revision + 1, failed = null
                from unnest($15, $16, $17, $18, $19, $20, $21) as e (turn, id, text, buttons, picture, file, subject)
                join changed c on c.n = e.turn
                where m.conversation_id = c.conversation and m.id = e.id
                returning m.conversation_id, m.id, m.revision, m.external_id, m.sent_picture
            ), queued as (
                insert into unsent (conversation_id, id)
                select conversation_id, id from sent union all select conversation_id, id from edited
                on conflict do nothing
            )
            select 'turn', n, null::int, null::text, null::bool from changed
            union all select 'sent', id, null, null, null from sent
            union all select 'edited', id, revision, external_id, sent_picture from edited
            """
        );
        command.Parameters.Add(Array(turns.Select(t => t.Conversation.Id.Value)));
        command.Parameters.Add(Array(turns.Select(t => t.Conversation.Version)));
        command.Parameters.Add(Texts(turns.Select(t => JsonSerializer.Serialize(t.State, DengaJson.Options))));
        command.Parameters.Add(Array(turns.Select(t => t.Incoming is not null)));
        command.Parameters.Add(Of(turns.Select(t => t.Incoming), NpgsqlDbType.Bigint));
        command.Parameters.Add(Texts(turns.Select(t => t.Trace)));
        command.Parameters.Add(Of(turns.Select(t => t.Notice), NpgsqlDbType.Uuid));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(Array(sends.Select(s => s.Turn + 1L)));
        Screens(command, [.. sends.Select(s => s.Screen)]);
        command.Parameters.Add(Array(edits.Select(e => e.Turn + 1L)));
        command.Parameters.Add(Array(edits.Select(e => e.Id)));
        Screens(command, [.. edits.Select(e => e.Screen)]);
        batch.BatchCommands.Add(command);
    }

    private static async Task<Dictionary<Finish, Finished>> Ended(NpgsqlDataReader rows, List<Finish> turns, CancellationToken cancel)
    {
        var done = new HashSet<int>();
        var sent = new SortedSet<long>();
        var edited = new Dictionary<long, (int Revision, string? External, bool SentPicture)>();
        while (await rows.ReadAsync(cancel))
        {
            var id = rows.GetInt64(1);
            switch (rows.GetString(0))
            {
                case "turn":
                    done.Add((int)id - 1);
                    break;
                case "sent":
                    sent.Add(id);
                    break;
                default:
                    edited[id] = (rows.GetInt32(2), rows.IsDBNull(3) ? null : rows.GetString(3), rows.GetBoolean(4));
                    break;
            }
        }
        var ended = new Dictionary<Finish, Finished>(ReferenceEqualityComparer.Instance);
        // Ids are given in the order of the messages.
        using var ids = sent.GetEnumerator();
        for (var i = 0; i < turns.Count; i++)
        {
            var messages = new List<Outgoing>();
            if (done.Contains(i))
            {
                foreach (var screen in turns[i].Sends)
                {
                    ids.MoveNext();
                    messages.Add(Outgoing(turns[i], ids.Current, 1, screen, null, false));
                }
                foreach (var (id, screen) in turns[i].Edits)
                {
                    if (edited.TryGetValue(id, out var e))
                        messages.Add(Outgoing(turns[i], id, e.Revision, screen, e.External, e.SentPicture));
                }
            }
            ended[turns[i]] = new Finished(done.Contains(i), messages);
        }
        return ended;
    }

    private static Outgoing Outgoing(Finish turn, long id, int revision, Screen screen, string? external, bool sentPicture) =>
        new(
            id,
            turn.Conversation.Id,
            turn.Conversation.Channel,
            turn.Conversation.ExternalId,
            revision,
            screen,
            external,
            sentPicture,
            turn.Trace
        );

    /// <summary>A message stays unsent when it was edited again meanwhile.</summary>
    private static void Mark(NpgsqlBatch batch, List<SentMark> marks)
    {
        var command = new NpgsqlBatchCommand(
            """
            with marked as (
                update message m set sent_revision = greatest(m.sent_revision, x.revision), external_id = coalesce(x.external, m.external_id),
                    sent_picture = x.picture, failed = x.failed
                from unnest($1, $2, $3, $4, $5, $6) as x (conversation, id, revision, external, picture, failed)
                where m.conversation_id = x.conversation and m.id = x.id
                returning m.id, m.sent_revision >= m.revision or m.failed is not null as is_over
            )
            delete from unsent u using marked m where u.id = m.id and m.is_over
            """
        );
        command.Parameters.Add(Array(marks.Select(i => i.Conversation.Value)));
        command.Parameters.Add(Array(marks.Select(i => i.Message)));
        command.Parameters.Add(Array(marks.Select(i => i.Revision)));
        command.Parameters.Add(Texts(marks.Select(i => i.External)));
        command.Parameters.Add(Array(marks.Select(i => i.Picture)));
        command.Parameters.Add(Texts(marks.Select(i => i.Failed)));
        batch.BatchCommands.Add(command);
    }

    private static void Screens(NpgsqlBatchCommand command, IReadOnlyList<Screen> screens)
    {
        command.Parameters.Add(Texts(screens.Select(s => s.Text)));
        command.Parameters.Add(Texts(screens.Select(s => s.Buttons is { } b ? JsonSerializer.Serialize(b, DengaJson.Options) : null)));
        command.Parameters.Add(Texts(screens.Select(s => s.Picture)));
        command.Parameters.Add(Texts(screens.Select(s => s.File)));
        command.Parameters.Add(Texts(screens.Select(s => s.Subject)));
    }

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values)
        where T : struct => new() { TypedValue = [.. values] };

    private static NpgsqlParameter Texts(IEnumerable<string?> values) => Of(values, NpgsqlDbType.Text);

    private static NpgsqlParameter Of<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
