using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet;

internal static class WalletErrors
{
    internal static readonly Error OperationConflict = Error.Conflict(
        "wallet.operation_conflict",
        "This id was used for another request. Make a new id for a new request."
    );
    internal static readonly Error Busy = new(
        "wallet.busy",
        ErrorKind.Unavailable,
        "The ledger has too much to do. Send the same request again in a moment."
    );
    internal static readonly Error BadLegs = Error.Invalid(
        "wallet.bad_legs",
        "A posting has 2 to 64 legs; each account stands in it once, and no amount is zero."
    );
    internal static readonly Error Unbalanced = Error.Invalid("wallet.unbalanced", "The legs must sum to zero in every currency.");
    internal static readonly Error WrongCurrency = Error.Invalid(
        "wallet.wrong_currency",
        "The amount is not in the currency of the account."
    );
    internal static readonly Error BadAmount = Error.Invalid("wallet.bad_amount", "The amount must be more than zero.");
    internal static readonly Error BadKind = Error.Invalid("wallet.bad_kind", "A kind has 1 to 40 of a–z, 0–9, hyphen and dot.");
    internal static readonly Error BadMetadata = Error.Invalid(
        "wallet.bad_metadata",
        "There may be at most 16 texts, with names of 1 to 40 and values of at most 500 characters; a rate is positive, its source has 1 to 100 characters."
    );
    internal static readonly Error BadTime = Error.Invalid("wallet.bad_time", "The time is too far from now.");
    internal static readonly Error AccountNotFound = Error.NotFound("wallet.account_not_found", "There is no such account.");
    internal static readonly Error AccountClosed = Error.Conflict("wallet.account_closed", "The account is closed.");
    internal static readonly Error AccountNotEmpty = Error.Conflict(
        "wallet.account_not_empty",
        "Only an account without money and without holds can be closed."
    );
    internal static readonly Error Overflow = Error.Invalid("wallet.overflow", "The amount is larger than an account can hold.");
    internal static readonly Error PostingNotFound = Error.NotFound("wallet.posting_not_found", "There is no such posting.");
    internal static readonly Error AlreadyReversed = Error.Conflict("wallet.already_reversed", "The posting was reversed before.");
    internal static readonly Error IsReversal = Error.Conflict("wallet.is_reversal", "A reversal is not reversed; make a new posting.");
    internal static readonly Error HoldNotFound = Error.NotFound("wallet.hold_not_found", "There is no such hold.");
    internal static readonly Error HoldEnded = Error.Conflict("wallet.hold_ended", "The hold was captured, released, or has expired.");
    internal static readonly Error CaptureTooLarge = Error.Conflict(
        "wallet.capture_too_large",
        "A capture takes more than zero and at most what is held."
    );
    internal static readonly Error BadPurpose = Error.Invalid("wallet.bad_purpose", "A purpose has 1 to 40 of a–z, 0–9 and hyphen.");
    internal static readonly Error TooManyAccounts = Error.Conflict("wallet.too_many_accounts", "There may be at most 100 accounts.");
    internal static readonly Error BadFloor = Error.Conflict(
        "wallet.bad_floor",
        "A floor is zero or below, and not above what the account stands at."
    );
    internal static readonly Error BadCursor = Error.Invalid("wallet.bad_cursor", "The cursor is not one that a list gave.");
    internal static readonly Error BadPeriod = Error.Invalid("wallet.bad_period", "The period must end after it begins.");

    /// <param name="available">What could be spent.</param>
    internal static Error NotEnough(AccountId account, Money available) =>
        Error.Conflict(
            "wallet.not_enough",
            string.Create(CultureInfo.InvariantCulture, $"There is not enough money on the account: {available} can be spent.")
        ) with
        {
            Args = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["account"] = account.ToString(),
                ["amount"] = available.ToAmountString(),
                ["currency"] = available.Currency.Code,
            },
        };
}
