using Denga.Contracts;

namespace Denga.Identity;

internal static class IdentityErrors
{
    public static readonly Error BadIdentity = Error.Invalid(
        "identity.bad_identity",
        "The channel must have 1 to 20 characters and the external id 1 to 100."
    );

    public static readonly Error UnknownPerson = Error.NotFound("identity.unknown_person", "There is no such person.");

    public static readonly Error UnknownLanguage = Error.Invalid("identity.unknown_language", "The language must be ru or en.");

    public static readonly Error UnknownTimeZone = Error.Invalid(
        "identity.unknown_time_zone",
        "The time zone must be an IANA name, such as Europe/Moscow."
    );

    /// <summary>One answer for unknown and expired tokens, so that nobody learns which it was.</summary>
    public static readonly Error BadToken = new(
        "identity.bad_token",
        ErrorKind.Unauthorized,
        "The token is unknown or expired. POST /api/v1/chat gives a new one."
    );
}
