using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Identity.Tokens;

/// <summary>A token's row.</summary>
internal sealed record TokenRow(PersonId Person, DateTimeOffset ExpiresAt);

/// <summary>Makes tokens, and finds them by their hash, from memory when they were asked for a moment ago.</summary>
internal sealed class KnownTokens(Database<IdentityModule> database, TimeProvider clock)
{
    private const int RandomBytes = 32;
    internal static readonly int Characters = Base64Url.GetEncodedLength(RandomBytes);
    private readonly RecentlyAsked<string, TokenRow> tokens = new(clock);

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Null when nobody holds it, or it has expired.</summary>
    public async Task<TokenRow?> Find(string token, CancellationToken cancel)
    {
        if (token.Length != Characters)
            return null;
        var hash = Hash(token);
        // The memory is asked by the hash as well: a token is nowhere kept as it is.
        var key = Convert.ToHexString(hash);
        var row = tokens.Find(key);
        if (row is null)
        {
            row = await Read(hash, cancel);
            if (row is null)
                return null;
            tokens.Keep(key, row, static (_, _) => false);
        }
        return row.ExpiresAt > clock.GetUtcNow() ? row : null;
    }

    /// <summary>Called after tokens were deleted. Another process goes on with its copies for half a minute.</summary>
    public void Forget() => tokens.ForgetAll();

    private async Task<TokenRow?> Read(byte[] hash, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select person_id, expires_at from token where hash = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new TokenRow(PersonId.From(reader.GetGuid(0)), reader.GetFieldValue<DateTimeOffset>(1))
            : null;
    }
}
