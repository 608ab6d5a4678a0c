using Denga.Contracts.Identity;
using Denga.Contracts.Platform;

namespace Denga.Contracts.Payments;

/// <summary>Invoices of everybody, the newest first. Errors: <c>payments.bad_cursor</c>, <c>payments.bad_search</c> (200 characters).</summary>
/// <param name="Customer">Of this person.</param>
/// <param name="Provider">With an attempt there.</param>
/// <param name="Text">An id of the invoice, of a payment, of a refund, or what a provider calls a payment or a charge; or the reference.</param>
/// <param name="From">Made from then on, and before <paramref name="To"/>.</param>
/// <param name="Trouble">Only those that somebody must look at.</param>
/// <param name="Amount">Asked for exactly so much, in <paramref name="Currency"/> or, without it, in any.</param>
/// <param name="Limit">1 to 200.</param>
[Operation("GET /api/v1/payments/invoices", Access = Access.Operator, Summary = "Everybody's invoices, by any filter.")]
public sealed record AllInvoices(
    InvoiceState? State = null,
    string? Purpose = null,
    string? Provider = null,
    Currency? Currency = null,
    PersonId? Customer = null,
    string? Text = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Trouble = false,
    string? Cursor = null,
    int Limit = 50,
    decimal? Amount = null
) : IOperation<Page<CustomerInvoice>>;

public sealed record CustomerInvoice(Invoice Invoice, PersonId Customer);

/// <summary>Everything about an invoice. Error: <c>payments.invoice_not_found</c>.</summary>
[Operation("GET /api/v1/payments/invoices/{invoice}", Access = Access.Operator, Summary = "Everything about an invoice.")]
public sealed record InvoiceFile(InvoiceId Invoice) : IOperation<InvoiceRecords>;

/// <param name="Calls">That providers were asked about it, the oldest first; what was said: <see cref="ProviderCallById"/>.</param>
/// <param name="Webhooks">That came about it; what they say: <see cref="ReadWebhook"/>.</param>
public sealed record InvoiceRecords(
    Invoice Invoice,
    PersonId Customer,
    IReadOnlyList<PaymentRecord> Payments,
    IReadOnlyList<ChargeRecord> Charges,
    IReadOnlyList<RefundRecord> Refunds,
    IReadOnlyList<ProviderCall> Calls,
    IReadOnlyList<WebhookDelivery> Webhooks
);

/// <param name="ProviderId">What the provider calls it.</param>
/// <param name="Reason">The provider's word for a refusal.</param>
/// <param name="Trouble">What somebody must look at: <c>review</c>, <c>other_currency</c>, <c>test_mode</c>, <c>charge_changed</c>,
/// <c>charge_of_another</c>, <c>bad_charge</c>, <c>refunded_more</c> (than came, or than was asked for, where a
/// refund has failed).</param>
public sealed record PaymentRecord(
    PaymentId Id,
    string Provider,
    Money Amount,
    PaymentState State,
    string? ProviderId,
    string? Reason,
    string? Trouble,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt
);

/// <param name="Posting">That credits it.</param>
/// <param name="CreditedAt">Null while it is not credited.</param>
public sealed record ChargeRecord(
    string Provider,
    string Id,
    PaymentId Payment,
    Money Amount,
    Money? Fee,
    DateTimeOffset ChargedAt,
    OperationId Posting,
    DateTimeOffset? CreditedAt
);

/// <param name="AskedBy">Null when the provider gave it back by itself.</param>
/// <param name="Posting">That takes it from the person's account, when it is done.</param>
/// <param name="Error">Why it failed: a code.</param>
public sealed record RefundRecord(Refund Refund, PersonId? AskedBy, string? ProviderId, OperationId Posting, string? Error);

/// <summary>An operator has the cash of a payment in his hands. A repeat answers the invoice as it is now. Errors: <c>payments.payment_not_found</c> (no
/// payment in cash), <c>payments.bad_amount</c>, <c>payments.cash_confirmed</c> (another amount was confirmed before).</summary>
/// <param name="Amount">What he has: it may be less or more than was asked, in the currency that was asked.</param>
[Operation("POST /api/v1/payments/{payment}/cash", Access = Access.Operator, Summary = "Confirms that a payment in cash came.")]
public sealed record ConfirmCash(OperationId Id, PersonId Person, PaymentId Payment, Money Amount) : IOperation<Invoice>;

/// <summary>Cancels anybody's invoice that is not paid, for a reason that is written down with who wanted it; a repeat is a success. Money that comes all the
/// same is credited. Errors: those of <see cref="CancelInvoice"/>, <c>payments.bad_reason</c> (1 to 200 characters).</summary>
[Operation(
    "POST /api/v1/payments/invoices/{invoice}/cancellation",
    Access = Access.Operator,
    Summary = "Cancels somebody's unpaid invoice."
)]
public sealed record CancelInvoiceOf(PersonId Person, InvoiceId Invoice, string Reason) : IOperation<Invoice>;

/// <summary>Refunds of everybody, the newest first. Error: <c>payments.bad_cursor</c>.</summary>
/// <param name="From">Asked for from then on, and before <paramref name="To"/>.</param>
/// <param name="Limit">1 to 200.</param>
[Operation("GET /api/v1/payments/refunds", Access = Access.Operator, Summary = "Everybody's refunds, by any filter.")]
public sealed record AllRefunds(
    RefundState? State = null,
    string? Provider = null,
    PersonId? Customer = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Cursor = null,
    int Limit = 50
) : IOperation<Page<CustomerRefund>>;

public sealed record CustomerRefund(RefundRecord Record, PersonId Customer);

/// <summary>Every provider that is offered or once took money. A balance that it does not tell within 5 seconds is left out.</summary>
[Operation("GET /api/v1/payments/providers", Access = Access.Operator, Summary = "The providers, and their balances beside ours.")]
public sealed record PaymentProviders : IOperation<IReadOnlyList<PaymentProvider>>;

/// <param name="IsOffered">To people, for new payments.</param>
/// <param name="IsLive">It takes real money.</param>
/// <param name="IsAvailable">False while its circuit breaker is open: it fails and is left alone.</param>
/// <param name="Balances">One a currency in which it ever took money.</param>
/// <param name="ComparedAt">When it was reconciled last; null: never. <paramref name="OpenCases"/> are open differences.</param>
public sealed record PaymentProvider(
    string Name,
    bool IsOffered,
    bool IsLive,
    bool IsAvailable,
    IReadOnlyList<ProviderBalance> Balances,
    DateTimeOffset? ComparedAt,
    int OpenCases
);

/// <param name="Ours">By the ledger, what the provider owes us.</param>
/// <param name="Theirs">What it says stands there; null where it does not tell.</param>
public sealed record ProviderBalance(Money Ours, Money? Theirs);

/// <summary>Takes the mark of a payment that somebody has looked at and settled; who and why is in the audit. The same fact told again does not mark it
/// anew, another one does. A repeat answers the invoice as it is now. Errors: <c>payments.payment_not_found</c>, <c>payments.trouble_changed</c> (it is
/// marked for something else by now), <c>payments.bad_reason</c> (1 to 200 characters).</summary>
/// <param name="Trouble">As <see cref="PaymentRecord"/> says it.</param>
[Operation("POST /api/v1/payments/{payment}/settling", Access = Access.Operator, Summary = "Settles what a payment is marked for.")]
public sealed record SettleTrouble(PersonId Person, PaymentId Payment, string Trouble, string Reason) : IOperation<InvoiceRecords>;

/// <summary>What payments keep of a person, for the export: the newest 10,000 invoices, and as many lines of the history.</summary>
[Operation]
public sealed record PaymentsRecords(PersonId Person) : IOperation<PersonalRecords>;
