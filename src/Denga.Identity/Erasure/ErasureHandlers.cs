using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.Administration;
using Denga.Identity.Linking;
using Denga.Identity.People;
using Denga.Identity.Sessions;
using Denga.Identity.Tokens;
using Denga.Identity.TwoFactor;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Identity.Erasure;

/// <summary>What Denga keeps of a person, and forgetting it.</summary>
internal sealed class ErasureHandlers(
    Database<IdentityModule> database,
    IOperations operations,
    KnownPeople people,
    KnownSessions sessions,
    HeldValues held,
    TimeProvider clock
)
    : IOperationHandler<ExportPersonalRecords, PersonalExport>,
        IOperationHandler<IdentityRecords, PersonalRecords>,
        IOperationHandler<ErasePerson, Done>
{
    /// <summary>What a step-up for erasing is asked for.</summary>
    private const string Purpose = "erase";

    public async Task<Result<PersonalExport>> Handle(ExportPersonalRecords operation, CancellationToken cancel)
    {
        var modules = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var described in OperationDescription.All.Values.Where(d => d.Answer == typeof(PersonalRecords)))
        {
            var question = (IOperation<PersonalRecords>)Activator.CreateInstance(described.Type, operation.Person)!;
            var records = await operations.Ask(question, cancel);
            // An export that lacks a part is none: the person asks again.
            if (!records.IsOk)
                return records.Error;
            modules[described.Module.ToLowerInvariant()] = records.Value.Records;
        }
        return new PersonalExport(operation.Person, clock.GetUtcNow(), modules);
    }

    public async Task<Result<PersonalRecords>> Handle(IdentityRecords operation, CancellationToken cancel)
    {
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        await using var connection = await database.Open(cancel);
        var id = new { person.Id.Value };
        var identities = await connection.QueryAsync<(string Channel, string ExternalId)>(
            "select channel, external_id from identity where person_id = @Value order by 1, 2",
            id
        );
        var opened = await connection.QueryAsync<(string Address, string? Agent, DateTime StartedAt, DateTime SeenAt)>(
            "select address, agent, started_at, seen_at from session where person_id = @Value order by id",
            id
        );
        return new PersonalRecords(
            JsonSerializer.SerializeToElement(
                new
                {
                    person,
                    email = (await EmailAccounts.Of(person.Id, connection))?.Address,
                    identities = identities.Select(i => new { i.Channel, i.ExternalId }),
                    sessions = opened.Select(s => new
                    {
                        s.Address,
                        s.Agent,
                        s.StartedAt,
                        s.SeenAt,
                    }),
                    twoFactor = await Authenticators.IsOn(person.Id, connection),
                },
                DengaJson.Options
            )
        );
    }

    public async Task<Result<Done>> Handle(ErasePerson operation, CancellationToken cancel)
    {
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        var holds = await held.Any(person.Id, cancel);
        if (!holds.IsOk)
            return holds.Error;
        if (holds.Value)
            return IdentityErrors.HoldsMoney;
        if (await MustConfirm(person.Id, cancel))
        {
            var confirmed = await operations.Ask(new VerifyStepUp(person.Id, Purpose, operation.Code ?? ""), cancel);
            if (!confirmed.IsOk)
                return confirmed.Error;
        }
        if (await people.Version(person.Id, cancel) is not { } version)
            return IdentityErrors.UnknownPerson;
        var ended = await held.WhileFrozen(person.Id, () => database.Attempt(work => Erase(person, version, work, cancel), cancel), cancel);
        if (!ended.IsOk)
            return ended.Error;
        await people.Forget(person.Id);
        await sessions.Ended(person.Id, ended.Value);
        return Done.It;
    }

    private async Task<bool> MustConfirm(PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await EmailAccounts.Of(person, connection) is not null || await Authenticators.IsOn(person, connection);
    }

    private async Task<Result<SessionId[]>> Erase(Person person, int version, UnitOfWork work, CancellationToken cancel)
    {
        if (await KnownPeople.Lock(person.Id, work, cancel) is not { } row)
            return IdentityErrors.UnknownPerson;
        if (row.Version != version)
            return IdentityErrors.ChangedMeanwhile;
        if (person.Role == Role.Administrator && await AdministrationHandlers.IsLast(person.Id, work.Connection))
            return IdentityErrors.LastAdministrator;
        var ended = await sessions.EndAll(person.Id, except: null, "erasure", work.Connection);
        var now = clock.GetUtcNow().InMicroseconds();
        var id = new { person.Id.Value, now };
        if (await EmailAccounts.Of(person.Id, work.Connection) is { } account)
            await work.Connection.ExecuteAsync("delete from letter where lower(address) = @AddressKey", new { account.AddressKey });
        string[] statements =
        [
            "delete from identity where person_id = @Value",
            "delete from token where person_id = @Value",
            "delete from email_account where person_id = @Value",
            "delete from one_time_code where person_id = @Value",
            "delete from session where person_id = @Value",
                // The row stays as the pseudonym to which other modules' rows belong, also those of whom he absorbed.
                $"""
                update person set erased_at = @now, role = {Role.User:D}, language = 'en', time_zone = 'UTC', version = version + 1
                where id = @Value or merged_into = @Value
                """,
        ];
        foreach (var statement in statements)
            await work.Connection.ExecuteAsync(statement, id);
        await Authenticators.Remove(person.Id, work.Connection);
        work.Audit("identity.person-erased", person.Id.ToString(), person.Id);
        work.Publish(new PersonErased(person.Id, now));
        return ended;
    }
}
