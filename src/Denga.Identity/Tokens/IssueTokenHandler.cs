using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Tokens;

internal sealed class IssueTokenHandler(Database<IdentityModule> database, IOptions<IdentityOptions> options, TimeProvider clock)
    : IOperationHandler<IssueToken, IssuedToken>
{
    public async Task<Result<IssuedToken>> Handle(IssueToken operation, CancellationToken cancel)
    {
        var token = Token.Make();
        var now = clock.GetUtcNow();
        var expiresAt = now + options.Value.TokenLifetime;
        await using var connection = await database.Open(cancel);
        var kept = await connection.ExecuteAsync(
            """
            insert into token (hash, person_id, expires_at, id, address, agent, started_at, seen_at)
            select @hash, p.id, @expiresAt, @id, @address, @agent, @now, @now from person p where p.id = @person
            """,
            new
            {
                hash = Token.Hash(token),
                expiresAt,
                id = SessionId.New().Value,
                address = operation.Client?.Address ?? "",
                agent = operation.Client?.Agent,
                now,
                person = operation.Person.Value,
            }
        );
        return kept == 1 ? new IssuedToken(token, expiresAt) : IdentityErrors.UnknownPerson;
    }
}
