using System.Text.Json.Serialization;

namespace Denga.Contracts.Payments;

[JsonConverter(typeof(JsonStringEnumConverter<MoneyType>))]
public enum MoneyType
{
    /// <summary>Bought from what Denga sells.</summary>
    Purchase,

    /// <summary>Given back through a provider.</summary>
    Refund,
    Bonus,

    /// <summary>A correction.</summary>
    Adjustment,

    /// <summary>A top-up, or an invoice of something else that was paid.</summary>
    Recharge,
}

[JsonConverter(typeof(JsonStringEnumConverter<MoneyStatus>))]
public enum MoneyStatus
{
    Pending,
    Processing,
    Completed,
    Failed,
    Cancelled,
    Expired,
}

/// <param name="Id">Of the invoice, the refund, the order or the operation behind it.</param>
/// <param name="Amount">Positive when it comes to the person, negative when it goes.</param>
/// <param name="ExternalId">What the other side calls it, with its name in front; of one record only.</param>
/// <param name="Metadata">Such as <c>provider</c>, <c>product</c>, <c>quantity</c>, <c>reason</c>; of a purchase with a promo code <c>promo</c> and
/// <c>discount</c>, of a bonus of the Stars shop <c>source</c> (<c>referral</c>) and <c>reference</c> (the order).</param>
public sealed record MoneyRecord(
    string Id,
    MoneyType Type,
    MoneyStatus Status,
    Money Amount,
    string? ExternalId,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>What happened to the person's money by top-ups, refunds, purchases, bonuses and corrections, the newest first; <paramref name="Limit"/> 1 to 100.
/// Error: <c>payments.bad_cursor</c>.</summary>
[Operation("GET /api/v1/money-history", Summary = "Top-ups, refunds, purchases, bonuses and corrections of the person.")]
public sealed record MoneyHistory(
    PersonId Person,
    MoneyType? Type = null,
    MoneyStatus? Status = null,
    string? Cursor = null,
    int Limit = 20
) : IOperation<Page<MoneyRecord>>;

/// <summary>Gives a person money, or takes some, on his main account: a bonus or a correction, against Denga's account <c>bonuses</c> or
/// <c>adjustments</c>. A repeat answers the same. Errors: <c>payments.bad_amount</c> (zero), <c>payments.amount_too_large</c>, <c>payments.bad_type</c> (only those two),
/// <c>payments.bad_reason</c> (1 to 200 characters), <c>wallet.not_enough</c>, <c>wallet.account_closed</c>, <c>operation.id_reused</c>, <c>identity.step_up_needed</c> and those of
/// <see cref="Identity.VerifyStepUp"/>: it takes a code of whoever wants it, a repeat does not.</summary>
/// <param name="Amount">Positive: he gets it.</param>
[Operation("POST /api/v1/payments/adjustments", Access = Access.Administrator, Summary = "Gives a bonus, or corrects a balance.")]
public sealed record AdjustBalance(
    OperationId Id,
    PersonId Person,
    PersonId Customer,
    MoneyType Type,
    Money Amount,
    string Reason,
    string? Code = null
) : IOperation<MoneyRecord>;
