using System.Text.Json.Serialization;

namespace Denga.Contracts.Payments;

[JsonConverter(typeof(JsonStringEnumConverter<RefundState>))]
public enum RefundState
{
    /// <summary>The money is taken from the person's account and the provider was asked, or its answer is not clear yet.</summary>
    Pending,

    Done,

    /// <summary>The provider refused; the money is on the person's account again.</summary>
    Failed,
}

/// <summary>Money given back through the provider that it came by.</summary>
public sealed record Refund(
    RefundId Id,
    InvoiceId Invoice,
    Money Amount,
    string Provider,
    RefundState State,
    string Reason,
    DateTimeOffset AskedAt,
    DateTimeOffset? EndedAt
);

/// <summary>Gives back an invoice's money or a part of it: taken from the person's account, then given back by the provider under the id. All refunds of
/// an invoice together never exceed what came, whoever asks at once. "Already refunded" is a success. A repeat answers the refund as it is now. Errors:
/// <c>payments.invoice_not_found</c>, <c>payments.bad_amount</c>, <c>payments.refund_too_large</c> (<c>args.left</c>), <c>payments.refund_not_supported</c>,
/// <c>wallet.not_enough</c> (it was spent meanwhile), <c>payments.bad_reason</c> (1 to 200 characters), <c>operation.id_reused</c>; from
/// <c>Payments:RefundCodeFrom</c> on <c>identity.step_up_needed</c> and those of <see cref="Identity.VerifyStepUp"/>; in place of the code, from
/// <c>Payments:RefundApprovalFrom</c> on, <c>payments.approval_needed</c> (somebody else is asked, and it is done when he agrees) and
/// <c>payments.approval_refused</c> (he said no). A repeat takes no code.</summary>
/// <param name="Amount">Null: all that is left. What no single charge brought is given back in parts, one of each charge: the answer is of all together, and
/// <see cref="Refunds"/> lists them one by one. Where the money for all is not there, none is begun.</param>
[Operation("POST /api/v1/invoices/{invoice}/refunds", Access = Access.Operator, Summary = "Gives an invoice's money back, all or a part.")]
public sealed record RefundInvoice(
    OperationId Id,
    PersonId Person,
    InvoiceId Invoice,
    string Reason,
    Money? Amount = null,
    string? Code = null
) : IOperation<Refund>;

/// <summary>As <see cref="RefundInvoice"/> and under the same ids, where it is decided already: by the rules of what was sold, or by people who were asked there.
/// It takes no code.</summary>
/// <param name="Person">Whose money it is, or who decided.</param>
[Operation]
public sealed record GiveBackInvoice(OperationId Id, PersonId Person, InvoiceId Invoice, string Reason, Money? Amount = null)
    : IOperation<Refund>;

/// <summary>The refunds of an invoice, the oldest first. Error: <c>payments.invoice_not_found</c>.</summary>
[Operation("GET /api/v1/invoices/{invoice}/refunds", Summary = "What was given back of an invoice.")]
public sealed record Refunds(PersonId Person, InvoiceId Invoice) : IOperation<IReadOnlyList<Refund>>;

/// <summary>A refund was done, or refused.</summary>
[Event("payments.refund-ended.v1")]
public sealed record RefundEnded(Refund Refund, PersonId Person, DateTimeOffset At) : IEvent
{
    public string Key => Refund.Invoice.ToString();
}
