using Denga.Contracts.Identity;
using Denga.Notifications.Sending;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.Collecting;

internal sealed class OnRefreshTokenReused(TimeProvider clock) : Consumer<RefreshTokenReused>("notifications.refresh-token-reused")
{
    protected override Task Consume(RefreshTokenReused happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}
