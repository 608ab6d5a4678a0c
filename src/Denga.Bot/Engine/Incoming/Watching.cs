using Dapper;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Bot.Engine;

/// <summary>The events that change what a dialog's messages of one kind of subject show.</summary>
/// <param name="consumer">The consumer's name in the inbox: stable.</param>
/// <param name="kind">Of the subjects: a word.</param>
internal sealed class Watch(string consumer, string kind)
{
    /// <summary>Before the subject's id in the action of the update.</summary>
    internal const string Verb = "step:";
    private readonly Dictionary<Type, Func<object, object>> subjects = [];

    internal string Consumer => consumer;

    internal IReadOnlyCollection<Type> Events => subjects.Keys;

    /// <summary>The event changes the subject with this id, whose text has no space.</summary>
    internal Watch On<TEvent>(Func<TEvent, object> id)
        where TEvent : IEvent
    {
        subjects.Add(typeof(TEvent), happened => id((TEvent)happened));
        return this;
    }

    /// <summary>A message with this subject is found by the events.</summary>
    internal Subject Of(object id) => new(kind, id.ToString()!, IsWatched: true);

    internal Subject ChangedBy(object happened) => Of(subjects[happened.GetType()](happened));
}

/// <summary>Each event becomes an update of the conversation that shows its subject, and is worked in its turn like everything else there: no tap and no
/// event can overtake another, and a crash forgets none.</summary>
internal sealed class WatchedEvents<TDialog>(TDialog dialog, Notifications notifications) : IConsumer
    where TDialog : LiveDialog
{
    public string Name => dialog.Watch.Consumer;

    public IReadOnlyList<Type> Events { get; } = [.. dialog.Watch.Events];

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        var changes = batch.Select(d => (Subject: dialog.Watch.ChangedBy(d.Event), Delivery: d)).ToList();
        var shown = await work.Connection.QueryAsync<(string Subject, string Channel, string ExternalId)>(
            """
            select distinct on (m.subject) m.subject, c.channel, c.external_id from message m join conversation c on c.id = m.conversation_id
            where m.subject = any(@subjects) and m.subject is not null and m.is_watched is not false order by m.subject, m.id desc
            """,
            new { subjects = changes.Select(c => c.Subject.ToString()).Distinct(StringComparer.Ordinal).ToArray() }
        );
        var places = shown.ToDictionary(s => s.Subject, s => (s.Channel, s.ExternalId), StringComparer.Ordinal);
        // The message shows how things stand when the update is worked: of what came together the last is enough.
        foreach (var (subject, delivery) in changes.GroupBy(c => c.Subject).Select(ofOne => ofOne.Last()))
            if (places.TryGetValue(subject.ToString(), out var place))
                await notifications.Store(
                    work,
                    place,
                    $"event {delivery.Id}",
                    $"{dialog.Word}:{Watch.Verb}{subject.Id}",
                    delivery.Trace,
                    cancel
                );
    }
}
