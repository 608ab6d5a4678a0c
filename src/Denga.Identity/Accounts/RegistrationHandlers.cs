using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Limits;
using Denga.Identity.Mail;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.Sessions;
using Denga.Identity.TwoFactor;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Accounts;

/// <summary>Registration by e-mail. Nothing is registered before the code came back; an address that is taken gets the same answer and a letter that
/// says so.</summary>
internal sealed class RegistrationHandlers(
    Database<IdentityModule> database,
    KnownPeople people,
    EmailAccounts accounts,
    Passwords passwords,
    OwnPassword own,
    OneTimeCodes codes,
    Letters letters,
    Attempts attempts,
    SessionStart sessions,
    IOptions<IdentityOptions> options,
    TimeProvider clock
)
    : IOperationHandler<Register, ChallengeStarted>,
        IOperationHandler<AddEmail, ChallengeStarted>,
        IOperationHandler<ConfirmRegistration, SignedIn>
{
    private const string Purpose = "registration";
    private const int LettersBurst = 5;
    private static readonly TimeSpan LettersEach = TimeSpan.FromMinutes(10);

    public async Task<Result<ChallengeStarted>> Handle(Register operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        var language = Languages.Nearest(operation.Language);
        var zone = operation.TimeZone is not null && Languages.TryFindZone(operation.TimeZone, out var known) ? known : null;
        return await Begin(operation.Email, operation.Password, language, zone, person: null, cancel);
    }

    public async Task<Result<ChallengeStarted>> Handle(AddEmail operation, CancellationToken cancel)
    {
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        if (await accounts.Of(person.Id, cancel) is not null)
            return IdentityErrors.HasEmail;
        if (await own.Refuses(person.Id, password: null, operation.Current, cancel) is { } refused)
            return refused;
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        return await Begin(operation.Email, operation.Password, person.Language, person.TimeZone, person.Id, cancel);
    }

    public async Task<Result<SignedIn>> Handle(ConfirmRegistration operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        var tried = await codes.Try(Purpose, operation.Challenge, operation.Code, cancel);
        if (!tried.IsOk)
            return tried.Error;
        var code = tried.Value;
        var pending = code.Read<Pending>();
        var confirmed = await database.Attempt(
            async work =>
            {
                if (!await codes.UseUp(code, work.Connection))
                    return IdentityErrors.CodeUsed;
                var row = code.Person is { } known ? await KnownPeople.Lock(known, work, cancel) : await NewPerson(pending, work);
                if (row is null)
                    return IdentityErrors.BadCode;
                var address = EmailAddress.Read(pending.Address)!;
                await Authenticators.RemoveUnconfirmed(row.Person.Id, work.Connection);
                return await accounts.Add(row.Person.Id, address, pending.PasswordHash, work.Connection)
                    ? (Result<PersonRow>)row
                    : IdentityErrors.BadCode;
            },
            cancel
        );
        if (!confirmed.IsOk)
            return confirmed.Error;
        return await sessions.Open(await people.Changed(confirmed.Value), operation.Browser, operation.Client, cancel);
    }

    private async Task<Result<ChallengeStarted>> Begin(
        string given,
        string password,
        string language,
        string? zone,
        PersonId? person,
        CancellationToken cancel
    )
    {
        if (EmailAddress.Read(given) is not { } address)
            return IdentityErrors.BadEmail;
        if (Passwords.IsWeak(password, address.Text))
            return IdentityErrors.WeakPassword;
        if (await attempts.Take("letters", address.Key, LettersBurst, LettersEach, cancel) is { } limited)
            return limited;
        var hash = await passwords.Hash(password, cancel);
        if (!hash.IsOk)
            return hash.Error;
        var id = ChallengeId.New();
        var code = OneTimeCodes.MakeDigits();
        return await database.Transaction(
            async work =>
            {
                var taken = await EmailAccounts.Find(address, work.Connection);
                var expiresAt = await codes.Keep(
                    work.Connection,
                    id,
                    Purpose,
                    person,
                    taken is null ? code : null,
                    new Pending(address.Text, hash.Value, language, zone),
                    options.Value.CodeLifetime
                );
                // An owner is told at his address as he confirmed it, whatever case it was typed in now.
                await letters.Write(
                    work,
                    taken?.Address ?? address.Text,
                    taken is null ? LetterTexts.Confirm : LetterTexts.Taken,
                    code,
                    language
                );
                return new ChallengeStarted(id, expiresAt);
            },
            cancel
        );
    }

    private async Task<PersonRow> NewPerson(Pending pending, UnitOfWork work)
    {
        var zone = pending.TimeZone ?? Languages.TimeZoneOf(pending.Language);
        var person = new Person(PersonId.New(), pending.Language, zone, clock.GetUtcNow().InMicroseconds());
        await KnownPeople.Add(person, pending.TimeZone is not null, work);
        work.Publish(new PersonRegistered(person.Id, "email", person.Language, person.TimeZone, person.RegisteredAt));
        return new PersonRow(person, pending.TimeZone is not null, Version: 1);
    }

    private sealed record Pending(string Address, string PasswordHash, string Language, string? TimeZone);
}
