using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Stars.Orders;

namespace Denga.Stars.Sales;

/// <summary>What operators see of everybody's orders.</summary>
internal sealed class SalesHandlers(OrderTable orders)
    : IOperationHandler<StarsSales, Page<StarsSale>>,
        IOperationHandler<StarsSaleFile, StarsSaleRecords>
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

    /// <summary>Null for one that says nothing, or too much.</summary>
    internal static string? Reason(string written) =>
        PlainText.OneLine(written) is { Length: > 0 and <= ReasonCharactersMax } reason ? reason : null;
}
