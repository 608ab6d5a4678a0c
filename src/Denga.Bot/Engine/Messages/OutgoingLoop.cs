using System.Diagnostics;
using System.Diagnostics.Metrics;
using Denga.Platform.Caching;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denga.Bot.Engine;

/// <summary>Brings messages to their channels: those of one conversation in order, again and again until the channel takes or refuses them.</summary>
internal sealed partial class OutgoingLoop : IHostedService, IDisposable
{
    private const int SendersMax = 128;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly Histogram<double> Seconds = Metrics.Meter.CreateHistogram<double>(
        "denga.bot.delivery",
        "s",
        "Time to hand a message to its channel."
    );

    private readonly ConversationStore conversations;
    private readonly MessageStore messages;
    private readonly Dictionary<string, IMessengerChannel> channels;
    private readonly TimeProvider clock;
    private readonly ILogger<OutgoingLoop> log;
    private readonly KeyedQueue<Outgoing> queue;
    private readonly Gauges gauges = new();
    private readonly LruCache<long, (string External, bool Picture)> sent = new(50_000);

    public OutgoingLoop(
        ConversationStore conversations,
        MessageStore messages,
        IEnumerable<IMessengerChannel> channels,
        TimeProvider clock,
        ILogger<OutgoingLoop> log
    )
    {
        this.conversations = conversations;
        this.messages = messages;
        this.channels = channels.ToDictionary(c => c.Name, StringComparer.Ordinal);
        this.clock = clock;
        this.log = log;
        queue = new KeyedQueue<Outgoing>(SendersMax, Deliver, Broken);
        gauges.Add("denga.bot.unsent", () => queue.Count, "{message}", "Messages waiting for their channel.");
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var message in await messages.Unsent(cancellationToken))
            Add(message);
    }

    public Task StopAsync(CancellationToken cancellationToken) => queue.Stop();

    public void Dispose() => gauges.Dispose();

    internal void Add(Outgoing message)
    {
        if (channels.ContainsKey(message.Channel))
            queue.Add(Key(message.Channel, message.ConversationExternal), message);
    }

    /// <summary>A message to this conversation is on its way, or is not yet noted as sent.</summary>
    internal bool IsSending(Conversation conversation) => queue.Has(Key(conversation.Channel, conversation.ExternalId));

    private static string Key(string channel, string conversation) => channel + " " + conversation;

    private async Task Deliver(Outgoing message, CancellationToken cancel)
    {
        using var span = Tracing.Continue("deliver " + message.Channel, ActivityKind.Producer, message.Trace);
        // An edit that was queued before its message was sent does not know the channel's id yet; and a message whose picture came or went
        // was sent anew, under another id.
        if (sent.TryGet(message.Id, out var known))
            message = message with { External = known.External, SentPicture = known.Picture };
        var channel = channels[message.Channel];
        Delivered? delivered = null;
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                if (delivered is null && message.MayBeSent && !await messages.IsUnsent(message, cancel))
                    return;
                var start = Stopwatch.GetTimestamp();
                // What is delivered is not delivered again when only the note of it fails.
                delivered ??= await channel.Deliver(channel.Limits.Fit(message), cancel);
                Seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("channel", message.Channel));
                await Record(message, delivered, cancel);
                return;
            }
            catch (ChannelFailureException e)
            {
                Waiting(e, message.Channel, message.Id, wait);
            }
            catch (Npgsql.NpgsqlException e)
            {
                Waiting(e, message.Channel, message.Id, wait);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(wait, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested)
                return;
        }
    }

    private async Task Record(Outgoing message, Delivered delivered, CancellationToken cancel)
    {
        var failed = delivered.Unreachable ? "unreachable" : delivered.Refused;
        if (delivered.External is { } external)
            sent.Set(message.Id, (external, message.Screen.Picture is not null));
        await messages.MarkSent(
            new SentMark(
                message.Conversation,
                message.Id,
                message.Revision,
                delivered.External,
                message.Screen.Picture is not null,
                failed
            ),
            cancel
        );
        if (delivered.Unreachable && await conversations.Find(message.Channel, message.ConversationExternal, cancel) is { } conversation)
            await conversations.SetBlocked(conversation, blocked: true, cancel);
        if (delivered.Refused is { } reason)
            Refused(message.Channel, message.Id, reason);
    }

    [LoggerMessage(LogLevel.Error, "A message could not be delivered; it is tried again at the next start")]
    private partial void Broken(Exception e);

    [LoggerMessage(LogLevel.Warning, "{Channel} did not take message {Message}; next attempt in {Wait}")]
    private partial void Waiting(Exception e, string channel, long message, TimeSpan wait);

    [LoggerMessage(LogLevel.Error, "{Channel} refused message {Message} for good: {Reason}")]
    private partial void Refused(string channel, long message, string reason);
}
