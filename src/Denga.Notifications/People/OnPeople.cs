using Dapper;
using Denga.Contracts.Identity;
using Denga.Notifications.Channels;
using Denga.Notifications.Sending;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.People;

/// <summary>What is still to be told to somebody who was absorbed is told to the person who was kept.</summary>
internal sealed class OnPeopleMerged() : Consumer<PeopleMerged>("notifications.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var (kept, absorbed) = (happened.Kept.Value, happened.Absorbed.Value);
        // Of what both were told, each stays as it is.
        await work.Connection.ExecuteAsync(
            """
            update notice n set person_id = @kept where person_id = @absorbed and not exists (
                select from notice k where k.event_id = n.event_id and k.person_id = @kept and k.channel = n.channel
            )
            """,
            new { kept, absorbed }
        );
        foreach (var channel in Channel.All)
            work.MoveWork<NoticeWork>(NoticeWork.OrderKey(absorbed, channel), NoticeWork.OrderKey(kept, channel));
    }
}

/// <summary>Nothing is told to somebody who was erased, and what was is forgotten.</summary>
internal sealed class OnPersonErased() : Consumer<PersonErased>("notifications.person-erased")
{
    protected override Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var channel in Channel.All)
            work.CallOff<NoticeWork>(NoticeWork.OrderKey(happened.Person.Value, channel));
        return work.Connection.ExecuteAsync("delete from notice where person_id = @Value", new { happened.Person.Value });
    }
}
