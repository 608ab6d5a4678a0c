using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Keys;
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

    /// <summary>Whether the code is right; each question costs a try. It is not used up: see <see cref="UseUp"/>. Errors: <c>identity.bad_code</c>,
    /// <c>identity.code_used</c>.</summary>
    internal async Task<Result<KeptCode>> Try(string purpose, ChallengeId id, string code, CancellationToken cancel)
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
        if (row?.CodeHash is { } hash && CryptographicOperations.FixedTimeEquals(hash, Hash(purpose, code)))
            return Kept(row);
        return await WasUsed(purpose, code, connection, id: id.Value) ? IdentityErrors.CodeUsed : IdentityErrors.BadCode;
    }

    /// <summary>As <see cref="Try"/>, for the newest code of a person.</summary>
    internal async Task<Result<KeptCode>> Try(string purpose, PersonId person, string code, CancellationToken cancel)
    {
        Guid? id;
        await using (var connection = await database.Open(cancel))
        {
            if (await WasUsed(purpose, code, connection, person: person.Value))
                return IdentityErrors.CodeUsed;
            id = await connection.ExecuteScalarAsync<Guid?>(
                "select id from one_time_code where person_id = @Value and purpose = @purpose and used_at is null order by id desc limit 1",
                new { person.Value, purpose }
            );
            // Used by another request between the two questions.
            if (id is null)
                return await WasUsed(purpose, code, connection, person: person.Value) ? IdentityErrors.CodeUsed : IdentityErrors.BadCode;
        }
        return await Try(purpose, ChallengeId.From(id.Value), code, cancel);
    }

    /// <summary>A code that is long enough to be found by itself. Errors: as <see cref="Try"/>.</summary>
    internal async Task<Result<KeptCode>> Find(string purpose, string code, CancellationToken cancel)
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
        if (row is not null)
            return Kept(row);
        return await WasUsed(purpose, code, connection) ? IdentityErrors.CodeUsed : IdentityErrors.BadCode;
    }

    /// <summary>False when somebody was quicker. Called in the transaction of what the code allows. A used code is kept for a while, expired, so that who
    /// sends it again is told.</summary>
    internal async Task<bool> UseUp(KeptCode code, NpgsqlConnection connection) =>
        await connection.ExecuteAsync(
            "update one_time_code set used_at = @now, expires_at = @now, tries_left = 0, details = null where id = @Id and used_at is null",
            new { Id = code.Id.Value, now = clock.GetUtcNow() }
        ) == 1;

    /// <summary>It was no try: something else that was asked for with it was used before.</summary>
    internal async Task GiveBack(KeptCode code, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync(
            "update one_time_code set tries_left = tries_left + 1 where id = @Id and used_at is null",
            new { Id = code.Id.Value }
        );
    }

    internal static Task Void(string purpose, PersonId person, NpgsqlConnection connection) =>
        connection.ExecuteAsync(
            "delete from one_time_code where person_id = @Value and purpose = @purpose and used_at is null",
            new { person.Value, purpose }
        );

    /// <summary>Whose code this was, when it was used a while ago.</summary>
    internal async Task<PersonId?> FindUsed(string purpose, string code, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var person = await connection.ExecuteScalarAsync<Guid?>(
            "select person_id from one_time_code where code_hash = @hash and purpose = @purpose and used_at is not null limit 1",
            new { hash = Hash(purpose, code), purpose }
        );
        return person is { } known ? PersonId.From(known) : null;
    }

    /// <summary>Only who has the code learns that it was used.</summary>
    private Task<bool> WasUsed(string purpose, string code, NpgsqlConnection connection, Guid? id = null, Guid? person = null) =>
        connection.ExecuteScalarAsync<bool>(
            """
            select exists (select from one_time_code where code_hash = @hash and purpose = @purpose and used_at is not null
                and (@id::uuid is null or id = @id) and (@person::uuid is null or person_id = @person))
            """,
            new
            {
                hash = Hash(purpose, code),
                purpose,
                id,
                person,
            }
        );

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
