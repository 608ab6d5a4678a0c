using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Bot.Engine;

/// <summary>Takes updates of all channels: stores each once, works those of one conversation in order and of different ones side by side,
/// and goes on after a restart where it stopped.</summary>
internal sealed partial class UpdateLoop : IHostedService, IDisposable
{
    private const int WorkersMax = 256;
    private const int TurnAttempts = 5;
    private const int NoteLooks = 100;
    private static readonly TimeSpan NoteWait = TimeSpan.FromMilliseconds(15);

    /// <summary>Older than that, and not being worked here: nobody may be working it.</summary>
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DatabaseAwayWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ModuleAwayWait = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a person waits for a process that starts again, before he is asked to try again himself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly Counter<long> Updates = Metrics.Meter.CreateCounter<long>(
        "denga.bot.messages",
        "{message}",
        "Updates worked, by channel and command."
    );
    private static readonly Histogram<double> Seconds = Metrics.Meter.CreateHistogram<double>(
        "denga.bot.handling",
        "s",
        "From an update's arrival to its stored answer, by command."
    );

    private readonly Arrivals arrivals;
    private readonly ConversationStore conversations;
    private readonly MessageStore messages;
    private readonly TurnWriter turns;
    private readonly IOperations operations;
    private readonly Router router;
    private readonly DialogRegistry dialogs;
    private readonly OutgoingLoop outgoing;
    private readonly Usernames usernames;
    private readonly Dictionary<string, IMessengerChannel> channels;
    private readonly TimeProvider clock;
    private readonly ILogger<UpdateLoop> log;
    private readonly KeyedQueue<Pending> queue;
    private readonly ConcurrentDictionary<long, bool> queued = new();
    private readonly Gauges gauges = new();

    public UpdateLoop(
        Arrivals arrivals,
        ConversationStore conversations,
        MessageStore messages,
        TurnWriter turns,
        IOperations operations,
        Router router,
        DialogRegistry dialogs,
        OutgoingLoop outgoing,
        Usernames usernames,
        IEnumerable<IMessengerChannel> channels,
        Signals signals,
        TimeProvider clock,
        ILogger<UpdateLoop> log
    )
    {
        this.arrivals = arrivals;
        this.conversations = conversations;
        this.messages = messages;
        this.turns = turns;
        this.operations = operations;
        this.router = router;
        this.dialogs = dialogs;
        this.outgoing = outgoing;
        this.usernames = usernames;
        this.channels = channels.ToDictionary(c => c.Name, StringComparer.Ordinal);
        this.clock = clock;
        this.log = log;
        queue = new KeyedQueue<Pending>(WorkersMax, Work, Broken);
        signals.Subscribe<UpdateStored>(stored => Enqueue(new Pending(stored.Seq, stored.Update, stored.Trace)));
        gauges.Add("denga.bot.waiting", () => queue.Count, "{message}", "Updates stored and not yet worked.");
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (seq, update, trace) in await arrivals.Unhandled(cancellationToken))
            Enqueue(new Pending(seq, update, trace));
    }

    public Task StopAsync(CancellationToken cancellationToken) => queue.Stop();

    public void Dispose() => gauges.Dispose();

    /// <summary>Completes when the update is stored: from then on it is worked, whatever happens. A known update is passed over.</summary>
    internal async Task Arrive(Update update, ConversationId? own, CancellationToken cancel)
    {
        var trace = Activity.Current?.Id;
        var arrived = await arrivals.Add(new Arrival(update, trace, own), cancel);
        if (arrived.Seq is { } seq)
            Enqueue(new Pending(seq, update, trace, arrived.Version));
    }

    /// <summary>Completes when the update is worked.</summary>
    internal async Task ArriveAndWait(Update update, CancellationToken cancel)
    {
        var trace = Activity.Current?.Id;
        var arrived = await arrivals.Add(new Arrival(update, trace), cancel);
        if (arrived.Seq is not { } seq)
            return;
        var worked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Pending(seq, update, trace, arrived.Version, worked));
        await worked.Task.WaitAsync(cancel);
    }

    /// <summary>Works what waits longer than it should. What another process works at the same time is written once.</summary>
    internal async Task TakeLate(CancellationToken cancel)
    {
        foreach (var (seq, update, trace) in await arrivals.Late(clock.GetUtcNow() - LateAfter, queued.ContainsKey, cancel))
            Enqueue(new Pending(seq, update, trace));
    }

    private void Enqueue(Pending pending)
    {
        queued[pending.Seq] = true;
        queue.Add(pending.Update.Channel + " " + pending.Update.Conversation, pending);
    }

    private async Task Work(Pending pending, CancellationToken cancel)
    {
        await WorkUntilDone(pending, cancel);
        queued.TryRemove(pending.Seq, out _);
    }

    private async Task WorkUntilDone(Pending pending, CancellationToken cancel)
    {
        using var span = Tracing.Continue("bot turn", ActivityKind.Consumer, pending.Trace);
        var start = clock.GetTimestamp();
        bool MayWait() => clock.GetElapsedTime(start) < Patience;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var command = await Run(pending, MayWait, cancel);
                span?.SetTag("denga.command", command);
                var labels = new TagList { { "channel", pending.Update.Channel }, { "command", command } };
                Updates.Add(1, labels);
                Seconds.Record((clock.GetUtcNow() - pending.Update.At).TotalSeconds, labels);
                pending.Worked?.TrySetResult();
                return;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (ModuleAwayException)
            {
                ModuleAway();
                await Task.Delay(ModuleAwayWait, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                DatabaseAway(e);
                await Task.Delay(DatabaseAwayWait, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                span?.SetStatus(ActivityStatusCode.Error);
                Failed(e, pending.Update.Channel, pending.Seq);
                Updates.Add(1, new TagList { { "channel", pending.Update.Channel }, { "command", "failed" } });
                if (await TryApologise(pending, cancel))
                {
                    pending.Worked?.TrySetResult();
                    return;
                }
                await Task.Delay(DatabaseAwayWait, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string> Run(Pending pending, Func<bool> mayWait, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Moved on under a first attempt: copies are not to be asked again.
            var turn = await Begin(pending.Update, attempt == 1 ? pending.Version : null, mayWait, cancel);
            try
            {
                await router.Route(turn, cancel);
                if (await Finish(pending, turn, cancel))
                {
                    if (pending.Update.Callback is not null)
                        await channels[pending.Update.Channel].AnswerPress(pending.Update, turn.Toast, cancel);
                    return turn.Command;
                }
            }
            finally
            {
                pending.HasEffect |= turn.HasEffect;
            }
            if (attempt == TurnAttempts)
                throw new ConversationMovedException();
        }
    }

    private async Task<bool> Finish(Pending pending, Turn turn, CancellationToken cancel)
    {
        var finish = new Finish(
            pending.Seq,
            turn.Conversation,
            turn.State.ToDictionary(StringComparer.Ordinal),
            turn.Sends,
            turn.Edits,
            Activity.Current?.Id,
            Events: turn.Events
        );
        var finished = await turns.Complete(finish, cancel);
        foreach (var message in finished.Messages)
            outgoing.Add(message);
        return finished.Done;
    }

    private async Task<Turn> Begin(Update update, long? version, Func<bool> mayWait, CancellationToken cancel)
    {
        var conversation = await conversations.FindNow(update.Channel, update.Conversation, version, cancel);
        if (conversation is null)
            conversation = await Open(update, cancel);
        else if (usernames.IsNews(update))
            await Identify(update, cancel);
        if (conversation.IsBlocked && update.Kind is not (UpdateKind.Blocked or UpdateKind.Notification))
        {
            await conversations.SetBlocked(conversation, blocked: false, cancel);
            conversation = conversation with { IsBlocked = false };
        }
        else if (update.Kind == UpdateKind.Blocked)
        {
            await conversations.SetBlocked(conversation, blocked: true, cancel);
            // The end of the turn remembers the conversation as it is here; the next message must find it blocked, to unblock it.
            conversation = conversation with
            {
                IsBlocked = true,
            };
        }
        var person = Known(await operations.Ask(new Profile(conversation.Person), cancel));
        var reference = update.Kind == UpdateKind.Button ? update.Message : update.ReplyTo;
        // A press or a reply may be quicker than the note that its message was sent. Whether one is on its way is asked before the look: asked
        // after it, the note may have come between the two.
        var isSending = outgoing.IsSending(conversation);
        var about = await messages.BotMessage(conversation.Id, reference, cancel);
        for (var look = 0; about is null && reference is not null && look < NoteLooks && isSending; look++)
        {
            await Task.Delay(NoteWait, clock, cancel);
            isSending = outgoing.IsSending(conversation);
            about = await messages.BotMessage(conversation.Id, reference, cancel);
        }
        return new Turn(update, conversation, person, about, dialogs, operations, messages, mayWait);
    }

    private async Task<Conversation> Open(Update update, CancellationToken cancel)
    {
        var identified = await Identify(update, cancel);
        return await conversations.Open(ConversationId.New(), update.Channel, update.Conversation, identified.Person.Id, cancel);
    }

    private async Task<Identified> Identify(Update update, CancellationToken cancel)
    {
        var identified = Known(await operations.Ask(new Identify(update.Channel, update.Sender, update.Language, update.Username), cancel));
        usernames.Remember(update, identified);
        return identified;
    }

    /// <summary>Without the person there are no words to answer in: whoever knows him is waited for.</summary>
    private static T Known<T>(Result<T> asked) =>
        asked.Error is { Code: ModuleAwayException.Code } ? throw new ModuleAwayException() : asked.Value;

    /// <summary>One friendly sentence with the id that finds the trace; the update counts as worked. What was done all the same is said to be done, so
    /// that the person does not do it twice.</summary>
    private async Task<bool> TryApologise(Pending pending, CancellationToken cancel)
    {
        try
        {
            var turn = await Begin(pending.Update, version: null, () => false, cancel);
            var (language, number) = (turn.Person.Language, Tracing.ShortId);
            turn.Send(
                new Screen(
                    pending.HasEffect ? EngineTexts.DoneAndBroken.In(language, number) : ErrorTexts.Broken(language, Surface.Chat, number)
                )
            );
            if (pending.HasEffect && pending.Update.Kind == UpdateKind.Text)
                Router.RememberDone(turn);
            return await Finish(pending, turn, cancel);
        }
        catch (Exception e) when (e is NpgsqlException or ConversationMovedException or InvalidOperationException or ModuleAwayException)
        {
            DatabaseAway(e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "A turn broke where it cannot; it is worked again at the next start")]
    private partial void Broken(Exception e);

    [LoggerMessage(LogLevel.Error, "An update of {Channel} could not be worked (incoming {Seq})")]
    private partial void Failed(Exception e, string channel, long seq);

    [LoggerMessage(LogLevel.Warning, "The database is away; the update waits")]
    private partial void DatabaseAway(Exception e);

    [LoggerMessage(LogLevel.Warning, "The process of a module does not answer; the update waits")]
    private partial void ModuleAway();

    /// <param name="Version">The least that the conversation has; null where it was not asked.</param>
    private sealed record Pending(long Seq, Update Update, string? Trace, long? Version = null, TaskCompletionSource? Worked = null)
    {
        internal bool HasEffect { get; set; }
    }
}
