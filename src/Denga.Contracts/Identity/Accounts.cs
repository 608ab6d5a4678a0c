namespace Denga.Contracts.Identity;

/// <summary>Begins a registration by e-mail: a code is sent to the address. The answer is the same for an address that is registered already;
/// its owner is then told so by e-mail. Errors: <c>identity.bad_email</c>, <c>identity.weak_password</c> (10 to 128 characters, not a common one),
/// <c>identity.too_many</c>, <c>identity.busy</c>.</summary>
[Operation("POST /api/v1/registrations", Access = Access.Anyone, Summary = "Begins a registration; a code goes to the e-mail address.")]
public sealed record Register(string Email, string Password, string? Language = null, string? TimeZone = null, Client? Client = null)
    : IOperation<ChallengeStarted>;

/// <summary>Adds an e-mail address and a password to the signed-in person; confirmed in the same way. Errors: as <see cref="Register"/>, and
/// <c>identity.has_email</c>, <c>identity.sign_in_needed</c> with the token of a web chat of somebody who has a messenger to sign in with.</summary>
[Operation("POST /api/v1/me/email", Summary = "Adds an e-mail address and a password; a code goes to the address.")]
public sealed record AddEmail(PersonId Person, string Email, string Password, Client? Client = null, SessionId? Current = null)
    : IOperation<ChallengeStarted>;

/// <summary>A code was sent, if there is somebody to send it to. It has six digits and may be tried five times.</summary>
public sealed record ChallengeStarted(ChallengeId Challenge, DateTimeOffset ExpiresAt);

/// <summary>Ends a registration with the code from the e-mail, and signs in. Errors: <c>identity.bad_code</c> for wrong and expired ones alike,
/// <c>identity.code_used</c>.</summary>
[Operation(
    "POST /api/v1/registrations/{challenge}/confirmation",
    Access = Access.Anyone,
    Summary = "Confirms the e-mail address with the code, and signs in."
)]
public sealed record ConfirmRegistration(ChallengeId Challenge, string Code, bool Browser = false, Client? Client = null)
    : IOperation<SignedIn>;

/// <summary>Signs in by e-mail and password. Errors: <c>identity.bad_credentials</c> for an unknown address and a wrong password alike,
/// <c>identity.locked</c> (for this account from this network; a browser that signed in to it before is counted by itself) and
/// <c>identity.too_many</c> with the seconds to wait, <c>identity.busy</c>.</summary>
/// <param name="Browser">Makes a session for a browser: the token is put into a cookie and no JWT is given.</param>
[Operation("POST /api/v1/sessions", Access = Access.Anyone, Summary = "Signs in by e-mail and password.")]
public sealed record SignIn(string Email, string Password, bool Browser = false, Client? Client = null) : IOperation<SignedIn>;

/// <summary>The second step of signing in: a code of the authenticator, or a recovery code. Errors: <c>identity.bad_code</c>, after five of which
/// the password is asked again; <c>identity.code_used</c>, which does not count; <c>identity.locked</c>.</summary>
[Operation("POST /api/v1/sessions/second-factor", Access = Access.Anyone, Summary = "Ends a sign-in with a code of the authenticator.")]
public sealed record SignInWithCode(ChallengeId Challenge, string Code, bool Browser = false, Client? Client = null) : IOperation<SignedIn>;

/// <summary>Signs in with what Telegram signed: exactly one of the two, each as a query string with its <c>hash</c>. It must be fresh and is good
/// once. Errors: <c>identity.bad_telegram</c>, <c>identity.telegram_off</c>.</summary>
/// <param name="InitData"><c>Telegram.WebApp.initData</c> of a Mini App, as it is.</param>
/// <param name="Widget">The fields of the login widget.</param>
[Operation("POST /api/v1/sessions/telegram", Access = Access.Anyone, Summary = "Signs in with Telegram's login widget or Mini App data.")]
public sealed record SignInWithTelegram(string? InitData = null, string? Widget = null, bool Browser = false, Client? Client = null)
    : IOperation<SignedIn>;

/// <summary>Exchanges a refresh token for a new pair. A token is good once. A client whose answer was lost may ask again: within 30 s, while the new
/// token is unused, the same agent gets the same pair. One that comes again later, or from somebody else, ends its session, because two hold it, and the
/// owner is told (<see cref="RefreshTokenReused"/>). Error: <c>identity.bad_token</c>.</summary>
[Operation("POST /api/v1/sessions/refresh", Access = Access.Anyone, Summary = "Exchanges a refresh token for new tokens.")]
public sealed record RefreshSession(string RefreshToken, Client? Client = null) : IOperation<SignedIn>;

/// <summary>Either <paramref name="SecondFactor"/>, and everything else is missing; or a session, with <paramref name="Tokens"/> for a program or
/// <paramref name="Cookie"/> for a browser.</summary>
/// <param name="Cookie">The gateway turns it into a cookie and leaves it out of the answer.</param>
/// <param name="Csrf">What a browser sends in the header <c>Denga-Csrf</c> with every write.</param>
public sealed record SignedIn(
    Person? Person = null,
    SessionId? Session = null,
    TokenPair? Tokens = null,
    BrowserCookie? Cookie = null,
    string? Csrf = null,
    ChallengeStarted? SecondFactor = null
) : IBeginsSession
{
    IBeginsSession IBeginsSession.Shown(string csrf) => this with { Cookie = null, Csrf = csrf };
}

/// <param name="Access">A JWT for <c>Authorization: Bearer</c>, good for minutes.</param>
/// <param name="Refresh">For <c>POST /api/v1/sessions/refresh</c>, good once.</param>
public sealed record TokenPair(string Access, DateTimeOffset AccessExpiresAt, string Refresh, DateTimeOffset RefreshExpiresAt);

/// <summary>Begins the recovery of an account: a code is sent to the address. The answer is the same for an unknown address.
/// Errors: <c>identity.bad_email</c>, <c>identity.too_many</c>.</summary>
[Operation("POST /api/v1/recoveries", Access = Access.Anyone, Summary = "Forgotten password: a code goes to the e-mail address.")]
public sealed record Recover(string Email, string? Language = null, Client? Client = null) : IOperation<ChallengeStarted>;

/// <summary>Sets a new password with the code from the e-mail, ends all sessions and tokens of web chats and signs in (a second factor is still asked
/// for). Errors: <c>identity.bad_code</c>, <c>identity.code_used</c>, <c>identity.weak_password</c>.</summary>
[Operation(
    "POST /api/v1/recoveries/{challenge}/confirmation",
    Access = Access.Anyone,
    Summary = "Sets a new password with the code from the e-mail."
)]
public sealed record ConfirmRecovery(ChallengeId Challenge, string Code, string Password, bool Browser = false, Client? Client = null)
    : IOperation<SignedIn>;

/// <summary>Changes the password; all other sessions and tokens of web chats end. Errors: <c>identity.bad_credentials</c>, <c>identity.weak_password</c>,
/// <c>identity.no_email</c>, <c>identity.locked</c>.</summary>
[Operation("PUT /api/v1/me/password", Summary = "Changes the password; all other sessions end.")]
public sealed record ChangePassword(PersonId Person, string Password, string NewPassword, SessionId? Current = null) : IOperation<Done>;

/// <summary>Whatever can act for the person, the newest first, at most 100: open sessions, tokens of web chats, linked messengers.</summary>
[Operation("GET /api/v1/sessions", Summary = "Whatever can act for the person: open sessions, web chats, linked messengers.")]
public sealed record Sessions(PersonId Person, SessionId? Current = null) : IOperation<IReadOnlyList<Session>>;

/// <param name="Kind"><c>browser</c>, <c>program</c>, <c>chat</c>, or a messenger such as <c>telegram</c>.</param>
/// <param name="Address">The network address; empty for a messenger.</param>
/// <param name="Agent">What the program says it is; of a messenger the person's name there.</param>
/// <param name="ExpiresAt">Null for a messenger.</param>
/// <param name="IsCurrent">The one that asks.</param>
public sealed record Session(
    SessionId Id,
    string Kind,
    string Address,
    string? Agent,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset? ExpiresAt,
    bool IsCurrent
);

/// <summary>Ends one of what <see cref="Sessions"/> lists. Who writes from a messenger that was ended is a newcomer there. Errors:
/// <c>identity.unknown_session</c>, <c>identity.last_way_in</c> for the only messenger of somebody without an e-mail address.</summary>
[Operation("DELETE /api/v1/sessions/{session}", Summary = "Ends a session, a web chat's token or the link with a messenger.")]
public sealed record EndSession(PersonId Person, SessionId Session) : IOperation<Done>;

/// <summary>Ends the session that asks; a web-chat token ends as well. A repeat is harmless.</summary>
[Operation("DELETE /api/v1/sessions/current", EndsSession = true, Summary = "Signs out.")]
public sealed record SignOut(PersonId Person, SessionId? Current = null) : IOperation<Done>;

/// <summary>Ends every session of the person, also the one that asks, and every web-chat token.</summary>
[Operation("DELETE /api/v1/sessions", EndsSession = true, Summary = "Signs out everywhere.")]
public sealed record SignOutEverywhere(PersonId Person) : IOperation<Done>;

/// <summary>A refresh token came again when it should not: two hold it. Its session was ended, and its owner must know.</summary>
/// <param name="Address">From where it came.</param>
[Event("identity.refresh-token-reused.v1")]
public sealed record RefreshTokenReused(PersonId Person, SessionId Session, string? Address, string? Agent, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>A messenger was taken off a person; who writes from there is a newcomer.</summary>
[Event("identity.messenger-unlinked.v1")]
public sealed record MessengerUnlinked(PersonId Person, string Channel, string ExternalId, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>How the person signs in.</summary>
[Operation("GET /api/v1/me/security", Summary = "E-mail, messengers, second factor.")]
public sealed record Security(PersonId Person) : IOperation<SecuritySettings>;

/// <param name="Channels">The messengers by which he comes, such as <c>telegram</c>.</param>
public sealed record SecuritySettings(string? Email, IReadOnlyList<string> Channels, bool TwoFactor, int RecoveryCodesLeft);

/// <summary>Public keys that check access tokens, as RFC 7517 has it.</summary>
[Operation]
public sealed record SigningKeys : IOperation<KeySet>;

public sealed record KeySet(IReadOnlyList<PublicKey> Keys);

public sealed record PublicKey(string Kid, string Kty, string Crv, string X, string Y, string Use, string Alg);
