using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Stars.Promotions;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Orders;

/// <summary>The steps of an order. Each may be done twice, by two at once, and be broken off anywhere: the ledger knows each by an id of the order's, and
/// the row moves on by the table of moves.</summary>
internal sealed class OrderSteps(IOrderTable orders, OrderMoney money, IOptions<StarsOptions> options)
{
    /// <summary>Reserves the money and asks for the purchase. Errors: those of <see cref="OrderMoney.Reserve"/>.</summary>
    internal async Task<Result<OrderRow>> Hold(OrderRow order, CancellationToken cancel)
    {
        var held = await money.Reserve(order, cancel);
        if (!held.IsOk)
            return held.Error;
        var moved = await orders.Transaction(
            async unit =>
            {
                var row = await orders.Move(unit, order.Id, StarsOrderState.Held, cancel);
                if (row is not null)
                    unit.Later(new BuyOrder(order.Id), order.Id.ToString());
                return row;
            },
            cancel
        );
        if (moved is not null)
            return moved;
        var now = (await orders.Find(order.Id, cancel))!;
        if (now.State == StarsOrderState.Cancelled && await money.GiveBack(order, cancel) is { } error)
            return error;
        return now;
    }

    internal Task<Error?> GiveBack(OrderRow order, CancellationToken cancel) => money.GiveBack(order, cancel);

    /// <summary>Takes the money. What it answers is to be written with the end of whatever told that it is delivered.</summary>
    internal async Task<Result<Func<UnitOfWork, Task>>> Deliver(OrderRow order, CancellationToken cancel)
    {
        var taken = await money.Take(order, cancel);
        if (!taken.IsOk)
            return taken.Error;
        return (Func<UnitOfWork, Task>)(
            async unit =>
            {
                if (
                    await orders.Move(unit, order.Id, StarsOrderState.Delivered, cancel) is { } delivered
                    && BonusOf(delivered) is { IsZero: false } bonus
                )
                    unit.Later(new PayBonus(delivered.Id, bonus), delivered.Id.ToString());
            }
        );
    }

    /// <summary>Gives the money back; as <see cref="Deliver"/>. That it is to fail is kept before (<see cref="IOrderTable.KeepFailing"/>).</summary>
    internal async Task<Result<Func<UnitOfWork, Task>>> Fail(OrderRow order, string reason, CancellationToken cancel)
    {
        if (await money.GiveBack(order, cancel) is { } error)
            // Somebody who was told that it is delivered has taken it.
            return await money.IsTaken(order, cancel) ? await Deliver(order, cancel) : error;
        return (Func<UnitOfWork, Task>)(unit => orders.Move(unit, order.Id, StarsOrderState.Failed, cancel, reason));
    }

    /// <summary>The seller has become dearer since the quote than the shop bears.</summary>
    internal bool IsTooDear(OrderRow order) =>
        order.Cost.Minor + order.SellerFee.Minor > order.Quoted.Minor * (1 + options.Value.SlippagePercent / 100m);

    private Money BonusOf(OrderRow order) =>
        new(decimal.ToInt64(decimal.Floor(order.Price.Minor * options.Value.ReferralPercent / 100m)), order.Price.Currency);
}
