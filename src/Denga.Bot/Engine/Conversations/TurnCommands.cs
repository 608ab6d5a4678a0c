using System.Text;
using System.Text.Json;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Bot.Engine;

/// <summary>The statements that write what turns came to, each for a whole batch.</summary>
internal static class TurnCommands
{
    /// <summary>What PostgreSQL says then; see <c>expect_conversations</c>.</summary>
    internal const string Moved = "DN001";

    /// <summary>What PostgreSQL says then; see <c>expect_unworked</c>.</summary>
    internal const string WorkedBefore = "DN002";

    /// <summary>Fails with <see cref="Moved"/> when one of them was changed meanwhile, or stands twice among them.</summary>
    internal static NpgsqlBatchCommand UpdateConversations(IReadOnlyList<Finish> items, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(
            """
            with kept as (
                update conversation c set state = case when x.notice then c.state else x.state::json end,
                    version = case when x.notice then c.version else c.version + 1 end,
                    spoke_at = case when x.spoke then $5 else c.spoke_at end
                from unnest($1, $2, $3, $4, $6) as x (id, version, state, spoke, notice)
                where c.id = x.id and (x.notice or c.version = x.version)
                returning 1
            )
            select expect_conversations(count(*), cardinality($1)) from kept
            """
        );
        command.With<Guid[]>([.. items.Select(i => i.Conversation.Id.Value)]);
        command.With<long[]>([.. items.Select(i => i.Conversation.Version)]);
        command.With(items.Select(i => JsonSerializer.Serialize(i.State, DengaJson.Options)).ToArray());
        command.With<bool[]>([.. items.Select(i => i.Incoming is not null)]);
        command.With(now);
        command.With<bool[]>([.. items.Select(i => i.Notice is not null)]);
        return command;
    }

    internal static NpgsqlBatchCommand InsertMessages(List<(Finish Item, Screen Screen)> sends, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into message (conversation_id, from_bot, text, buttons, picture, file, subject, is_watched, at, trace, notice_id)
            select m.conversation, true, m.text, m.buttons::json, m.picture, m.file, m.subject, m.is_watched, $9, m.trace, m.notice
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $10)
                with ordinality as m (conversation, text, buttons, picture, file, subject, trace, notice, is_watched, n)
            order by m.n
            returning id
            """
        );
        command.With<Guid[]>([.. sends.Select(s => s.Item.Conversation.Id.Value)]);
        command.With(sends.Select(s => Storable(s.Screen.Text)).ToArray());
        command.With(sends.Select(s => s.Screen.Buttons is { } b ? JsonSerializer.Serialize(b, DengaJson.Options) : null).ToArray());
        command.With(sends.Select(s => s.Screen.Picture).ToArray());
        command.With(sends.Select(s => s.Screen.File).ToArray());
        command.With(sends.Select(s => s.Screen.Subject?.ToString()).ToArray());
        command.With(sends.Select(s => s.Item.Trace).ToArray());
        command.With(sends.Select(s => s.Item.Notice).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        command.With(now);
        command.Parameters.Add(Watched(sends.Select(s => s.Screen)));
        return command;
    }

    /// <summary>What a message is about stays when it shows something else, so that a reply to it is understood; but not what is watched, whose events
    /// would take the message from what the person looks at by then.</summary>
    internal static NpgsqlBatchCommand EditMessages(List<(Finish Item, long Id, Screen Screen)> edits)
    {
        var command = new NpgsqlBatchCommand(
            """
            update message m set text = x.text, buttons = x.buttons::json, picture = x.picture, file = x.file, revision = m.revision + 1, failed = null,
                changed = nextval('message_id_seq'),
                subject = case when m.is_watched then x.subject else coalesce(x.subject, m.subject) end, is_watched = x.is_watched
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) as x (conversation, id, text, buttons, picture, file, subject, is_watched)
            where m.conversation_id = x.conversation and m.id = x.id
            returning m.id, m.revision, m.external_id, m.sent_picture
            """
        );
        command.With<Guid[]>([.. edits.Select(e => e.Item.Conversation.Id.Value)]);
        command.With<long[]>([.. edits.Select(e => e.Id)]);
        command.With(edits.Select(e => Storable(e.Screen.Text)).ToArray());
        command.With(edits.Select(e => e.Screen.Buttons is { } b ? JsonSerializer.Serialize(b, DengaJson.Options) : null).ToArray());
        command.With(edits.Select(e => e.Screen.Picture).ToArray());
        command.With(edits.Select(e => e.Screen.File).ToArray());
        command.With(edits.Select(e => e.Screen.Subject?.ToString()).ToArray());
        command.Parameters.Add(Watched(edits.Select(e => e.Screen)));
        return command;
    }

    /// <summary>Fails with <see cref="WorkedBefore"/> when one of them is gone.</summary>
    internal static NpgsqlBatchCommand DeleteWorked(IReadOnlyList<Finish> items)
    {
        var command = new NpgsqlBatchCommand(
            """
            with worked as (delete from unworked where seq = any($1) returning 1)
            select expect_unworked(count(*), cardinality($1)) from worked
            """
        );
        command.With<long[]>([.. items.Where(i => i.Incoming is not null).Select(i => i.Incoming!.Value)]);
        return command;
    }

    /// <summary>PostgreSQL takes neither half a character nor a NUL; an answer with one must come all the same.</summary>
    private static string Storable(string text) =>
        text.Contains('\0', StringComparison.Ordinal) || text.Any(char.IsSurrogate)
            ? string.Concat(text.EnumerateRunes().Select(r => (r.Value == 0 ? Rune.ReplacementChar : r).ToString()))
            : text;

    private static NpgsqlParameter<bool[]> Watched(IEnumerable<Screen> screens) =>
        new() { TypedValue = [.. screens.Select(s => s.Subject?.IsWatched == true)] };
}
