namespace Denga.Platform.Events;

/// <summary>Hears of events that are published in this process, or anywhere when they go through Kafka, to pass them to whoever looks at this moment: an open page. Nothing is kept, so nothing is
/// marked: what was missed is gone, and a repeat is heard again. What has an effect is a <see cref="IConsumer"/>.</summary>
public interface IListener
{
    IReadOnlyList<Type> Events { get; }

    /// <summary>Must return at once and leave the rest to whoever listens.</summary>
    void Receive(Delivery delivery);
}
