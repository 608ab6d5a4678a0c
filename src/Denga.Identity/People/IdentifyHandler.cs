using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Identity.People;

internal sealed class IdentifyHandler(Database<IdentityModule> database, KnownPeople people, TimeProvider clock)
    : IOperationHandler<Identify, Identified>
{
    private readonly RecentlyAsked<(string Channel, string ExternalId), string> names = new(clock, TimeSpan.FromHours(1));
    private const int ChannelLengthMax = 20;
    private const int ExternalIdLengthMax = 100;

    public async Task<Result<Identified>> Handle(Identify operation, CancellationToken cancel)
    {
        if (
            operation.Channel is not { Length: > 0 and <= ChannelLengthMax }
            || operation.ExternalId is not { Length: > 0 and <= ExternalIdLengthMax }
        )
            return IdentityErrors.BadIdentity;
        if (await people.Find(operation.Channel, operation.ExternalId, cancel) is { } known)
        {
            await Name(operation, cancel);
            return new Identified(known, IsNew: false);
        }
        var language = Languages.Nearest(operation.Language);
        var person = new Person(PersonId.New(), language, Languages.TimeZoneOf(language), clock.GetUtcNow().InMicroseconds());
        if (await Register(person, operation, cancel))
        {
            await Name(operation, cancel);
            return new Identified(person, IsNew: true);
        }
        // Somebody else's first message of the same person committed meanwhile.
        var registered = await people.Find(operation.Channel, operation.ExternalId, cancel);
        return new Identified(registered!, IsNew: false);
    }

    /// <summary>Remembers the username, when it is not the one that was heard a moment ago.</summary>
    private async Task Name(Identify operation, CancellationToken cancel)
    {
        var key = (operation.Channel, operation.ExternalId);
        if (operation.Username is not { Length: > 0 and <= ExternalIdLengthMax } username || names.Find(key) == username)
            return;
        await using var command = database.Source.CreateCommand(
            "update identity set username = $3 where channel = $1 and external_id = $2 and username is distinct from $3"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = operation.Channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = operation.ExternalId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = username });
        await command.ExecuteNonQueryAsync(cancel);
        names.Keep(key, username);
    }

    /// <summary>False when the identity is taken. It waits for whoever is registering the same identity at the moment.</summary>
    private Task<bool> Register(Person person, Identify operation, CancellationToken cancel) =>
        database.Transaction(
            async work =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    with claimed as (
                        insert into identity (channel, external_id, person_id) values ($1, $2, $3)
                        on conflict on constraint identity_once do nothing
                        returning person_id
                    )
                    insert into person (id, language, time_zone, registered_at) select person_id, $4, $5, $6 from claimed
                    """,
                    work.Connection
                );
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = operation.Channel });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = operation.ExternalId });
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Id.Value });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = person.Language });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = person.TimeZone });
                command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = person.RegisteredAt });
                if (await command.ExecuteNonQueryAsync(cancel) == 0)
                    return false;
                work.Publish(new PersonRegistered(person.Id, operation.Channel, person.Language, person.TimeZone, person.RegisteredAt));
                return true;
            },
            cancel
        );
}
