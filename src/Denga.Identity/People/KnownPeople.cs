using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Identity.People;

/// <summary>A person's row.</summary>
internal sealed record PersonRow(Person Person, bool ZoneChosen, int Version);

/// <summary>Reads people, from memory when they were asked for a moment ago.</summary>
internal sealed class KnownPeople(Database<IdentityModule> database, Caches caches, Signals signals, TimeProvider clock)
{
    private const string Columns = "p.id, p.language, p.time_zone, p.registered_at, p.zone_chosen, p.version, p.role, p.rights";
    private readonly Cache<PersonRow> people = caches.Of<PersonRow>("identity.person", TimeSpan.FromMinutes(5));
    private readonly RecentlyAsked<PersonId, IdentityRow> absorbed = new(clock);

    public async Task<Person?> Find(PersonId id, CancellationToken cancel)
    {
        var asked = absorbed.Find(id)?.Person ?? id;
        if (await people.Get(asked.ToString(), () => Read(asked), cancel) is { } row)
            return row.Person;
        // An absorbed id answers as the person who was kept.
        await using var command = database.Source.CreateCommand("select merged_into from person where id = $1");
        command.With(asked.Value);
        if (await command.ExecuteScalarAsync(cancel) is not Guid merged)
            return null;
        var kept = PersonId.From(merged);
        absorbed.Keep(id, new IdentityRow(kept));
        return (await people.Get(kept.ToString(), () => Read(kept), cancel))?.Person;
    }

    public async Task<Person?> Find(string channel, string externalId, CancellationToken cancel)
    {
        // Asked for when a conversation begins, and seldom afterwards: no copy of it, so that a messenger that was taken off is nobody's at once.
        await using var command = database.Source.CreateCommand(
            $"select {Columns} from identity i join person p on p.id = i.person_id where i.channel = $1 and i.external_id = $2"
        );
        command.With(channel);
        command.With(externalId);
        return (await Read(command, cancel))?.Person;
    }

    /// <summary>Of the row as it is now, or null when the person is gone.</summary>
    public async Task<int?> Version(PersonId id, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            "select version from person where id = $1 and merged_into is null and erased_at is null"
        );
        command.With(id.Value);
        return await command.ExecuteScalarAsync(cancel) as int?;
    }

    /// <summary>The row as it is now, locked until the transaction ends.</summary>
    public static async Task<PersonRow?> Lock(PersonId id, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from person p where p.id = $1 and p.merged_into is null and p.erased_at is null for update",
            work.Connection
        );
        command.With(id.Value);
        return await Read(command, cancel);
    }

    public static async Task Add(Person person, bool zoneChosen, UnitOfWork work)
    {
        await using var command = new NpgsqlCommand(
            "insert into person (id, language, time_zone, registered_at, zone_chosen) values ($1, $2, $3, $4, $5)",
            work.Connection
        );
        command.With(person.Id.Value);
        command.With(person.Language);
        command.With(person.TimeZone);
        command.With(person.RegisteredAt);
        command.With(zoneChosen);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Called after people were joined or erased.</summary>
    public async Task Forget(params PersonId[] changed)
    {
        absorbed.ForgetAll();
        foreach (var person in changed)
        {
            await people.Remove(person.ToString(), CancellationToken.None);
            signals.Tell(new AccessEnded(person, []));
        }
    }

    /// <summary>Called after the commit that wrote the row.</summary>
    public async Task<Person> Changed(PersonRow row)
    {
        await people.Remove(row.Person.Id.ToString(), CancellationToken.None);
        return row.Person;
    }

    private async Task<PersonRow?> Read(PersonId id)
    {
        await using var command = database.Source.CreateCommand(
            $"select {Columns} from person p where p.id = $1 and p.merged_into is null and p.erased_at is null"
        );
        command.With(id.Value);
        return await Read(command, CancellationToken.None);
    }

    private static async Task<PersonRow?> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var person = new Person(
            PersonId.From(reader.GetGuid(0)),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetFieldValue<DateTimeOffset>(3),
            (Role)reader.GetInt16(6),
            reader.IsDBNull(7) ? null : reader.GetFieldValue<string[]>(7)
        );
        return new PersonRow(person, reader.GetBoolean(4), reader.GetInt32(5));
    }
}

/// <summary>Whom the id of somebody who was absorbed belongs to.</summary>
internal sealed record IdentityRow(PersonId Person);
