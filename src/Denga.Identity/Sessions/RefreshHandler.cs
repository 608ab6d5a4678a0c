using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.People;
using Denga.Identity.Tokens;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Sessions;

/// <summary>Rotates refresh tokens. Of two requests with one token the first gets the new pair; the second ends the session, because it cannot be told
/// who of the two is the thief.</summary>
internal sealed partial class RefreshHandler(
    Database<IdentityModule> database,
    KnownPeople people,
    KnownSessions sessions,
    SessionStart start,
    IOptions<IdentityOptions> options,
    TimeProvider clock,
    ILogger<RefreshHandler> log
) : IOperationHandler<RefreshSession, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(RefreshSession operation, CancellationToken cancel)
    {
        if (operation.RefreshToken.Length != KnownTokens.Characters)
            return IdentityErrors.BadToken;
        var next = KnownTokens.Make();
        var now = clock.GetUtcNow();
        var expiresAt = now + options.Value.SessionLifetime;
        var turn = await database.Transaction(
            async work =>
            {
                // The session's row is locked first, by everybody: of two requests with one token one waits and finds it used.
                var found = await work.Connection.QuerySingleOrDefaultAsync<Row>(
                    """
                    select s.id SessionId, s.person_id PersonId, s.ended_at is null and s.expires_at > @now IsOpen
                    from session s where s.id = (select session_id from refresh_token where hash = @hash) for update
                    """,
                    new { hash = KnownTokens.Hash(operation.RefreshToken), now }
                );
                if (found is not { IsOpen: true })
                    return new Turn(null, null);
                var used = await work.Connection.ExecuteAsync(
                    "update refresh_token set used_at = @now where hash = @hash and used_at is null and expires_at > @now",
                    new { hash = KnownTokens.Hash(operation.RefreshToken), now }
                );
                if (used == 0)
                {
                    await work.Connection.ExecuteAsync(
                        "update session set ended_at = @now, ended_by = 'refresh token used twice' where id = @SessionId",
                        new { now, found.SessionId }
                    );
                    return new Turn(null, SessionId.From(found.SessionId));
                }
                await SessionStart.KeepRefresh(work.Connection, next, SessionId.From(found.SessionId), expiresAt);
                await work.Connection.ExecuteAsync(
                    """
                    update session set seen_at = @now, expires_at = @expiresAt, address = coalesce(@address, address), agent = coalesce(@agent, agent)
                    where id = @SessionId
                    """,
                    new
                    {
                        now,
                        expiresAt,
                        address = operation.Client?.Address,
                        agent = operation.Client?.Agent,
                        found.SessionId,
                    }
                );
                return new Turn(found, null);
            },
            cancel
        );
        if (turn.Ended is { } ended)
        {
            await sessions.Ended([ended]);
            UsedTwice(ended);
        }
        return turn.Found is { } row && await people.Find(PersonId.From(row.PersonId), cancel) is { } person
            ? await start.WithTokens(person, SessionId.From(row.SessionId), next, expiresAt, cancel)
            : IdentityErrors.BadToken;
    }

    [LoggerMessage(LogLevel.Warning, "A refresh token of session {Session} came twice; the session was ended")]
    private partial void UsedTwice(SessionId session);

    private sealed record Turn(Row? Found, SessionId? Ended);

    private sealed record Row(Guid SessionId, Guid PersonId, bool IsOpen);
}
