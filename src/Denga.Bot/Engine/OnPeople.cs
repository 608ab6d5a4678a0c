using Dapper;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Bot.Engine;

/// <summary>The conversations of somebody who was absorbed go on with the person who was kept.</summary>
internal sealed class OnPeopleMerged() : Consumer<PeopleMerged>("bot.people-merged")
{
    protected override Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(
            "update conversation set person_id = @kept where person_id = @absorbed",
            new { kept = happened.Kept.Value, absorbed = happened.Absorbed.Value }
        );
}

/// <summary>What somebody who was erased said, and what he was told, is deleted. If he writes again he is a newcomer.</summary>
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
