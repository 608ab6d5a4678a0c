using Dapper;
using Denga.Contracts;
using Denga.Identity.Limits;
using Denga.Identity.People;
using Denga.Platform.Data;

namespace Denga.Identity.Accounts;

/// <summary>What changes how a person signs in takes more than a token that somebody may have found: his password, where he has one. Without one, a web
/// chat's token does not do it for somebody who can sign in by messenger.</summary>
internal sealed class OwnPassword(Database<IdentityModule> database, EmailAccounts accounts, Passwords passwords, Attempts attempts)
{
    /// <summary>Null lets it be done. Errors: <c>identity.password_needed</c>, <c>identity.bad_credentials</c>, <c>identity.locked</c>,
    /// <c>identity.sign_in_needed</c>.</summary>
    internal async Task<Error?> Refuses(PersonId person, string? password, SessionId? current, CancellationToken cancel)
    {
        if (await accounts.Of(person, cancel) is { } account)
            return string.IsNullOrEmpty(password) ? IdentityErrors.PasswordNeeded : await Refuses(account, password, current, cancel);
        await using var connection = await database.Open(cancel);
        return await connection.ExecuteScalarAsync<bool>(
            $"""
            select exists (select from token where id = @current)
                and exists (select from identity where person_id = @person and {Messengers.Are})
            """,
            new { current = current?.Value, person = person.Value }
        )
            ? IdentityErrors.SignInNeeded
            : null;
    }

    internal async Task<Error?> Refuses(EmailAccount account, string password, SessionId? current, CancellationToken cancel)
    {
        // Counted by session: a stolen one locks no other.
        var guess = new GuessAt(SignInHandlers.PasswordGuess, account.AddressKey, "session " + current);
        if (await attempts.Guess(guess, cancel) is { } locked)
            return locked;
        var verdict = await passwords.Check(account.PasswordHash, password, cancel);
        if (!verdict.IsOk)
            return verdict.Error;
        if (verdict.Value == PasswordVerdict.Wrong)
            return IdentityErrors.BadCredentials;
        await attempts.Right(guess, cancel);
        return null;
    }
}
