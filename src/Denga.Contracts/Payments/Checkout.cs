namespace Denga.Contracts.Payments;

/// <summary>Whether the money of a payment may be taken now, asked by a messenger while the payer waits: answered at once, and nothing is changed. An old
/// payment may be paid as well, and again; what comes is credited. Errors: <c>payments.invoice_not_found</c>, <c>payments.bad_amount</c> (another amount
/// than was asked for).</summary>
[Operation]
public sealed record MayBePaid(PaymentId Payment, Money Amount) : IOperation<Done>;
