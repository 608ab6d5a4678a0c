using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Identity.People;

/// <summary>A person's row.</summary>
internal sealed record PersonRow(Person Person, bool ZoneChosen, int Version);

/// <summary>Reads people, from memory when they were asked for a moment ago.</summary>
internal sealed class KnownPeople(Database<IdentityModule> database, TimeProvider clock)
{
    private const string Columns = "p.id, p.language, p.time_zone, p.registered_at, p.zone_chosen, p.version";
    private readonly RecentlyAsked<PersonId, PersonRow> people = new(clock);
    private readonly RecentlyAsked<(string Channel, string ExternalId), IdentityRow> identities = new(clock);

    public async Task<Person?> Find(PersonId id, CancellationToken cancel)
    {
        if (people.Find(id) is { } recent)
            return recent.Person;
        await using var command = database.Source.CreateCommand($"select {Columns} from person p where p.id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        return await Read(command, cancel) is { } row ? Keep(row) : null;
    }

    public async Task<Person?> Find(string channel, string externalId, CancellationToken cancel)
    {
        if (identities.Find((channel, externalId)) is { } identity)
            return await Find(identity.Person, cancel);
        await using var command = database.Source.CreateCommand(
            $"select {Columns} from identity i join person p on p.id = i.person_id where i.channel = $1 and i.external_id = $2"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = externalId });
        if (await Read(command, cancel) is not { } row)
            return null;
        identities.Keep((channel, externalId), new IdentityRow(row.Person.Id), static (_, _) => false);
        return Keep(row);
    }

    /// <summary>The row as it is now, locked until the transaction ends.</summary>
    public static async Task<PersonRow?> Lock(PersonId id, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from person p where p.id = $1 for update", work.Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        return await Read(command, cancel);
    }

    /// <summary>Called after the commit that wrote the row; a change that committed later stays.</summary>
    public Person Keep(PersonRow row)
    {
        people.Keep(row.Person.Id, row, static (there, given) => there.Version > given.Version);
        return row.Person;
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
            reader.GetFieldValue<DateTimeOffset>(3)
        );
        return new PersonRow(person, reader.GetBoolean(4), reader.GetInt32(5));
    }
}

/// <summary>Whom an identity belongs to: for ever.</summary>
internal sealed record IdentityRow(PersonId Person);
