using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Stars.Catalogue;
using Denga.Stars.Promotions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Stars.Orders;

/// <summary>An order that somebody asks for at a quoted price.</summary>
/// <param name="Due">What is missing on the balance; null: nothing.</param>
internal sealed record AskedOrder(
    OrderStars Operation,
    byte[] RequestHash,
    AccountId Account,
    Money? Due,
    DateTimeOffset Now,
    DateTimeOffset ExpiresAt
);

/// <summary>What was promised, as far as an order needs it.</summary>
internal sealed record QuotedPrice(StarsWay Way, Money Price, DateTimeOffset ExpiresAt);

/// <summary>Where orders stand: PostgreSQL, or the simulation's memory.</summary>
internal interface IOrderTable : ITransactions
{
    Task<OrderRow?> Find(StarsOrderId id, CancellationToken cancel);

    Task<OrderRow?> Of(StarsQuoteId quote, PersonId person, CancellationToken cancel);

    Task<QuotedPrice?> Quoted(StarsQuoteId quote, PersonId person, CancellationToken cancel);

    /// <summary>Writes an order down; of a quote that was ordered before that order, also where it is another one's. Errors: <c>stars.order_waits</c>,
    /// <c>stars.capped</c>, <c>stars.bad_promo</c>.</summary>
    /// <returns>Whether it is new, and the order.</returns>
    Task<Result<(bool IsNew, OrderRow Order)>> Insert(UnitOfWork unit, AskedOrder asked, CancellationToken cancel);

    /// <summary>Moves an order on, tells of it, and gives its promo code back where it came to nothing. Null where it stands somewhere that allows no such
    /// move: somebody else was first.</summary>
    Task<OrderRow?> Move(UnitOfWork unit, StarsOrderId id, StarsOrderState to, CancellationToken cancel, string? reason = null);

    Task KeepInvoice(StarsOrderId order, InvoiceId invoice, CancellationToken cancel);

    /// <summary>What the seller calls it and asks for it; once.</summary>
    Task KeepPlaced(UnitOfWork unit, OrderRow placed, CancellationToken cancel);

    /// <summary>Since when the seller is told to buy; null: he was not told after all.</summary>
    Task KeepBuying(UnitOfWork unit, StarsOrderId order, DateTimeOffset? at, CancellationToken cancel);

    /// <summary>That it is to fail, before its money is given back; the first reason stays.</summary>
    Task KeepFailing(UnitOfWork unit, StarsOrderId order, string reason, CancellationToken cancel);

    /// <param name="dispute">Null: somebody has settled it.</param>
    Task KeepDispute(UnitOfWork unit, StarsOrderId order, string? dispute, CancellationToken cancel);
}

/// <summary>The table of orders.</summary>
internal sealed class OrderTable(Database<StarsModule> database, Promos promos, IOptions<StarsOptions> options, TimeProvider clock)
    : IOrderTable
{
    public Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel) => database.Transaction(work, cancel);

    public Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel) => database.Attempt(work, cancel);

    public async Task<OrderRow?> Find(StarsOrderId id, CancellationToken cancel) =>
        One(await Read("id = $1", c => c.With(id.Value), cancel));

    public async Task<OrderRow?> Of(StarsQuoteId quote, PersonId person, CancellationToken cancel) =>
        One(await Read("quote_id = $1 and person_id = $2", c => c.With(quote.Value).With(person.Value), cancel));

    public async Task<QuotedPrice?> Quoted(StarsQuoteId quote, PersonId person, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("select way, price_minor, currency, expires_at from quote where id = $1 and person_id = $2")
            .With(quote.Value)
            .With(person.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new QuotedPrice(
                Enum.Parse<StarsWay>(row.GetString(0)),
                new Money(row.GetInt64(1), Currency.Parse(row.GetString(2))),
                row.GetFieldValue<DateTimeOffset>(3)
            )
            : null;
    }

    public async Task<Result<(bool IsNew, OrderRow Order)>> Insert(UnitOfWork unit, AskedOrder asked, CancellationToken cancel)
    {
        var (id, quote, person) = (asked.Operation.Id.Value, asked.Operation.Quote.Value, asked.Operation.Person.Value);
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
        ).With(id).With(asked.RequestHash).With(asked.Account.Value).With(asked.Due?.Minor).With(asked.Now).With(asked.ExpiresAt).With(quote).With(person);
        if (One(await All(insert, cancel)) is not { } order)
        {
            await using var same = new NpgsqlCommand(
                $"select {OrderRow.Columns} from star_order where quote_id = $1 and person_id = $2",
                unit.Connection
            )
                .With(quote)
                .With(person);
            return One(await All(same, cancel)) is { } first ? (false, first) : StarsErrors.OrderWaits;
        }
        await using var spent = new NpgsqlCommand(
            """
            select coalesce(sum(worth_minor) filter (where created_at > $1), 0)::bigint > $3 or coalesce(sum(worth_minor), 0)::bigint > $4
            from star_order where created_at > $2 and state not in ('Failed', 'Cancelled')
            """,
            unit.Connection
        ).With(asked.Now.AddHours(-1)).With(asked.Now.AddDays(-1)).With(options.Value.CapPerHour * Exchange.Usdt.UnitsPerOne).With(options.Value.CapPerDay * Exchange.Usdt.UnitsPerOne);
        if (await spent.ExecuteScalarAsync(cancel) is true)
            return StarsErrors.Capped;
        return order.Promo is { } promo && !await promos.Use(unit, promo, order.Person, order.Id, cancel)
            ? StarsErrors.BadPromo
            : (true, order);
    }

    internal async Task<OrderRow?> FindOfSeller(string seller, string order, CancellationToken cancel) =>
        One(await Read("seller = $1 and seller_order = $2", c => c.With(seller).With(order), cancel));

    /// <param name="where">And an order, and a limit.</param>
    internal async Task<IReadOnlyList<OrderRow>> Read(string where, Action<NpgsqlCommand> values, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"select {OrderRow.Columns} from star_order where {where}");
        values(command);
        return await All(command, cancel);
    }

    public async Task<OrderRow?> Move(UnitOfWork unit, StarsOrderId id, StarsOrderState to, CancellationToken cancel, string? reason = null)
    {
        var now = clock.GetUtcNow();
        await using var command = new NpgsqlCommand(
            $"""
            update star_order set state = $2, reason = $4, ended_at = case when $5 then $6 end,
                held_at = case when $2 = 'Held' then $6 else held_at end
            where id = $1 and state = any($3) returning {OrderRow.Columns}
            """,
            unit.Connection
        ).With(id.Value).With(to.ToString()).With(OrderMoves.Into(to)).With(reason).With(OrderMoves.IsEnd(to)).With(now);
        if (One(await All(command, cancel)) is not { } moved)
            return null;
        if (to is StarsOrderState.Failed or StarsOrderState.Cancelled)
            unit.AtCommit(
                    "with gone as (delete from promo_use where order_id = $1 returning code) update promo set used = used - 1 where code in (select code from gone)"
                )
                .With(id.Value);
        unit.Publish(new StarsOrderChanged(moved.Told(), moved.Person, now));
        return moved;
    }

    public async Task KeepInvoice(StarsOrderId order, InvoiceId invoice, CancellationToken cancel)
    {
        await using var keep = database
            .Source.CreateCommand("update star_order set invoice_id = $2 where id = $1")
            .With(order.Value)
            .With(invoice.Value);
        await keep.ExecuteNonQueryAsync(cancel);
    }

    public Task KeepPlaced(UnitOfWork unit, OrderRow placed, CancellationToken cancel) => Write(new NpgsqlCommand(
                """
                update star_order set seller_order = $2, cost_minor = $3, seller_fee_minor = $4, pay_link = $5 where id = $1 and seller_order is null
                """,
                unit.Connection
            ).With(placed.Id.Value).With(placed.SellerOrder).With(placed.Cost.Minor).With(placed.SellerFee.Minor).With(placed.PayLink), cancel);

    public Task KeepBuying(UnitOfWork unit, StarsOrderId order, DateTimeOffset? at, CancellationToken cancel) =>
        Write(new NpgsqlCommand("update star_order set buying_at = $2 where id = $1", unit.Connection).With(order.Value).With(at), cancel);

    public Task KeepFailing(UnitOfWork unit, StarsOrderId order, string reason, CancellationToken cancel) =>
        Write(
            new NpgsqlCommand("update star_order set failing = coalesce(failing, $2) where id = $1", unit.Connection)
                .With(order.Value)
                .With(reason),
            cancel
        );

    public Task KeepDispute(UnitOfWork unit, StarsOrderId order, string? dispute, CancellationToken cancel) =>
        Write(
            new NpgsqlCommand("update star_order set dispute = $2 where id = $1", unit.Connection).With(order.Value).With(dispute),
            cancel
        );

    private static OrderRow? One(IReadOnlyList<OrderRow> found) => found is [var order, ..] ? order : null;

    private static async Task Write(NpgsqlCommand made, CancellationToken cancel)
    {
        await using var command = made;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<IReadOnlyList<OrderRow>> All(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<OrderRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(OrderRow.Read(rows));
        return found;
    }
}
