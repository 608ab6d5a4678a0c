using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Bot.Engine;

/// <summary>Messages of the bot as they should be, and the marks of what was sent. Marks of many people share a commit.</summary>
internal sealed class MessageStore : IAsyncDisposable
{
    private readonly Database<BotModule> database;
    private readonly GroupCommit<SentMark, bool> sent;

    public MessageStore(Database<BotModule> database)
    {
        this.database = database;
        sent = new("bot sent", Mark);
    }

    public ValueTask DisposeAsync() => sent.DisposeAsync();

    internal Task MarkSent(SentMark mark, CancellationToken cancel) => sent.Run(mark, cancel);

    /// <summary>A message of the bot by our id or the channel's, within the conversation; null for any other.</summary>
    internal async Task<KeptMessage?> BotMessage(ConversationId conversation, string? reference, CancellationToken cancel)
    {
        if (reference is null)
            return null;
        _ = long.TryParse(reference, System.Globalization.CultureInfo.InvariantCulture, out var id);
        return await Message(
            "(m.external_id = @reference or m.external_id is null and m.id = @id)",
            new
            {
                Value = conversation.Value,
                reference,
                id,
            },
            cancel
        );
    }

    /// <summary>The newest message of the bot about something.</summary>
    internal Task<KeptMessage?> MessageAbout(ConversationId conversation, Subject subject, CancellationToken cancel) =>
        Message("m.subject = @subject", new { conversation.Value, subject = subject.ToString() }, cancel);

    /// <summary>Whether a message there shows it and changes with it.</summary>
    internal async Task<bool> Shows(ConversationId conversation, string subject, CancellationToken cancel) =>
        await Message("m.subject = @subject", new { conversation.Value, subject }, cancel) is { Subject: { IsWatched: true } };

    /// <summary>What of one conversation is still to be sent. Some of it may be on its way.</summary>
    internal async Task<IReadOnlyList<Outgoing>> Unsent(ConversationId conversation, CancellationToken cancel) =>
        [.. (await Unsent(conversation.Value, cancel)).Select(o => o with { MayBeSent = true })];

    internal async Task<bool> IsUnsent(Outgoing message, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from message where conversation_id = @Value and id = @Id and sent_revision < @Revision and failed is null)",
            new
            {
                message.Conversation.Value,
                message.Id,
                message.Revision,
            }
        );
    }

    /// <summary>What was not sent before the last stop, oldest first.</summary>
    internal Task<IReadOnlyList<Outgoing>> Unsent(CancellationToken cancel) => Unsent(conversation: null, cancel);

    private async Task<IReadOnlyList<Outgoing>> Unsent(Guid? conversation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<OutgoingRow>(
            """
            select m.id, c.id ConversationId, c.channel, c.external_id ConversationExternal, m.revision, m.text, m.buttons::text Buttons, m.picture, m.file,
                m.external_id External, m.sent_picture SentPicture, m.trace
            from message m join conversation c on c.id = m.conversation_id
            where m.from_bot and m.sent_revision < m.revision and m.failed is null
                and (@conversation::uuid is null or m.conversation_id = @conversation)
            order by m.id
            """,
            new { conversation }
        );
        return [.. rows.Select(r => r.ToOutgoing())];
    }

    private async Task<KeptMessage?> Message(string condition, object parameters, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<(
            long Id,
            string Text,
            string? Buttons,
            string? Picture,
            string? File,
            string? Subject,
            bool? IsWatched
        )>(
            $"""
            select m.id, m.text, m.buttons::text, m.picture, m.file, m.subject, m.is_watched from message m
            where m.conversation_id = @Value and m.from_bot and {condition}
            order by m.id desc limit 1
            """,
            parameters
        );
        return row.Id == 0
            ? null
            : new KeptMessage(
                row.Id,
                row.Text,
                Buttons(row.Buttons),
                row.Picture,
                row.File,
                Subject.Read(row.Subject, row.IsWatched == true)
            );
    }

    internal static IReadOnlyList<IReadOnlyList<Button>> Buttons(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<IReadOnlyList<Button>>>(json, DengaJson.Options)!;

    private async Task<IReadOnlyList<bool>> Mark(IReadOnlyList<SentMark> items, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            """
            update message m set sent_revision = greatest(m.sent_revision, x.revision), external_id = coalesce(x.external, m.external_id),
                sent_picture = x.picture, failed = x.failed
            from unnest($1, $2, $3, $4, $5, $6) as x (conversation, id, revision, external, picture, failed)
            where m.conversation_id = x.conversation and m.id = x.id
            """,
            connection
        );
        command.With<Guid[]>([.. items.Select(i => i.Conversation.Value)]);
        command.With<long[]>([.. items.Select(i => i.Message)]);
        command.With<int[]>([.. items.Select(i => i.Revision)]);
        command.With(items.Select(i => i.External).ToArray());
        command.With<bool[]>([.. items.Select(i => i.Picture)]);
        command.With(items.Select(i => i.Failed).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
        return new bool[items.Count];
    }

    private sealed record OutgoingRow(
        long Id,
        Guid ConversationId,
        string Channel,
        string ConversationExternal,
        int Revision,
        string Text,
        string? Buttons,
        string? Picture,
        string? File,
        string? External,
        bool SentPicture,
        string? Trace
    )
    {
        internal Outgoing ToOutgoing() =>
            new(
                Id,
                new ConversationId(ConversationId),
                Channel,
                ConversationExternal,
                Revision,
                new Screen(Text, MessageStore.Buttons(Buttons), Picture, File),
                External,
                SentPicture,
                Trace
            );
    }
}

internal sealed record SentMark(ConversationId Conversation, long Message, int Revision, string? External, bool Picture, string? Failed);
