using Dapper;
using Denga.Bot.Channels.Telegram;
using Denga.Bot.Engine;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Bot.People;

/// <summary>The conversations of somebody who was absorbed go on with the person who was kept, and are told what changes with that.</summary>
internal sealed class OnPeopleMerged(DialogRegistry dialogs, Notifications notifications) : Consumer<PeopleMerged>("bot.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var moved = (
            await work.Connection.QueryAsync<(string Channel, string ExternalId)>(
                "update conversation set person_id = @kept where person_id = @absorbed returning channel, external_id",
                new { kept = happened.Kept.Value, absorbed = happened.Absorbed.Value }
            )
        ).ToList();
        await StarPayments.Merge(work.Connection, happened.Kept, happened.Absorbed);
        foreach (var dialog in dialogs.All)
            if (dialog.NotificationOf(happened) is { } notification)
                foreach (var place in moved)
                    await notifications.Store(work, place, $"event {delivery.Id} {place.ExternalId}", notification, delivery.Trace, cancel);
    }
}

/// <summary>Who writes from a messenger that was taken off a person is a newcomer: of the conversation nothing is left to read there.</summary>
internal sealed class OnMessengerUnlinked() : Consumer<MessengerUnlinked>("bot.messenger-unlinked")
{
    protected override async Task Consume(MessengerUnlinked happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var place = new { happened.Channel, happened.ExternalId };
        var id = await work.Connection.ExecuteScalarAsync<Guid?>(
            "select id from conversation where channel = @Channel and external_id = @ExternalId for update",
            place
        );
        if (id is null)
            return;
        await work.Connection.ExecuteAsync("delete from message where conversation_id = @id", new { id });
        await work.Connection.ExecuteAsync("delete from conversation where id = @id", new { id });
        ConversationStore.Erased(work, happened.Channel, happened.ExternalId);
    }
}

/// <summary>What somebody who was erased said, and what he was told, is deleted, and the Stars that he paid do not say any more from whom they came. If he
/// writes again he is a newcomer.</summary>
internal sealed class OnPersonErased() : Consumer<PersonErased>("bot.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var person = new { happened.Person.Value };
        var conversations = (
            await work.Connection.QueryAsync<(string Channel, string ExternalId)>(
                "select channel, external_id from conversation where person_id = @Value order by id for update",
                person
            )
        ).ToList();
        await StarPayments.ForgetPayer(work.Connection, happened.Person);
        string[] statements =
        [
            "delete from message where conversation_id in (select id from conversation where person_id = @Value)",
            "delete from conversation where person_id = @Value",
        ];
        foreach (var statement in statements)
            await work.Connection.ExecuteAsync(statement, person);
        foreach (var (channel, externalId) in conversations)
            ConversationStore.Erased(work, channel, externalId);
    }
}
