using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.People;
using Denga.Identity.Tokens;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;

namespace Denga.Identity.Sessions;

/// <summary>The list of sessions, and ending them.</summary>
internal sealed class SessionHandlers(
    Database<IdentityModule> database,
    KnownSessions sessions,
    KnownTokens tokens,
    Signals signals,
    TimeProvider clock
)
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
            select id, cookie_hash is not null IsBrowser, address, agent, started_at StartedAt, seen_at SeenAt, expires_at ExpiresAt
            from session where person_id = @person and ended_at is null and expires_at > @now order by id desc limit {ListMax}
            """,
            new { person = operation.Person.Value, now = clock.GetUtcNow() }
        );
        return rows.Select(r => new Session(
                SessionId.From(r.Id),
                r.IsBrowser ? "browser" : "program",
                r.Address,
                r.Agent,
                r.StartedAt.Utc(),
                r.SeenAt.Utc(),
                r.ExpiresAt.Utc(),
                r.Id == operation.Current?.Value
            ))
            .ToList();
    }

    public async Task<Result<Done>> Handle(EndSession operation, CancellationToken cancel) =>
        await sessions.End(operation.Person, operation.Session, "its person", cancel) ? Done.It : IdentityErrors.UnknownSession;

    public async Task<Result<Done>> Handle(SignOut operation, CancellationToken cancel)
    {
        if (operation.Current is { } current)
            await sessions.End(operation.Person, current, "signing out", cancel);
        return Done.It;
    }

    public async Task<Result<Done>> Handle(SignOutEverywhere operation, CancellationToken cancel)
    {
        var (deleted, ended) = await database.Transaction(
            async work =>
                (
                    await KnownTokens.DeleteAll(operation.Person, work.Connection),
                    await sessions.EndAll(operation.Person, except: null, "signing out everywhere", work.Connection)
                ),
            cancel
        );
        await sessions.Ended(ended);
        await tokens.Deleted(deleted);
        // Who has tokens only has no session by which they would be found.
        signals.Tell(new AccessEnded(operation.Person));
        return Done.It;
    }

    private sealed record Row(
        Guid Id,
        bool IsBrowser,
        string Address,
        string? Agent,
        DateTime StartedAt,
        DateTime SeenAt,
        DateTime ExpiresAt
    );
}
