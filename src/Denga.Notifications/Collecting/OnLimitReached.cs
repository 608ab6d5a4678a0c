using Denga.Contracts.Expenses;
using Denga.Notifications.Sending;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.Collecting;

internal sealed class OnLimitReached(TimeProvider clock) : Consumer<LimitReached>("notifications.limit-reached")
{
    protected override Task Consume(LimitReached happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}
