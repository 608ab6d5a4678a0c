using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Web.Cabinet.Payments;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Stars;

/// <summary>Orders and how they stand.</summary>
internal static class OrderPages
{
    private const int OnPage = 20;

    internal static async Task<IResult> Show(Visit visit)
    {
        if (!visit.TryRoute<StarsOrderId>("order", out var id))
            return visit.NotFound();
        var order = await visit.Ask(new StarsOrderById(visit.Me.Id, id));
        return order.IsOk ? await Page(visit, order.Value) : visit.Failed(order.Error);
    }

    internal static async Task<IResult> Cancel(Visit visit)
    {
        if (!visit.TryRoute<StarsOrderId>("order", out var id))
            return visit.NotFound();
        var done = await visit.Ask(new CancelStarsOrder(visit.Me.Id, id));
        if (done.IsOk)
            return visit.Go("/app/stars/orders/" + id);
        visit.Refused(done.Error);
        return await Show(visit);
    }

    internal static async Task<IResult> List(Visit visit)
    {
        var state = ListState.Of(visit);
        var orders = await visit.Ask(new StarsOrders(visit.Me.Id, state.Wish(ListState.Cursor), OnPage));
        return orders.IsOk
            ? visit.Page<OrdersPage, ListPage<StarsOrder>>(new(state, orders.Value.Items, orders.Value.Next))
            : visit.Failed(orders.Error);
    }

    private static async Task<IResult> Page(Visit visit, StarsOrder order)
    {
        Invoice? invoice = null;
        PaymentWays? ways = null;
        if (order is { State: StarsOrderState.Created, Invoice: { } id })
        {
            var found = await visit.Ask(new InvoiceById(visit.Me.Id, id));
            if (found.IsOk && Words.IsAwaited(found.Value, visit.Now))
            {
                invoice = found.Value;
                ways = await TopUpPages.Of(visit, invoice.Amount - invoice.Paid);
            }
        }
        return visit.Page<OrderPage, OrderModel>(new OrderModel(order, invoice, ways));
    }
}

/// <param name="Invoice">That must be paid first; null where nothing is awaited.</param>
public sealed record OrderModel(StarsOrder Order, Invoice? Invoice, PaymentWays? Ways);
