using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Identity.Sessions;

/// <summary>A session's row.</summary>
internal sealed record SessionRow(SessionId Id, PersonId Person, DateTimeOffset ExpiresAt, bool IsEnded);

/// <summary>Whether sessions are open, from a copy when it was asked a moment ago. What ends is known at once: here always, in other processes when
/// they share copies through Redis, and otherwise within five seconds.</summary>
internal sealed class KnownSessions(Database<IdentityModule> database, Caches caches, Signals signals, TimeProvider clock)
{
    /// <summary>A browser's session is prolonged when it is used, but not with every request.</summary>
    private static readonly TimeSpan ProlongEvery = TimeSpan.FromMinutes(5);
    private readonly Cache<SessionRow> sessions = caches.Of<SessionRow>(
        "identity.session",
        caches.AreShared ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(5)
    );
    private readonly RecentlyAsked<string, CookieRow> cookies = new(clock);

    internal async ValueTask<SessionRow?> Find(SessionId id, CancellationToken cancel) =>
        await sessions.Get(id.ToString(), () => Read(id), cancel) is { } row ? Open(row) : null;

    private async Task<SessionRow?> Read(SessionId id)
    {
        await using var connection = await database.Open(CancellationToken.None);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "select id, person_id PersonId, expires_at ExpiresAt, ended_at EndedAt, seen_at SeenAt from session where id = @Value",
            new { id.Value }
        );
        return row is null ? null : Session(row);
    }

    /// <param name="lifetime">How long the session lasts since it was last used.</param>
    internal async ValueTask<SessionRow?> FindByCookie(byte[] hash, TimeSpan lifetime, CancellationToken cancel)
    {
        var key = Convert.ToHexString(hash);
        if (cookies.Find(key) is { } cookie && await Find(cookie.Session, cancel) is { } known)
            return known;
        await using var connection = await database.Open(cancel);
        var now = clock.GetUtcNow();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "select id, person_id PersonId, expires_at ExpiresAt, ended_at EndedAt, seen_at SeenAt from session where cookie_hash = @hash",
            new { hash }
        );
        if (row is null || Open(Session(row)) is not { } session)
            return null;
        if (row.SeenAt < (now - ProlongEvery).UtcDateTime)
        {
            session = session with { ExpiresAt = now + lifetime };
            var prolonged = await connection.ExecuteAsync(
                "update session set seen_at = @now, expires_at = @until where id = @id and ended_at is null",
                new
                {
                    now,
                    until = session.ExpiresAt,
                    id = session.Id.Value,
                }
            );
            await sessions.Remove(session.Id.ToString(), cancel);
            if (prolonged == 0)
                return null;
        }
        cookies.Keep(key, new CookieRow(session.Id));
        return session;
    }

    /// <summary>Ends a session; false when it is not an open one of the person.</summary>
    internal async Task<bool> End(PersonId person, SessionId session, string by, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var ended = await connection.ExecuteAsync(
            "update session set ended_at = @now, ended_by = @by where id = @id and person_id = @person and ended_at is null and expires_at > @now",
            new
            {
                now = clock.GetUtcNow(),
                by,
                id = session.Value,
                person = person.Value,
            }
        );
        if (ended == 1)
            await Ended([session]);
        return ended == 1;
    }

    /// <summary>Ends all of a person's; after the commit <see cref="Ended"/> is told.</summary>
    internal async Task<SessionId[]> EndAll(PersonId person, SessionId? except, string by, NpgsqlConnection connection) =>
        [
            .. (
                await connection.QueryAsync<Guid>(
                    """
                    update session set ended_at = @now, ended_by = @by
                    where person_id = @person and ended_at is null and id is distinct from @except
                    returning id
                    """,
                    new
                    {
                        now = clock.GetUtcNow(),
                        by,
                        person = person.Value,
                        except = except?.Value,
                    }
                )
            ).Select(SessionId.From),
        ];

    /// <summary>Call it after the commit: from then on no copy says that they are open, and open streams of theirs end.</summary>
    internal async Task Ended(IEnumerable<SessionId> ids)
    {
        var ended = ids.ToArray();
        if (ended.Length == 0)
            return;
        foreach (var id in ended)
            await sessions.Remove(id.ToString(), CancellationToken.None);
        await using var connection = await database.Open(CancellationToken.None);
        var people = await connection.QueryAsync<Guid>(
            "select distinct person_id from session where id = any(@ids)",
            new { ids = ended.Select(id => id.Value).ToArray() }
        );
        foreach (var person in people)
            signals.Tell(new AccessEnded(PersonId.From(person)));
    }

    private SessionRow? Open(SessionRow row) => row.IsEnded || row.ExpiresAt <= clock.GetUtcNow() ? null : row;

    private static SessionRow Session(Row row) =>
        new(SessionId.From(row.Id), PersonId.From(row.PersonId), new DateTimeOffset(row.ExpiresAt, TimeSpan.Zero), row.EndedAt is not null);

    private sealed record CookieRow(SessionId Session);

    private sealed record Row(Guid Id, Guid PersonId, DateTime ExpiresAt, DateTime? EndedAt, DateTime SeenAt);
}
