using System.Text.Json.Serialization;
using Denga.Contracts.Identity;

namespace Denga.Contracts.Stars;

/// <summary>An order as the shop sees it: what it brings and what it costs.</summary>
/// <param name="Buyer">Whose order it is.</param>
/// <param name="Cost">What the seller takes for it, in his currency, and <paramref name="SellerFee"/> what the way to him takes.</param>
/// <param name="CostInPrice">Both together in the currency of the price, at <paramref name="Rate"/>.</param>
/// <param name="Margin">The price less <paramref name="CostInPrice"/>.</param>
/// <param name="Rate">Units of the price's currency for one of the cost's, as the quote had it, and <paramref name="RateSource"/> whose it was.</param>
/// <param name="PayLink">Where the seller waits for a payment that Denga does not make itself: a link that opens in a TON wallet. Pay it once, as it is.</param>
/// <param name="Dispute">What the seller said after the order had ended, and that contradicts its end.</param>
public sealed record StarsSale(
    StarsOrder Order,
    PersonId Buyer,
    string Seller,
    Money Cost,
    Money SellerFee,
    Money CostInPrice,
    Money Margin,
    Money Discount,
    decimal Rate,
    string RateSource,
    string? Promo,
    string? PayLink,
    string? Dispute
);

/// <summary>The orders of everybody, the newest first; <paramref name="Limit"/> 1 to 100. Error: <c>stars.bad_cursor</c>.</summary>
/// <param name="Buyer">Only his.</param>
/// <param name="To">Not included.</param>
/// <param name="Username">Only for this recipient, in any case.</param>
/// <param name="Disputed">Only those whose seller contradicts himself.</param>
[Operation("GET /api/v1/stars/sales", Access = Access.Operator, Summary = "Orders of Stars with their economics.")]
public sealed record StarsSales(
    PersonId Person,
    StarsOrderState? State = null,
    string? Seller = null,
    PersonId? Buyer = null,
    string? Username = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Disputed = false,
    string? Cursor = null,
    int Limit = 50
) : IOperation<Page<StarsSale>>;

/// <summary>Everything about an order; what its seller was asked and said is found under its id as an operation
/// (<see cref="Platform.ProviderCallsOf"/>). Error: <c>stars.order_not_found</c>.</summary>
[Operation("GET /api/v1/stars/sales/{order}", Access = Access.Operator, Summary = "Everything about an order of Stars.")]
public sealed record StarsSaleFile(StarsOrderId Order) : IOperation<StarsSaleRecords>;

/// <param name="Posting">That takes the price, once it is delivered.</param>
/// <param name="HeldAt">When the money was set aside, and <paramref name="BuyingAt"/> when the seller was first told to sell.</param>
public sealed record StarsSaleRecords(StarsSale Sale, OperationId Posting, DateTimeOffset? HeldAt, DateTimeOffset? BuyingAt);

/// <summary>Ends an order whose outcome the seller cannot tell, after somebody has looked at the chain: the money is taken, or given back. It is written
/// down who said so, and why. Said of one that has ended so already, it settles a dispute. A repeat is a success. Errors: <c>stars.order_not_found</c>, <c>stars.not_unknown</c>, <c>stars.bad_reason</c> (1 to 200
/// characters).</summary>
[Operation(
    "POST /api/v1/stars/sales/{order}/outcome",
    Access = Access.Operator,
    Summary = "Says what became of an order whose seller cannot tell."
)]
public sealed record ResolveStarsOrder(PersonId Person, StarsOrderId Order, bool Delivered, string Reason) : IOperation<StarsSale>;

/// <summary>A seller: whether he can be asked, and what he holds of the shop's money.</summary>
/// <param name="Name"><c>mystars</c>, <c>fragment-api</c>, <c>sandbox</c>.</param>
/// <param name="Uses">The ways for which he is asked.</param>
/// <param name="Available">False while he fails and is left alone.</param>
/// <param name="Hot">By the ledger: what stands in the wallet from which he is paid.</param>
/// <param name="Said">What he, or the wallet, says stands there; null where nobody tells.</param>
/// <param name="Cold">By the ledger: what is put away for him elsewhere.</param>
/// <param name="SpentInHour">Of the cap of an hour, and <paramref name="SpentInDay"/> of that of a day, in USDT.</param>
public sealed record StarsSeller(
    string Name,
    IReadOnlyList<StarsWay> Uses,
    bool Available,
    Money Hot,
    Money? Said,
    Money Cold,
    bool IsLow,
    Money SpentInHour,
    Money CapPerHour,
    Money SpentInDay,
    Money CapPerDay
);

/// <summary>The sellers that are switched on.</summary>
[Operation("GET /api/v1/stars/sellers", Access = Access.Operator, Summary = "The sellers of Stars and the shop's money with them.")]
public sealed record StarsSellers(PersonId Person) : IOperation<IReadOnlyList<StarsSeller>>;

/// <summary>Where the shop keeps money for a seller.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StarsPurse>))]
public enum StarsPurse
{
    /// <summary>Outside of the shop: what the owner brings or takes.</summary>
    Owner,

    /// <summary>Put away: nothing is bought from it.</summary>
    Cold,

    /// <summary>The wallet from which the seller is paid.</summary>
    Hot,
}

/// <summary>Writes down that the shop's money was moved between its owner, cold storage and the seller's wallet; the money itself moves elsewhere. A repeat
/// is a success. Errors: <c>stars.unknown_seller</c>, <c>stars.bad_amount</c> (more than zero, in the seller's currency, between two places),
/// <c>stars.bad_reason</c>, <c>operation.id_reused</c>.</summary>
[Operation("POST /api/v1/stars/funds", Access = Access.Operator, Summary = "Writes down that money for a seller was moved.")]
public sealed record MoveStarsFunds(
    OperationId Id,
    PersonId Person,
    string Seller,
    StarsPurse From,
    StarsPurse To,
    Money Amount,
    string Reason
) : IOperation<StarsSeller>;

/// <summary>What the shop keeps of a person: his orders, quotes and whom he brought.</summary>
[Operation]
public sealed record StarsRecords(PersonId Person) : IOperation<PersonalRecords>;
