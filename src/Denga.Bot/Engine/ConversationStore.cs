using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;

namespace Denga.Bot.Engine;

/// <summary>Conversations, what came in, and messages. Writes of many people share a commit.</summary>
internal sealed class ConversationStore : IAsyncDisposable
{
    private const int CachedMax = 20_000;
    private readonly Database<BotModule> database;
    private readonly TimeProvider clock;
    private readonly GroupCommit<BotWrite, object> writes;
    private readonly LruCache<(string Channel, string External), Conversation> cache = new(CachedMax);

    public ConversationStore(Database<BotModule> database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        writes = new("bot", (batch, cancel) => BotWrites.Commit(database, batch, clock.GetUtcNow(), cancel));
    }

    public ValueTask DisposeAsync() => writes.DisposeAsync();

    /// <summary>Stores an update before it is worked; a known one is not new.</summary>
    internal async Task<Arrived> Arrive(Arrival arrival, CancellationToken cancel) => (Arrived)await writes.Run(arrival, cancel);

    /// <summary>Writes what a turn came to, all or nothing. Not done when somebody else changed the conversation meanwhile.</summary>
    internal async Task<Finished> Complete(Finish finish, CancellationToken cancel)
    {
        var finished = (Finished)await writes.Run(finish, cancel);
        var key = (finish.Conversation.Channel, finish.Conversation.ExternalId);
        if (finished.Done)
            cache.Set(key, finish.Conversation with { State = finish.State, Version = finish.Conversation.Version + 1 });
        else
            cache.Remove(key);
        return finished;
    }

    internal Task MarkSent(SentMark mark, CancellationToken cancel) => writes.Run(mark, cancel);

    internal async Task<Conversation?> Find(string channel, string externalId, CancellationToken cancel)
    {
        if (cache.TryGet((channel, externalId), out var known))
            return known;
        await using var connection = await database.Open(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<ConversationRow>(
            "select id, channel, external_id ExternalId, person_id PersonId, state::text State, version, blocked_at is not null IsBlocked from conversation where channel = @channel and external_id = @externalId",
            new { channel, externalId }
        );
        if (row is null)
            return null;
        var found = row.ToConversation();
        cache.Set((channel, externalId), found);
        return found;
    }

    /// <summary>The conversation when it is the person's; null otherwise. A copy in memory may be from before two people were joined.</summary>
    internal async Task<Conversation?> FindOf(PersonId person, string channel, string externalId, CancellationToken cancel)
    {
        var found = await Find(channel, externalId, cancel);
        if (found is not null && found.Person != person)
        {
            Forget(channel, externalId);
            found = await Find(channel, externalId, cancel);
        }
        return found?.Person == person ? found : null;
    }

    internal void Forget(string channel, string externalId) => cache.Remove((channel, externalId));

    /// <summary>Where a person last spoke, or null.</summary>
    internal async Task<Conversation?> LastOf(PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<ConversationRow>(
            """
            select id, channel, external_id ExternalId, person_id PersonId, state::text State, version, blocked_at is not null IsBlocked
            from conversation where person_id = @Value order by spoke_at desc limit 1
            """,
            new { person.Value }
        );
        return row?.ToConversation();
    }

    internal async Task<Conversation> Open(ConversationId id, string channel, string externalId, PersonId person, CancellationToken cancel)
    {
        // The connection goes back before the next is asked for: holding one while waiting for another empties the pool for good.
        await using (var connection = await database.Open(cancel))
        {
            await connection.ExecuteAsync(
                """
                insert into conversation (id, channel, external_id, person_id, spoke_at) values (@id, @channel, @externalId, @person, @now)
                on conflict (channel, external_id) do nothing
                """,
                new
                {
                    id = id.Value,
                    channel,
                    externalId,
                    person = person.Value,
                    now = clock.GetUtcNow(),
                }
            );
        }
        return (await Find(channel, externalId, cancel))!;
    }

    internal async Task SetBlocked(Conversation conversation, bool blocked, CancellationToken cancel)
    {
        cache.Remove((conversation.Channel, conversation.ExternalId));
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync(
            "update conversation set blocked_at = case when @blocked then coalesce(blocked_at, @now) end where id = @Value",
            new
            {
                blocked,
                now = clock.GetUtcNow(),
                conversation.Id.Value,
            }
        );
    }

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

    /// <summary>The newest message of the bot.</summary>
    internal Task<KeptMessage?> LastMessage(ConversationId conversation, CancellationToken cancel) =>
        Message("true", new { conversation.Value }, cancel);

    /// <summary>The newest message of the bot about something.</summary>
    internal Task<KeptMessage?> MessageAbout(ConversationId conversation, string subject, CancellationToken cancel) =>
        Message("m.subject = @subject", new { conversation.Value, subject }, cancel);

    /// <summary>What was not worked before the last stop, oldest first.</summary>
    internal async Task<IReadOnlyList<(long Seq, Update Update, string? Trace)>> Unhandled(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<(long Seq, string Body, string? Trace)>(
            "select seq, body::text, trace from unworked order by seq"
        );
        return [.. rows.Select(r => (r.Seq, JsonSerializer.Deserialize<Update>(r.Body, DengaJson.Options)!, r.Trace))];
    }

    /// <summary>What was not sent before the last stop, oldest first.</summary>
    internal async Task<IReadOnlyList<Outgoing>> Unsent(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<OutgoingRow>(
            """
            select m.id, c.id ConversationId, c.channel, c.external_id ConversationExternal, m.revision, m.text, m.buttons::text Buttons, m.picture, m.file,
                m.subject, m.external_id External, m.sent_picture SentPicture, m.trace
            from unsent u join message m using (conversation_id, id) join conversation c on c.id = m.conversation_id
            order by m.id
            """
        );
        return [.. rows.Select(r => r.ToOutgoing())];
    }

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

    private async Task<KeptMessage?> Message(string condition, object parameters, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<(
            long Id,
            string Text,
            string? Buttons,
            string? Picture,
            string? File,
            string? Subject
        )>(
            $"""
            select m.id, m.text, m.buttons::text, m.picture, m.file, m.subject from message m
            where m.conversation_id = @Value and m.from_bot and {condition}
            order by m.id desc limit 1
            """,
            parameters
        );
        return row.Id == 0 ? null : new KeptMessage(row.Id, row.Text, Buttons(row.Buttons), row.Picture, row.File, row.Subject);
    }

    internal static IReadOnlyList<IReadOnlyList<Button>> Buttons(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<IReadOnlyList<Button>>>(json, DengaJson.Options)!;

    private sealed record ConversationRow(
        Guid Id,
        string Channel,
        string ExternalId,
        Guid PersonId,
        string State,
        long Version,
        bool IsBlocked
    )
    {
        internal Conversation ToConversation() =>
            new(
                new ConversationId(Id),
                Channel,
                ExternalId,
                new PersonId(PersonId),
                JsonSerializer.Deserialize<Dictionary<string, string>>(State, DengaJson.Options)!,
                Version,
                IsBlocked
            );
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
        string? Subject,
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
                new Screen(Text, ConversationStore.Buttons(Buttons), Picture, File, Subject),
                External,
                SentPicture,
                Trace
            );
    }
}

/// <summary>The conversation is not as it was when the turn began.</summary>
internal sealed class ConversationMovedException : Exception;
