using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Stars.Orders;

/// <summary>A person's orders, page by page.</summary>
internal sealed class OrderList(OrderTable orders) : IOperationHandler<StarsOrders, Page<StarsOrder>>
{
    private const int PageMax = 100;

    public async Task<Result<Page<StarsOrder>>> Handle(StarsOrders operation, CancellationToken cancel)
    {
        if (OrderCursor.Read(operation.Cursor) is not { } before)
            return StarsErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        var found = await orders.Read(
            "person_id = $1 and (created_at, id) < ($2, $3) order by created_at desc, id desc limit $4",
            c => c.With(operation.Person.Value).With(before.At).With(before.Id).With(limit + 1),
            cancel
        );
        return new Page<StarsOrder>(
            [.. found.Take(limit).Select(o => o.Told())],
            found.Count > limit ? OrderCursor.Of(found[limit - 1]) : null
        );
    }
}
