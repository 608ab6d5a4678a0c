using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Identity.Secrets;

/// <summary>Codes that are good once, for minutes and for a few tries.</summary>
internal sealed class OneTimeCodes(Database<IdentityModule> database, Sealing sealing, TimeProvider clock)
{
    private const int TriesMax = 5;

    /// <summary>Without letters and digits that look alike.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    internal static string MakeDigits() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    internal static string MakeLetters(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>As people type it: spaces, dashes and small letters do not matter.</summary>
    internal static string Fold(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <param name="code">Null makes a code that nobody has.</param>
    internal async Task<DateTimeOffset> Keep(
        NpgsqlConnection connection,
        ChallengeId id,
        string purpose,
        PersonId? person,
        string? code,
        object? details,
        TimeSpan lifetime
    )
    {
        var expiresAt = clock.GetUtcNow() + lifetime;
        await connection.ExecuteAsync(
            """
            insert into one_time_code (id, purpose, person_id, code_hash, details, tries_left, expires_at)
            values (@id, @purpose, @person, @hash, @details::json, @tries, @expiresAt)
            """,
            new
            {
                id = id.Value,
                purpose,
                person = person?.Value,
                // The same work for a code that nobody has; what is kept then fits no code.
                hash = code is null ? Discard(purpose) : Hash(purpose, code),
                details = details is null ? null : JsonSerializer.Serialize(details, DengaJson.Options),
                tries = (short)TriesMax,
                expiresAt,
            }
        );
        return expiresAt;
    }

    /// <summary>Whether the code is right; each question costs a try. It is not used up: see <see cref="UseUp"/>.</summary>
    internal async Task<KeptCode?> Try(string purpose, ChallengeId id, string code, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<CodeRow>(
            """
            update one_time_code set tries_left = tries_left - 1
            where id = @id and purpose = @purpose and tries_left > 0 and expires_at > @now
            returning id, person_id PersonId, code_hash CodeHash, details::text Details
            """,
            new
            {
                id = id.Value,
                purpose,
                now = clock.GetUtcNow(),
            }
        );
        return row?.CodeHash is { } hash && CryptographicOperations.FixedTimeEquals(hash, Hash(purpose, code)) ? Kept(row) : null;
    }

    /// <summary>As <see cref="Try"/>, for the newest code of a person.</summary>
    internal async Task<KeptCode?> Try(string purpose, PersonId person, string code, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var id = await connection.ExecuteScalarAsync<Guid?>(
            "select id from one_time_code where person_id = @Value and purpose = @purpose order by id desc limit 1",
            new { person.Value, purpose }
        );
        return id is { } newest ? await Try(purpose, ChallengeId.From(newest), code, cancel) : null;
    }

    /// <summary>A code that is long enough to be found by itself.</summary>
    internal async Task<KeptCode?> Find(string purpose, string code, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<CodeRow>(
            """
            select id, person_id PersonId, code_hash CodeHash, details::text Details from one_time_code
            where code_hash = @hash and purpose = @purpose and expires_at > @now limit 1
            """,
            new
            {
                hash = Hash(purpose, code),
                purpose,
                now = clock.GetUtcNow(),
            }
        );
        return row is null ? null : Kept(row);
    }

    /// <summary>False when somebody was quicker. Called in the transaction of what the code allows.</summary>
    internal static async Task<bool> UseUp(KeptCode code, NpgsqlConnection connection) =>
        await connection.ExecuteAsync("delete from one_time_code where id = @Id", new { Id = code.Id.Value }) == 1;

    internal static Task Void(string purpose, PersonId person, NpgsqlConnection connection) =>
        connection.ExecuteAsync("delete from one_time_code where person_id = @Value and purpose = @purpose", new { person.Value, purpose });

    private byte[] Hash(string purpose, string code) => sealing.Hash("code " + purpose, Fold(code));

    private byte[]? Discard(string purpose)
    {
        Hash(purpose, "000000");
        return null;
    }

    private static KeptCode Kept(CodeRow row) =>
        new(ChallengeId.From(row.Id), row.PersonId is { } person ? PersonId.From(person) : null, row.Details);

    private sealed record CodeRow(Guid Id, Guid? PersonId, byte[]? CodeHash, string? Details);
}

/// <summary>A code that was right.</summary>
internal sealed record KeptCode(ChallengeId Id, PersonId? Person, string? Details)
{
    internal T Read<T>() => JsonSerializer.Deserialize<T>(Details!, DengaJson.Options)!;
}
