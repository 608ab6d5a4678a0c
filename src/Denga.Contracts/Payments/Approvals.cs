using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Payments;

/// <summary>What an operator may be let do in payments (<see cref="OperationAttribute.Right"/>).</summary>
public static class PaymentsRights
{
    /// <summary>Agrees to what others want to give back, or says no.</summary>
    public const string Approvals = "payments.approvals";
}

/// <summary>It has the id of the operation that needs it.</summary>
[JsonConverter(typeof(TypedIdConverter<ApprovalId>))]
public readonly record struct ApprovalId(Guid Value) : ITypedId<ApprovalId>
{
    public static string Prefix => "apr";

    public static ApprovalId From(Guid value) => new(value);

    public static ApprovalId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ApprovalId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApprovalId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(JsonStringEnumConverter<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>For somebody else than who asked.</summary>
    Waiting,

    /// <summary>What was asked for is done by itself.</summary>
    Given,

    Refused,
}

/// <summary>Money that two people let go: one who asks, and another one who agrees.</summary>
/// <param name="Purpose">What for: <c>refund</c> of an invoice, or the module that asks, such as <c>booking</c>.</param>
/// <param name="Subject">Of what: the id of the invoice, the booking.</param>
/// <param name="Reason">Of who asks.</param>
/// <param name="Answer">Of who said no.</param>
public sealed record Approval(
    ApprovalId Id,
    string Purpose,
    string Subject,
    Money Amount,
    string Reason,
    ApprovalState State,
    PersonId AskedBy,
    DateTimeOffset AskedAt,
    PersonId? AnsweredBy,
    DateTimeOffset? AnsweredAt,
    string? Answer
);

/// <summary>Before so much is given back by hand: a success where nobody else need agree, or somebody has. From what is worth
/// <c>Payments:RefundApprovalFrom</c> on somebody else is asked; a repeat answers how it stands. Errors: <c>payments.approval_needed</c> (nobody has answered
/// yet: when he agrees, <see cref="ApprovalChanged"/> tells it), <c>payments.approval_refused</c>, <c>operation.id_reused</c>.</summary>
/// <param name="Person">Who wants it.</param>
[Operation]
public sealed record RequestApproval(OperationId Id, PersonId Person, string Purpose, string Subject, Money Amount, string Reason)
    : IOperation<Done>;

/// <summary>What waits for a second person, or was answered, the newest first. Error: <c>payments.bad_cursor</c>.</summary>
/// <param name="Limit">1 to 200.</param>
[Operation(
    "GET /api/v1/payments/approvals",
    Access = Access.Operator,
    Right = PaymentsRights.Approvals,
    Summary = "Refunds that wait for a second person."
)]
public sealed record Approvals(ApprovalState? State = null, string? Cursor = null, int Limit = 50) : IOperation<Page<Approval>>;

/// <summary>Agrees to what somebody else asked for; it is done by itself then. A repeat is a success. Errors: <c>payments.approval_not_found</c>,
/// <c>payments.approval_own</c> (he asked for it himself), <c>payments.approval_answered</c> (somebody said no), <c>identity.step_up_needed</c> and those
/// of <see cref="Identity.VerifyStepUp"/>: it takes a code, a repeat does not.</summary>
[Operation(
    "POST /api/v1/payments/approvals/{approval}/yes",
    Access = Access.Operator,
    Right = PaymentsRights.Approvals,
    Summary = "Agrees to a refund that somebody else wants."
)]
public sealed record Approve(PersonId Person, ApprovalId Approval, string? Code = null) : IOperation<Approval>;

/// <summary>Says no; whoever asked may take it back so. A repeat is a success. Errors: <c>payments.approval_not_found</c>,
/// <c>payments.approval_answered</c> (somebody agreed), <c>payments.bad_reason</c> (1 to 200 characters).</summary>
[Operation(
    "POST /api/v1/payments/approvals/{approval}/no",
    Access = Access.Operator,
    Right = PaymentsRights.Approvals,
    Summary = "Says no to a refund that somebody wants."
)]
public sealed record Disapprove(PersonId Person, ApprovalId Approval, string Reason) : IOperation<Approval>;

/// <summary>Somebody's agreement is asked for, or an answer was given.</summary>
[Event("payments.approval-changed.v1")]
public sealed record ApprovalChanged(Approval Approval, DateTimeOffset At) : IEvent
{
    public string Key => Approval.Id.ToString();
}
