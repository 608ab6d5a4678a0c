using Dapper;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Data;

namespace Denga.Bot.Channels.Web;

/// <summary>A message of the bot, and the number under which it was written or last changed.</summary>
internal sealed record Change(long Number, ChatMessage Message);

/// <summary>A conversation as its pages read it. Whatever the bot writes or changes there gets a higher number than all before it, and becomes
/// visible after all before it, because the conversation's row is locked meanwhile: who knows the last number that he has misses nothing and gets
/// nothing twice.</summary>
internal sealed class ChatHistory(Database<BotModule> database)
{
    internal const int PageMax = 200;
    private const string Columns =
        "id, from_bot FromBot, text, buttons::text Buttons, picture, file, revision, at, coalesce(changed, id) Number";

    /// <summary>Messages of both sides after an id, the oldest first; the last ones without it.</summary>
    internal async Task<IReadOnlyList<ChatMessage>> Page(ConversationId conversation, long? after, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var order = after is null ? "desc" : "asc";
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"select {Columns} from message where conversation_id = @Value and id > @after order by id {order} limit {PageMax}",
                new { conversation.Value, after = after ?? 0 },
                cancellationToken: cancel
            )
        );
        return [.. rows.OrderBy(r => r.Id).Select(r => r.ToMessage())];
    }

    /// <summary>The number of the bot's last word; 0 where it has said nothing.</summary>
    internal async Task<long> Newest(ConversationId conversation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                select greatest(0,
                    (select max(id) from message where conversation_id = @Value and from_bot),
                    (select max(changed) from message where conversation_id = @Value and changed is not null))
                """,
                new { conversation.Value },
                cancellationToken: cancel
            )
        );
    }

    /// <summary>What the bot wrote or changed after a number, in its order, at most <see cref="PageMax"/>.</summary>
    internal async Task<IReadOnlyList<Change>> Changes(ConversationId conversation, long after, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                select {Columns} from message
                where conversation_id = @Value and from_bot and (id > @after or changed > @after) order by coalesce(changed, id) limit {PageMax}
                """,
                new { conversation.Value, after },
                cancellationToken: cancel
            )
        );
        return [.. rows.Select(r => new Change(r.Number, r.ToMessage()))];
    }

    private sealed record Row(
        long Id,
        bool FromBot,
        string Text,
        string? Buttons,
        string? Picture,
        string? File,
        int Revision,
        DateTime At,
        long Number
    )
    {
        internal ChatMessage ToMessage() =>
            WebChannel.Message(
                Id,
                FromBot,
                new Screen(Text, MessageStore.Buttons(Buttons), Picture, File),
                Revision > 1,
                new DateTimeOffset(At, TimeSpan.Zero)
            );
    }
}
