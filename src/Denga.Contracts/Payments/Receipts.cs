namespace Denga.Contracts.Payments;

/// <summary>A document about money that was paid.</summary>
/// <param name="Html">A whole page without scripts and without anything from outside: it is shown, sent as a letter and printed as it is.</param>
public sealed record Receipt(string Html);

/// <summary>The receipt of a paid invoice as it is now: what was paid and when, the taxes in it, what was given back. Errors:
/// <c>payments.invoice_not_found</c> (also another person's), <c>payments.not_paid</c>.</summary>
/// <param name="Language"><c>ru</c> or <c>en</c>; null: the person's.</param>
[Operation("GET /api/v1/invoices/{invoice}/receipt", Summary = "The receipt of a paid invoice.")]
public sealed record ReceiptOf(PersonId Person, InvoiceId Invoice, string? Language = null) : IOperation<Receipt>;

/// <summary>The same as a PDF. Errors: those of <see cref="ReceiptOf"/>, <c>payments.receipt_not_printed</c> (ask again), <c>files.away</c>.</summary>
[Operation("POST /api/v1/invoices/{invoice}/receipt", Summary = "The receipt of a paid invoice as a PDF.")]
public sealed record PrintReceipt(PersonId Person, InvoiceId Invoice, string? Language = null) : IOperation<ReceiptFile>;

/// <summary>The same in a letter to the person's confirmed e-mail address, with the PDF. The same id again sends nothing more. Errors: those of
/// <see cref="PrintReceipt"/>, <c>identity.no_email</c>.</summary>
[Operation("POST /api/v1/invoices/{invoice}/receipt/letter", Summary = "The receipt of a paid invoice by e-mail.")]
public sealed record MailReceipt(OperationId Id, PersonId Person, InvoiceId Invoice, string? Language = null) : IOperation<Done>;

/// <param name="File">File key, for <c>/files/{key}</c>; good for at least a day.</param>
public sealed record ReceiptFile(string File);
