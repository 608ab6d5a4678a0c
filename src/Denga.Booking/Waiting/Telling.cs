using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Booking.Waiting;

/// <summary>Something of an object may have become free: whoever waits for it is told.</summary>
internal sealed record TellWaiting(ObjectId Object) : IWork
{
    public static string Kind => "booking.tell-waiting";

    /// <summary>For each event its own look; where nobody waits, none.</summary>
    internal static async Task Ask(UnitOfWork unit, ObjectId of, Delivery delivery, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            "select exists (select from waiting where object_id = $1 and told_at is null and until > $2)",
            unit.Connection
        )
            .With(of.Value)
            .With(delivery.At);
        if (await find.ExecuteScalarAsync(cancel) is true)
            unit.Later(new TellWaiting(of), $"{of}/{delivery.Id}");
    }
}

/// <summary>A cancelled or expired booking, a freed block, an entry that went from another calendar.</summary>
internal sealed class OnStayChanged() : Consumer<StayChanged>("booking.waiting-guests")
{
    protected override Task Consume(StayChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        TellWaiting.Ask(work, happened.Object, delivery, cancel);
}

/// <summary>A new unit, a shorter buffer.</summary>
internal sealed class OnObjectChanged() : Consumer<ObjectChanged>("booking.waiting-guests-of-objects")
{
    protected override Task Consume(ObjectChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        TellWaiting.Ask(work, happened.Object, delivery, cancel);
}

internal sealed class TellWaitingWorker(TimeProvider clock) : Worker<TellWaiting>
{
    protected override Task<WorkResult> Work(TellWaiting work, WorkItem item, CancellationToken cancel) =>
        Task.FromResult(WorkResult.Done(unit => Tell(unit, work.Object, cancel)));

    private async Task Tell(UnitOfWork unit, ObjectId id, CancellationToken cancel)
    {
        if (await ObjectRow.Lock(unit, id, by: null, cancel) is not { State: ObjectState.Active } of)
            return;
        var now = clock.GetUtcNow();
        var waiting = await WaitingRow.Read(
            unit.Connection,
            $"where w.object_id = $1 and w.told_at is null and w.until > $2 order by w.created_at, w.id limit {WaitingHandlers.OfObjectMax}",
            c => c.With(of.Id.Value).With(now),
            cancel
        );
        foreach (var one in waiting)
        {
            var period = StayTimes.Of(of.Text, one.Dates);
            if (
                period.IsOk
                && StayTimes.Refuses(of.Text, one.Dates, period.Value, now) is null
                && await Stays.IsFree(unit.Connection, of.Id, StayTimes.Span(period.Value, of.Text.Rules), without: null, now, cancel)
            )
            {
                unit.AtCommit("update waiting set told_at = $2 where id = $1").With(one.Id.Value).With(now);
                unit.Publish(new DatesFree(one.Told() with { ToldAt = now }, one.Person, now));
            }
        }
    }
}
