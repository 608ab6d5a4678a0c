using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Administration;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Identity.People;

/// <summary>Changes how Denga speaks to a person: when he asks for it, and when an operator does for him.</summary>
internal sealed class ChangeProfileHandler(Database<IdentityModule> database, KnownPeople people)
    : IOperationHandler<ChangeProfile, Person>,
        IOperationHandler<ChangePerson, VersionedPerson>
{
    private const int ReasonCharactersMax = 500;

    public async Task<Result<Person>> Handle(ChangeProfile operation, CancellationToken cancel)
    {
        var wanted = Read(operation.Language, operation.TimeZone);
        if (!wanted.IsOk)
            return wanted.Error;
        var changed = await database.Attempt(
            async work =>
                await KnownPeople.Lock(operation.Person, work, cancel) is { } before
                    ? await Change(before, wanted.Value, work)
                    : (Result<PersonRow>)IdentityErrors.UnknownPerson,
            cancel
        );
        return changed.IsOk ? await people.Changed(changed.Value) : changed.Error;
    }

    public async Task<Result<VersionedPerson>> Handle(ChangePerson operation, CancellationToken cancel)
    {
        if (operation.Reason?.Length > ReasonCharactersMax)
            return Error.Invalid("request.invalid", $"reason: it has at most {ReasonCharactersMax} characters.");
        var wanted = Read(operation.Language, operation.TimeZone);
        if (!wanted.IsOk)
            return wanted.Error;
        var changed = await database.Attempt<(PersonRow Row, VersionedPerson Seen)>(
            async work =>
            {
                if (await KnownPeople.Lock(operation.Subject, work, cancel) is not { } before)
                    return IdentityErrors.UnknownPerson;
                var row = await Change(before, wanted.Value, work);
                if (row.Version != before.Version)
                {
                    if (before.Version != operation.Version)
                        return IdentityErrors.PersonChanged;
                    work.Audit(
                        "identity.person-changed",
                        operation.Subject.ToString(),
                        operation.Person,
                        operation.Reason,
                        before: new { before.Person.Language, before.Person.TimeZone },
                        after: new { row.Person.Language, row.Person.TimeZone }
                    );
                }
                return (row, (await PeopleHandler.Read(work.Connection, operation.Subject))!);
            },
            cancel
        );
        if (!changed.IsOk)
            return changed.Error;
        await people.Changed(changed.Value.Row);
        return changed.Value.Seen;
    }

    private static Result<(string? Language, string? Zone)> Read(string? language, string? zone)
    {
        var spoken = Languages.Find(language);
        if (language is not null && spoken is null)
            return IdentityErrors.UnknownLanguage;
        string? lives = null;
        if (zone is not null && !Languages.TryFindZone(zone, out lives))
            return IdentityErrors.UnknownTimeZone;
        return (spoken, lives);
    }

    private static async Task<PersonRow> Change(PersonRow before, (string? Language, string? Zone) wanted, UnitOfWork work)
    {
        var (language, zone) = wanted;
        var id = before.Person.Id;
        var chosen = before.ZoneChosen || zone is not null;
        var spoken = language ?? before.Person.Language;
        var lives = zone ?? (before.ZoneChosen ? before.Person.TimeZone : Languages.TimeZoneOf(spoken));
        var person = before.Person with { Language = spoken, TimeZone = lives };
        if (person == before.Person && chosen == before.ZoneChosen)
            return before;
        await work.Connection.ExecuteAsync(
            "update person set language = @Language, time_zone = @TimeZone, zone_chosen = @chosen, version = version + 1 where id = @id",
            new
            {
                person.Language,
                person.TimeZone,
                chosen,
                id = id.Value,
            }
        );
        if (person != before.Person)
            work.Publish(new ProfileChanged(id, person.Language, person.TimeZone));
        return new PersonRow(person, chosen, before.Version + 1);
    }
}
