using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Limits;
using Denga.Identity.Mail;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.Sessions;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Accounts;

/// <summary>A forgotten password, and a changed one. Either way every other session ends, and every token of a web chat: who had got in is out.</summary>
internal sealed class RecoveryHandlers(
    Database<IdentityModule> database,
    KnownPeople people,
    EmailAccounts accounts,
    Passwords passwords,
    OwnPassword own,
    OneTimeCodes codes,
    Letters letters,
    Attempts attempts,
    SessionStart sessions,
    KnownSessions knownSessions,
    IOptions<IdentityOptions> options
) : IOperationHandler<Recover, ChallengeStarted>, IOperationHandler<ConfirmRecovery, SignedIn>, IOperationHandler<ChangePassword, Done>
{
    private const string Purpose = "recovery";
    private const int LettersBurst = 5;
    private static readonly TimeSpan LettersEach = TimeSpan.FromMinutes(10);

    public async Task<Result<ChallengeStarted>> Handle(Recover operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        if (EmailAddress.Read(operation.Email) is not { } address)
            return IdentityErrors.BadEmail;
        if (await attempts.Take("letters", address.Key, LettersBurst, LettersEach, cancel) is { } tooMany)
            return tooMany;
        var id = ChallengeId.New();
        var code = OneTimeCodes.MakeDigits();
        return await database.Transaction(
            async work =>
            {
                var account = await EmailAccounts.Find(address, work.Connection);
                var expiresAt = await codes.Keep(
                    work.Connection,
                    id,
                    Purpose,
                    account?.Person,
                    account is null ? null : code,
                    details: null,
                    options.Value.CodeLifetime
                );
                var language = Languages.Nearest(operation.Language);
                // To the owner's address as he confirmed it: that of somebody else may be spelt like it.
                await letters.Write(
                    work,
                    account?.Address ?? address.Text,
                    account is null ? LetterTexts.Unknown : LetterTexts.Recover,
                    code,
                    language
                );
                return new ChallengeStarted(id, expiresAt);
            },
            cancel
        );
    }

    public async Task<Result<SignedIn>> Handle(ConfirmRecovery operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        if (Passwords.IsWeak(operation.Password, ""))
            return IdentityErrors.WeakPassword;
        var tried = await codes.Try(Purpose, operation.Challenge, operation.Code, cancel);
        if (!tried.IsOk)
            return tried.Error;
        if (tried.Value is not { Person: { } id } code)
            return IdentityErrors.BadCode;
        var hash = await passwords.Hash(operation.Password, cancel);
        if (!hash.IsOk)
            return hash.Error;
        var account = await accounts.Of(id, cancel);
        if (account is null || await people.Find(id, cancel) is not { } person)
            return IdentityErrors.BadCode;
        var done = await database.Attempt(
            async work =>
            {
                if (!await codes.UseUp(code, work.Connection))
                    return IdentityErrors.CodeUsed;
                await accounts.SetPassword(id, hash.Value, work.Connection);
                return (Result<SessionId[]>)await knownSessions.EndAll(id, except: null, "recovery", work.Connection);
            },
            cancel
        );
        if (!done.IsOk)
            return done.Error;
        await knownSessions.Ended(id, done.Value);
        // Who reads the mailbox may in again, also while somebody else keeps guessing.
        await attempts.Renewed(attempts.From(SignInHandlers.PasswordGuess, account.AddressKey, operation.Client, id), cancel);
        return await sessions.Begin(person, operation.Browser, operation.Client, cancel);
    }

    public async Task<Result<Done>> Handle(ChangePassword operation, CancellationToken cancel)
    {
        if (await accounts.Of(operation.Person, cancel) is not { } account)
            return IdentityErrors.NoEmail;
        if (Passwords.IsWeak(operation.NewPassword, account.Address))
            return IdentityErrors.WeakPassword;
        if (await own.Refuses(account, operation.Password, operation.Current, cancel) is { } refused)
            return refused;
        var hash = await passwords.Hash(operation.NewPassword, cancel);
        if (!hash.IsOk)
            return hash.Error;
        var ended = await database.Transaction(
            async work =>
            {
                await accounts.SetPassword(operation.Person, hash.Value, work.Connection);
                return await knownSessions.EndAll(operation.Person, operation.Current, "password changed", work.Connection);
            },
            cancel
        );
        await knownSessions.Ended(operation.Person, ended);
        return Done.It;
    }
}
