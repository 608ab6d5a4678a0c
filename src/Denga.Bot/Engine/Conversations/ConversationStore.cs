using System.Data;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Bot.Engine;

/// <summary>Conversations, and copies of those that spoke lately.</summary>
internal sealed class ConversationStore
{
    private const int CachedMax = 20_000;
    private static readonly TimeSpan SharedFor = TimeSpan.FromHours(1);
    private readonly Database<BotModule> database;
    private readonly TimeProvider clock;
    private readonly LruCache<(string Channel, string External), Conversation> cache = new(CachedMax);

    /// <summary>Copies for all processes of the bot; null where this one is alone. One may be behind, so a turn takes it only when it is not older
    /// than what the database said when the update was stored.</summary>
    private readonly Cache<Conversation>? shared;

    public ConversationStore(Database<BotModule> database, Caches caches, Signals signals, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        shared = caches.AreShared ? caches.Of<Conversation>("bot.conversation", SharedFor) : null;
        signals.Subscribe<ConversationErased>(erased => _ = Forget(erased.Channel, erased.ExternalId));
    }

    /// <summary>Other processes of the bot have copies too.</summary>
    internal bool AreShared => shared is not null;

    internal async Task<Conversation?> Find(string channel, string externalId, CancellationToken cancel)
    {
        if (cache.TryGet((channel, externalId), out var known))
            return known;
        var found = shared is null
            ? await Read(channel, externalId, cancel)
            : await shared.Get(NameOf(channel, externalId), () => Read(channel, externalId, CancellationToken.None), cancel);
        if (found is not null)
            cache.Set((channel, externalId), found);
        return found;
    }

    /// <summary>The conversation for a turn: what a turn does, it must not do for how things stood before.</summary>
    /// <param name="version">The least that it may be, <see cref="Arrived.Version"/>; null where that is not known.</param>
    internal Task<Conversation?> FindNow(string channel, string externalId, long? version, CancellationToken cancel) =>
        shared is null ? Find(channel, externalId, cancel) : FindShared(channel, externalId, version ?? long.MaxValue, cancel);

    private async Task<Conversation?> FindShared(string channel, string externalId, long version, CancellationToken cancel)
    {
        if (cache.TryGet((channel, externalId), out var known) && known.Version >= version)
            return known;
        cache.Remove((channel, externalId));
        if (version < long.MaxValue && await Find(channel, externalId, cancel) is { } copy && copy.Version >= version)
            return copy;
        await Forget(channel, externalId);
        return await FindKept(channel, externalId, cancel);
    }

    private async Task<Conversation?> FindKept(string channel, string externalId, CancellationToken cancel)
    {
        var found = await Read(channel, externalId, cancel);
        if (found is not null)
            cache.Set((channel, externalId), found);
        return found;
    }

    private async Task<Conversation?> Read(string channel, string externalId, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<ConversationRow>(
            "select id, channel, external_id ExternalId, person_id PersonId, state::text State, version, blocked_at is not null IsBlocked from conversation where channel = @channel and external_id = @externalId",
            new { channel, externalId }
        );
        return row?.ToConversation();
    }

    /// <summary>The conversation when it is the person's; null otherwise. A copy in memory may be from before two people were joined.</summary>
    internal async Task<Conversation?> FindOf(PersonId person, string channel, string externalId, CancellationToken cancel)
    {
        var found = await Find(channel, externalId, cancel);
        if (found is not null && found.Person != person)
        {
            await Forget(channel, externalId);
            found = await Find(channel, externalId, cancel);
        }
        return found?.Person == person ? found : null;
    }

    internal async Task<(string Channel, string ExternalId)?> PlaceOf(ConversationId id, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.QuerySingleOrDefaultAsync<(string, string)?>(
            "select channel, external_id from conversation where id = @Value",
            new { id.Value }
        );
    }

    /// <summary>The erasure of a conversation is in the transaction; copies go when it is committed.</summary>
    internal static void Erased(UnitOfWork work, string channel, string externalId) =>
        work.Tell(new ConversationErased(channel, externalId));

    /// <summary>A turn has left it so.</summary>
    internal void Remember(Conversation now)
    {
        cache.Set((now.Channel, now.ExternalId), now);
        // The person's answer does not wait for it.
        _ = shared?.Put(NameOf(now.Channel, now.ExternalId), now, CancellationToken.None);
    }

    /// <summary>The copy of this process is behind.</summary>
    internal void Drop(Conversation behind) => cache.Remove((behind.Channel, behind.ExternalId));

    internal Task Forget(string channel, string externalId)
    {
        cache.Remove((channel, externalId));
        return shared?.Remove(NameOf(channel, externalId), CancellationToken.None) ?? Task.CompletedTask;
    }

    private static string NameOf(string channel, string externalId) => $"{channel} {externalId}";

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
        return (await FindKept(channel, externalId, cancel))!;
    }

    internal async Task SetBlocked(Conversation conversation, bool blocked, CancellationToken cancel)
    {
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
        await Forget(conversation.Channel, conversation.ExternalId);
    }

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
}

/// <summary>A conversation is no more.</summary>
internal sealed record ConversationErased(string Channel, string ExternalId) : ISignal;
