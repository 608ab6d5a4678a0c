using System.Security.Cryptography;
using System.Text;
using Dapper;
using Denga.Contracts;
using Denga.Identity.Limits;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Keys;
using Npgsql;

namespace Denga.Identity.TwoFactor;

/// <summary>People's authenticators and recovery codes.</summary>
internal sealed class Authenticators(Database<IdentityModule> database, Sealing sealing, Attempts attempts, TimeProvider clock)
{
    internal const string GuessOf = "second factor";
    private const string Purpose = "authenticator";
    private const int RecoveryCodesMade = 10;
    private const int RecoveryCodeCharacters = 12;
    private const int DigitsOfCode = 6;

    internal async Task<bool> IsOn(PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await IsOn(person, connection);
    }

    internal static Task<bool> IsOn(PersonId person, NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>(
            "select exists (select from authenticator where person_id = @Value and confirmed_at is not null)",
            new { person.Value }
        );

    /// <summary>Null when one is on already.</summary>
    internal async Task<byte[]?> Make(PersonId person, CancellationToken cancel)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        await using var connection = await database.Open(cancel);
        var kept = await connection.ExecuteAsync(
            """
            insert into authenticator (person_id, secret) values (@person, @box)
            on conflict (person_id) do update set secret = excluded.secret, last_step = 0 where authenticator.confirmed_at is null
            """,
            new { person = person.Value, box = sealing.Seal(Purpose + person, secret) }
        );
        return kept == 1 ? secret : null;
    }

    /// <summary>Uses up a code of the authenticator, or a recovery code. Null when it was right.</summary>
    /// <param name="confirms">The first code of a new authenticator; recovery codes do not count then.</param>
    /// <param name="client">From where somebody signs in with it.</param>
    internal async Task<Error?> Refuses(
        PersonId person,
        string code,
        CancellationToken cancel,
        bool confirms = false,
        Client? client = null
    )
    {
        var guess = attempts.From(GuessOf, person.ToString(), client, person);
        if (await attempts.Guess(guess, cancel) is { } locked)
            return locked;
        var folded = OneTimeCodes.Fold(code);
        var refused =
            folded.Length == DigitsOfCode && folded.All(char.IsAsciiDigit) ? await UseStep(person, folded, confirms, cancel)
            : confirms ? IdentityErrors.BadCode
            : await UseRecoveryCode(person, folded, cancel);
        if (refused is null)
            await attempts.Right(guess, cancel);
        // Who has a code that was right is not guessing.
        else if (refused == IdentityErrors.CodeUsed)
            await attempts.Uncount(guess, cancel);
        return refused;
    }

    internal async Task<IReadOnlyList<string>> MakeRecoveryCodes(PersonId person, NpgsqlConnection connection)
    {
        var codes = Enumerable.Range(0, RecoveryCodesMade).Select(_ => OneTimeCodes.MakeLetters(RecoveryCodeCharacters)).ToList();
        await RemoveRecoveryCodes(person, connection);
        await connection.ExecuteAsync(
            "insert into recovery_code (person_id, hash) select @person, unnest(@hashes)",
            new { person = person.Value, hashes = codes.Select(c => Hash(person, c)).ToArray() }
        );
        return [.. codes.Select(c => string.Join('-', c.Chunk(4).Select(part => new string(part))))];
    }

    internal static async Task Remove(PersonId person, NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("delete from authenticator where person_id = @Value", new { person.Value });
        await RemoveRecoveryCodes(person, connection);
    }

    /// <summary>One that nobody has confirmed was begun by whoever held the person's session or chat, perhaps before there was this password.</summary>
    internal static Task RemoveUnconfirmed(PersonId person, NpgsqlConnection connection) =>
        connection.ExecuteAsync("delete from authenticator where person_id = @Value and confirmed_at is null", new { person.Value });

    private static async Task RemoveRecoveryCodes(PersonId person, NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("delete from recovery_code where person_id = @Value", new { person.Value });
        await connection.ExecuteAsync("delete from used_recovery_code where person_id = @Value", new { person.Value });
    }

    /// <summary>Each step counts once: a code that somebody looked at over the shoulder is worth nothing.</summary>
    private async Task<Error?> UseStep(PersonId person, string code, bool confirms, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var box = await connection.ExecuteScalarAsync<byte[]?>(
            "select secret from authenticator where person_id = @person and confirmed_at is null = @confirms",
            new { person = person.Value, confirms }
        );
        if (box is null)
            return IdentityErrors.BadCode;
        if (sealing.Open(Purpose + person, box) is not { } secret)
            return IdentityErrors.KeyLost;
        if (Totp.Match(secret, code, clock.GetUtcNow()) is not { } step)
            return IdentityErrors.BadCode;
        var used = await connection.ExecuteAsync(
            """
            update authenticator set last_step = @step, confirmed_at = coalesce(confirmed_at, @now), secret = @fresh
            where person_id = @person and secret = @box and last_step < @step and confirmed_at is null = @confirms
            """,
            new
            {
                step,
                now = clock.GetUtcNow(),
                // Sealed again, so that a new key file takes over by and by.
                fresh = sealing.Seal(Purpose + person, secret),
                person = person.Value,
                box,
                confirms,
            }
        );
        // The code fits, so what refuses it is that it, or a newer one, was taken before.
        return used == 1 ? null : IdentityErrors.CodeUsed;
    }

    private async Task<Error?> UseRecoveryCode(PersonId person, string code, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var mine = new { person = person.Value, hash = Hash(person, code) };
        var used = await connection.ExecuteScalarAsync<bool>(
            """
            with taken as (delete from recovery_code where person_id = @person and hash = @hash returning person_id, hash),
                kept as (insert into used_recovery_code select person_id, hash from taken on conflict do nothing)
            select exists (select from taken)
            """,
            mine
        );
        if (used)
            return null;
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from used_recovery_code where person_id = @person and hash = @hash)",
            mine
        )
            ? IdentityErrors.CodeUsed
            : IdentityErrors.BadCode;
    }

    /// <summary>A fast hash is enough: a code has 60 random bits.</summary>
    private static byte[] Hash(PersonId person, string code) => SHA256.HashData(Encoding.UTF8.GetBytes($"{person}\n{code}"));
}
