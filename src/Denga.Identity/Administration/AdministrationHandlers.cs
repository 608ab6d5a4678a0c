using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.Limits;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Identity.Administration;

/// <summary>Who is operator or administrator, and how the first one becomes it.</summary>
internal sealed class AdministrationHandlers(
    Database<IdentityModule> database,
    KnownPeople people,
    EmailAccounts accounts,
    Passwords passwords,
    OneTimeCodes codes,
    Attempts attempts,
    TimeProvider clock
)
    : IOperationHandler<OfferAdministration, AdministrationOffer>,
        IOperationHandler<ClaimAdministration, Person>,
        IOperationHandler<ChangeRole, Person>,
        IOperationHandler<Appoint, Appointed>
{
    private const string Purpose = "administration";
    private const int CodeCharacters = 16;
    private const int PasswordCharacters = 16;
    private const int Burst = 5;
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public Task<Result<AdministrationOffer>> Handle(OfferAdministration operation, CancellationToken cancel) =>
        database.Transaction<Result<AdministrationOffer>>(
            async work =>
            {
                await work.Connection.ExecuteAsync("delete from one_time_code where purpose = @Purpose", new { Purpose });
                if (await HasAdministrator(work.Connection))
                    return new AdministrationOffer(Code: null);
                var code = OneTimeCodes.MakeLetters(CodeCharacters);
                await codes.Keep(work.Connection, ChallengeId.New(), Purpose, person: null, code, details: null, Lifetime);
                return new AdministrationOffer(string.Join('-', code.Chunk(4).Select(part => new string(part))));
            },
            cancel
        );

    public async Task<Result<Person>> Handle(ClaimAdministration operation, CancellationToken cancel)
    {
        if (await attempts.Take("administration", operation.Person.ToString(), Burst, Each, cancel) is { } limited)
            return limited;
        if (await codes.Find(Purpose, operation.Code, cancel) is not { } code)
            return IdentityErrors.BadCode;
        return await Change(
            async work =>
            {
                if (!await OneTimeCodes.UseUp(code, work.Connection) || await HasAdministrator(work.Connection))
                    return IdentityErrors.BadCode;
                return await SetRole(operation.Person, Role.Administrator, by: null, work, cancel);
            },
            cancel
        );
    }

    public Task<Result<Person>> Handle(ChangeRole operation, CancellationToken cancel) =>
        Change(work => SetRole(operation.Subject, operation.Role, operation.Person, work, cancel), cancel);

    public async Task<Result<Appointed>> Handle(Appoint operation, CancellationToken cancel)
    {
        if (EmailAddress.Read(operation.Email) is not { } address)
            return IdentityErrors.BadEmail;
        var password = OneTimeCodes.MakeLetters(PasswordCharacters);
        var hash = await passwords.Hash(password, cancel);
        if (!hash.IsOk)
            return hash.Error;
        var isNew = false;
        var changed = await Change(
            async work =>
            {
                var account = await EmailAccounts.Find(address, work.Connection);
                isNew = account is null;
                return await SetRole(account?.Person ?? await NewPerson(address, hash.Value, work), operation.Role, by: null, work, cancel);
            },
            cancel
        );
        return changed.IsOk ? new Appointed(changed.Value, isNew ? password : null) : changed.Error;
    }

    private async Task<PersonId> NewPerson(EmailAddress address, string passwordHash, UnitOfWork work)
    {
        var person = new Person(
            PersonId.New(),
            Languages.English,
            Languages.TimeZoneOf(Languages.English),
            clock.GetUtcNow().InMicroseconds()
        );
        await KnownPeople.Add(person, zoneChosen: false, work);
        await accounts.Add(person.Id, address, passwordHash, work.Connection);
        work.Publish(new PersonRegistered(person.Id, "email", person.Language, person.TimeZone, person.RegisteredAt));
        return person.Id;
    }

    private async Task<Result<Person>> Change(Func<UnitOfWork, Task<Result<PersonRow>>> work, CancellationToken cancel)
    {
        var changed = await database.Attempt(work, cancel);
        return changed.IsOk ? await people.Changed(changed.Value) : changed.Error;
    }

    private async Task<Result<PersonRow>> SetRole(PersonId id, Role role, PersonId? by, UnitOfWork work, CancellationToken cancel)
    {
        // One change of roles at a time: two administrators must not take the role from each other at once.
        await work.Connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('identity roles'))");
        if (await KnownPeople.Lock(id, work, cancel) is not { } row)
            return IdentityErrors.UnknownPerson;
        if (row.Person.Role == role)
            return row;
        if (row.Person.Role == Role.Administrator && await IsLast(id, work.Connection))
            return IdentityErrors.LastAdministrator;
        await work.Connection.ExecuteAsync(
            "update person set role = @role, version = version + 1 where id = @id",
            new { role = (short)role, id = id.Value }
        );
        work.Publish(new RoleChanged(id, role, by, clock.GetUtcNow().InMicroseconds()));
        return row with { Person = row.Person with { Role = role }, Version = row.Version + 1 };
    }

    internal static Task<bool> IsLast(PersonId person, NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>(
            "select not exists (select from person where role = 2 and id <> @Value and erased_at is null)",
            new { person.Value }
        );

    private static Task<bool> HasAdministrator(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>("select exists (select from person where role = 2 and erased_at is null)");
}
