using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.People;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Identity.Sessions;

/// <summary>The list of whatever can act for a person, and ending it.</summary>
internal sealed class SessionHandlers(Database<IdentityModule> database, KnownSessions sessions, TimeProvider clock)
    : IOperationHandler<Contracts.Identity.Sessions, IReadOnlyList<Session>>,
        IOperationHandler<EndSession, Done>,
        IOperationHandler<SignOut, Done>,
        IOperationHandler<SignOutEverywhere, Done>
{
    private const int ListMax = 100;

    public async Task<Result<IReadOnlyList<Session>>> Handle(Contracts.Identity.Sessions operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<Row>(
            $"""
            select id, case when cookie_hash is null then 'program' else 'browser' end Kind, address, agent, started_at StartedAt, seen_at SeenAt,
                expires_at ExpiresAt
            from session where person_id = @person and ended_at is null and expires_at > @now
            union all
            select id, 'chat', address, agent, started_at, seen_at, expires_at from token where person_id = @person and expires_at > @now
            union all
            select id, channel, '', '@' || username, linked_at, coalesce(seen_at, linked_at), null
            from identity where person_id = @person and {Messengers.Are}
            order by StartedAt desc, id desc limit {ListMax}
            """,
            new { person = operation.Person.Value, now = clock.GetUtcNow() }
        );
        return rows.Select(r => new Session(
                SessionId.From(r.Id),
                r.Kind,
                r.Address,
                r.Agent,
                r.StartedAt.Utc(),
                r.SeenAt.Utc(),
                r.ExpiresAt?.Utc(),
                r.Id == operation.Current?.Value
            ))
            .ToList();
    }

    public async Task<Result<Done>> Handle(EndSession operation, CancellationToken cancel) =>
        await sessions.End(operation.Person, operation.Session, "its person", cancel)
            ? Done.It
            : await database.Attempt(work => Unlink(operation.Person, operation.Session, work, cancel), cancel);

    public async Task<Result<Done>> Handle(SignOut operation, CancellationToken cancel)
    {
        if (operation.Current is { } current)
            await sessions.End(operation.Person, current, "signing out", cancel);
        return Done.It;
    }

    public async Task<Result<Done>> Handle(SignOutEverywhere operation, CancellationToken cancel)
    {
        var ended = await database.Transaction(
            work => sessions.EndAll(operation.Person, except: null, "signing out everywhere", work.Connection),
            cancel
        );
        await sessions.Ended(operation.Person, ended);
        return Done.It;
    }

    /// <summary>Takes a messenger off its person. What the person owns must stay within reach: by e-mail, or by another messenger.</summary>
    private async Task<Result<Done>> Unlink(PersonId person, SessionId identity, UnitOfWork work, CancellationToken cancel)
    {
        // Two at once must not each leave the other as the last way in.
        if (await KnownPeople.Lock(person, work, cancel) is null)
            return IdentityErrors.UnknownSession;
        var ids = new { person = person.Value, id = identity.Value };
        var found = await work.Connection.QuerySingleOrDefaultAsync<Messenger>(
            $"select channel, external_id ExternalId from identity where id = @id and person_id = @person and {Messengers.Are}",
            ids
        );
        if (found is null)
            return IdentityErrors.UnknownSession;
        var hasOther = await work.Connection.ExecuteScalarAsync<bool>(
            $"select exists (select from identity where person_id = @person and id <> @id and {Messengers.Are})",
            ids
        );
        if (!hasOther && await EmailAccounts.Of(person, work.Connection) is null)
            return IdentityErrors.LastWayIn;
        await work.Connection.ExecuteAsync("delete from identity where id = @id", ids);
        work.Publish(new MessengerUnlinked(person, found.Channel, found.ExternalId, clock.GetUtcNow().InMicroseconds()));
        return Done.It;
    }

    private sealed record Messenger(string Channel, string ExternalId);

    private sealed record Row(
        Guid Id,
        string Kind,
        string Address,
        string? Agent,
        DateTime StartedAt,
        DateTime SeenAt,
        DateTime? ExpiresAt
    );
}
