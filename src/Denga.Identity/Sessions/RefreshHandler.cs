using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.Tokens;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Keys;
using Denga.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Sessions;

/// <summary>Rotates refresh tokens. Whoever asks with a used one gets the same answer again while the client may have lost it: within
/// <see cref="ReuseInterval"/>, from the same agent, as long as nobody has used what it got. Later its session ends and the owner is told, because two hold
/// it and it cannot be told who of them is the thief.</summary>
internal sealed partial class RefreshHandler(
    Database<IdentityModule> database,
    KnownPeople people,
    KnownSessions sessions,
    SessionStart start,
    Sealing sealing,
    IOptions<IdentityOptions> options,
    TimeProvider clock,
    ILogger<RefreshHandler> log
) : IOperationHandler<RefreshSession, SignedIn>
{
    /// <summary>A request that is sent again after a lost answer comes within seconds.</summary>
    internal static readonly TimeSpan ReuseInterval = TimeSpan.FromSeconds(30);
    private const string Purpose = "refresh answer ";

    public async Task<Result<SignedIn>> Handle(RefreshSession operation, CancellationToken cancel)
    {
        if (operation.RefreshToken.Length != Token.Characters)
            return IdentityErrors.BadToken;
        var hash = Token.Hash(operation.RefreshToken);
        // Everything that may need a connection of its own comes before the transaction has one.
        if (await Holder(hash, cancel) is not var (session, owner) || await people.Find(owner, cancel) is not { } person)
            return IdentityErrors.BadToken;
        var expiresAt = clock.GetUtcNow() + options.Value.SessionLifetime;
        var fresh = await start.WithTokens(person, session, Token.Make(), expiresAt, cancel);
        var turn = await database.Transaction(
            async work =>
            {
                // The session's row is locked first, by everybody: of two requests with one token one waits and finds it used.
                await work.Connection.ExecuteAsync("select from session where id = @Value for update", new { session.Value });
                var now = clock.GetUtcNow();
                var found = await work.Connection.QuerySingleOrDefaultAsync<Row>(
                    """
                    select t.used_at UsedAt, t.answer, t.expires_at > @now IsGood from refresh_token t join session s on s.id = t.session_id
                    where t.hash = @hash and s.ended_at is null and s.expires_at > @now
                    """,
                    new { hash, now }
                );
                if (found is not null and { UsedAt: not null })
                    return await Repeated(found, person, session, operation.Client, work);
                if (found is not { IsGood: true })
                    return new Turn(null, IsEnded: false);
                await Rotate(hash, session, fresh, operation.Client, work);
                return new Turn(fresh, IsEnded: false);
            },
            cancel
        );
        if (turn.IsEnded)
        {
            await sessions.Ended(owner, [session]);
            UsedTwice(session);
        }
        return turn.Answer is { } answer ? answer : IdentityErrors.BadToken;
    }

    private async Task<(SessionId Session, PersonId Owner)?> Holder(byte[] hash, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var holder = await connection.QuerySingleOrDefaultAsync<(Guid Session, Guid Person)?>(
            "select s.id, s.person_id from refresh_token t join session s on s.id = t.session_id where t.hash = @hash",
            new { hash }
        );
        return holder is var (session, person) ? (SessionId.From(session), PersonId.From(person)) : null;
    }

    private async Task Rotate(byte[] hash, SessionId session, SignedIn fresh, Client? client, UnitOfWork work)
    {
        var answer = JsonSerializer.Serialize(new Answer(client?.Agent, fresh), DengaJson.Options);
        await work.Connection.ExecuteAsync(
            """
            -- Who uses a token has got the answer that brought it.
            update refresh_token set answer = null where session_id = @session and answer is not null;
            update refresh_token set used_at = @now, answer = @answer where hash = @hash;
            update session set seen_at = @now, expires_at = @expiresAt, address = coalesce(@address, address), agent = coalesce(@agent, agent)
            where id = @session
            """,
            new
            {
                session = session.Value,
                now = clock.GetUtcNow(),
                hash,
                answer = sealing.Seal(Purpose + session, answer),
                expiresAt = fresh.Tokens!.RefreshExpiresAt,
                address = client?.Address,
                agent = client?.Agent,
            }
        );
        await SessionStart.KeepRefresh(work.Connection, fresh.Tokens.Refresh, session, fresh.Tokens.RefreshExpiresAt);
    }

    private async Task<Turn> Repeated(Row found, Person owner, SessionId session, Client? client, UnitOfWork work)
    {
        var now = clock.GetUtcNow();
        if (
            found.UsedAt!.Value + ReuseInterval > now.UtcDateTime
            && found.Answer is { } box
            && sealing.OpenText(Purpose + session, box) is { } text
            && JsonSerializer.Deserialize<Answer>(text, DengaJson.Options) is { } answer
            && string.Equals(answer.Agent, client?.Agent, StringComparison.Ordinal)
        )
            return new Turn(answer.SignedIn, IsEnded: false);
        await work.Connection.ExecuteAsync(
            "update session set ended_at = @now, ended_by = 'refresh token used twice' where id = @Value",
            new { now, session.Value }
        );
        work.Publish(new RefreshTokenReused(owner.Id, session, client?.Address, client?.Agent, now.InMicroseconds()));
        return new Turn(null, IsEnded: true);
    }

    [LoggerMessage(LogLevel.Warning, "A refresh token of session {Session} came twice; the session was ended")]
    private partial void UsedTwice(SessionId session);

    private sealed record Turn(SignedIn? Answer, bool IsEnded);

    /// <summary>What was answered, to which agent.</summary>
    private sealed record Answer(string? Agent, SignedIn SignedIn);

    private sealed record Row(DateTime? UsedAt, byte[]? Answer, bool IsGood);
}
