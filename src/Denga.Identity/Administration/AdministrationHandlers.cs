using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.Limits;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.Sessions;
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
    SessionStart sessions,
    TimeProvider clock
)
    : IOperationHandler<OfferAdministration, AdministrationOffer>,
        IOperationHandler<SetUpAdministration, SignedIn>,
        IOperationHandler<ClaimAdministration, Person>,
        IOperationHandler<ChangeRole, Person>,
        IOperationHandler<ChangeRights, Person>,
        IOperationHandler<RightsThereAre, IReadOnlyList<RightThereIs>>,
        IOperationHandler<OperatorsWith, IReadOnlyList<PersonId>>,
        IOperationHandler<Appoint, Appointed>
{
    private const string Purpose = "administration";
    private const int CodeCharacters = 16;
    private const int PasswordCharacters = 16;
    private const int Burst = 5;
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(1);
    private const int OffersMax = 20;
    private const int OperatorsMax = 200;

    /// <summary>Whatever an operation asks for.</summary>
    private static readonly Lazy<RightThereIs[]> KnownRights = new(() =>
        [
            .. OperationDescription
                .All.Values.Where(d => d.Right is not null)
                .GroupBy(d => d.Right!, d => d.Name, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new RightThereIs(g.Key, [.. g.Order(StringComparer.Ordinal)])),
        ]
    );

    /// <summary>Until it is used: whoever installs Denga may come back to it after a holiday.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(36_500);

    /// <summary>Only the code's hash is kept, so that each start makes another; those before stay good.</summary>
    public Task<Result<AdministrationOffer>> Handle(OfferAdministration operation, CancellationToken cancel) =>
        database.Transaction<Result<AdministrationOffer>>(
            async work =>
            {
                if (await HasAdministrator(work.Connection))
                    return new AdministrationOffer(Code: null);
                await work.Connection.ExecuteAsync(
                    "delete from one_time_code where id in (select id from one_time_code where purpose = @Purpose order by id desc offset @kept)",
                    new { Purpose, kept = OffersMax - 1 }
                );
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
        var code = await codes.Find(Purpose, operation.Code, cancel);
        if (!code.IsOk)
            return code.Error;
        return await Change(work => Become(code.Value, () => Task.FromResult<Result<PersonId>>(operation.Person), work, cancel), cancel);
    }

    public async Task<Result<SignedIn>> Handle(SetUpAdministration operation, CancellationToken cancel)
    {
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        var code = await codes.Find(Purpose, operation.Code, cancel);
        if (!code.IsOk)
            return code.Error;
        if (EmailAddress.Read(operation.Email) is not { } address)
            return IdentityErrors.BadEmail;
        if (Passwords.IsWeak(operation.Password, address.Text))
            return IdentityErrors.WeakPassword;
        var hash = await passwords.Hash(operation.Password, cancel);
        if (!hash.IsOk)
            return hash.Error;
        var language = Languages.Nearest(operation.Language);
        var zone = operation.TimeZone is not null && Languages.TryFindZone(operation.TimeZone, out var known) ? known : null;
        var changed = await Change(
            work => Become(code.Value, () => NewPerson(address, hash.Value, language, zone, work), work, cancel),
            cancel
        );
        return changed.IsOk ? await sessions.Begin(changed.Value, operation.Browser, operation.Client, cancel) : changed.Error;
    }

    /// <summary>Of all who hold a code one becomes the first administrator; with that all codes are used.</summary>
    private async Task<Result<PersonRow>> Become(KeptCode code, Func<Task<Result<PersonId>>> who, UnitOfWork work, CancellationToken cancel)
    {
        await LockRoles(work);
        if (await HasAdministrator(work.Connection) || !await codes.UseUp(code, work.Connection))
            return IdentityErrors.CodeUsed;
        await work.Connection.ExecuteAsync(
            "update one_time_code set used_at = @now, expires_at = @now where purpose = @Purpose and used_at is null",
            new { Purpose, now = clock.GetUtcNow() }
        );
        var person = await who();
        return person.IsOk ? await SetRole(person.Value, Role.Administrator, by: null, work, cancel) : person.Error;
    }

    public Task<Result<Person>> Handle(ChangeRole operation, CancellationToken cancel) =>
        Change(work => SetRole(operation.Subject, operation.Role, operation.Person, work, cancel), cancel);

    public async Task<Result<Person>> Handle(ChangeRights operation, CancellationToken cancel)
    {
        var wanted = operation.Rights?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (wanted is not null && wanted.Except(KnownRights.Value.Select(r => r.Right)).Any())
            return IdentityErrors.UnknownRight;
        return await Change(
            async work =>
            {
                await LockRoles(work);
                if (await KnownPeople.Lock(operation.Subject, work, cancel) is not { } row)
                    return IdentityErrors.UnknownPerson;
                var before = row.Person.Rights;
                if (before is null ? wanted is null : wanted is not null && before.SequenceEqual(wanted, StringComparer.Ordinal))
                    return row;
                await using var narrow = new NpgsqlCommand(
                    "update person set rights = $2, version = version + 1 where id = $1",
                    work.Connection
                )
                    .With(operation.Subject.Value)
                    .With(wanted);
                await narrow.ExecuteNonQueryAsync(cancel);
                work.Audit(
                    "identity.rights-changed",
                    operation.Subject.ToString(),
                    operation.Person,
                    before: new { Rights = before },
                    after: new { Rights = wanted }
                );
                return row with { Person = row.Person with { Rights = wanted }, Version = row.Version + 1 };
            },
            cancel
        );
    }

    public Task<Result<IReadOnlyList<RightThereIs>>> Handle(RightsThereAre operation, CancellationToken cancel) =>
        Task.FromResult<Result<IReadOnlyList<RightThereIs>>>(KnownRights.Value);

    public async Task<Result<IReadOnlyList<PersonId>>> Handle(OperatorsWith operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var found = await connection.QueryAsync<Guid>(
            $"""
            select id from person where erased_at is null and merged_into is null
                and (role = {Role.Administrator:D} or role = {Role.Operator:D} and (rights is null or @Right = any (rights)))
            order by id limit {OperatorsMax}
            """,
            new { operation.Right }
        );
        return found.Select(PersonId.From).ToArray();
    }

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
                if (account is not null)
                    return await SetRole(account.Person, operation.Role, by: null, work, cancel);
                var made = await NewPerson(address, hash.Value, Languages.English, zone: null, work);
                return made.IsOk ? await SetRole(made.Value, operation.Role, by: null, work, cancel) : made.Error;
            },
            cancel
        );
        return changed.IsOk ? new Appointed(changed.Value, isNew ? password : null) : changed.Error;
    }

    private async Task<Result<PersonId>> NewPerson(
        EmailAddress address,
        string passwordHash,
        string language,
        string? zone,
        UnitOfWork work
    )
    {
        var person = new Person(PersonId.New(), language, zone ?? Languages.TimeZoneOf(language), clock.GetUtcNow().InMicroseconds());
        await KnownPeople.Add(person, zone is not null, work);
        if (!await accounts.Add(person.Id, address, passwordHash, work.Connection))
            return IdentityErrors.EmailTaken;
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
        await LockRoles(work);
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
        work.Audit("identity.role-changed", id.ToString(), by, before: new { row.Person.Role }, after: new { role });
        work.Publish(new RoleChanged(id, role, by, clock.GetUtcNow().InMicroseconds()));
        return row with { Person = row.Person with { Role = role }, Version = row.Version + 1 };
    }

    /// <summary>One change of roles at a time: two administrators must not take the role from each other at once.</summary>
    private static Task LockRoles(UnitOfWork work) =>
        work.Connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('identity roles'))");

    internal static Task<bool> IsLast(PersonId person, NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>(
            $"select not exists (select from person where role = {Role.Administrator:D} and id <> @Value and erased_at is null)",
            new { person.Value }
        );

    private static Task<bool> HasAdministrator(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>(
            $"select exists (select from person where role = {Role.Administrator:D} and erased_at is null)"
        );
}
