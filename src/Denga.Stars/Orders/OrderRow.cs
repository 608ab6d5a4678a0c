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
/// <param name="Failing">Why it is to fail: decided, and its money is given back or about to be. Nothing is bought for it any more.</param>
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
    DateTimeOffset? EndedAt,
    string? Failing
)
{
    internal const string Columns = """
        id, request_hash, person_id, product, quantity, username, recipient_name, way, seller, account_id, currency, price_minor, discount_minor,
        due_minor, invoice_id, cost_currency, quoted_minor, cost_minor, seller_fee_minor, rate, rate_source, rates_at, promo, state, seller_order,
        pay_link, buying_at, reason, dispute, created_at, expires_at, held_at, ended_at, failing
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

    /// <summary>As it stands after a move that <see cref="OrderMoves"/> allows.</summary>
    internal OrderRow Moved(StarsOrderState to, string? reason, DateTimeOffset now) =>
        this with
        {
            State = to,
            Reason = reason,
            EndedAt = OrderMoves.IsEnd(to) ? now : null,
            HeldAt = to == StarsOrderState.Held ? now : HeldAt,
        };

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
            Due,
            Discount.IsZero ? null : Discount,
            Promo
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
            row.Nullable<DateTimeOffset>(32),
            row.Text(33)
        );
    }
}
