using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Stars.Catalogue;
using Denga.Stars.Promotions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Stars.Orders;

internal sealed class OrderHandlers(
    Database<StarsModule> database,
    OrderTable orders,
    OrderSteps steps,
    Promos promos,
    IOperations operations,
    IOptions<StarsOptions> options,
    TimeProvider clock
)
    : IOperationHandler<OrderStars, StarsOrder>,
        IOperationHandler<StarsOrderById, StarsOrder>,
        IOperationHandler<StarsOrders, Page<StarsOrder>>,
        IOperationHandler<CancelStarsOrder, StarsOrder>
{
    private const int PageMax = 100;

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
        if (await OrderOf(operation, cancel) is { } ordered)
            return await GoOn(ordered, operation, cancel);
        if (await Quoted(operation, cancel) is not { } quote)
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
        var begun = await database.Attempt(unit => Begin(unit, operation, hash, account.Value.Id, due, cancel), cancel);
        return begun.IsOk ? await GoOn(begun.Value, operation, cancel) : begun.Error;
    }

    public async Task<Result<StarsOrder>> Handle(StarsOrderById operation, CancellationToken cancel) =>
        await orders.FindOwn(operation.Person, operation.Order, cancel) is { } order ? order.Told() : StarsErrors.OrderNotFound;

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

    public async Task<Result<StarsOrder>> Handle(CancelStarsOrder operation, CancellationToken cancel)
    {
        if (await orders.FindOwn(operation.Person, operation.Order, cancel) is not { } order)
            return StarsErrors.OrderNotFound;
        if (order.State == StarsOrderState.Created)
        {
            // What is paid all the same is credited to the balance.
            if (order.Invoice is { } invoice)
                await operations.Ask(new CancelInvoice(order.Person, invoice), cancel);
            await database.Transaction(
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
            await using var keep = database
                .Source.CreateCommand("update star_order set invoice_id = $2 where id = $1")
                .With(order.Id.Value)
                .With(made.Value.Id.Value);
            await keep.ExecuteNonQueryAsync(cancel);
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
        database.Transaction(
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
        // Whoever orders looks at the caps alone until he has ordered: together they must not pass them.
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('stars orders', 0))", unit.Connection))
            await turn.ExecuteNonQueryAsync(cancel);
        await using var insert = new NpgsqlCommand(
            $"""
            insert into star_order (id, quote_id, request_hash, person_id, product, quantity, username, recipient_name, way, seller, account_id, currency,
                price_minor, discount_minor, due_minor, cost_currency, quoted_minor, cost_minor, seller_fee_minor, rate, rate_source, rates_at,
                worth_minor, promo, state, created_at, expires_at)
            select $1, id, $2, person_id, product, quantity, username, recipient_name, way, seller, $3, currency,
                price_minor, discount_minor, $4, cost_currency, cost_minor + seller_fee_minor, cost_minor, seller_fee_minor, rate, rate_source, rates_at,
                worth_minor, promo, 'Created', $5, $6
            from quote where id = $7 and person_id = $8
            on conflict do nothing returning {OrderRow.Columns}
            """,
            unit.Connection
        ).With(operation.Id.Value).With(hash).With(account.Value).With(due?.Minor).With(now).With(now + options.Value.PayWithin).With(operation.Quote.Value).With(operation.Person.Value);
        if (await One(insert, cancel) is not { } order)
        {
            await using var same = new NpgsqlCommand(
                $"select {OrderRow.Columns} from star_order where quote_id = $1 and person_id = $2",
                unit.Connection
            )
                .With(operation.Quote.Value)
                .With(operation.Person.Value);
            return await One(same, cancel) is { } first ? first : StarsErrors.OrderWaits;
        }
        await using var spent = new NpgsqlCommand(
            """
            select coalesce(sum(worth_minor) filter (where created_at > $1), 0)::bigint > $3 or coalesce(sum(worth_minor), 0)::bigint > $4
            from star_order where created_at > $2 and state not in ('Failed', 'Cancelled')
            """,
            unit.Connection
        ).With(now.AddHours(-1)).With(now.AddDays(-1)).With(options.Value.CapPerHour * Exchange.Usdt.UnitsPerOne).With(options.Value.CapPerDay * Exchange.Usdt.UnitsPerOne);
        if (await spent.ExecuteScalarAsync(cancel) is true)
            return StarsErrors.Capped;
        if (order.Promo is { } promo && !await promos.Use(unit, promo, order.Person, order.Id, cancel))
            return StarsErrors.BadPromo;
        if (due is null)
            unit.Later(new HoldOrder(order.Id), order.Id.ToString(), at: now + HoldsHimself);
        else
            unit.Later(new ExpireOrder(order.Id), order.Id.ToString(), at: order.ExpiresAt);
        unit.Publish(new StarsOrderChanged(order.Told(), order.Person, now));
        return order;
    }

    private async Task<OrderRow?> OrderOf(OrderStars operation, CancellationToken cancel) =>
        OrderTable.One(
            await orders.Read("quote_id = $1 and person_id = $2", c => c.With(operation.Quote.Value).With(operation.Person.Value), cancel)
        );

    private async Task<(StarsWay Way, Money Price, DateTimeOffset ExpiresAt)?> Quoted(OrderStars operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("select way, price_minor, currency, expires_at from quote where id = $1 and person_id = $2")
            .With(operation.Quote.Value)
            .With(operation.Person.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? (
                Enum.Parse<StarsWay>(row.GetString(0)),
                new Money(row.GetInt64(1), Currency.Parse(row.GetString(2))),
                row.GetFieldValue<DateTimeOffset>(3)
            )
            : null;
    }

    private static async Task<OrderRow?> One(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? OrderRow.Read(row) : null;
    }
}
