using System.Globalization;
using System.Text.Json;
using Dapper;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Hosting;

namespace Denga.Bot.Channels.Web;

internal sealed class OpenChatHandler(ConversationStore store, UpdateLoop loop, IOperations operations, TimeProvider clock)
    : IOperationHandler<OpenChat, ChatOpened>
{
    public async Task<Result<ChatOpened>> Handle(OpenChat operation, CancellationToken cancel)
    {
        var id = ConversationId.New();
        var identified = await operations.Ask(new Identify(WebChannel.ChannelName, id.ToString(), operation.Language), cancel);
        if (!identified.IsOk)
            return identified.Error;
        var person = identified.Value.Person.Id;
        // A browser's time zone that we do not know leaves the default.
        if (operation.TimeZone is not null)
            await operations.Ask(new ChangeProfile(person, TimeZone: operation.TimeZone), cancel);
        var token = await operations.Ask(new IssueToken(person, operation.Client), cancel);
        if (!token.IsOk)
            return token.Error;
        await store.Open(id, WebChannel.ChannelName, id.ToString(), person, cancel);
        var hello = new Update(
            WebChannel.ChannelName,
            "open " + id,
            id.ToString(),
            id.ToString(),
            UpdateKind.Text,
            clock.GetUtcNow(),
            Text: "/start"
        );
        await loop.ArriveAndWait(hello, cancel);
        return new ChatOpened(id, token.Value.Token, token.Value.ExpiresAt);
    }
}

/// <summary>The conversations of a person, also of one with whom he has just become one and of whom the bot has not heard yet.</summary>
internal sealed class OwnConversations(ConversationStore store, IOperations operations)
{
    internal async Task<Conversation?> Find(PersonId person, ConversationId conversation, CancellationToken cancel)
    {
        var id = conversation.ToString();
        if (await store.FindOf(person, WebChannel.ChannelName, id, cancel) is { } known)
            return known;
        return
            await store.Find(WebChannel.ChannelName, id, cancel) is { } found
            && await operations.Ask(new Profile(found.Person), cancel) is { IsOk: true } owner
            && owner.Value.Id == person
            ? found
            : null;
    }
}

internal static class ChatErrors
{
    internal static readonly Error NotFound = Error.NotFound("chat.not_found", "There is no such conversation.");
    internal static readonly Error Forged = new(
        "request.forged",
        ErrorKind.Forbidden,
        "Another site may not listen with the session's cookie."
    );
    internal static readonly Error Empty = Error.Invalid("chat.empty", "Send exactly one of text and button.");
    internal static readonly Error TooLong = Error.Invalid("chat.too_long", "A message may have at most 10,000 characters.");
    internal static readonly Error BadReference = Error.Invalid(
        "chat.bad_reference",
        "What edit, replyTo, after or Last-Event-ID names is not in this conversation. Read the messages, and go on from there."
    );
}

internal sealed class SayHandler(OwnConversations own, UpdateLoop loop, Database<BotModule> database, TimeProvider clock)
    : IOperationHandler<Say, Said>
{
    private const int TextCharactersMax = 10_000;

    /// <summary>An id of a message, and of a button with what it does.</summary>
    private const int ReferenceCharactersMax = 500;

    public Task<Result<Said>> Handle(Say operation, CancellationToken cancel) => Handle(operation, savePhoto: null, cancel);

    /// <param name="savePhoto">Saves what came with it, or alone, and answers its file key; not asked when the very same was said before.</param>
    internal async Task<Result<Said>> Handle(Say operation, Func<Task<Result<string>>>? savePhoto, CancellationToken cancel)
    {
        var conversation = await own.Find(operation.Person, operation.Conversation, cancel);
        if (conversation is null)
            return ChatErrors.NotFound;
        if (
            savePhoto is null
            && (operation.Text is null == operation.Button is null || operation.Text is { } text && string.IsNullOrWhiteSpace(text))
        )
            return ChatErrors.Empty;
        if (operation.Text?.Length > TextCharactersMax)
            return ChatErrors.TooLong;
        if (operation.Button?.Length > ReferenceCharactersMax || operation.ReplyTo?.Length > ReferenceCharactersMax)
            return ChatErrors.BadReference;
        var message = operation.Id.ToString();
        if (operation.Edit is not null)
        {
            if (await OwnMessage(conversation.Id, operation.Edit) is not { } edited)
                return ChatErrors.BadReference;
            message = edited;
        }
        var update = Update(operation, message);
        if (savePhoto is not null && !await IsKnown(update))
        {
            var photo = await savePhoto();
            if (!photo.IsOk)
                return photo.Error;
            update = update with { Photo = photo.Value };
        }
        await loop.Arrive(update, conversation.Id, cancel);
        return await Answer(operation, update, conversation.Id);
    }

    private Update Update(Say operation, string message)
    {
        var conversation = operation.Conversation.ToString();
        var update = new Update(
            WebChannel.ChannelName,
            operation.Id.ToString(),
            conversation,
            conversation,
            UpdateKind.Text,
            clock.GetUtcNow(),
            Message: message
        );
        if (operation.Button is { } button)
        {
            var bar = button.IndexOf('|', StringComparison.Ordinal);
            return update with { Kind = UpdateKind.Button, Message = bar < 0 ? null : button[..bar], Button = button[(bar + 1)..] };
        }
        return update with
        {
            Kind = operation.Edit is null ? UpdateKind.Text : UpdateKind.Edit,
            Text = operation.Text,
            ReplyTo = operation.ReplyTo,
        };
    }

    private async Task<bool> IsKnown(Update update)
    {
        await using var connection = await database.Open(CancellationToken.None);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from incoming where channel = 'web' and update_id = @UpdateId)",
            new { update.UpdateId }
        );
    }

    /// <summary>The message's id, also on a repeat; a repeat with other words is a conflict.</summary>
    private async Task<Result<Said>> Answer(Say operation, Update update, ConversationId conversation)
    {
        await using var connection = await database.Open(CancellationToken.None);
        var (id, hash) = await connection.QuerySingleAsync<(long? Id, byte[]? Hash)>(
            """
            select (select m.id from message m where m.conversation_id = @conversation and m.external_id = @Message and not m.from_bot), i.content_hash
            from incoming i where i.channel = 'web' and i.update_id = @UpdateId
            """,
            new
            {
                conversation = conversation.Value,
                update.Message,
                update.UpdateId,
            }
        );
        // What came before there were hashes has none.
        if (hash is not null && !OperationRecord.IsSame(hash, update.ContentHash()))
            return OperationRecord.IdReused;
        return new Said(operation.Button is null ? id?.ToString(CultureInfo.InvariantCulture) : null);
    }

    private async Task<string?> OwnMessage(ConversationId conversation, string reference)
    {
        if (!long.TryParse(reference, CultureInfo.InvariantCulture, out var id))
            return null;
        await using var connection = await database.Open(CancellationToken.None);
        return await connection.ExecuteScalarAsync<string?>(
            "select external_id from message where id = @id and conversation_id = @conversation and not from_bot",
            new { id, conversation = conversation.Value }
        );
    }
}

internal sealed class ChatMessagesHandler(
    OwnConversations own,
    ChatHistory history,
    LiveFeed feed,
    IHostApplicationLifetime lifetime,
    TimeProvider clock
) : IOperationHandler<ChatMessages, ChatPage>
{
    /// <summary>Less than processes wait for each other's answers.</summary>
    private const int WaitSecondsMax = 25;
    private static readonly Error BadWait = Error.Invalid(
        "request.invalid",
        $"wait is the seconds to wait for a message, 0 to {WaitSecondsMax}."
    );

    public async Task<Result<ChatPage>> Handle(ChatMessages operation, CancellationToken cancel)
    {
        if (operation.Wait is < 0 or > WaitSecondsMax)
            return BadWait;
        var conversation = await own.Find(operation.Person, operation.Conversation, cancel);
        if (conversation is null)
            return ChatErrors.NotFound;
        long? after = null;
        if (operation.After is { } given)
        {
            if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return ChatErrors.BadReference;
            after = id;
        }
        // Listens before it looks: what comes between the two is not missed.
        using var subscriber = operation.Wait > 0 ? feed.Subscribe(conversation.Id, operation.Person) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        var start = clock.GetTimestamp();
        while (true)
        {
            var page = new ChatPage(await history.Page(conversation.Id, after, cancel));
            var left = TimeSpan.FromSeconds(operation.Wait ?? 0) - clock.GetElapsedTime(start);
            if (page.Messages.Count > 0 || subscriber is null || left <= TimeSpan.Zero)
                return page;
            try
            {
                // A hint from another process is not heard here, so it looks again at the end.
                await subscriber.Next(left, clock, either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return page;
            }
        }
    }
}
