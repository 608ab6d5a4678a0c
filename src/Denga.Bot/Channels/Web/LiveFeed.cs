using System.Collections.Concurrent;
using System.Threading.Channels;
using Denga.Bot.Engine;
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

    /// <summary>Who has become whom while his page was open.</summary>
    private readonly ConcurrentDictionary<PersonId, PersonId> joined = new();

    public LiveFeed(Signals signals)
    {
        signals.Hear<DayChanged>(day => Tell(s => PersonOf(s) == day.Person, new LiveNews(null, day)));
        signals.Hear<PersonJoined>(Join);
    }

    /// <summary>The person whose page it is by now.</summary>
    internal PersonId PersonOf(Subscriber subscriber) => joined.TryGetValue(subscriber.Person, out var kept) ? kept : subscriber.Person;

    private void Join(PersonJoined happened)
    {
        foreach (var (subscriber, _) in subscribers)
            if (PersonOf(subscriber) == happened.Absorbed)
                joined[subscriber.Person] = happened.Kept;
        Tell(s => PersonOf(s) == happened.Kept, new LiveNews(null, null));
    }

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
