using Dapper;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.Collecting;

/// <summary>What is still to be told to somebody who was absorbed is told to the person who was kept.</summary>
internal sealed class OnPeopleMerged() : Consumer<PeopleMerged>("notifications.people-merged")
{
    protected override Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(
            "update notice set person_id = @kept where person_id = @absorbed",
            new { kept = happened.Kept.Value, absorbed = happened.Absorbed.Value }
        );
}

/// <summary>Nothing is told to somebody who was erased, and what was is forgotten.</summary>
internal sealed class OnPersonErased() : Consumer<PersonErased>("notifications.person-erased")
{
    protected override Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync("delete from notice where person_id = @Value", new { happened.Person.Value });
}
