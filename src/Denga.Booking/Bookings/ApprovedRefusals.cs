using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Work;

namespace Denga.Booking.Bookings;

/// <summary>A booking is to be cancelled, and a large sum to come back: one operator asked for it, another one agreed.</summary>
internal sealed record RefuseApproved(BookingId Booking, PersonId By, string Reason, Money Refund) : IWork
{
    public static string Kind => "booking.refuse-approved";
}

internal sealed class OnApprovalChanged() : Consumer<ApprovalChanged>("booking.approval-changed")
{
    protected override Task Consume(ApprovalChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        if (
            happened.Approval is { Purpose: BookingMoney.Kind, State: ApprovalState.Given } given
            && BookingId.TryParse(given.Subject, null, out var booking)
        )
            work.Later(new RefuseApproved(booking, given.AskedBy, given.Reason, given.Amount), given.Id.ToString());
        return Task.CompletedTask;
    }
}

/// <summary>What cannot be done any more, because the stay is over or less is left of what was paid, is given up where operators see it.</summary>
internal sealed class RefuseApprovedWorker(OperatorHandlers operators) : Worker<RefuseApproved>
{
    protected override async Task<WorkResult> Work(RefuseApproved work, WorkItem item, CancellationToken cancel)
    {
        var asked = new RefuseBooking(work.By, work.Booking, work.Reason, work.Refund);
        return (await operators.Refuse(asked, work.Reason, cancel)).Error is { } refused
            ? WorkResult.GiveUp(refused.Code)
            : WorkResult.Done();
    }
}
