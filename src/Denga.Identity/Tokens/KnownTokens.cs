using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Denga.Contracts;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Identity.Tokens;

/// <summary>A token's row.</summary>
internal sealed record TokenRow(PersonId Person, DateTimeOffset ExpiresAt);

/// <summary>Makes tokens, and finds them by their hash, from a copy when they were asked for a moment ago.</summary>
internal sealed class KnownTokens(Database<IdentityModule> database, Caches caches, TimeProvider clock)
{
    private const int RandomBytes = 32;
    internal static readonly int Characters = Base64Url.GetEncodedLength(RandomBytes);
    private readonly Cache<TokenRow> tokens = caches.Of<TokenRow>("identity.token", TimeSpan.FromSeconds(30));

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Null when nobody holds it, or it has expired.</summary>
    public async Task<TokenRow?> Find(string token, CancellationToken cancel)
    {
        if (token.Length != Characters)
            return null;
        var hash = Hash(token);
        // Copies are asked for by the hash as well: a token is nowhere kept as it is.
        var row = await tokens.Get(Convert.ToHexString(hash), () => Read(hash), cancel);
        return row?.ExpiresAt > clock.GetUtcNow() ? row : null;
    }

    /// <summary>Deletes a person's tokens; after the commit <see cref="Deleted"/> is told.</summary>
    public static async Task<byte[][]> DeleteAll(PersonId person, NpgsqlConnection connection) =>
        [.. await connection.QueryAsync<byte[]>("delete from token where person_id = @Value returning hash", new { person.Value })];

    public async Task Deleted(IEnumerable<byte[]> hashes)
    {
        foreach (var hash in hashes)
            await tokens.Remove(Convert.ToHexString(hash), CancellationToken.None);
    }

    private async Task<TokenRow?> Read(byte[] hash)
    {
        await using var command = database.Source.CreateCommand("select person_id, expires_at from token where hash = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new TokenRow(PersonId.From(reader.GetGuid(0)), reader.GetFieldValue<DateTimeOffset>(1)) : null;
    }
}
