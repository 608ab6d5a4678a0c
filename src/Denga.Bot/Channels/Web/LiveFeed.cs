using System.Collections.Concurrent;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Bot;
using Denga.Platform.Events;

namespace Denga.Bot.Channels.Web;

/// <summary>What an open page of the web chat is told: a message (new or changed), or that a day's spending changed.</summary>
internal sealed record LiveNews(ChatMessage? Message, DayChanged? Day);

/// <summary>Open pages of this process. A page that does not keep up loses news and reads the conversation again.</summary>
internal sealed class LiveFeed
{
    private const int Backlog = 100;
    private readonly ConcurrentDictionary<Subscriber, byte> subscribers = new();

    public LiveFeed(Signals signals) => signals.Hear<DayChanged>(day => Tell(s => s.Person == day.Person, new LiveNews(null, day)));

    internal Subscriber Subscribe(ConversationId conversation, PersonId person)
    {
        var news = System.Threading.Channels.Channel.CreateBounded<LiveNews>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        var subscriber = new Subscriber(conversation, person, news);
        subscribers[subscriber] = 0;
        return subscriber;
    }

    internal void Unsubscribe(Subscriber subscriber) => subscribers.TryRemove(subscriber, out _);

    internal void Publish(ConversationId conversation, ChatMessage message) =>
        Tell(s => s.Conversation == conversation, new LiveNews(message, null));

    private void Tell(Func<Subscriber, bool> whom, LiveNews news)
    {
        foreach (var (subscriber, _) in subscribers)
            if (whom(subscriber))
                subscriber.News.Writer.TryWrite(news);
    }

    internal sealed record Subscriber(ConversationId Conversation, PersonId Person, Channel<LiveNews> News);
}
