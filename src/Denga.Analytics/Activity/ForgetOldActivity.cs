using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;

namespace Denga.Analytics.Activity;

/// <summary>Minutes are for looking at what is going on; three months of them are enough.</summary>
internal sealed class ForgetOldActivity(Database<AnalyticsModule> database, TimeProvider clock) : IJob
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(92);

    public string Name => "analytics.forget-old-activity";

    public TimeSpan Every => TimeSpan.FromHours(6);

    public async Task Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("delete from activity where minute < @before", new { before = clock.GetUtcNow() - KeptFor });
    }
}
