using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Denga.Contracts.Payments;

namespace Denga.Contracts.Stars;

[JsonConverter(typeof(TypedIdConverter<StarsQuoteId>))]
public readonly record struct StarsQuoteId(Guid Value) : ITypedId<StarsQuoteId>
{
    public static string Prefix => "sqt";

    public static StarsQuoteId From(Guid value) => new(value);

    public static StarsQuoteId New() => new(Guid.CreateVersion7());

    public static StarsQuoteId Parse(string s, IFormatProvider? provider) => TypedId.Parse<StarsQuoteId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StarsQuoteId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>An order has the id of the operation that asked for it.</summary>
[JsonConverter(typeof(TypedIdConverter<StarsOrderId>))]
public readonly record struct StarsOrderId(Guid Value) : ITypedId<StarsOrderId>
{
    public static string Prefix => "ord";

    public static StarsOrderId From(Guid value) => new(value);

    public static StarsOrderId Parse(string s, IFormatProvider? provider) => TypedId.Parse<StarsOrderId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StarsOrderId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>What is sold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StarsProduct>))]
public enum StarsProduct
{
    /// <summary>Telegram Stars: 50 to 1,000,000.</summary>
    Stars,

    /// <summary>Telegram Premium: 3, 6 or 12 months.</summary>
    Premium,
}

/// <summary>How it is paid.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StarsWay>))]
public enum StarsWay
{
    /// <summary>From the balance.</summary>
    Balance,

    /// <summary>What is missing on the balance is paid by an invoice, and the order goes on by itself.</summary>
    Direct,

    /// <summary>From the balance, bought through Fragment's seller whatever the usual one is.</summary>
    Fragment,
}

[JsonConverter(typeof(JsonStringEnumConverter<StarsOrderState>))]
public enum StarsOrderState
{
    /// <summary>Written down; with <see cref="StarsWay.Direct"/> it waits for its invoice.</summary>
    Created,

    /// <summary>The money is held.</summary>
    Held,

    /// <summary>The seller was asked.</summary>
    Purchasing,

    Delivered,

    /// <summary>Not bought; the money is free again.</summary>
    Failed,

    /// <summary>The seller's answer is not clear: he is asked about it, and nothing is bought again.</summary>
    Unknown,

    /// <summary>Not paid in time, or called off before it was paid.</summary>
    Cancelled,
}

/// <summary>A pack of the catalogue.</summary>
/// <param name="Price">In the currency that was asked for.</param>
/// <param name="Fee">How much of it the shop adds to what the seller asks for the pack.</param>
public sealed record StarsPack(StarsProduct Product, int Quantity, Money Price, Money Fee);

/// <param name="RatesAt">When the rates behind the prices were set.</param>
/// <param name="FeePercent">What the shop adds at most, in percent of the seller's price.</param>
public sealed record StarsPrices(IReadOnlyList<StarsPack> Packs, DateTimeOffset RatesAt, decimal FeePercent);

/// <summary>The packs and their prices now. Errors: <c>stars.currency_not_taken</c>, <c>stars.seller_away</c>, <c>stars.rates_stale</c>.</summary>
[Operation("GET /api/v1/stars/prices", Summary = "The packs of Telegram Stars and Premium, with prices.")]
public sealed record StarsCatalogue(PersonId Person, Currency Currency) : IOperation<StarsPrices>;

/// <summary>Who is to get it, as the seller knows him.</summary>
/// <param name="Username">Without the at sign, as the seller writes it.</param>
/// <param name="Name">What he is called, for the person to confirm; null where the seller does not tell.</param>
public sealed record StarsRecipient(string Username, string? Name);

/// <summary>Whether somebody can be given Stars. Errors: <c>stars.bad_username</c>, <c>stars.recipient_not_found</c>,
/// <c>stars.recipient_refused</c>, <c>stars.no_username</c> (for oneself, without one), <c>stars.seller_away</c>, <c>stars.too_many_lookups</c>.</summary>
/// <param name="Username"><c>@name</c>, <c>name</c> or <c>t.me/name</c>, in any case; null: the person himself.</param>
[Operation("POST /api/v1/stars/recipients", Summary = "Looks up who is to be given Stars.")]
public sealed record CheckRecipient(PersonId Person, StarsProduct Product, string? Username = null) : IOperation<StarsRecipient>;

/// <summary>Promises a price for 15 minutes. Errors: <c>stars.bad_quantity</c> (50 to 1,000,000), <c>stars.bad_months</c> (3, 6, 12), those of
/// <see cref="CheckRecipient"/>, <c>stars.currency_not_taken</c>, <c>stars.rates_stale</c>, <c>stars.bad_promo</c> (unknown, over, used up, or used by the
/// person before).</summary>
[Operation("POST /api/v1/stars/quotes", Summary = "Promises a price for Stars or Premium.")]
public sealed record QuoteStars(
    PersonId Person,
    StarsProduct Product,
    int Quantity,
    Currency Currency,
    string? Username = null,
    StarsWay Way = StarsWay.Balance,
    string? Promo = null
) : IOperation<StarsQuote>;

/// <param name="Price">What is paid, the discount taken off.</param>
/// <param name="Fee">How much the shop adds to what the seller asks.</param>
/// <param name="Discount">By a promo code; zero without one. It never takes the price below what the seller asks.</param>
/// <param name="RatesAt">When the rates behind the price were set.</param>
public sealed record StarsQuote(
    StarsQuoteId Id,
    StarsProduct Product,
    int Quantity,
    StarsRecipient Recipient,
    StarsWay Way,
    Money Price,
    Money Fee,
    Money Discount,
    DateTimeOffset RatesAt,
    DateTimeOffset ExpiresAt
);

/// <summary>Orders what a quote promised. A quote is one order, whoever presses how often: a repeat, also under another id, answers the order as it is now.
/// Errors: <c>stars.quote_not_found</c>, <c>stars.quote_expired</c>, <c>stars.order_waits</c> (another one is not paid yet), <c>stars.capped</c> (the shop
/// sells no more at this hour), <c>stars.bad_promo</c>, <c>wallet.not_enough</c> (<see cref="StarsWay.Balance"/>, <see cref="StarsWay.Fragment"/>), those
/// of <see cref="CreateInvoice"/> and <see cref="StartPayment"/>, <c>operation.id_reused</c>.</summary>
/// <param name="Provider">Who takes the money of <see cref="StarsWay.Direct"/>; null: asked for later by <see cref="StartPayment"/>.</param>
[Operation("POST /api/v1/stars/orders", Summary = "Orders Stars or Premium at a quoted price.")]
public sealed record OrderStars(OperationId Id, PersonId Person, StarsQuoteId Quote, string? Provider = null) : IOperation<StarsOrder>;

/// <param name="Invoice">That pays it, with <see cref="StarsWay.Direct"/>.</param>
/// <param name="Reference">What the seller calls it; null until it is known.</param>
/// <param name="Reason">Why it failed or was cancelled: the code of an error.</param>
/// <param name="Due">What was missing on the balance, of which the invoice is; null otherwise.</param>
/// <param name="ExpiresAt">Until when it waits for its money.</param>
/// <param name="Discount">That the code <paramref name="Promo"/> took off the price; null without one.</param>
public sealed record StarsOrder(
    StarsOrderId Id,
    StarsProduct Product,
    int Quantity,
    StarsRecipient Recipient,
    StarsWay Way,
    Money Price,
    StarsOrderState State,
    InvoiceId? Invoice,
    string? Reference,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset ExpiresAt,
    Money? Due = null,
    Money? Discount = null,
    string? Promo = null
);

/// <summary>Another person's answers like an unknown one: <c>stars.order_not_found</c>.</summary>
[Operation("GET /api/v1/stars/orders/{order}", Summary = "An order of Stars as it is now.")]
public sealed record StarsOrderById(PersonId Person, StarsOrderId Order) : IOperation<StarsOrder>;

/// <summary>The person's orders, the newest first; <paramref name="Limit"/> 1 to 100. Error: <c>stars.bad_cursor</c>.</summary>
[Operation("GET /api/v1/stars/orders", Summary = "The person's orders of Stars.")]
public sealed record StarsOrders(PersonId Person, string? Cursor = null, int Limit = 20) : IOperation<Page<StarsOrder>>;

/// <summary>Calls off an order that is not paid; a repeat is a success. Errors: <c>stars.order_not_found</c>, <c>stars.order_paid</c>.</summary>
[Operation("DELETE /api/v1/stars/orders/{order}", Summary = "Calls off an unpaid order.")]
public sealed record CancelStarsOrder(PersonId Person, StarsOrderId Order) : IOperation<StarsOrder>;

/// <summary>An order stands somewhere else now.</summary>
[Event("stars.order-changed.v1")]
public sealed record StarsOrderChanged(StarsOrder Order, PersonId Person, DateTimeOffset At) : IEvent
{
    public string Key => Order.Id.ToString();
}

/// <summary>Whoever brought a buyer was credited a part of what the buyer's order cost; told once an order.</summary>
/// <param name="Person">Who got it.</param>
/// <param name="Posting">That credited it.</param>
[Event("stars.bonus-paid.v1")]
public sealed record StarsBonusPaid(StarsOrderId Order, PersonId Person, Money Amount, OperationId Posting, DateTimeOffset At) : IEvent
{
    public string Key => Order.ToString();
}
