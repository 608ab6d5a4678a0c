using System.Text.Json.Serialization;
using Denga.Contracts.Wallet;

namespace Denga.Contracts.Payments;

/// <summary>Where an invoice stands. It never goes back: what it was paid and what was given back only grow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InvoiceState>))]
public enum InvoiceState
{
    /// <summary>Nobody was asked to take money for it yet.</summary>
    Created,

    /// <summary>A provider waits for the payer.</summary>
    Pending,

    /// <summary>Money came, less than was asked.</summary>
    PartlyPaid,

    Paid,

    /// <summary>More came than was asked; all of it was credited.</summary>
    Overpaid,

    /// <summary>Its time ran out. Money that comes afterwards is credited all the same.</summary>
    Expired,

    Cancelled,

    /// <summary>No provider would take it, and none can be asked again.</summary>
    Failed,

    PartlyRefunded,

    Refunded,
}

/// <summary>What somebody owes, for what, until when, and what came of it.</summary>
/// <param name="Purpose"><c>top-up</c>, <c>stars</c>, <c>booking</c>: which module asked for it.</param>
/// <param name="Reference">The id of what it is for, as that module shows it; null for a top-up.</param>
/// <param name="Account">What is paid is credited here; the payer's account.</param>
/// <param name="Paid">Credited so far.</param>
/// <param name="Refunded">Given back so far.</param>
/// <param name="Payment">The newest attempt; null before the first.</param>
public sealed record Invoice(
    InvoiceId Id,
    string Purpose,
    string? Reference,
    Money Amount,
    AccountId Account,
    InvoiceState State,
    Money Paid,
    Money Refunded,
    IReadOnlyList<TaxLine> Tax,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? PaidAt,
    PaymentAttempt? Payment
);

/// <summary>A tax that is in the amount.</summary>
/// <param name="Percent">Such as 20.</param>
public sealed record TaxLine(string Name, decimal Percent, Money Amount);

/// <summary>What one provider was asked to take.</summary>
/// <param name="Link">The provider's page, where the payer goes; null until the provider has answered, and where the messenger takes the money itself.</param>
/// <param name="Qr">The link as a QR code, SVG, while it waits for the payer; null in lists and events.</param>
public sealed record PaymentAttempt(PaymentId Id, string Provider, PaymentState State, string? Link, string? Qr, DateTimeOffset StartedAt);

[JsonConverter(typeof(JsonStringEnumConverter<PaymentState>))]
public enum PaymentState
{
    /// <summary>The provider was asked and gave no clear answer yet; it is asked about, never repeated under another key.</summary>
    Unknown,

    /// <summary>It waits for the payer.</summary>
    Pending,

    Paid,

    /// <summary>The provider or the payer's bank refused; another attempt may be made.</summary>
    Refused,

    Cancelled,

    Expired,
}

/// <summary>A provider, for one amount.</summary>
/// <param name="Provider">Its name, such as <c>heleket</c>.</param>
/// <param name="Least">The least and <paramref name="Most"/> the most that it takes in this currency; null for no limit.</param>
/// <param name="Available">False while it fails and is left alone; the others are offered at once.</param>
public sealed record PaymentMethod(string Provider, Money? Least, Money? Most, bool Available);

/// <summary>Which providers take this amount, the recommended one first; none where nobody takes its currency.</summary>
[Operation("GET /api/v1/payment-methods", Summary = "The providers that take an amount.")]
public sealed record PaymentMethods(PersonId Person, Currency Currency, decimal Amount) : IOperation<IReadOnlyList<PaymentMethod>>;

/// <param name="Least">Null for no limit, as <paramref name="Most"/>.</param>
public sealed record PaymentCurrency(Currency Currency, Money? Least, Money? Most);

/// <summary>Which currencies somebody takes, and how much of each at the least and at the most, by their codes.</summary>
[Operation("GET /api/v1/payment-currencies", Summary = "The currencies that may be paid in.")]
public sealed record PaymentCurrencies(PersonId Person) : IOperation<IReadOnlyList<PaymentCurrency>>;

/// <summary>Makes an invoice for the person's own account, and asks a provider to take the money. A repeat answers the invoice as it is now.
/// Errors: <c>payments.bad_amount</c> (not positive), <c>payments.amount_too_small</c>, <c>payments.amount_too_large</c> (<c>args.limit</c>),
/// <c>payments.currency_not_taken</c>, <c>payments.unknown_provider</c>, <c>payments.provider_away</c>, <c>payments.too_many_invoices</c> (open at once),
/// <c>payments.wrong_account</c> (closed, or in another currency), <c>wallet.account_not_found</c>, <c>operation.id_reused</c>.</summary>
/// <param name="Provider">Null: the invoice only, for <see cref="StartPayment"/>.</param>
/// <param name="Account">Null: the <c>main</c> account in the currency, which is opened where there is none.</param>
[Operation("POST /api/v1/top-ups", Summary = "Begins a top-up: an invoice, and the link to pay it.")]
public sealed record TopUp(OperationId Id, PersonId Person, Money Amount, string? Provider = null, AccountId? Account = null)
    : IOperation<Invoice>;

/// <summary>Makes an invoice for something that another module sells. Paid money is credited to the person's account; the module learns of it by
/// <see cref="InvoicePaid"/> and takes its due there. A repeat answers the invoice as it is now. Errors as of <see cref="TopUp"/>,
/// <c>payments.bad_purpose</c> (the purpose 1 to 40 of a–z and hyphen, the reference 1 to 100 characters, at most 10 taxes),
/// <c>payments.bad_lifetime</c>.</summary>
/// <param name="Lifetime">A minute to 30 days; null: an hour.</param>
[Operation]
public sealed record CreateInvoice(
    OperationId Id,
    PersonId Person,
    string Purpose,
    string Reference,
    Money Amount,
    IReadOnlyList<TaxLine>? Tax = null,
    TimeSpan? Lifetime = null
) : IOperation<Invoice>;

/// <summary>Asks a provider to take an invoice's money, or what is missing of it. While an attempt waits with the same provider, that one is answered
/// again. Errors: <c>payments.invoice_not_found</c>, <c>payments.invoice_closed</c> (paid, expired, cancelled), and those of <see cref="TopUp"/>.</summary>
[Operation("POST /api/v1/invoices/{invoice}/payments", Summary = "Asks a provider to take an invoice's money.")]
public sealed record StartPayment(OperationId Id, PersonId Person, InvoiceId Invoice, string Provider) : IOperation<Invoice>;

/// <summary>Another person's answers like an unknown one: <c>payments.invoice_not_found</c>.</summary>
[Operation("GET /api/v1/invoices/{invoice}", Summary = "An invoice as it is now.")]
public sealed record InvoiceById(PersonId Person, InvoiceId Invoice) : IOperation<Invoice>;

/// <summary>The person's invoices, the newest first; <paramref name="Limit"/> 1 to 100. Error: <c>payments.bad_cursor</c>.</summary>
[Operation("GET /api/v1/invoices", Summary = "The person's invoices.")]
public sealed record Invoices(PersonId Person, string? Cursor = null, int Limit = 20) : IOperation<Page<Invoice>>;

/// <summary>Cancels an invoice that is not paid; a repeat is a success. Money that comes all the same is credited. Errors:
/// <c>payments.invoice_not_found</c>, <c>payments.invoice_closed</c> (paid, expired).</summary>
[Operation("DELETE /api/v1/invoices/{invoice}", Summary = "Cancels an unpaid invoice.")]
public sealed record CancelInvoice(PersonId Person, InvoiceId Invoice) : IOperation<Invoice>;

/// <summary>An invoice stands somewhere else now; for messages and pages that show it.</summary>
[Event("payments.invoice-changed.v1")]
public sealed record InvoiceChanged(Invoice Invoice, PersonId Person, DateTimeOffset At) : IEvent
{
    public string Key => Invoice.Id.ToString();
}

/// <summary>Money came for an invoice and stands on the person's account: one charge of one provider, told once.</summary>
/// <param name="Credited">Of this charge.</param>
/// <param name="Posting">That credited it.</param>
[Event("payments.invoice-paid.v1")]
public sealed record InvoicePaid(Invoice Invoice, PersonId Person, Money Credited, string Provider, OperationId Posting, DateTimeOffset At)
    : IEvent
{
    public string Key => Invoice.Id.ToString();
}
