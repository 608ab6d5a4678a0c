using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Identity.People;

internal sealed class IdentifyHandler(Database<IdentityModule> database, KnownPeople people, Usernames usernames, TimeProvider clock)
    : IOperationHandler<Identify, Identified>
{
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
            return new Identified(known, IsNew: false, await IsContested(operation, cancel));
        var language = Languages.Nearest(operation.Language);
        var person = new Person(PersonId.New(), language, Languages.TimeZoneOf(language), clock.GetUtcNow().InMicroseconds());
        if (await Register(person, operation, cancel))
            return new Identified(person, IsNew: true, await IsContested(operation, cancel));
        // Somebody else's first message of the same person committed meanwhile.
        var registered = await people.Find(operation.Channel, operation.ExternalId, cancel);
        return new Identified(registered!, IsNew: false);
    }

    private async Task<bool> IsContested(Identify operation, CancellationToken cancel) =>
        operation.Username is { Length: <= ExternalIdLengthMax } username
        && await usernames.Record(operation.Channel, operation.ExternalId, username, cancel);

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
                command.With(operation.Channel);
                command.With(operation.ExternalId);
                command.With(person.Id.Value);
                command.With(person.Language);
                command.With(person.TimeZone);
                command.With(person.RegisteredAt);
                if (await command.ExecuteNonQueryAsync(cancel) == 0)
                    return false;
                work.Publish(new PersonRegistered(person.Id, operation.Channel, person.Language, person.TimeZone, person.RegisteredAt));
                return true;
            },
            cancel
        );
}
