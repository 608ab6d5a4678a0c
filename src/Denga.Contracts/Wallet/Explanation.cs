using Denga.Contracts.Identity;

namespace Denga.Contracts.Wallet;

/// <summary>Where a movement of an own account comes from: legs, rate, fee, rounding, the rule, and its place in the chain of hashes. A posting without a
/// leg of the person's answers like an unknown one: <c>wallet.posting_not_found</c>.</summary>
[Operation("GET /api/v1/postings/{posting}/explain", Summary = "Explains a movement: legs, rate, fee, rounding, rule, hash.")]
public sealed record ExplainPosting(PersonId Person, OperationId Posting) : IOperation<Explanation>;

/// <param name="Rule">A stable name of the rule that made the figures: <c>transfer</c>, <c>conversion.sell</c> (what is given was named),
/// <c>conversion.buy</c> (what is got was named), <c>sandbox</c>, or the posting's kind.</param>
/// <param name="Text">The rule in a sentence of English with the figures.</param>
/// <param name="Quote">Of a conversion: rate, source, spread, fee.</param>
/// <param name="Exact">Of a conversion: the figure before rounding, in the currency that was rounded.</param>
/// <param name="Rounding">Of a conversion: what went to the rounding account; null for none.</param>
/// <param name="Hash">SHA-256 of the posting in its chain, hexadecimal.</param>
public sealed record Explanation(
    OperationId Posting,
    string Kind,
    string Rule,
    string Text,
    IReadOnlyList<ExplainedLeg> Legs,
    UsedRate? Rate,
    Quote? Quote,
    decimal? Exact,
    Money? Rounding,
    DateTimeOffset EventAt,
    DateTimeOffset RecordedAt,
    OperationId? Reverses,
    int Chain,
    long Number,
    string Hash
);

/// <param name="Account">Of one's own; null for the other side's.</param>
/// <param name="Name">One's own by purpose and currency, a person's masked, the system's by purpose: <c>main RUB</c>, <c>bob…@example.com</c>,
/// <c>liquidity</c>.</param>
/// <param name="BalanceAfter">Of one's own.</param>
/// <param name="Purpose">One's own and the system's, from which a front end makes the name that people read; null for another person's.</param>
public sealed record ExplainedLeg(AccountId? Account, string Name, bool Own, Money Amount, Money? BalanceAfter, string? Purpose = null);

/// <summary>Whether the person has money, or money on its way.</summary>
[Operation]
public sealed record MoneyHeld(PersonId Person) : IOperation<HeldValue>;

/// <summary>Closes all accounts of a person who is about to be erased or joined with another, and opens none for him, until he is gone
/// (<see cref="PersonErased"/>, <see cref="PeopleMerged"/>) or <see cref="UnfreezePerson"/> is asked. Decided under the locks of the accounts: what comes
/// before is seen, what comes after is refused (<c>wallet.account_closed</c>) and stays with who sent it. Nothing is done while there is money, a hold or a
/// transfer under way. A repeat answers the same; one that comes after it was called off does nothing. What nobody ends within a minute, the wallet asks
/// Identity about (<see cref="DepartedPeople"/>).</summary>
/// <param name="Id">Of this attempt.</param>
[Operation]
public sealed record FreezePerson(OperationId Id, PersonId Person) : IOperation<Frozen>;

/// <summary>Calls off what <see cref="FreezePerson"/> did under the id, also when it comes first. A repeat does nothing.</summary>
[Operation]
public sealed record UnfreezePerson(OperationId Id, PersonId Person) : IOperation<Unfrozen>;

/// <summary>Gives money back that stands on an account whose owner is gone (<c>denga verify</c> names it): reverses the last posting that brought some. Asked
/// again with a new id, the one before it, until the account is empty. A repeat answers the same posting. Errors: <c>wallet.account_not_found</c> (also
/// one whose owner is there, or that is empty), and those of <see cref="Reverse"/>.</summary>
/// <param name="Person">Who does it.</param>
[Operation(
    "POST /api/v1/ledger/returns",
    Access = Access.Administrator,
    Summary = "Gives back what is on an account whose owner was erased."
)]
public sealed record ReturnUnclaimed(OperationId Id, PersonId Person, AccountId Account) : IOperation<Posting>;

/// <summary>What the wallet keeps of a person, for the export: accounts, the newest 10,000 transfers and conversions, contacts, requests, schedules,
/// alerts.</summary>
[Operation]
public sealed record WalletRecords(PersonId Person) : IOperation<PersonalRecords>;
