using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Identity.Sessions;

/// <summary>The row of a session, or of a token of the web chat, which is one as well: it has an id, is listed and is ended like the others.</summary>
internal sealed record SessionRow(SessionId Id, PersonId Person, DateTimeOffset ExpiresAt, bool IsEnded);

/// <summary>Whether sessions are open, from a copy when it was asked a moment ago. What ends is known at once: here always, in other processes when
/// they share copies through Redis or hear signals, and otherwise within five seconds.</summary>
internal sealed class KnownSessions
{
    /// <summary>A session is noted as seen, and a browser's prolonged, when it is used, but not with every request.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);
    private const string Columns = "id, person_id PersonId, expires_at ExpiresAt, ended_at EndedAt, seen_at SeenAt from session";
    private const string TokenColumns =
        "id, person_id PersonId, expires_at ExpiresAt, null::timestamptz EndedAt, seen_at SeenAt from token";
    private readonly Database<IdentityModule> database;
    private readonly Signals signals;
    private readonly TimeProvider clock;
    private readonly Cache<SessionRow> sessions;
    private readonly RecentlyAsked<string, HashRow> hashes;

    public KnownSessions(Database<IdentityModule> database, Caches caches, Signals signals, TimeProvider clock)
    {
        this.database = database;
        this.signals = signals;
        this.clock = clock;
        sessions = caches.Of<SessionRow>("identity.session", caches.AreShared ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(5));
        hashes = new RecentlyAsked<string, HashRow>(clock);
        signals.Subscribe<AccessEnded>(ended =>
        {
            foreach (var id in ended.Sessions)
                _ = sessions.Remove(id.ToString(), CancellationToken.None);
        });
    }

    internal async ValueTask<SessionRow?> Find(SessionId id, CancellationToken cancel) =>
        await sessions.Get(id.ToString(), () => Read(id), cancel) is { } row ? Open(row) : null;

    private async Task<SessionRow?> Read(SessionId id)
    {
        await using var connection = await database.Open(CancellationToken.None);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            $"select {Columns} where id = @Value union all select {TokenColumns} where id = @Value",
            new { id.Value }
        );
        return row is null ? null : Session(row);
    }

    /// <param name="lifetime">How long the session lasts since it was last used.</param>
    internal ValueTask<SessionRow?> FindByCookie(byte[] hash, TimeSpan lifetime, CancellationToken cancel) =>
        FindBy(
            hash,
            $"select {Columns} where cookie_hash = @hash",
            "update session set seen_at = @now, expires_at = @until where id = @id and ended_at is null",
            lifetime,
            cancel
        );

    internal ValueTask<SessionRow?> FindByChatToken(byte[] hash, CancellationToken cancel) =>
        FindBy(hash, $"select {TokenColumns} where hash = @hash", "update token set seen_at = @now where id = @id", lifetime: null, cancel);

    private async ValueTask<SessionRow?> FindBy(byte[] hash, string select, string update, TimeSpan? lifetime, CancellationToken cancel)
    {
        var key = Convert.ToHexString(hash);
        if (hashes.Find(key) is { } found && await Find(found.Session, cancel) is { } known)
            return known;
        await using var connection = await database.Open(cancel);
        var now = clock.GetUtcNow();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(select, new { hash });
        if (row is null || Open(Session(row)) is not { } session)
            return null;
        if (row.SeenAt < (now - SeenEvery).UtcDateTime)
        {
            if (lifetime is { } longer)
                session = session with { ExpiresAt = now + longer };
            var seen = await connection.ExecuteAsync(
                update,
                new
                {
                    now,
                    until = session.ExpiresAt,
                    id = session.Id.Value,
                }
            );
            await sessions.Remove(session.Id.ToString(), cancel);
            if (seen == 0)
                return null;
        }
        hashes.Keep(key, new HashRow(session.Id));
        return session;
    }

    /// <summary>Ends a session or a chat's token; false when it is not an open one of the person.</summary>
    internal async Task<bool> End(PersonId person, SessionId session, string by, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var ended = await connection.ExecuteScalarAsync<long>(
            """
            with session_ended as (
                update session set ended_at = @now, ended_by = @by
                where id = @id and person_id = @person and ended_at is null and expires_at > @now returning 1
            ), token_ended as (
                delete from token where id = @id and person_id = @person returning 1
            )
            select (select count(*) from session_ended) + (select count(*) from token_ended)
            """,
            new
            {
                now = clock.GetUtcNow(),
                by,
                id = session.Value,
                person = person.Value,
            }
        );
        if (ended == 1)
            await Ended(person, [session]);
        return ended == 1;
    }

    /// <summary>Ends all sessions of a person and all tokens of his chats; after the commit <see cref="Ended"/> is told.</summary>
    internal async Task<SessionId[]> EndAll(PersonId person, SessionId? except, string by, NpgsqlConnection connection) =>
        [
            .. (
                await connection.QueryAsync<Guid>(
                    """
                    with session_ended as (
                        update session set ended_at = @now, ended_by = @by
                        where person_id = @person and ended_at is null and id is distinct from @except returning id
                    ), token_ended as (
                        delete from token where person_id = @person and id is distinct from @except returning id
                    )
                    select id from session_ended union all select id from token_ended
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

    /// <summary>Call it after the commit: from then on no copy says that they are open, and who keeps a stream open for one of them is told.</summary>
    internal async Task Ended(PersonId person, IReadOnlyList<SessionId> ids)
    {
        foreach (var id in ids)
            await sessions.Remove(id.ToString(), CancellationToken.None);
        if (ids.Count > 0)
            signals.Tell(new AccessEnded(person, ids));
    }

    private SessionRow? Open(SessionRow row) => row.IsEnded || row.ExpiresAt <= clock.GetUtcNow() ? null : row;

    private static SessionRow Session(Row row) =>
        new(SessionId.From(row.Id), PersonId.From(row.PersonId), new DateTimeOffset(row.ExpiresAt, TimeSpan.Zero), row.EndedAt is not null);

    private sealed record HashRow(SessionId Session);

    private sealed record Row(Guid Id, Guid PersonId, DateTime ExpiresAt, DateTime? EndedAt, DateTime SeenAt);
}
