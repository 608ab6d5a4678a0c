using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Denga.Identity.Sessions;

/// <summary>What an access token says, once its signature was found good.</summary>
internal sealed record AccessToken(PersonId Person, SessionId Session, DateTimeOffset ExpiresAt);

/// <summary>Signs and checks access tokens: JWT, ES256 and nothing else, three parts and nothing else.</summary>
internal sealed class AccessTokens(SigningKeyRing ring, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private const string Issuer = "denga";
    private const int CharactersMax = 2_000;
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Checking a signature costs more than all else in a small request; a good one stays good until it expires.</summary>
    private readonly RecentlyAsked<string, AccessToken> good = new(clock);

    internal async Task<(string Token, DateTimeOffset ExpiresAt)> Sign(Person person, SessionId session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.AccessTokenLifetime).ToUnixTimeSeconds());
        var token = handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Issuer,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = expiresAt.UtcDateTime,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["sub"] = person.Id.ToString(),
                    ["sid"] = session.ToString(),
                    // For others that check tokens; Denga itself asks for the role as it is now.
                    ["role"] = person.Role.ToString().ToLowerInvariant(),
                },
                SigningCredentials = new SigningCredentials(await ring.Signing(cancel), SecurityAlgorithms.EcdsaSha256),
            }
        );
        return (token, expiresAt);
    }

    /// <summary>Null for whatever is not a token of ours that is good now.</summary>
    internal async ValueTask<AccessToken?> Check(string token, CancellationToken cancel)
    {
        // Five parts are an encrypted token: those are never looked into.
        if (token.Length > CharactersMax || token.Count(c => c == '.') != 2)
            return null;
        var key = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        var read = good.Find(key);
        if (read is null)
        {
            read = await Verify(token, cancel);
            if (read is null)
                return null;
            good.Keep(key, read);
        }
        return read.ExpiresAt > clock.GetUtcNow() ? read : null;
    }

    private async Task<AccessToken?> Verify(string token, CancellationToken cancel)
    {
        if (!handler.CanReadToken(token) || Read(token) is not { Alg: SecurityAlgorithms.EcdsaSha256, Kid: { Length: > 0 } kid })
            return null;
        if (await ring.Verifying(kid, cancel) is not { } key)
            return null;
        var result = await handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                ValidIssuer = Issuer,
                ValidAudience = Issuer,
                IssuerSigningKey = key,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                LifetimeValidator = (from, until, _, _) =>
                    until is { } end && end > clock.GetUtcNow().UtcDateTime && (from is null || from <= clock.GetUtcNow().UtcDateTime),
            }
        );
        if (
            !result.IsValid
            || result.SecurityToken is not JsonWebToken valid
            || !PersonId.TryParse(valid.Subject, null, out var person)
            || !valid.TryGetPayloadValue<string>("sid", out var sid)
            || !SessionId.TryParse(sid, null, out var session)
        )
            return null;
        return new AccessToken(person, session, new DateTimeOffset(valid.ValidTo, TimeSpan.Zero));
    }

    private static JsonWebToken? Read(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or SecurityTokenException)
        {
            return null;
        }
    }
}
