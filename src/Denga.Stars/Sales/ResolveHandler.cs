using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Stars.Orders;

namespace Denga.Stars.Sales;

/// <summary>An operator ends what the seller leaves open, and settles what he contradicts.</summary>
internal sealed class ResolveHandler(IOrderTable orders, OrderSteps steps) : IOperationHandler<ResolveStarsOrder, StarsSale>
{
    public async Task<Result<StarsSale>> Handle(ResolveStarsOrder operation, CancellationToken cancel)
    {
        if (SalesHandlers.Reason(operation.Reason) is not { } reason)
            return StarsErrors.BadReason;
        if (await orders.Find(operation.Order, cancel) is not { } order)
            return StarsErrors.OrderNotFound;
        var end = operation.Delivered ? StarsOrderState.Delivered : StarsOrderState.Failed;
        if (order.State == end && order.Dispute is null)
            return order.Sale();
        // One that waits for a payment outside of Denga may be ended as well: who did not pay for it knows.
        var isOpen = order.State == StarsOrderState.Unknown || order is { State: StarsOrderState.Purchasing, PayLink: not null };
        if (order.State != end && !isOpen || operation.Delivered && order.SellerOrder is null)
            return StarsErrors.NotUnknown;
        Func<UnitOfWork, Task>? write = null;
        if (isOpen)
        {
            if (!operation.Delivered)
                await orders.Transaction(
                    async unit =>
                    {
                        await orders.KeepFailing(unit, order.Id, StarsErrors.NotDelivered, cancel);
                        return Done.It;
                    },
                    cancel
                );
            var ended = operation.Delivered
                ? await steps.Deliver(order, cancel)
                : await steps.Fail(order, StarsErrors.NotDelivered, cancel);
            if (!ended.IsOk)
                return ended.Error;
            write = ended.Value;
        }
        await orders.Transaction(
            async unit =>
            {
                if (write is not null)
                    await write(unit);
                await orders.KeepDispute(unit, order.Id, dispute: null, cancel);
                unit.Audit(
                    "stars.order-resolved",
                    order.Id.ToString(),
                    operation.Person,
                    reason,
                    before: new { State = order.State.ToString(), order.Dispute },
                    after: new { State = end.ToString() }
                );
                return Done.It;
            },
            cancel
        );
        return (await orders.Find(order.Id, cancel))!.Sale();
    }
}
