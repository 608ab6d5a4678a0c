using System.Collections.Concurrent;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Platform.Events;

namespace Denga.Web.Frame.Live;

/// <summary>Open pages of this process, and what they are told. A page that does not keep up loses news, and reads everything again when it
/// connects anew.</summary>
internal sealed class LiveFeed(Site site) : IListener
{
    private const int Backlog = 100;
    private readonly ConcurrentDictionary<Subscriber, byte> subscribers = new();

    public IReadOnlyList<Type> Events { get; } = [.. site.Watched.Keys];

    public void Receive(Delivery delivery)
    {
        // Reading an event costs more than finding that nobody looks.
        if (!subscribers.IsEmpty)
            Tell((IEvent)delivery.Event);
    }

    internal Subscriber Subscribe(PersonId person)
    {
        var news = Channel.CreateBounded<IEvent>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        var subscriber = new Subscriber(person, news);
        subscribers[subscriber] = 0;
        return subscriber;
    }

    internal void Unsubscribe(Subscriber subscriber) => subscribers.TryRemove(subscriber, out _);

    private void Tell(IEvent happened)
    {
        foreach (var (subscriber, _) in subscribers)
            if (site.Watched[happened.GetType()].Concerns(happened, subscriber.Person))
                subscriber.News.Writer.TryWrite(happened);
    }

    internal sealed record Subscriber(PersonId Person, Channel<IEvent> News);
}
