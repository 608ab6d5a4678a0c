using Denga.Contracts;

namespace Denga.Payments;

internal static class PaymentsErrors
{
    internal static readonly Error BadAmount = Error.Invalid("payments.bad_amount", "The amount must be more than zero.");
    internal static readonly Error ApprovalNeeded = Error.Conflict(
        "payments.approval_needed",
        "So much is given back only when somebody else agrees. He has been asked, and it is done by itself then."
    );
    internal static readonly Error ApprovalRefused = Error.Conflict(
        "payments.approval_refused",
        "Somebody else was asked to agree, and said no."
    );
    internal static readonly Error ApprovalNotFound = Error.NotFound("payments.approval_not_found", "Nothing waits under this id.");
    internal static readonly Error ApprovalOwn = new(
        "payments.approval_own",
        ErrorKind.Forbidden,
        "Whoever asked for it cannot agree to it."
    );
    internal static readonly Error ApprovalAnswered = Error.Conflict("payments.approval_answered", "Somebody has answered otherwise.");
    internal static readonly Error CurrencyNotTaken = Error.Conflict(
        "payments.currency_not_taken",
        "No provider that was asked for takes this currency."
    );
    internal static readonly Error UnknownProvider = Error.Invalid(
        "payments.unknown_provider",
        "There is no such provider. GET /api/v1/payment-methods lists those that take an amount."
    );
    internal static readonly Error ProviderAway = new(
        "payments.provider_away",
        ErrorKind.Unavailable,
        "The provider fails and is left alone for a while. Choose another one, or try again in a minute."
    );
    internal static readonly Error TooManyInvoices = Error.Conflict(
        "payments.too_many_invoices",
        "There are too many unpaid invoices. Pay or cancel one of them."
    );
    internal static readonly Error InvoiceNotFound = Error.NotFound("payments.invoice_not_found", "There is no such invoice.");
    internal static readonly Error InvoiceClosed = Error.Conflict("payments.invoice_closed", "The invoice is paid, expired or cancelled.");
    internal static readonly Error PaymentNotFound = Error.NotFound("payments.payment_not_found", "There is no such payment.");
    internal static readonly Error TestMode = Error.Conflict(
        "payments.test_mode",
        "It is of the provider's other mode, test or live, and counts for nothing here."
    );
    internal static readonly Error BadCursor = Error.Invalid("payments.bad_cursor", "The cursor is not one that a list gave.");
    internal static readonly Error WrongAccount = Error.Conflict(
        "payments.wrong_account",
        "The account is closed, or in another currency than the amount."
    );
    internal static readonly Error BadPurpose = Error.Invalid(
        "payments.bad_purpose",
        "A purpose has 1 to 40 of a–z and hyphen, a reference 1 to 100 characters, a description of taxes at most 10 lines."
    );
    internal static readonly Error BadLifetime = Error.Invalid("payments.bad_lifetime", "An invoice lives from a minute to 30 days.");
    internal static readonly Error CashConfirmed = Error.Conflict(
        "payments.cash_confirmed",
        "Another amount of cash was confirmed for this payment before."
    );
    internal static readonly Error TroubleChanged = Error.Conflict(
        "payments.trouble_changed",
        "The payment is marked for something else by now. Look at it again."
    );
    internal static readonly Error BadSearch = Error.Invalid("payments.bad_search", "A search has at most 200 characters.");
    internal static readonly Error BadType = Error.Invalid(
        "payments.bad_type",
        "What an operator gives or takes is a Bonus or an Adjustment."
    );
    internal static readonly Error BadReason = Error.Invalid("payments.bad_reason", "A reason has 1 to 200 characters.");
    internal static readonly Error RefundNotSupported = Error.Conflict(
        "payments.refund_not_supported",
        "The provider gives nothing back, or only the whole payment."
    );
    internal static readonly Error RefundRefused = Error.Conflict("payments.refund_refused", "The provider refused to give it back.");
    internal static readonly Error BadPeriod = Error.Invalid(
        "payments.bad_period",
        "A period begins before it ends, and has at most 400 days."
    );
    internal static readonly Error CaseNotFound = Error.NotFound("payments.case_not_found", "There is no such difference.");
    internal static readonly Error CaseClosed = Error.Conflict(
        "payments.case_closed",
        "The difference is closed by somebody else, or is gone by itself."
    );
    internal static readonly Error CaseChanged = Error.Conflict(
        "payments.case_changed",
        "The provider says something else by now. Compare again."
    );
    internal static readonly Error BadEndpoint = Error.Invalid(
        "payments.bad_endpoint",
        "An address begins with https://, has no password and at most 500 characters."
    );
    internal static readonly Error EndpointAddress = Error.Invalid(
        "payments.endpoint_address",
        "The address is not of the public internet. Hosts of your own network are named in Payments:PrivateHosts."
    );
    internal static readonly Error UnknownEvent = Error.Invalid(
        "payments.unknown_event",
        $"Events that can be told: {string.Join(", ", OutgoingWebhooks.OnEventToTell.Types.Keys)}."
    );
    internal static readonly Error TooManyEndpoints = Error.Conflict("payments.too_many_endpoints", "There are 20 endpoints already.");
    internal static readonly Error EndpointNotFound = Error.NotFound("payments.endpoint_not_found", "There is no such endpoint.");
    internal static readonly Error EndpointOff = Error.Conflict("payments.endpoint_off", "The endpoint is off. Switch it on first.");
    internal static readonly Error DeliveryNotFound = Error.NotFound("payments.delivery_not_found", "There is no such delivery.");
    internal static readonly Error NoWebhooks = Error.Invalid("payments.no_webhooks", "Name 1 to 50 webhooks that are kept.");
    internal static readonly Error ReplayNotFound = Error.NotFound("payments.replay_not_found", "There is no such preview.");
    internal static readonly Error ReplayDiscarded = Error.Conflict("payments.replay_discarded", "It was left at the preview.");
    internal static readonly Error ReplayApplied = Error.Conflict("payments.replay_applied", "It was done already.");
    internal static readonly Error ReplayChanged = Error.Conflict(
        "payments.replay_changed",
        "It would change something else by now. Preview it again."
    );
    internal static readonly Error NotPaid = Error.Conflict("payments.not_paid", "Nothing was paid yet.");
    internal static readonly Error ReceiptNotPrinted = new(
        "payments.receipt_not_printed",
        ErrorKind.Unavailable,
        "The receipt cannot be printed at this moment. Ask again."
    );
    internal static readonly Error UnknownPlay = Error.Invalid(
        "payments.unknown_play",
        "The sandbox can pay, refuse, pay-half, pay-double, pay-late, webhook-twice and no-webhook."
    );

    internal static Error AmountTooSmall(Money limit) =>
        Error.Invalid("payments.amount_too_small", $"The provider takes {limit} at least.") with
        {
            Args = Limit("limit", limit),
        };

    internal static Error AmountTooLarge(Money limit) =>
        Error.Invalid("payments.amount_too_large", $"The provider takes {limit} at most.") with
        {
            Args = Limit("limit", limit),
        };

    /// <param name="left">Of all charges in the currency.</param>
    internal static Error RefundTooLarge(Money left) =>
        Error.Conflict("payments.refund_too_large", $"At most {left} can be given back.") with
        {
            Args = Limit("left", left),
        };

    private static Dictionary<string, string> Limit(string name, Money money) =>
        new(StringComparer.Ordinal) { [name] = money.ToAmountString(), ["currency"] = money.Currency.Code };
}
