using System.Data;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Bot.Engine;

/// <summary>Conversations, what came in, and messages. Writes of many people share a commit.</summary>
internal sealed class ConversationStore : IAsyncDisposable
{
    private const int CachedMax = 20_000;
    private const int LateMax = 1_000;
    private static readonly TimeSpan SharedFor = TimeSpan.FromHours(1);

    /// <summary>A number that comes again after that is of another update: Telegram keeps what was not taken for a day, and numbers anew after a week
    /// of silence (https://core.telegram.org/bots/api#getting-updates).</summary>
    private static readonly TimeSpan RepeatedFor = TimeSpan.FromDays(2);
    private readonly Database<BotModule> database;
    private readonly TimeProvider clock;
    private readonly GroupCommit<Arrival, Arrived> arrivals;
    private readonly GroupCommit<Finish, IReadOnlyList<Outgoing>> finishes;
    private readonly GroupCommit<SentMark, bool> sent;
    private readonly LruCache<(string Channel, string External), Conversation> cache = new(CachedMax);

    /// <summary>Copies for all processes of the bot; null where this one is alone. One may be behind, so a turn takes it only when it is not older
    /// than what the database said when the update was stored.</summary>
    private readonly Cache<Conversation>? shared;

    public ConversationStore(Database<BotModule> database, Caches caches, Signals signals, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        shared = caches.AreShared ? caches.Of<Conversation>("bot.conversation", SharedFor) : null;
        signals.Hear<ConversationErased>(erased => _ = Forget(erased.Channel, erased.ExternalId));
        arrivals = new("bot arrivals", Store);
        finishes = new("bot turns", Write);
        sent = new("bot sent", Mark);
    }

    public async ValueTask DisposeAsync()
    {
        await arrivals.DisposeAsync();
        await finishes.DisposeAsync();
        await sent.DisposeAsync();
    }

    /// <summary>Stores an update before it is worked; a known one is not new.</summary>
    internal Task<Arrived> Arrive(Arrival arrival, CancellationToken cancel) => arrivals.Run(arrival, cancel);

    /// <summary>Writes what a turn came to, all or nothing. Not done when somebody else changed the conversation meanwhile. A repeat, which follows a
    /// commit whose acknowledgement was lost, writes nothing and answers what of the conversation is still to be sent. A notice leaves the
    /// conversation where it stands, so it disturbs no turn and none disturbs it.</summary>
    internal async Task<Finished> Complete(Finish finish, CancellationToken cancel)
    {
        var key = (finish.Conversation.Channel, finish.Conversation.ExternalId);
        try
        {
            var messages = await finishes.Run(finish, cancel);
            if (finish.Notice is null)
            {
                var now = finish.Conversation with { State = finish.State, Version = finish.Conversation.Version + 1 };
                cache.Set(key, now);
                // The person's answer does not wait for it.
                _ = shared?.Put(NameOf(key.Channel, key.ExternalId), now, CancellationToken.None);
            }
            return new Finished(Done: true, messages);
        }
        catch (ConversationMovedException)
        {
            cache.Remove(key);
            return new Finished(Done: false, []);
        }
        catch (WorkedBeforeException)
        {
            await Forget(key.Channel, key.ExternalId);
            return new Finished(Done: true, await Unsent(finish.Conversation.Id, cancel));
        }
    }

    internal Task MarkSent(SentMark mark, CancellationToken cancel) => sent.Run(mark, cancel);

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

    private Task Forget(string channel, string externalId)
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
    internal Task<KeptMessage?> MessageAbout(ConversationId conversation, Subject subject, CancellationToken cancel) =>
        Message("m.subject = @subject", new { conversation.Value, subject = subject.ToString() }, cancel);

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

    private async Task<IReadOnlyList<Arrived>> Store(IReadOnlyList<Arrival> items, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var batch = new NpgsqlBatch(connection);
        // Where copies are shared, the same question tells how new one must be.
        var version = shared is null
            ? "null::bigint"
            : "(select c.version from conversation c where c.channel = unworked.channel and c.external_id = unworked.body ->> 'conversation')";
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
        store.Parameters.Add(ConversationCommands.Texts(distinct.Select(i => i.Update.Channel)));
        store.Parameters.Add(ConversationCommands.Texts(distinct.Select(i => i.Update.DeliveryId)));
        store.Parameters.Add(ConversationCommands.Texts(distinct.Select(i => JsonSerializer.Serialize(i.Update, DengaJson.Options))));
        store.Parameters.Add(ConversationCommands.Texts(distinct.Select(i => i.Trace)));
        store.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        store.Parameters.Add(
            new NpgsqlParameter
            {
                Value = distinct.Select(i => i.Own is null ? null : i.Update.ContentHash()).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            }
        );
        // Channels that give a number out again do so after a longer time than they repeat it for.
        store.Parameters.Add(
            ConversationCommands.Texts(
                distinct.Where(i => i.Update.HasNumber).Select(i => i.Update.Channel).Distinct(StringComparer.Ordinal)
            )
        );
        store.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now - RepeatedFor });
        batch.BatchCommands.Add(store);
        var own = items.Where(i => i.Own is not null).ToList();
        if (own.Count > 0)
        {
            batch.BatchCommands.Add(ConversationCommands.InsertOwn(own, now));
            batch.BatchCommands.Add(ConversationCommands.EditOwn(own));
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

    /// <summary>One round trip for all of it, the commit included.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<Outgoing>>> Write(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var sends = items.SelectMany(i => i.Sends.Select(s => (Item: i, Screen: s))).ToList();
        var edits = items.SelectMany(i => i.Edits.Select(e => (Item: i, Id: e.Key, Screen: e.Value))).ToList();
        var ids = new List<long>(sends.Count);
        var edited = new Dictionary<long, (int Revision, string? External, bool SentPicture)>();
        try
        {
            await database.Transaction(
                unit =>
                {
                    // The transaction may run again.
                    ids.Clear();
                    edited.Clear();
                    foreach (var item in items)
                    {
                        unit.Cause = item.Trace;
                        foreach (var happened in item.Events ?? [])
                            unit.Publish(happened);
                    }
                    if (items.Any(i => i.Incoming is not null))
                        unit.AtCommit(ConversationCommands.DeleteWorked(items), static _ => { });
                    unit.AtCommit(ConversationCommands.UpdateConversations(items, now), static _ => { });
                    if (sends.Count > 0)
                        unit.AtCommit(ConversationCommands.InsertMessages(sends, now), row => ids.Add(row.GetInt64(0)));
                    if (edits.Count > 0)
                        unit.AtCommit(
                            ConversationCommands.EditMessages(edits),
                            row => edited[row.GetInt64(0)] = (row.GetInt32(1), row.Text(2), row.GetBoolean(3))
                        );
                    return Task.FromResult(true);
                },
                cancel
            );
        }
        catch (PostgresException e) when (e.SqlState == ConversationCommands.Moved)
        {
            throw new ConversationMovedException();
        }
        catch (PostgresException e) when (e.SqlState == ConversationCommands.WorkedBefore)
        {
            throw new WorkedBeforeException();
        }

        var sentIds = sends.Zip(ids).ToLookup(p => p.First.Item, p => (p.First.Screen, Id: p.Second));
        return
        [
            .. items.Select(item =>
                (IReadOnlyList<Outgoing>)
                    [
                        .. sentIds[item].Select(s => Outgoing(item, s.Id, 1, s.Screen, null, false)),
                        .. item
                            .Edits.Where(e => edited.ContainsKey(e.Key))
                            .Select(e =>
                                Outgoing(item, e.Key, edited[e.Key].Revision, e.Value, edited[e.Key].External, edited[e.Key].SentPicture)
                            ),
                    ]
            ),
        ];
    }

    private static Outgoing Outgoing(Finish item, long id, int revision, Screen screen, string? external, bool sentPicture) =>
        new(
            id,
            item.Conversation.Id,
            item.Conversation.Channel,
            item.Conversation.ExternalId,
            revision,
            screen,
            external,
            sentPicture,
            item.Trace
        );

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
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. items.Select(i => i.Conversation.Value)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. items.Select(i => i.Message)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. items.Select(i => i.Revision)] });
        command.Parameters.Add(ConversationCommands.Texts(items.Select(i => i.External)));
        command.Parameters.Add(new NpgsqlParameter<bool[]> { TypedValue = [.. items.Select(i => i.Picture)] });
        command.Parameters.Add(ConversationCommands.Texts(items.Select(i => i.Failed)));
        await command.ExecuteNonQueryAsync(cancel);
        return new bool[items.Count];
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
                new Screen(Text, ConversationStore.Buttons(Buttons), Picture, File),
                External,
                SentPicture,
                Trace
            );
    }
}

/// <summary>An update on arrival.</summary>
/// <param name="Own">The conversation whose history keeps the person's words; null where the channel keeps them.</param>
internal sealed record Arrival(Update Update, string? Trace, ConversationId? Own = null);

/// <param name="Seq">Null when the update was known.</param>
/// <param name="Version">Of the conversation, where copies of it are shared; null elsewhere, and where there is none yet.</param>
internal sealed record Arrived(long? Seq, long? Version = null);

/// <summary>What a turn, or a notice, comes to.</summary>
/// <param name="Incoming">The update that is worked with this.</param>
/// <param name="Notice">Id of a notice, which is sent once.</param>
internal sealed record Finish(
    long? Incoming,
    Conversation Conversation,
    IReadOnlyDictionary<string, string> State,
    IReadOnlyList<Screen> Sends,
    IReadOnlyDictionary<long, Screen> Edits,
    string? Trace,
    Guid? Notice = null,
    IReadOnlyList<IEvent>? Events = null
);

/// <param name="Done">False when the conversation was changed meanwhile; nothing was written.</param>
/// <param name="Messages">To be sent.</param>
internal sealed record Finished(bool Done, IReadOnlyList<Outgoing> Messages);

internal sealed record SentMark(ConversationId Conversation, long Message, int Revision, string? External, bool Picture, string? Failed);

/// <summary>The conversation is not as it was when the turn began.</summary>
internal sealed class ConversationMovedException : Exception;

/// <summary>The turn was worked before, and its messages are written.</summary>
internal sealed class WorkedBeforeException : Exception;

/// <summary>A conversation is no more.</summary>
internal sealed record ConversationErased(string Channel, string ExternalId) : ISignal;
