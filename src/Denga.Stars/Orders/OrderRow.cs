using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Stars.Sellers;
using Npgsql;

namespace Denga.Stars.Orders;

/// <summary>An order as it stands in its table.</summary>
internal sealed record OrderRow(
    StarsOrderId Id,
    byte[] RequestHash,
    PersonId Person,
    StarsProduct Product,
    int Quantity,
    string Username,
    string? RecipientName,
    StarsWay Way,
    string Seller,
    AccountId Account,
    Money Price,
    Money Discount,
    Money? Due,
    InvoiceId? Invoice,
    Money Quoted,
    Money Cost,
    Money SellerFee,
    decimal Rate,
    string RateSource,
    DateTimeOffset RatesAt,
    string? Promo,
    StarsOrderState State,
    string? SellerOrder,
    string? PayLink,
    DateTimeOffset? BuyingAt,
    string? Reason,
    string? Dispute,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? HeldAt,
    DateTimeOffset? EndedAt
)
{
    internal const string Columns = """
        id, request_hash, person_id, product, quantity, username, recipient_name, way, seller, account_id, currency, price_minor, discount_minor,
        due_minor, invoice_id, cost_currency, quoted_minor, cost_minor, seller_fee_minor, rate, rate_source, rates_at, promo, state, seller_order,
        pay_link, buying_at, reason, dispute, created_at, expires_at, held_at, ended_at
        """;

    /// <summary>Longer than any seller takes to say how it ended; only then would the money be free by itself.</summary>
    private static readonly TimeSpan HoldFor = TimeSpan.FromDays(90);

    /// <summary>Under which the seller is asked: made with the order, and the same for ever.</summary>
    internal string Reference => Id.ToString();

    internal HoldId Hold => HoldId.From(Derived("hold").Value);

    internal SellerRequest Request => new(Reference, Product, Quantity, Username);

    internal DateTimeOffset HoldUntil => CreatedAt + HoldFor;

    internal Money CostInPrice => InPrice(Cost) + InPrice(SellerFee);

    internal Money Margin => Price - CostInPrice;

    /// <summary>The id of an operation that is done once for the order, in whichever process.</summary>
    internal OperationId Derived(string what) => DerivedId.Of("stars", what, Id.ToString());

    internal Money InPrice(Money cost) =>
        ReferenceEquals(cost.Currency, Price.Currency) ? cost : cost.Convert(Rate, Price.Currency, MidpointRounding.ToPositiveInfinity);

    internal StarsOrder Told() =>
        new(
            Id,
            Product,
            Quantity,
            new StarsRecipient(Username, RecipientName),
            Way,
            Price,
            State,
            Invoice,
            SellerOrder,
            Reason,
            CreatedAt,
            EndedAt,
            ExpiresAt,
            Due
        );

    internal StarsSale Sale() =>
        new(
            Told(),
            Person,
            Seller,
            Cost,
            SellerFee,
            CostInPrice,
            Margin,
            Discount,
            Rate,
            RateSource,
            Promo,
            OrderMoves.IsEnd(State) ? null : PayLink,
            Dispute
        );

    internal static OrderRow Read(NpgsqlDataReader row)
    {
        var (currency, cost) = (Currency.Parse(row.GetString(10)), Currency.Parse(row.GetString(15)));
        return new OrderRow(
            StarsOrderId.From(row.GetGuid(0)),
            row.GetFieldValue<byte[]>(1),
            PersonId.From(row.GetGuid(2)),
            Enum.Parse<StarsProduct>(row.GetString(3)),
            row.GetInt32(4),
            row.GetString(5),
            row.Text(6),
            Enum.Parse<StarsWay>(row.GetString(7)),
            row.GetString(8),
            AccountId.From(row.GetGuid(9)),
            new Money(row.GetInt64(11), currency),
            new Money(row.GetInt64(12), currency),
            row.Nullable<long>(13) is { } due ? new Money(due, currency) : null,
            row.Nullable<Guid>(14) is { } invoice ? InvoiceId.From(invoice) : null,
            new Money(row.GetInt64(16), cost),
            new Money(row.GetInt64(17), cost),
            new Money(row.GetInt64(18), cost),
            row.GetDecimal(19),
            row.GetString(20),
            row.GetFieldValue<DateTimeOffset>(21),
            row.Text(22),
            Enum.Parse<StarsOrderState>(row.GetString(23)),
            row.Text(24),
            row.Text(25),
            row.Nullable<DateTimeOffset>(26),
            row.Text(27),
            row.Text(28),
            row.GetFieldValue<DateTimeOffset>(29),
            row.GetFieldValue<DateTimeOffset>(30),
            row.Nullable<DateTimeOffset>(31),
            row.Nullable<DateTimeOffset>(32)
        );
    }
}

/// <summary>The table of orders.</summary>
internal sealed class OrderTable(Database<StarsModule> database, TimeProvider clock)
{
    internal async Task<OrderRow?> Find(StarsOrderId id, CancellationToken cancel) =>
        One(await Read("id = $1", c => c.With(id.Value), cancel));

    internal async Task<OrderRow?> FindOwn(PersonId person, StarsOrderId id, CancellationToken cancel) =>
        await Find(id, cancel) is { } order && order.Person == person ? order : null;

    internal async Task<OrderRow?> FindOfSeller(string seller, string order, CancellationToken cancel) =>
        One(await Read("seller = $1 and seller_order = $2", c => c.With(seller).With(order), cancel));

    /// <param name="where">And an order, and a limit.</param>
    internal async Task<IReadOnlyList<OrderRow>> Read(string where, Action<NpgsqlCommand> values, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"select {OrderRow.Columns} from star_order where {where}");
        values(command);
        return await All(command, cancel);
    }

    /// <summary>Moves an order on, tells of it, and gives its promo code back where it came to nothing. Null where it stands somewhere that allows no such
    /// move: somebody else was first.</summary>
    internal async Task<OrderRow?> Move(
        UnitOfWork unit,
        StarsOrderId id,
        StarsOrderState to,
        CancellationToken cancel,
        string? reason = null
    )
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

    internal static OrderRow? One(IReadOnlyList<OrderRow> found) => found is [var order, ..] ? order : null;

    private static async Task<IReadOnlyList<OrderRow>> All(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<OrderRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(OrderRow.Read(rows));
        return found;
    }
}
