using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Limits;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.Sessions;
using Denga.Identity.TwoFactor;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Identity.Accounts;

/// <summary>Signing in by password, and the second step after any first one.</summary>
internal sealed class SignInHandlers(
    Database<IdentityModule> database,
    KnownPeople people,
    EmailAccounts accounts,
    Passwords passwords,
    OneTimeCodes codes,
    Attempts attempts,
    Authenticators authenticators,
    SessionStart sessions
) : IOperationHandler<SignIn, SignedIn>, IOperationHandler<SignInWithCode, SignedIn>
{
    internal const string PasswordGuess = "password";

    public async Task<Result<SignedIn>> Handle(SignIn operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        if (EmailAddress.Read(operation.Email) is not { } address)
            return IdentityErrors.BadCredentials;
        var account = await accounts.Find(address, cancel);
        // Counted for unknown addresses as well: being locked tells nothing.
        var guess = attempts.From(PasswordGuess, address.Key, operation.Client, account?.Person);
        if (await attempts.Guess(guess, cancel) is { } locked)
            return locked;
        var verdict = await passwords.Check(account?.PasswordHash, operation.Password, cancel);
        if (!verdict.IsOk)
            return verdict.Error;
        if (account is null || verdict.Value == PasswordVerdict.Wrong || await people.Find(account.Person, cancel) is not { } person)
            return IdentityErrors.BadCredentials;
        await attempts.Right(guess, cancel);
        if (verdict.Value == PasswordVerdict.RightButOld)
            await HashAgain(account.Person, operation.Password, cancel);
        return await sessions.Begin(person, operation.Browser, operation.Client, cancel);
    }

    public async Task<Result<SignedIn>> Handle(SignInWithCode operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        var tried = await codes.Try(SessionStart.SecondFactorPurpose, operation.Challenge, SessionStart.SecondFactorCode, cancel);
        if (!tried.IsOk)
            return tried.Error;
        var kept = tried.Value;
        var person = await people.Find(kept.Person!.Value, cancel);
        if (person is null)
            return IdentityErrors.BadCode;
        if (await authenticators.Refuses(person.Id, operation.Code, cancel, client: operation.Client) is { } refused)
        {
            if (refused == IdentityErrors.CodeUsed)
                await codes.GiveBack(kept, cancel);
            return refused;
        }
        if (!await database.Transaction(work => codes.UseUp(kept, work.Connection), cancel))
            return IdentityErrors.CodeUsed;
        return await sessions.Open(person, operation.Browser, operation.Client, cancel);
    }

    private async Task HashAgain(PersonId person, string password, CancellationToken cancel)
    {
        var hash = await passwords.Hash(password, cancel);
        if (!hash.IsOk)
            return;
        await using var connection = await database.Open(cancel);
        await accounts.SetPassword(person, hash.Value, connection);
    }
}
