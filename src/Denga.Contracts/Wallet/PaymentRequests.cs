using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

[JsonConverter(typeof(TypedIdConverter<PaymentRequestId>))]
public readonly record struct PaymentRequestId(Guid Value) : ITypedId<PaymentRequestId>
{
    public static string Prefix => "req";

    public static PaymentRequestId From(Guid value) => new(value);

    public static PaymentRequestId Parse(string s, IFormatProvider? provider) => TypedId.Parse<PaymentRequestId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PaymentRequestId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(JsonStringEnumConverter<PaymentRequestState>))]
public enum PaymentRequestState
{
    Open,
    Paid,
    Cancelled,
    Expired,
}

/// <summary>Asks for money by a link that anybody may open and one may pay, once. A repeat answers the same request; with other contents:
/// <c>operation.id_reused</c>. Errors: <c>wallet.bad_amount</c>, <c>wallet.bad_note</c> (200 characters), <c>wallet.bad_time</c> (from a minute to 90 days),
/// <c>wallet.limit_operation</c> (nobody could pay it at once), <c>wallet.too_many_requests</c> (100 open).</summary>
/// <param name="ExpiresAt">Without it, in seven days.</param>
[Operation("POST /api/v1/payment-requests", Summary = "Asks for money by a link and a QR code.")]
public sealed record RequestPayment(OperationId Id, PersonId Person, Money Amount, string? Note = null, DateTimeOffset? ExpiresAt = null)
    : IOperation<PaymentRequest>;

/// <param name="Token">Of the link; who has it may see and pay the request.</param>
/// <param name="Link">The page that pays it, such as <c>https://money.example.org/app/pay/…</c>.</param>
/// <param name="Qr">The link as a QR code, SVG.</param>
/// <param name="Transfer">That paid it; told to its two sides only.</param>
public sealed record PaymentRequest(
    PaymentRequestId Id,
    string Token,
    Money Amount,
    string? Note,
    PaymentRequestState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    string Link,
    string Qr,
    OperationId? Transfer
);

/// <summary>The person's own requests, the newest first; at most 100.</summary>
[Operation("GET /api/v1/payment-requests", Summary = "The person's own payment requests.")]
public sealed record PaymentRequests(PersonId Person) : IOperation<IReadOnlyList<PaymentRequest>>;

/// <summary>What a link asks for. Error: <c>wallet.request_not_found</c>.</summary>
[Operation("GET /api/v1/payment-requests/{token}", Access = Access.Anyone, Summary = "What a payment link asks for.")]
public sealed record PaymentRequestByToken(string Token) : IOperation<AskedPayment>;

/// <param name="Payee">Masked.</param>
public sealed record AskedPayment(string Payee, Money Amount, string? Note, PaymentRequestState State, DateTimeOffset ExpiresAt, string Qr);

/// <summary>Pays a request: a transfer of its amount to who asked. It is paid once, whoever comes together. Errors: <c>wallet.request_not_found</c>,
/// <c>wallet.request_expired</c>, <c>wallet.request_paid</c>, <c>wallet.request_cancelled</c>, <c>wallet.same_account</c> for one's own, and those of
/// <see cref="Transfer"/>; the purpose of a step-up is <c>transfer op_…</c> here too.</summary>
[Operation("POST /api/v1/payment-requests/{token}/payment", Summary = "Pays a payment request.")]
public sealed record PayRequest(
    OperationId Id,
    PersonId Person,
    string Token,
    AccountId? From = null,
    string? Code = null,
    bool Wait = true
) : IOperation<TransferReceipt>;

/// <summary>Cancels an open request; a repeat is a success. Errors: <c>wallet.request_not_found</c>, <c>wallet.request_paid</c>.</summary>
[Operation("DELETE /api/v1/payment-requests/{request}", Summary = "Cancels a payment request.")]
public sealed record CancelPaymentRequest(PersonId Person, PaymentRequestId Request) : IOperation<PaymentRequest>;
