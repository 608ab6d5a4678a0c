using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Orders;

internal sealed class OrderHandlers(
    IOrderTable orders,
    OrderSteps steps,
    IOperations operations,
    IOptions<StarsOptions> options,
    TimeProvider clock
)
    : IOperationHandler<OrderStars, StarsOrder>,
        IOperationHandler<StarsOrderById, StarsOrder>,
        IOperationHandler<CancelStarsOrder, StarsOrder>
{
    /// <summary>Who began an order reserves its money himself; when he died over it, somebody else does then.</summary>
    private static readonly TimeSpan HoldsHimself = TimeSpan.FromSeconds(15);

    public async Task<Result<StarsOrder>> Handle(OrderStars operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        if (await orders.Find(StarsOrderId.From(operation.Id.Value), cancel) is { } repeated)
        {
            if (repeated.Person != operation.Person)
                return OperationRecord.IdReused;
            var first = OperationRecord.Repeat(repeated.RequestHash, hash, repeated);
            return first.IsOk ? await GoOn(first.Value, operation, cancel) : first.Error;
        }
        if (await orders.Of(operation.Quote, operation.Person, cancel) is { } ordered)
            return await GoOn(ordered, operation, cancel);
        if (await orders.Quoted(operation.Quote, operation.Person, cancel) is not { } quote)
            return StarsErrors.QuoteNotFound;
        if (quote.ExpiresAt <= clock.GetUtcNow())
            return StarsErrors.QuoteExpired;
        var account = await operations.Ask(new OpenAccount(operation.Person, quote.Price.Currency), cancel);
        if (!account.IsOk)
            return account.Error;
        Money? due = null;
        if (quote.Way == StarsWay.Direct)
        {
            var missing = quote.Price - (account.Value.Available ?? account.Value.Balance);
            due = missing.Minor > 0 ? missing : null;
        }
        else
        {
            // What is refused now leaves no order behind.
            var possible = await operations.Ask(
                new PlaceHold(operation.Id, account.Value.Id, quote.Price, OrderMoney.Kind, clock.GetUtcNow().AddDays(1), DryRun: true),
                cancel
            );
            if (!possible.IsOk)
                return possible.Error;
        }
        var begun = await orders.Attempt(unit => Begin(unit, operation, hash, account.Value.Id, due, cancel), cancel);
        return begun.IsOk ? await GoOn(begun.Value, operation, cancel) : begun.Error;
    }

    public async Task<Result<StarsOrder>> Handle(StarsOrderById operation, CancellationToken cancel) =>
        await FindOwn(operation.Person, operation.Order, cancel) is { } order ? order.Told() : StarsErrors.OrderNotFound;

    public async Task<Result<StarsOrder>> Handle(CancelStarsOrder operation, CancellationToken cancel)
    {
        if (await FindOwn(operation.Person, operation.Order, cancel) is not { } order)
            return StarsErrors.OrderNotFound;
        if (order.State == StarsOrderState.Created)
        {
            // What is paid all the same is credited to the balance.
            if (order.Invoice is { } invoice)
                await operations.Ask(new CancelInvoice(order.Person, invoice), cancel);
            await orders.Transaction(
                async unit =>
                {
                    if (await orders.Move(unit, order.Id, StarsOrderState.Cancelled, cancel, StarsErrors.CalledOff) is not null)
                        // Its money may be reserved at this moment.
                        unit.Later(new HoldOrder(order.Id), order.Id + "/back");
                    return Done.It;
                },
                cancel
            );
            order = (await orders.Find(order.Id, cancel))!;
        }
        return order.State == StarsOrderState.Cancelled ? order.Told() : StarsErrors.OrderPaid;
    }

    /// <summary>Does what is left to do before the order goes its way by itself, and answers it as it is.</summary>
    private async Task<Result<StarsOrder>> GoOn(OrderRow order, OrderStars operation, CancellationToken cancel)
    {
        if (order.State != StarsOrderState.Created)
            return order.Told();
        if (order.Due is { } due)
            return await Invoice(order, due, operation.Provider, cancel);
        var held = await steps.Hold(order, cancel);
        if (held.IsOk)
            return held.Value.Told();
        // Somebody tries again soon.
        if (held.Error.Kind == ErrorKind.Unavailable)
            return order.Told();
        await Cancel(order, held.Error.Code, cancel);
        return held.Error;
    }

    private async Task<Result<StarsOrder>> Invoice(OrderRow order, Money due, string? provider, CancellationToken cancel)
    {
        if (order.Invoice is null)
        {
            var made = await operations.Ask(
                new CreateInvoice(
                    order.Derived("invoice"),
                    order.Person,
                    OrderMoney.Kind,
                    order.Id.ToString(),
                    due,
                    Lifetime: order.ExpiresAt - order.CreatedAt
                ),
                cancel
            );
            if (!made.IsOk)
            {
                if (made.Error.Kind is not (ErrorKind.Unavailable or ErrorKind.Limited))
                    await Cancel(order, made.Error.Code, cancel);
                return made.Error;
            }
            await orders.KeepInvoice(order.Id, made.Value.Id, cancel);
            order = order with { Invoice = made.Value.Id };
        }
        if (provider is not null)
        {
            var started = await operations.Ask(
                new StartPayment(order.Derived("payment " + provider), order.Person, order.Invoice.Value, provider),
                cancel
            );
            if (!started.IsOk && started.Error.Code != "payments.invoice_closed")
                return started.Error;
        }
        return ((await orders.Find(order.Id, cancel)) ?? order).Told();
    }

    private Task Cancel(OrderRow order, string reason, CancellationToken cancel) =>
        orders.Transaction(
            async unit =>
            {
                if (await orders.Move(unit, order.Id, StarsOrderState.Cancelled, cancel, reason) is not null)
                    unit.Later(new HoldOrder(order.Id), order.Id + "/back");
                return Done.It;
            },
            cancel
        );

    private async Task<Result<OrderRow>> Begin(
        UnitOfWork unit,
        OrderStars operation,
        byte[] hash,
        AccountId account,
        Money? due,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var written = await orders.Insert(unit, new AskedOrder(operation, hash, account, due, now, now + options.Value.PayWithin), cancel);
        if (!written.IsOk)
            return written.Error;
        var (isNew, order) = written.Value;
        if (!isNew)
            return order;
        if (due is null)
            unit.Later(new HoldOrder(order.Id), order.Id.ToString(), at: now + HoldsHimself);
        else
            unit.Later(new ExpireOrder(order.Id), order.Id.ToString(), at: order.ExpiresAt);
        unit.Publish(new StarsOrderChanged(order.Told(), order.Person, now));
        return order;
    }

    private async Task<OrderRow?> FindOwn(PersonId person, StarsOrderId id, CancellationToken cancel) =>
        await orders.Find(id, cancel) is { } order && order.Person == person ? order : null;
}
