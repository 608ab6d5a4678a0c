using Denga.Contracts.Expenses;
using Denga.Notifications.Sending;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.Collecting;

internal sealed class OnRecurringRecorded(TimeProvider clock) : Consumer<RecurringRecorded>("notifications.recurring-recorded")
{
    protected override Task Consume(RecurringRecorded happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}

internal sealed class OnRecurringCaughtUp(TimeProvider clock) : Consumer<RecurringCaughtUp>("notifications.recurring-caught-up")
{
    protected override Task Consume(RecurringCaughtUp happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}

internal sealed class OnRecurringFailed(TimeProvider clock) : Consumer<RecurringFailed>("notifications.recurring-failed")
{
    protected override Task Consume(RecurringFailed happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}
