using System.Collections.Concurrent;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Events;

namespace Denga.Web.App.Live;

/// <summary>Open pages of this process, and what they are told. A page that does not keep up loses news, and reads everything again when it
/// connects anew.</summary>
internal sealed class LiveFeed : IListener
{
    private const int Backlog = 100;
    private readonly ConcurrentDictionary<Subscriber, byte> subscribers = new();

    public IReadOnlyList<Type> Events { get; } =
    [
        typeof(MoneyMoved),
        typeof(HoldPlaced),
        typeof(HoldEnded),
        typeof(AccountOpened),
        typeof(AccountClosed),
        typeof(TransferRequested),
        typeof(TransferValidated),
        typeof(TransferCompleted),
        typeof(TransferRefused),
        typeof(ScheduleFailed),
        typeof(RateCrossed),
    ];

    public void Hear(Delivery delivery)
    {
        // Reading an event costs more than finding that nobody looks.
        if (!subscribers.IsEmpty)
            Tell(delivery.Event);
    }

    internal Subscriber Subscribe(PersonId person)
    {
        var news = Channel.CreateBounded<IEvent>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        var subscriber = new Subscriber(person, news);
        subscribers[subscriber] = 0;
        return subscriber;
    }

    internal void Unsubscribe(Subscriber subscriber) => subscribers.TryRemove(subscriber, out _);

    private void Tell(object happened)
    {
        foreach (var (subscriber, _) in subscribers)
            if (Concerns(happened, subscriber.Person))
                subscriber.News.Writer.TryWrite((IEvent)happened);
    }

    private static bool Concerns(object happened, PersonId person) =>
        happened switch
        {
            MoneyMoved moved => moved.Legs.Any(leg => leg.Person == person),
            HoldPlaced placed => placed.Person == person,
            HoldEnded ended => ended.Person == person,
            AccountOpened opened => opened.Person == person,
            AccountClosed closed => closed.Person == person,
            TransferRequested requested => requested.Person == person,
            TransferValidated validated => validated.Person == person,
            TransferCompleted completed => completed.Person == person || completed.Payee == person,
            TransferRefused refused => refused.Person == person,
            ScheduleFailed failed => failed.Person == person,
            RateCrossed crossed => crossed.Person == person,
            _ => false,
        };

    internal sealed record Subscriber(PersonId Person, Channel<IEvent> News);
}
