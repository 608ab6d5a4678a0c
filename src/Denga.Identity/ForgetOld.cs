using Dapper;
using Denga.Identity.Sessions;
using Denga.Platform.Data;
using Denga.Platform.Jobs;

namespace Denga.Identity;

/// <summary>What has expired is refused anyway; it is deleted so that the tables do not grow for ever, and because nobody needs to keep it.</summary>
internal sealed class ForgetOld(Database<IdentityModule> database, TimeProvider clock) : IJob
{
    /// <summary>An ended session is shown to nobody, but a second use of its tokens should still be noticed for a while.</summary>
    private static readonly TimeSpan KeepSessions = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeepFailures = TimeSpan.FromDays(2);
    private static readonly TimeSpan KeepUsedCodes = TimeSpan.FromDays(1);

    public string Name => "identity.forget-old";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var moments = new
        {
            now,
            sessions = now - KeepSessions,
            failures = now - KeepFailures,
            used = now - KeepUsedCodes,
            answers = now - RefreshHandler.ReuseInterval,
        };
        await using var connection = await database.Open(cancel);
        string[] statements =
        [
            "delete from one_time_code where expires_at <= @now and (used_at is null or used_at <= @used)",
            "delete from used_sign_in where expires_at <= @now",
            "delete from throttle where free_at <= @now",
            "delete from lockout where failed_at <= @failures and (locked_until is null or locked_until <= @now)",
            "delete from session where expires_at <= @sessions or ended_at <= @sessions",
            "update refresh_token set answer = null where answer is not null and used_at <= @answers",
        ];
        foreach (var statement in statements)
            await connection.ExecuteAsync(statement, moments);
    }
}
