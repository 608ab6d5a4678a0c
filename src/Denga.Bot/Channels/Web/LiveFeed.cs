using System.Collections.Concurrent;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Platform.Events;

namespace Denga.Bot.Channels.Web;

/// <summary>A hint for an open page of the web chat: a day's spending changed or, without a day, the conversation has something new.</summary>
internal sealed record LiveNews(DayChanged? Day = null);

/// <summary>Open pages of this process. Hints may be lost: whoever gets one, or has heard nothing for a while, reads what there is.</summary>
internal sealed class LiveFeed
{
    private const int Backlog = 100;
    private static readonly LiveNews Said = new();
    private readonly ConcurrentDictionary<Subscriber, byte> subscribers = new();

    public LiveFeed(Signals signals) => signals.Subscribe<DayChanged>(day => Tell(s => s.Person == day.Person, new LiveNews(day)));

    internal Subscriber Subscribe(ConversationId conversation, PersonId person)
    {
        var news = System.Threading.Channels.Channel.CreateBounded<LiveNews>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        var subscriber = new Subscriber(conversation, person, news, this);
        subscribers[subscriber] = 0;
        return subscriber;
    }

    /// <summary>The conversation has something new, and it is committed.</summary>
    internal void Publish(ConversationId conversation) => Tell(s => s.Conversation == conversation, Said);

    private void Tell(Func<Subscriber, bool> whom, LiveNews news)
    {
        foreach (var (subscriber, _) in subscribers)
            if (whom(subscriber))
                subscriber.News.Writer.TryWrite(news);
    }

    internal sealed record Subscriber(ConversationId Conversation, PersonId Person, Channel<LiveNews> News, LiveFeed Feed) : IDisposable
    {
        /// <summary>Null when nothing came in time.</summary>
        internal async Task<LiveNews?> Next(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
        {
            using var late = new CancellationTokenSource(atMost, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
            try
            {
                return await News.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
        }

        public void Dispose() => Feed.subscribers.TryRemove(this, out _);
    }
}
