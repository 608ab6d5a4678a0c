namespace Denga.Contracts.Wallet;

/// <summary>One account's part of a posting: a positive amount comes in, a negative one goes out; never zero.</summary>
public sealed record Leg(AccountId Account, Money Amount);

/// <summary>The rate that an exchange was made at, kept with its posting.</summary>
/// <param name="Value">Units of the bought currency for one of the sold; at most 28 digits.</param>
/// <param name="Source">Whose rate it was; at most 100 characters.</param>
public sealed record UsedRate(decimal Value, string Source, DateTimeOffset At);

/// <summary>Moves money: legs that sum to zero per currency, each account at most once. All or nothing, durable when it is answered.
/// The same <paramref name="Id"/> with the same request answers as the first time, with <see cref="Posting.IsReplay"/>; with another request:
/// <c>operation.id_reused</c>. A refused posting changes nothing and does not use up the id.
/// Errors: <c>wallet.bad_legs</c> (2 to 64 legs, an account once, no zero), <c>wallet.unbalanced</c>, <c>wallet.wrong_currency</c>,
/// <c>wallet.account_not_found</c>, <c>wallet.account_closed</c>, <c>wallet.not_enough</c>, <c>wallet.overflow</c>, <c>wallet.bad_kind</c>,
/// <c>wallet.bad_metadata</c>, <c>wallet.bad_time</c>, <c>wallet.busy</c> (the queue is full; send it again).</summary>
/// <param name="Kind">What it is: 1 to 40 of a–z, 0–9, hyphen and dot, such as <c>transfer</c>.</param>
/// <param name="EventAt">When it happened, if not now: from 2000-01-01 to a day ahead.</param>
/// <param name="Metadata">At most 16 short texts: names of 40, values of 500 characters.</param>
/// <param name="DryRun">Answers exactly as the real one would, and writes nothing.</param>
[Operation]
public sealed record Post(
    OperationId Id,
    string Kind,
    IReadOnlyList<Leg> Legs,
    DateTimeOffset? EventAt = null,
    UsedRate? Rate = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    bool DryRun = false
) : IOperation<Posting>;

/// <summary>A posting as it is in the ledger.</summary>
/// <param name="IsReplay">This is the answer of an earlier attempt with the same id.</param>
public sealed record Posting(
    OperationId Id,
    string Kind,
    IReadOnlyList<PostedLeg> Legs,
    DateTimeOffset EventAt,
    DateTimeOffset RecordedAt,
    OperationId? Reverses = null,
    HoldId? Hold = null,
    UsedRate? Rate = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    bool IsReplay = false
);

/// <param name="Number">The account's own running number of this entry.</param>
public sealed record PostedLeg(AccountId Account, PersonId? Person, Money Amount, Money BalanceAfter, long Number);

/// <summary>Undoes a posting with opposite legs, linked to it. A posting is reversed at most once, a reversal never.
/// Errors: <c>wallet.posting_not_found</c>, <c>wallet.already_reversed</c>, <c>wallet.is_reversal</c>, and those of <see cref="Post"/>.</summary>
[Operation]
public sealed record Reverse(
    OperationId Id,
    OperationId Posting,
    DateTimeOffset? EventAt = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    bool DryRun = false
) : IOperation<Posting>;

/// <summary>A posting by its id. Error: <c>wallet.posting_not_found</c>.</summary>
[Operation]
public sealed record PostingById(OperationId Posting) : IOperation<Posting>;

/// <summary>A posting of anybody's, for operators. Error: <c>wallet.posting_not_found</c>.</summary>
[Operation(
    "GET /api/v1/ledger/postings/{posting}",
    Access = Access.Operator,
    Summary = "A posting: legs, rate, place in the chain, and what reversed it."
)]
public sealed record FindPosting(OperationId Posting) : IOperation<FoundPosting>;

/// <param name="Purposes">Of the accounts of the legs, in their order: <c>main</c>, <c>liquidity</c> …</param>
/// <param name="Quote">Of a conversion: rate, source, spread, fee.</param>
/// <param name="ReversedBy">The posting that undid this one.</param>
/// <param name="Hash">SHA-256 of the posting in its chain, hexadecimal.</param>
public sealed record FoundPosting(
    Posting Posting,
    IReadOnlyList<string> Purposes,
    Quote? Quote,
    OperationId? ReversedBy,
    int Chain,
    long Number,
    string Hash
);

/// <summary>Accounts of anybody, the system's as well, for operators; unknown ones are left out. Error:
/// <c>wallet.too_many_accounts</c> (100).</summary>
[Operation("POST /api/v1/ledger/accounts", Access = Access.Operator, Summary = "Accounts by their ids, anybody's.")]
public sealed record FindAccounts(IReadOnlyList<AccountId> Accounts) : IOperation<IReadOnlyList<Account>>;

/// <summary>Undoes a posting for a reason that is written down with who wanted it, as <see cref="Reverse"/> does, with a code of his
/// (<see cref="Identity.RequestStepUp"/>). The same id with the same posting answers as the first time and takes no code; with another posting:
/// <c>operation.id_reused</c>. Errors: <c>identity.step_up_needed</c>, those of <see cref="Identity.VerifyStepUp"/> and of
/// <see cref="Reverse"/>.</summary>
/// <param name="Person">Who wants it.</param>
/// <param name="Reason">1 to 500 characters.</param>
[Operation("POST /api/v1/ledger/reversals", Access = Access.Administrator, Summary = "Undoes a posting, for a reason and with a code.")]
public sealed record ReversePosting(OperationId Id, PersonId Person, OperationId Posting, string Reason, string? Code = null)
    : IOperation<Posting>;

/// <summary>Money moved. In one account's life the legs' numbers give the order.</summary>
[Event("wallet.money-moved.v1")]
public sealed record MoneyMoved(
    OperationId Id,
    string Kind,
    IReadOnlyList<PostedLeg> Legs,
    DateTimeOffset EventAt,
    DateTimeOffset RecordedAt,
    OperationId? Reverses = null,
    HoldId? Hold = null,
    UsedRate? Rate = null,
    IReadOnlyDictionary<string, string>? Metadata = null
) : IEvent
{
    /// <summary>The account that the money comes from.</summary>
    public string Key => Legs[0].Account.ToString();
}
