using Denga.Contracts.Wallet;
using Denga.Notifications.Sending;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.Collecting;

/// <summary>Who got money is told; who sent it sees it where he sent it from, unless he was not there: then it was scheduled, and need not be told.</summary>
internal sealed class OnTransferCompleted(TimeProvider clock) : Consumer<TransferCompleted>("notifications.transfer-completed")
{
    protected override Task Consume(TransferCompleted happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        happened.Payee == happened.Person
            ? Task.CompletedTask
            : PendingNotices.Add(happened.Payee, delivery, clock.GetUtcNow(), work, cancel);
}

internal sealed class OnTransferRefused(TimeProvider clock) : Consumer<TransferRefused>("notifications.transfer-refused")
{
    /// <summary>So long the front ends wait for the end themselves; a scheduled one is told as such.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    protected override Task Consume(TransferRefused happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        happened.Schedule is not null || happened.At - happened.RequestedAt < Watched
            ? Task.CompletedTask
            : PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}

internal sealed class OnScheduleFailed(TimeProvider clock) : Consumer<ScheduleFailed>("notifications.schedule-failed")
{
    protected override Task Consume(ScheduleFailed happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}

internal sealed class OnRateCrossed(TimeProvider clock) : Consumer<RateCrossed>("notifications.rate-crossed")
{
    protected override Task Consume(RateCrossed happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        PendingNotices.Add(happened.Person, delivery, clock.GetUtcNow(), work, cancel);
}
