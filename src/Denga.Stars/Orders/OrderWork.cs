using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Work;
using Denga.Stars.Sellers;

namespace Denga.Stars.Orders;

/// <summary>Reserves the money of an order that waits for it, or gives back what was reserved for one that was cancelled.</summary>
internal sealed record HoldOrder(StarsOrderId Order) : IWork
{
    public static string Kind => "stars.hold-order";
}

/// <summary>Buys what is paid for, until it is delivered or has failed.</summary>
internal sealed record BuyOrder(StarsOrderId Order) : IWork
{
    public static string Kind => "stars.buy-order";
}

/// <summary>Cancels an order whose money did not come.</summary>
internal sealed record ExpireOrder(StarsOrderId Order) : IWork
{
    public static string Kind => "stars.expire-order";
}

internal sealed class HoldWorker(IOrderTable orders, OrderSteps steps) : Worker<HoldOrder>
{
    protected override async Task<WorkResult> Work(HoldOrder work, WorkItem item, CancellationToken cancel)
    {
        if (await orders.Find(work.Order, cancel) is not { } order)
            return WorkResult.Done();
        if (order.State == StarsOrderState.Cancelled)
            return await steps.GiveBack(order, cancel) is { } held ? WorkResult.Retry(held.Code) : WorkResult.Done();
        if (order.State != StarsOrderState.Created)
            return WorkResult.Done();
        var error = (await steps.Hold(order, cancel)).Error;
        if (error is null)
            return WorkResult.Done();
        if (error.Kind is ErrorKind.Unavailable)
            return WorkResult.Retry(error.Code);
        // Less came than was missing, or it was spent meanwhile: the rest may still come.
        return order.Due is not null
            ? WorkResult.Done()
            : WorkResult.Done(unit => orders.Move(unit, order.Id, StarsOrderState.Cancelled, cancel, error.Code));
    }
}

internal sealed class ExpireWorker(IOrderTable orders, IOperations operations, TimeProvider clock) : Worker<ExpireOrder>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    protected override async Task<WorkResult> Work(ExpireOrder work, WorkItem item, CancellationToken cancel)
    {
        if (await orders.Find(work.Order, cancel) is not { State: StarsOrderState.Created } order)
            return WorkResult.Done();
        if (order.Invoice is { } invoice && clock.GetUtcNow() < order.ExpiresAt + Patience)
        {
            var cancelled = await operations.Ask(new CancelInvoice(order.Person, invoice), cancel);
            // Paid at the last moment: the order is about to go on.
            if (cancelled.Error?.Code == "payments.invoice_closed" && await IsPaid(order.Person, invoice, cancel))
                return WorkResult.Retry("work.waits", TimeSpan.FromMinutes(1));
            if (cancelled.Error?.Kind is ErrorKind.Unavailable)
                return WorkResult.Retry(cancelled.Error.Code);
        }
        return WorkResult.Done(async unit =>
        {
            if (await orders.Move(unit, order.Id, StarsOrderState.Cancelled, cancel, StarsErrors.Unpaid) is not null)
                unit.Later(new HoldOrder(order.Id), order.Id + "/back");
        });
    }

    private async Task<bool> IsPaid(PersonId person, InvoiceId invoice, CancellationToken cancel) =>
        await operations.Ask(new InvoiceById(person, invoice), cancel)
            is { IsOk: true, Value.State: InvoiceState.Paid or InvoiceState.Overpaid };
}

/// <summary>An order's money came: it goes on by itself.</summary>
internal sealed class OnInvoicePaid() : Consumer<InvoicePaid>("stars.invoice-paid")
{
    protected override Task Consume(InvoicePaid happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        if (happened.Invoice.Purpose == OrderMoney.Kind && StarsOrderId.TryParse(happened.Invoice.Reference, null, out var order))
            work.Later(new HoldOrder(order), $"{order}/{happened.Posting}");
        return Task.CompletedTask;
    }
}

/// <summary>Sees a paid order to its end. Before each thing that cannot be taken back, that it is about to be done is committed; what nobody can tell
/// afterwards is asked of the seller under the order's reference. Nothing is bought a second time.</summary>
internal sealed class BuyWorker(IOrderTable orders, OrderSteps steps, StarsSellersByName sellers, TimeProvider clock) : Worker<BuyOrder>
{
    /// <summary>A seller that takes no order for so long is not waited for: nothing was bought, and the money is free again.</summary>
    private static readonly TimeSpan PlaceWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    public override WorkPolicy Policy { get; } =
        new()
        {
            FirstWait = TimeSpan.FromSeconds(1),
            LongestWait = TimeSpan.FromSeconds(20),
            // Until then the money is held, and somebody has looked.
            GiveUpAfter = TimeSpan.FromDays(80),
            AtOnce = 16,
        };

    protected override async Task<WorkResult> Work(BuyOrder work, WorkItem item, CancellationToken cancel)
    {
        if (await orders.Find(work.Order, cancel) is not { } order || OrderMoves.IsEnd(order.State))
            return WorkResult.Done();
        if (sellers.Of(order.Seller) is not { } seller)
            return WorkResult.Retry(StarsErrors.UnknownSeller.Code, TimeSpan.FromHours(1));
        if (order.State == StarsOrderState.Held)
        {
            await item.Save(unit => orders.Move(unit, order.Id, StarsOrderState.Purchasing, cancel), cancel);
            order = order with { State = StarsOrderState.Purchasing };
        }
        if (order.Failing is { } reason)
            return await Fail(order, reason, item, cancel);
        return order.SellerOrder is null ? await Place(order, seller, item, cancel) : await Continue(order, seller, item, cancel);
    }

    private async Task<WorkResult> Place(OrderRow order, IStarsSeller seller, WorkItem item, CancellationToken cancel)
    {
        SellerOrder placed;
        try
        {
            placed = await seller.Place(order.Request, cancel);
        }
        catch (OutsideException)
        {
            return clock.GetUtcNow() - order.HeldAt > PlaceWithin
                ? await Fail(order, StarsErrors.SellerAway.Code, item, cancel)
                : WorkResult.Retry(StarsErrors.SellerAway.Code);
        }
        if (placed.State == SellerState.Failed)
            return await Fail(order, placed.Reason ?? StarsErrors.NotDelivered, item, cancel);
        if (placed.Contradicts(order.Request))
            return await Fail(order, StarsErrors.NotDelivered, item, cancel);
        var known = order with
        {
            SellerOrder = placed.Id,
            Cost = placed.Cost ?? order.Cost,
            SellerFee = placed.Fee ?? order.SellerFee,
            PayLink = placed.PayLink,
        };
        if (!ReferenceEquals(known.Cost.Currency, order.Cost.Currency) || steps.IsTooDear(known))
            return await Fail(order, StarsErrors.PriceMoved, item, cancel);
        await item.Save(unit => orders.KeepPlaced(unit, known, cancel), cancel);
        return await Continue(known, seller, item, cancel);
    }

    private async Task<WorkResult> Continue(OrderRow order, IStarsSeller seller, WorkItem item, CancellationToken cancel)
    {
        var buys = order.BuyingAt is null;
        SellerOrder? said;
        try
        {
            said = buys ? null : await seller.Ask(order.Request, order.SellerOrder!, cancel);
            // Where a repeat is the same purchase, what never came to him may be told again.
            if (buys || seller.BuysOnce && said is { State: SellerState.Placed })
            {
                if (buys)
                    await item.Save(unit => orders.KeepBuying(unit, order.Id, clock.GetUtcNow(), cancel), cancel);
                buys = true;
                said = await seller.Buy(order.Request, order.SellerOrder!, order.Cost, cancel);
            }
        }
        catch (OutsideException e)
        {
            return Wait(order, isUnknown: buys && e.MayHaveArrived, cancel, neverLeft: buys && !e.MayHaveArrived);
        }
        if (said is null)
            return Wait(order, isUnknown: true, cancel);
        if (said.Contradicts(order.Request))
            return Wait(order, isUnknown: true, cancel, dispute: "He sold something else than was asked for.");
        return said.State switch
        {
            SellerState.Delivered => await steps.Deliver(order, cancel) is var delivered && delivered.IsOk
                ? WorkResult.Done(delivered.Value)
                : WorkResult.Retry(delivered.Error!.Code),
            SellerState.Failed => await Fail(order, said.Reason ?? StarsErrors.NotDelivered, item, cancel),
            _ => Wait(order, isUnknown: false, cancel),
        };
    }

    /// <summary>That it fails is committed before its money is given back: whoever goes on after that buys nothing for it.</summary>
    private async Task<WorkResult> Fail(OrderRow order, string reason, WorkItem item, CancellationToken cancel)
    {
        if (order.Failing is null)
            await item.Save(unit => orders.KeepFailing(unit, order.Id, reason, cancel), cancel);
        var failed = await steps.Fail(order, reason, cancel);
        return failed.IsOk ? WorkResult.Done(failed.Value) : WorkResult.Retry(failed.Error.Code);
    }

    /// <param name="neverLeft">It was not asked to buy after all.</param>
    private WorkResult Wait(OrderRow order, bool isUnknown, CancellationToken cancel, bool neverLeft = false, string? dispute = null)
    {
        var age = clock.GetUtcNow() - order.HeldAt!.Value;
        TimeSpan? wait =
            age < Soon ? null
            : age < TimeSpan.FromDays(1) ? TimeSpan.FromMinutes(1)
            : TimeSpan.FromHours(1);
        return WorkResult.Retry(
            isUnknown ? StarsErrors.SellerAway.Code : "work.waits",
            wait,
            async unit =>
            {
                if (neverLeft)
                    await orders.KeepBuying(unit, order.Id, at: null, cancel);
                if (dispute is not null)
                    await orders.KeepDispute(unit, order.Id, dispute, cancel);
                if (isUnknown)
                    await orders.Move(unit, order.Id, StarsOrderState.Unknown, cancel);
            }
        );
    }
}
