using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Denga.Contracts.Wallet;

namespace Denga.Contracts.Payments;

/// <summary>A difference between a provider, payments and the ledger. The same difference has the same id, whichever run finds it.</summary>
[JsonConverter(typeof(TypedIdConverter<CaseId>))]
public readonly record struct CaseId(Guid Value) : ITypedId<CaseId>
{
    public static string Prefix => "case";

    public static CaseId From(Guid value) => new(value);

    public static CaseId Parse(string s, IFormatProvider? provider) => TypedId.Parse<CaseId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CaseId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(JsonStringEnumConverter<CaseKind>))]
public enum CaseKind
{
    /// <summary>The provider took money that payments do not know.</summary>
    MissingHere,

    /// <summary>Payments know money that the provider does not.</summary>
    MissingThere,
    OtherAmount,
    OtherCurrency,

    /// <summary>Money came or went, and the ledger does not know it.</summary>
    NotPosted,

    /// <summary>The ledger has one more posting of a payment than money came.</summary>
    PostedTwice,

    /// <summary>The ledger has a posting that belongs to no payment.</summary>
    PostedAlone,
    RefundMissingHere,
    RefundMissingThere,

    /// <summary>Something else moved the provider's account in the ledger, by so much as the ledger's amount says.</summary>
    BalanceDiffers,
}

[JsonConverter(typeof(JsonStringEnumConverter<CaseState>))]
public enum CaseState
{
    Open,

    /// <summary>An administrator closes it; what is left to do is done by itself.</summary>
    Closing,

    /// <summary>Closed by an administrator, with a posting or without.</summary>
    Closed,

    /// <summary>A later run did not find it any more.</summary>
    Gone,
}

[JsonConverter(typeof(JsonStringEnumConverter<CorrectionAction>))]
public enum CorrectionAction
{
    /// <summary>No money is to be moved.</summary>
    None,

    /// <summary>What the provider says is taken as if its webhook came now: credited, or taken back.</summary>
    TakeFact,

    /// <summary>The legs are posted.</summary>
    Post,

    /// <summary>The posting is undone by an opposite one.</summary>
    Reverse,
}

/// <param name="Legs">Of <see cref="CorrectionAction.Post"/>. What a person has spent meanwhile stands on <c>owed</c> instead.</param>
/// <param name="Posting">That <see cref="CorrectionAction.Reverse"/> undoes.</param>
public sealed record Correction(CorrectionAction Action, IReadOnlyList<Leg> Legs, OperationId? Posting = null);

/// <param name="Subject">What the provider calls the charge; an id of the refund, the payment, the posting or the account.</param>
/// <param name="There">At the provider; <paramref name="Here"/> in payments, <paramref name="Ledger"/> in the ledger. Null: not at all, or it cannot be told.</param>
/// <param name="HappenedAt">When the money moved.</param>
/// <param name="SeenAt">When a run found it last.</param>
/// <param name="CorrectedBy">The posting that corrected it; null when none was made.</param>
/// <param name="Error">Why it could not be closed: a code.</param>
public sealed record ReconciliationCase(
    CaseId Id,
    string Provider,
    CaseKind Kind,
    string Subject,
    Money? There,
    Money? Here,
    Money? Ledger,
    InvoiceId? Invoice,
    PaymentId? Payment,
    OperationId? Posting,
    Correction Proposed,
    CaseState State,
    DateTimeOffset HappenedAt,
    DateTimeOffset FoundAt,
    DateTimeOffset SeenAt,
    DateTimeOffset? ClosedAt,
    PersonId? ClosedBy,
    string? Reason,
    OperationId? CorrectedBy,
    string? Error
);

/// <summary>One comparison of one provider.</summary>
/// <param name="State"><c>Waiting</c>, <c>Done</c>, <c>Failed</c> (the provider could not be asked).</param>
/// <param name="Compared">Payments, and <paramref name="Entries"/> of the ledger, that were compared.</param>
/// <param name="Found">Differences, also those that were known.</param>
public sealed record ReconciliationRun(
    OperationId Id,
    string Provider,
    DateTimeOffset From,
    DateTimeOffset To,
    string State,
    int Compared,
    long Entries,
    int Found,
    DateTimeOffset AskedAt,
    DateTimeOffset? EndedAt
);

/// <summary>Compares providers with payments and the ledger now, as is done every night; it is done in the background. A repeat answers the same runs.
/// Errors: <c>payments.unknown_provider</c>, <c>payments.bad_period</c> (at most 400 days, not empty), <c>operation.id_reused</c>.</summary>
/// <param name="Provider">Null: all that ever took money.</param>
/// <param name="From">When money moved; null: three days ago. The last hour is never compared: it may be under way.</param>
[Operation("POST /api/v1/payments/reconciliations", Access = Access.Operator, Summary = "Compares providers, payments and the ledger now.")]
public sealed record ReconcilePayments(
    OperationId Id,
    PersonId Person,
    string? Provider = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
) : IOperation<IReadOnlyList<ReconciliationRun>>;

/// <summary>The newest 100 comparisons.</summary>
[Operation("GET /api/v1/payments/reconciliations", Access = Access.Operator, Summary = "The newest comparisons of payments.")]
public sealed record ReconciliationRuns(string? Provider = null) : IOperation<IReadOnlyList<ReconciliationRun>>;

/// <summary>Differences, the newest first; <paramref name="Limit"/> 1 to 200. Error: <c>payments.bad_cursor</c>.</summary>
[Operation("GET /api/v1/payments/cases", Access = Access.Operator, Summary = "Differences between providers, payments and the ledger.")]
public sealed record ReconciliationCases(
    CaseState? State = null,
    string? Provider = null,
    CaseKind? Kind = null,
    string? Cursor = null,
    int Limit = 50
) : IOperation<Page<ReconciliationCase>>;

/// <summary>Error: <c>payments.case_not_found</c>.</summary>
[Operation("GET /api/v1/payments/cases/{case}", Access = Access.Operator, Summary = "A difference, with what each side says.")]
public sealed record ReconciliationCaseById(CaseId Case) : IOperation<ReconciliationCase>;

/// <summary>Closes a difference by the proposed correction, or by a word alone; who and why is written down. A repeat answers the case as it is now. Errors:
/// <c>payments.case_not_found</c>, <c>payments.case_closed</c> (by somebody else, or it is gone), <c>payments.case_changed</c> (the provider says
/// something else by now), <c>payments.bad_reason</c> (1 to 200 characters), <c>payments.provider_away</c> and the wallet's <c>Unavailable</c> ones (it goes on by
/// itself), those of <see cref="Post"/> and <see cref="Reverse"/> (it stays open).</summary>
/// <param name="Correct">False: nothing is moved, the reason explains it.</param>
[Operation(
    "POST /api/v1/payments/cases/{case}/closing",
    Access = Access.Administrator,
    Summary = "Closes a difference, with a correction."
)]
public sealed record CloseCase(OperationId Id, PersonId Person, CaseId Case, string Reason, bool Correct = true)
    : IOperation<ReconciliationCase>;
