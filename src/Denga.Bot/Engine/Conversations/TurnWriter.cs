using Denga.Contracts;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Bot.Engine;

/// <summary>Writes what turns and notices come to. Those of many people share a commit.</summary>
internal sealed class TurnWriter : IAsyncDisposable
{
    private readonly Database<BotModule> database;
    private readonly ConversationStore conversations;
    private readonly MessageStore messages;
    private readonly TimeProvider clock;
    private readonly GroupCommit<Finish, IReadOnlyList<Outgoing>> finishes;

    public TurnWriter(Database<BotModule> database, ConversationStore conversations, MessageStore messages, TimeProvider clock)
    {
        this.database = database;
        this.conversations = conversations;
        this.messages = messages;
        this.clock = clock;
        finishes = new("bot turns", Write);
    }

    public ValueTask DisposeAsync() => finishes.DisposeAsync();

    /// <summary>Writes what a turn came to, all or nothing. Not done when somebody else changed the conversation meanwhile. A repeat, which follows a
    /// commit whose acknowledgement was lost, writes nothing and answers what of the conversation is still to be sent. A notice leaves the
    /// conversation where it stands, so it disturbs no turn and none disturbs it.</summary>
    internal async Task<Finished> Complete(Finish finish, CancellationToken cancel)
    {
        try
        {
            var written = await finishes.Run(finish, cancel);
            if (finish.Notice is null)
                conversations.Remember(finish.Conversation with { State = finish.State, Version = finish.Conversation.Version + 1 });
            return new Finished(Done: true, written);
        }
        catch (ConversationMovedException)
        {
            conversations.Drop(finish.Conversation);
            return new Finished(Done: false, []);
        }
        catch (WorkedBeforeException)
        {
            await conversations.Forget(finish.Conversation.Channel, finish.Conversation.ExternalId);
            return new Finished(Done: true, await messages.Unsent(finish.Conversation.Id, cancel));
        }
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
                        unit.AtCommit(TurnCommands.DeleteWorked(items), static _ => { });
                    unit.AtCommit(TurnCommands.UpdateConversations(items, now), static _ => { });
                    if (sends.Count > 0)
                        unit.AtCommit(TurnCommands.InsertMessages(sends, now), row => ids.Add(row.GetInt64(0)));
                    if (edits.Count > 0)
                        unit.AtCommit(
                            TurnCommands.EditMessages(edits),
                            row => edited[row.GetInt64(0)] = (row.GetInt32(1), row.Text(2), row.GetBoolean(3))
                        );
                    return Task.FromResult(true);
                },
                cancel
            );
        }
        catch (PostgresException e) when (e.SqlState == TurnCommands.Moved)
        {
            throw new ConversationMovedException();
        }
        catch (PostgresException e) when (e.SqlState == TurnCommands.WorkedBefore)
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
}

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

/// <summary>The conversation is not as it was when the turn began.</summary>
internal sealed class ConversationMovedException : Exception;

/// <summary>The turn was worked before, and its messages are written.</summary>
internal sealed class WorkedBeforeException : Exception;
