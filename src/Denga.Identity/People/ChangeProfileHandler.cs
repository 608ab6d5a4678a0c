using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Identity.People;

internal sealed class ChangeProfileHandler(Database<IdentityModule> database, KnownPeople people) : IOperationHandler<ChangeProfile, Person>
{
    public async Task<Result<Person>> Handle(ChangeProfile operation, CancellationToken cancel)
    {
        var language = Languages.Find(operation.Language);
        if (operation.Language is not null && language is null)
            return IdentityErrors.UnknownLanguage;
        string? zone = null;
        if (operation.TimeZone is not null && !Languages.TryFindZone(operation.TimeZone, out zone))
            return IdentityErrors.UnknownTimeZone;
        var changed = await database.Attempt(work => Change(operation.Person, language, zone, work, cancel), cancel);
        return changed.IsOk ? await people.Changed(changed.Value) : changed.Error;
    }

    private static async Task<Result<PersonRow>> Change(
        PersonId id,
        string? language,
        string? zone,
        UnitOfWork work,
        CancellationToken cancel
    )
    {
        if (await KnownPeople.Lock(id, work, cancel) is not { } before)
            return IdentityErrors.UnknownPerson;
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
