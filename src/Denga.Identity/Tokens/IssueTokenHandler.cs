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
        var token = KnownTokens.Make();
        var expiresAt = clock.GetUtcNow() + options.Value.TokenLifetime;
        await using var connection = await database.Open(cancel);
        var kept = await connection.ExecuteAsync(
            "insert into token (hash, person_id, expires_at) select @hash, id, @expiresAt from person where id = @person",
            new
            {
                hash = KnownTokens.Hash(token),
                expiresAt,
                person = operation.Person.Value,
            }
        );
        return kept == 1 ? new IssuedToken(token, expiresAt) : IdentityErrors.UnknownPerson;
    }
}
