using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Stars.Orders;
using Npgsql;

namespace Denga.Stars.Sales;

internal sealed class SalesHandlers(Database<StarsModule> database, OrderTable orders, OrderSteps steps)
    : IOperationHandler<StarsSales, Page<StarsSale>>,
        IOperationHandler<StarsSaleFile, StarsSaleRecords>,
        IOperationHandler<ResolveStarsOrder, StarsSale>
{
    private const int PageMax = 100;
    private const int ReasonCharactersMax = 200;

    public async Task<Result<Page<StarsSale>>> Handle(StarsSales operation, CancellationToken cancel)
    {
        if (OrderCursor.Read(operation.Cursor) is not { } before)
            return StarsErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        var found = await orders.Read(
            """
            (created_at, id) < ($1, $2) and ($3::text is null or state = $3) and ($4::text is null or seller = $4)
                and ($5::uuid is null or person_id = $5) and ($6::text is null or lower(username) = lower($6))
                and ($7::timestamptz is null or created_at >= $7) and ($8::timestamptz is null or created_at < $8)
                and (not $9 or dispute is not null)
            order by created_at desc, id desc limit $10
            """,
            c =>
                c.With(before.At)
                    .With(before.Id)
                    .With(operation.State?.ToString())
                    .With(operation.Seller)
                    .With(operation.Buyer?.Value)
                    .With(operation.Username?.Trim().TrimStart('@'))
                    .With(operation.From)
                    .With(operation.To)
                    .With(operation.Disputed)
                    .With(limit + 1),
            cancel
        );
        return new Page<StarsSale>(
            [.. found.Take(limit).Select(o => o.Sale())],
            found.Count > limit ? OrderCursor.Of(found[limit - 1]) : null
        );
    }

    public async Task<Result<StarsSaleRecords>> Handle(StarsSaleFile operation, CancellationToken cancel) =>
        await orders.Find(operation.Order, cancel) is { } order
            ? new StarsSaleRecords(order.Sale(), order.Derived(OrderMoney.Capture), order.HeldAt, order.BuyingAt)
            : StarsErrors.OrderNotFound;

    public async Task<Result<StarsSale>> Handle(ResolveStarsOrder operation, CancellationToken cancel)
    {
        if (Reason(operation.Reason) is not { } reason)
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
            var ended = operation.Delivered
                ? await steps.Deliver(order, cancel)
                : await steps.Fail(order, StarsErrors.NotDelivered, cancel);
            if (!ended.IsOk)
                return ended.Error;
            write = ended.Value;
        }
        await database.Transaction(
            async unit =>
            {
                if (write is not null)
                    await write(unit);
                await steps.KeepDispute(unit, order.Id, dispute: null, cancel);
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

    /// <summary>Null for one that says nothing, or too much.</summary>
    internal static string? Reason(string written) =>
        PlainText.OneLine(written) is { Length: > 0 and <= ReasonCharactersMax } reason ? reason : null;
}
