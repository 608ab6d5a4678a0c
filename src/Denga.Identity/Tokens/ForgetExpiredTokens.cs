using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;

namespace Denga.Identity.Tokens;

/// <summary>Expired tokens are refused anyway; they are deleted so that the table does not grow for ever.</summary>
internal sealed class ForgetExpiredTokens(Database<IdentityModule> database, TimeProvider clock) : IJob
{
    public string Name => "identity.forget-expired-tokens";

    public TimeSpan Every => TimeSpan.FromHours(6);

    public async Task Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("delete from token where expires_at <= @now", new { now = clock.GetUtcNow() });
    }
}
