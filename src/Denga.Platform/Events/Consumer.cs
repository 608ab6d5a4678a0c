using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Data;

namespace Denga.Platform.Events;

/// <summary>An event on its way to a consumer.</summary>
/// <param name="Trace">The <c>traceparent</c> of what caused it.</param>
public sealed record Delivery(Guid Id, string Type, string Key, string Body, string? Trace, DateTimeOffset At)
{
    private object? value;

    /// <summary>The event; reading it the first time takes it out of JSON.</summary>
    public object Event => value ??= JsonSerializer.Deserialize(Body, EventTypes.All[Type], Tolerant)!;

    /// <summary>A newer publisher may have added fields.</summary>
    private static readonly JsonSerializerOptions Tolerant = new(DengaJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    };
}

/// <summary>Works events into its module's own tables. The effect, and the mark that the event was worked, commit together, so a repeated
/// delivery has no second effect. Events of one key come in order.</summary>
public interface IConsumer
{
    /// <summary>Stable: it is the consumer's identity in the inbox. Such as <c>analytics.totals</c>.</summary>
    string Name { get; }

    IReadOnlyList<Type> Events { get; }

    /// <summary>Works a batch in one transaction; throwing rolls all of it back, and each is tried alone.</summary>
    Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel);
}

/// <summary>A consumer of one kind of event, one at a time.</summary>
public abstract class Consumer<TEvent>(string name) : IConsumer
    where TEvent : IEvent
{
    public string Name => name;

    public IReadOnlyList<Type> Events { get; } = [typeof(TEvent)];

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var delivery in batch)
        {
            // One alone has a span of its own.
            if (batch.Count > 1)
                work.Cause = delivery.Trace;
            await Consume((TEvent)delivery.Event, delivery, work, cancel);
        }
    }

    protected abstract Task Consume(TEvent happened, Delivery delivery, UnitOfWork work, CancellationToken cancel);
}
