using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Limits;
using Denga.Identity.Secrets;
using Denga.Identity.Tokens;
using Denga.Identity.TwoFactor;
using Denga.Platform.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Identity.Sessions;

/// <summary>Opens sessions for people who have shown who they are.</summary>
internal sealed class SessionStart(
    Database<IdentityModule> database,
    Authenticators authenticators,
    AccessTokens accessTokens,
    OneTimeCodes codes,
    Devices devices,
    IOptions<IdentityOptions> options,
    TimeProvider clock
)
{
    internal const string SecondFactorPurpose = "second factor";

    /// <summary>The challenge's id is the secret here; what is typed in is the authenticator's.</summary>
    internal const string SecondFactorCode = "AUTHENTICATOR";
    private const string CookiePrefix = "s";
    private static readonly TimeSpan SecondFactorLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Whether a token is a browser's, and not one of the web chat.</summary>
    internal static bool IsCookie(string token) =>
        token.StartsWith(CookiePrefix, StringComparison.Ordinal) && token.Length == CookieCharacters;

    private static int CookieCharacters => Token.Characters + CookiePrefix.Length;

    /// <summary>After the first step: a session, or the demand for the second step.</summary>
    internal async Task<Result<SignedIn>> Begin(Person person, bool browser, Client? client, CancellationToken cancel)
    {
        if (!await authenticators.IsOn(person.Id, cancel))
            return await Open(person, browser, client, cancel);
        // Random throughout: an id made from the time could be guessed.
        var challenge = ChallengeId.From(new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));
        await using var connection = await database.Open(cancel);
        var expiresAt = await codes.Keep(
            connection,
            challenge,
            SecondFactorPurpose,
            person.Id,
            SecondFactorCode,
            details: null,
            SecondFactorLifetime
        );
        return new SignedIn(SecondFactor: new ChallengeStarted(challenge, expiresAt));
    }

    internal async Task<Result<SignedIn>> Open(Person person, bool browser, Client? client, CancellationToken cancel)
    {
        var session = SessionId.New();
        var now = clock.GetUtcNow();
        var expiresAt = now + options.Value.SessionLifetime;
        var cookie = browser ? CookiePrefix + Token.Make() : null;
        var refresh = browser ? null : Token.Make();
        await database.Transaction(
            async work =>
            {
                await work.Connection.ExecuteAsync(
                    """
                    insert into session (id, person_id, cookie_hash, address, agent, started_at, seen_at, expires_at)
                    values (@id, @person, @cookieHash, @address, @agent, @now, @now, @expiresAt)
                    """,
                    new
                    {
                        id = session.Value,
                        person = person.Id.Value,
                        cookieHash = cookie is null ? null : Token.Hash(cookie),
                        address = client?.Address ?? "",
                        agent = client?.Agent,
                        now,
                        expiresAt,
                    }
                );
                if (refresh is not null)
                    await KeepRefresh(work.Connection, refresh, session, expiresAt);
                return 0;
            },
            cancel
        );
        return cookie is null
            ? await WithTokens(person, session, refresh!, expiresAt, cancel)
            : new SignedIn(person, session, Cookie: new BrowserCookie(cookie, expiresAt, devices.Remember(client?.Device, person.Id)));
    }

    internal async Task<SignedIn> WithTokens(
        Person person,
        SessionId session,
        string refresh,
        DateTimeOffset refreshExpiresAt,
        CancellationToken cancel
    )
    {
        var (token, expiresAt) = await accessTokens.Sign(person, session, cancel);
        return new SignedIn(person, session, new TokenPair(token, expiresAt, refresh, refreshExpiresAt));
    }

    internal static Task KeepRefresh(NpgsqlConnection connection, string refresh, SessionId session, DateTimeOffset expiresAt) =>
        connection.ExecuteAsync(
            "insert into refresh_token (hash, session_id, expires_at) values (@hash, @session, @expiresAt)",
            new
            {
                hash = Token.Hash(refresh),
                session = session.Value,
                expiresAt,
            }
        );
}
