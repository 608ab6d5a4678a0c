using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet;

internal static class WalletErrors
{
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
    internal static readonly Error BadPurpose = Error.Invalid(
        "wallet.bad_purpose",
        "A name has 1 to 40 characters that can be read, without a colon; a system account's a–z, 0–9, hyphen and colon."
    );
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

    internal static readonly Error BadNote = Error.Invalid("wallet.bad_note", "A note has at most 200 characters.");
    internal static readonly Error BadName = Error.Invalid("wallet.bad_name", "A name has 1 to 60 characters.");
    internal static readonly Error BadRate = Error.Invalid(
        "wallet.bad_rate",
        "The mark must be more than zero, and not ten thousand times away from the rate now."
    );
    internal static readonly Error RateFixed = Error.Invalid(
        "wallet.rate_fixed",
        "This rate never changes, so there is nothing to tell of."
    );
    internal static readonly Error BadUntil = Error.Invalid("wallet.bad_until", "The last day is before the first one.");
    internal static readonly Error BadSearch = Error.Invalid("wallet.bad_search", "A search has at most 100 characters.");
    internal static readonly Error PayeeNotFound = Error.NotFound(
        "wallet.payee_not_found",
        "Nobody can be reached there. Give an account (acc_…), an e-mail address, a @username or a contact."
    );
    internal static readonly Error SameAccount = Error.Invalid("wallet.same_account", "Money cannot be sent to where it comes from.");
    internal static readonly Error SameCurrency = Error.Invalid(
        "wallet.same_currency",
        "There is nothing to convert: both currencies are the same."
    );
    internal static readonly Error TransferNotFound = Error.NotFound("wallet.transfer_not_found", "There is no such transfer.");
    internal static readonly Error TooManyLookups = Limited(
        "wallet.too_many_lookups",
        "Too many questions in a minute. Wait a moment.",
        ("retryAfterSeconds", "60")
    );
    internal static readonly Error TooFast = Limited(
        "wallet.too_fast",
        "Too many transfers in a minute. Wait a moment.",
        ("retryAfterSeconds", "60")
    );
    internal static readonly Error SandboxOff = Error.Conflict("wallet.sandbox_off", "There is no play money here: Wallet:Sandbox is off.");
    internal static readonly Error TooManyContacts = Error.Conflict("wallet.too_many_contacts", "There may be at most 200 contacts.");
    internal static readonly Error TooManyRequests = Error.Conflict("wallet.too_many_requests", "There may be at most 100 open requests.");
    internal static readonly Error RequestNotFound = Error.NotFound("wallet.request_not_found", "There is no such payment request.");
    internal static readonly Error RequestPaid = Error.Conflict("wallet.request_paid", "The request is paid already.");
    internal static readonly Error RequestCancelled = Error.Conflict("wallet.request_cancelled", "The request was cancelled.");
    internal static readonly Error RequestExpired = Error.Conflict("wallet.request_expired", "The request has expired; ask for a new one.");
    internal static readonly Error TooManySchedules = Error.Conflict("wallet.too_many_schedules", "There may be at most 100 schedules.");
    internal static readonly Error ContactNotFound = Error.NotFound("wallet.contact_not_found", "There is no such contact.");
    internal static readonly Error AlertNotFound = Error.NotFound("wallet.alert_not_found", "There is no such alert.");
    internal static readonly Error ScheduleNotFound = Error.NotFound("wallet.schedule_not_found", "There is no such schedule.");
    internal static readonly Error TooManyAlerts = Error.Conflict("wallet.too_many_alerts", "There may be at most 50 alerts.");
    internal static readonly Error QuoteNotFound = Error.NotFound("wallet.quote_not_found", "There is no such quote.");
    internal static readonly Error QuoteExpired = Error.Conflict("wallet.quote_expired", "The quote has expired; ask for a new one.");
    internal static readonly Error QuoteUsed = Error.Conflict("wallet.quote_used", "The quote was used already; ask for a new one.");
    internal static readonly Error AmountTooSmall = Error.Invalid("wallet.amount_too_small", "The amount is too small to convert.");

    internal static Error NoRate(Currency currency) =>
        Error.Conflict("wallet.no_rate", $"No rate of {currency} is known, so the limits cannot be checked.") with
        {
            Args = Args(("currency", currency.Code)),
        };

    /// <param name="which"><c>operation</c>, <c>day</c>, <c>month</c>.</param>
    internal static Error Limit(string which, Money limit, Money left) =>
        Error.Conflict("wallet.limit_" + which, $"That is more than the limit per {which}: {limit}; {left} is left of it.") with
        {
            Args = Args(("limit", limit.ToAmountString()), ("left", left.ToAmountString()), ("currency", limit.Currency.Code)),
        };

    /// <summary>A refusal by a limit is no answer: later the same may pass, so its id stays unused.</summary>
    internal static readonly string[] OfLimits = ["wallet.too_fast", "wallet.limit_operation", "wallet.limit_day", "wallet.limit_month"];

    internal static Error SandboxLimit(Money limit, Money left) => Limit("day", limit, left) with { Code = "wallet.sandbox_limit" };

    internal static Error StepUpNeeded(string purpose) =>
        new(
            "wallet.step_up_needed",
            ErrorKind.Forbidden,
            $"From this amount on a code is needed: ask POST /api/v1/step-ups with the purpose \"{purpose}\", and send the same again with the code.",
            Args(("purpose", purpose))
        );

    internal static Error RatesStale(DateOnly date, TimeSpan age, TimeSpan max) =>
        new(
            "wallet.rates_stale",
            ErrorKind.Unavailable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The newest rate is of {date:yyyy-MM-dd}, {(long)age.TotalHours} hours old; conversion waits for rates not older than {(long)max.TotalHours} hours."
            ),
            Args(
                ("date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("ageHours", ((long)age.TotalHours).ToString(CultureInfo.InvariantCulture)),
                ("maxHours", ((long)max.TotalHours).ToString(CultureInfo.InvariantCulture))
            )
        );

    private static Error Limited(string code, string detail, (string Name, string Value) arg) =>
        new(code, ErrorKind.Limited, detail, Args(arg));

    private static Dictionary<string, string> Args(params (string Name, string Value)[] args) =>
        args.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal);
}
