using System.Globalization;
using Denga.Contracts;

namespace Denga.Identity;

internal static class IdentityErrors
{
    public static readonly Error BadIdentity = Error.Invalid(
        "identity.bad_identity",
        "The channel must have 1 to 20 characters and the external id 1 to 100."
    );

    public static readonly Error UnknownPerson = Error.NotFound("identity.unknown_person", "There is no such person.");

    public static readonly Error UnknownRight = Error.Invalid(
        "identity.unknown_right",
        "There is no such right. GET /api/v1/rights lists those there are."
    );

    public static readonly Error UnknownLanguage = Error.Invalid("identity.unknown_language", "The language must be ru or en.");

    public static readonly Error UnknownTimeZone = Error.Invalid(
        "identity.unknown_time_zone",
        "The time zone must be an IANA name, such as Europe/Moscow."
    );

    /// <summary>One answer for unknown and expired tokens, so that nobody learns which it was.</summary>
    public static readonly Error BadToken = new(
        "identity.bad_token",
        ErrorKind.Unauthorized,
        "The token is unknown or expired. Sign in again: POST /api/v1/sessions, or /api/v1/chat."
    );

    public static readonly Error BadEmail = Error.Invalid("identity.bad_email", "The e-mail address must look like name@example.org.");

    public static readonly Error WeakPassword = Error.Invalid(
        "identity.weak_password",
        "The password must have 10 to 128 characters and be none that everybody tries first."
    );

    public static readonly Error BadCredentials = new(
        "identity.bad_credentials",
        ErrorKind.Unauthorized,
        "The e-mail address or the password is wrong."
    );

    public static readonly Error BadCode = Error.Invalid("identity.bad_code", "The code is wrong or expired.");

    public static readonly Error CodeUsed = Error.Invalid(
        "identity.code_used",
        "The code was used before. Wait for the next one of the authenticator, or ask for another."
    );

    public static readonly Error PasswordNeeded = new(
        "identity.password_needed",
        ErrorKind.Forbidden,
        "This takes the password: send it with the same again."
    );

    public static readonly Error SignInNeeded = new(
        "identity.sign_in_needed",
        ErrorKind.Forbidden,
        "The token of a web chat does not do this. Sign in with the messenger: POST /api/v1/sessions/telegram."
    );

    public static readonly Error SecondFactorNeeded = new(
        "identity.second_factor_needed",
        ErrorKind.Forbidden,
        "This takes a code of the authenticator: send it as secondFactor with the same again."
    );

    public static readonly Error UsernameContested = Error.Conflict(
        "identity.username_contested",
        "Two people were heard under this name. It can be used again when its owner writes to the bot once more."
    );

    public static readonly Error EmailTaken = Error.Conflict(
        "identity.email_taken",
        "An account has this e-mail address. Sign in with it, then redeem the code."
    );

    public static readonly Error LastWayIn = Error.Conflict(
        "identity.last_way_in",
        "This is the only way by which the person can come in. Add an e-mail address first."
    );

    public static readonly Error HasEmail = Error.Conflict("identity.has_email", "The person has an e-mail address already.");

    public static readonly Error NoEmail = Error.Conflict("identity.no_email", "The person has no e-mail address.");

    public static readonly Error UnknownSession = Error.NotFound("identity.unknown_session", "There is no such open session.");

    public static readonly Error TwoFactorOn = Error.Conflict("identity.two_factor_on", "The second factor is on already.");

    public static readonly Error TwoFactorOff = Error.Conflict("identity.two_factor_off", "The second factor is not on.");

    public static readonly Error KeyLost = new(
        "identity.key_lost",
        ErrorKind.Unavailable,
        "The authenticator's secret cannot be read: the server's key file was replaced. Tell the operator."
    );

    public static readonly Error NoSecondChannel = Error.Conflict(
        "identity.no_second_channel",
        "There is nowhere to send a code: add an e-mail address or an authenticator."
    );

    public static readonly Error BadPurpose = Error.Invalid("identity.bad_purpose", "The purpose must have 1 to 100 characters.");

    public static Error StepUpNeeded(string purpose) =>
        new(
            "identity.step_up_needed",
            ErrorKind.Forbidden,
            $"This takes a code: ask POST /api/v1/step-ups with the purpose \"{purpose}\", and send the same again with the code.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = purpose }
        );

    public static readonly Error PersonChanged = Error.Conflict(
        "identity.person_changed",
        "The person was changed meanwhile. Read him again, and send the version that he has now."
    );

    public static readonly Error BadTelegram = new(
        "identity.bad_telegram",
        ErrorKind.Unauthorized,
        "What Telegram signed is wrong, too old or was used before. Open the page from Telegram again."
    );

    public static readonly Error TelegramOff = new(
        "identity.telegram_off",
        ErrorKind.Unavailable,
        "Signing in with Telegram needs the setting Telegram:Token."
    );

    public static readonly Error BothHaveEmail = Error.Conflict(
        "identity.both_have_email",
        "Both have an e-mail address: two accounts with e-mail cannot be joined."
    );

    public static readonly Error HoldsMoney = Error.Conflict(
        "identity.holds_money",
        "There is money that would lose its owner. Transfer or withdraw it first."
    );

    public static readonly Error ChangedMeanwhile = Error.Conflict(
        "identity.changed_meanwhile",
        "Something about the person was changed at the same moment, so nothing was done. Try again."
    );

    public static readonly Error LastAdministrator = Error.Conflict(
        "identity.last_administrator",
        "This is the last administrator. Appoint another one first."
    );

    public static readonly Error BadCursor = Error.Invalid("identity.bad_cursor", "The cursor is not one that a page gave.");

    public static readonly Error Busy = Wait("identity.busy", "Too many people sign in at this moment.", TimeSpan.FromSeconds(1));

    public static Error TooMany(TimeSpan wait) => Wait("identity.too_many", "Too many attempts.", wait);

    public static Error Locked(TimeSpan wait) => Wait("identity.locked", "Too many wrong attempts in a row; locked for a while.", wait);

    private static Error Wait(string code, string reason, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new Error(
            code,
            ErrorKind.Limited,
            $"{reason} Try again in {seconds} s.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["retryAfterSeconds"] = seconds }
        );
    }
}
