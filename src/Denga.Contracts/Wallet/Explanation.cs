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
public sealed record ExplainedLeg(AccountId? Account, string Name, bool Own, Money Amount, Money? BalanceAfter);

/// <summary>Whether the person has money, or money on its way.</summary>
[Operation]
public sealed record MoneyHeld(PersonId Person) : IOperation<HeldValue>;

/// <summary>What the wallet keeps of a person, for the export: accounts, the newest 10,000 transfers and conversions, contacts, requests, schedules,
/// alerts.</summary>
[Operation]
public sealed record WalletRecords(PersonId Person) : IOperation<PersonalRecords>;
