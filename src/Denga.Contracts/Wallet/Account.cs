using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

[JsonConverter(typeof(TypedIdConverter<AccountId>))]
public readonly record struct AccountId(Guid Value) : ITypedId<AccountId>
{
    public static string Prefix => "acc";

    public static AccountId From(Guid value) => new(value);

    public static AccountId New() => new(Guid.CreateVersion7());

    public static AccountId Parse(string s, IFormatProvider? provider) => TypedId.Parse<AccountId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>Money of one owner, for one purpose, in one currency.</summary>
/// <param name="Person">The owner; null when it is the system's own.</param>
/// <param name="Purpose">A person's: <c>main</c>, or a word of his. The system's: <c>liquidity</c>, <c>fees</c>, <c>rounding</c>,
/// <c>external:&lt;provider&gt;</c>.</param>
/// <param name="Held">Reserved by open holds; it cannot be spent.</param>
/// <param name="Available">What can be spent: balance less what is held, down to the floor. Null for an account without a floor.</param>
/// <param name="Floor">The least that balance less held may be: zero, or an agreed overdraft below it. Null: no floor.</param>
/// <param name="Version">How many entries it has.</param>
public sealed record Account(
    AccountId Id,
    PersonId? Person,
    string Purpose,
    Money Balance,
    Money Held,
    Money? Available,
    Money? Floor,
    long Version,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt
)
{
    [JsonIgnore]
    public Currency Currency => Balance.Currency;

    /// <summary>Whether the person's main account has enough to spend.</summary>
    public bool Pays(Money amount) =>
        Purpose == "main"
        && ClosedAt is null
        && ReferenceEquals(Currency, amount.Currency)
        && (Available is not { } left || left >= amount);
}

/// <summary>Opens an account of a person. There is one per purpose and currency: a repeat answers the same account, and a closed one is opened again.
/// Errors: <c>wallet.bad_purpose</c> (nothing to read, or a colon), <c>wallet.too_many_accounts</c> (100), <c>wallet.account_closed</c> (the person is
/// gone).</summary>
/// <param name="Purpose"><c>main</c>, or a name in any script: one line of at most 40 characters (what is longer is cut), composed (NFC). Names that differ
/// in case only are the same.</param>
[Operation("POST /api/v1/accounts", Summary = "Opens an account; there is one per purpose and currency.")]
public sealed record OpenAccount(PersonId Person, Currency Currency, string Purpose = "main") : IOperation<Account>;

/// <summary>Opens an account of the system, without a floor. A repeat answers the same account. Error: <c>wallet.bad_purpose</c>.</summary>
/// <param name="Purpose"><c>liquidity</c>, <c>fees</c>, <c>rounding</c>, <c>external:&lt;provider&gt;</c>.</param>
[Operation]
public sealed record OpenSystemAccount(string Purpose, Currency Currency) : IOperation<Account>;

/// <summary>Closes an account that is empty and has no open holds; nothing can be posted to it then. A repeat is a success.
/// Errors: <c>wallet.account_not_found</c>, <c>wallet.account_not_empty</c>.</summary>
[Operation("DELETE /api/v1/accounts/{account}", Summary = "Closes an empty account.")]
public sealed record CloseAccount(PersonId Person, AccountId Account) : IOperation<Account>;

/// <summary>Agrees an overdraft: <paramref name="Floor"/> is zero or below, and not above what the account stands at.
/// Errors: <c>wallet.account_not_found</c>, <c>wallet.wrong_currency</c>, <c>wallet.bad_floor</c>.</summary>
[Operation]
public sealed record AgreeFloor(AccountId Account, Money Floor) : IOperation<Account>;

/// <summary>The accounts of a person, the oldest first; at most 100.</summary>
/// <param name="Closed">Closed ones as well.</param>
[Operation("GET /api/v1/accounts", Summary = "The accounts of the signed-in person, with their balances.")]
public sealed record Balances(PersonId Person, bool Closed = false) : IOperation<IReadOnlyList<Account>>;

/// <summary>One account. Another person's answers like an unknown one: <c>wallet.account_not_found</c>.</summary>
[Operation("GET /api/v1/accounts/{account}", Summary = "One account with its balance.")]
public sealed record AccountById(PersonId Person, AccountId Account) : IOperation<Account>;

/// <summary>Accounts of anybody, the system's as well, by their ids, at most 100; unknown ones are left out. For other modules.</summary>
[Operation]
public sealed record LedgerAccounts(IReadOnlyList<AccountId> Accounts) : IOperation<IReadOnlyList<Account>>;

/// <summary>The system's own accounts whose purpose begins so, such as <c>external:</c>. For other modules.</summary>
[Operation]
public sealed record OwnAccounts(string Purpose) : IOperation<IReadOnlyList<Account>>;

/// <summary>Which of a posting's two times decides.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeAxis>))]
public enum TimeAxis
{
    /// <summary>When it was written down: what was known at that moment.</summary>
    Recorded,

    /// <summary>When it happened: what is known today of that moment.</summary>
    Event,
}

/// <summary>What an account stood at, at a moment, that moment included. Errors: <c>wallet.account_not_found</c>.</summary>
[Operation("GET /api/v1/accounts/{account}/balance", Summary = "What an account stood at, at a moment, by either of the two times.")]
public sealed record BalanceAt(PersonId Person, AccountId Account, DateTimeOffset At, TimeAxis Axis = TimeAxis.Recorded)
    : IOperation<PastBalance>;

public sealed record PastBalance(AccountId Account, Money Balance, DateTimeOffset At, TimeAxis Axis);

/// <summary>The movements of an account recorded from <paramref name="From"/> (included) to <paramref name="To"/> (excluded), a page
/// at a time, the oldest first unless asked otherwise; <paramref name="Limit"/> 1 to 200. Opening and closing are of the whole period on every page: opening + movements = closing.
/// Errors: <c>wallet.account_not_found</c>, <c>wallet.bad_cursor</c>, <c>wallet.bad_period</c>, <c>wallet.bad_search</c> (100 characters).</summary>
/// <param name="Kind">Only movements of this kind, such as <c>transfer</c>, <c>conversion</c>, <c>sandbox</c>.</param>
/// <param name="Text">Only movements whose note has these words, in any case.</param>
/// <param name="NewestFirst">The last movement comes first; a cursor goes on in the order in which it was given.</param>
[Operation("GET /api/v1/accounts/{account}/statement", Summary = "The movements of an account in a period.")]
public sealed record Statement(
    PersonId Person,
    AccountId Account,
    DateTimeOffset From,
    DateTimeOffset To,
    string? Cursor = null,
    int Limit = 50,
    string? Kind = null,
    string? Text = null,
    bool NewestFirst = false
) : IOperation<StatementPage>;

public sealed record StatementPage(
    AccountId Account,
    DateTimeOffset From,
    DateTimeOffset To,
    Money Opening,
    Money Closing,
    IReadOnlyList<StatementLine> Lines,
    string? Next
);

/// <param name="Number">The account's own running number of entries, from 1, without gaps.</param>
/// <param name="Counterparts">The other accounts of the posting.</param>
/// <param name="Note">Of a transfer.</param>
/// <param name="Counterparty">The other person of a transfer, masked.</param>
public sealed record StatementLine(
    long Number,
    OperationId Posting,
    string Kind,
    Money Amount,
    Money BalanceAfter,
    DateTimeOffset EventAt,
    DateTimeOffset RecordedAt,
    IReadOnlyList<AccountId> Counterparts,
    OperationId? Reverses,
    UsedRate? Rate,
    IReadOnlyDictionary<string, string>? Metadata,
    string? Note = null,
    string? Counterparty = null
);

/// <summary>The entries of an account of anybody, the system's as well, in their order, from the one behind <paramref name="After"/> on; for other modules
/// that compare. Error: <c>wallet.account_not_found</c>.</summary>
/// <param name="After">0 for the first.</param>
/// <param name="Limit">1 to 1,000.</param>
[Operation]
public sealed record AccountEntries(AccountId Account, long After, int Limit) : IOperation<IReadOnlyList<AccountEntry>>;

/// <param name="Number">The account's own running number of entries, from 1, without gaps.</param>
/// <param name="Kind">The posting's.</param>
public sealed record AccountEntry(long Number, OperationId Posting, string Kind, Money Amount, DateTimeOffset RecordedAt);

/// <summary>An account was opened, or a closed one again.</summary>
[Event("wallet.account-opened.v1")]
public sealed record AccountOpened(AccountId Account, PersonId? Person, string Purpose, Currency Currency, DateTimeOffset At) : IEvent
{
    public string Key => Account.ToString();
}

[Event("wallet.account-closed.v1")]
public sealed record AccountClosed(AccountId Account, PersonId? Person, DateTimeOffset At) : IEvent
{
    public string Key => Account.ToString();
}
