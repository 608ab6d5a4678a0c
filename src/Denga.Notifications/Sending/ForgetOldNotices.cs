using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Microsoft.Extensions.Options;

namespace Denga.Notifications.Sending;

/// <summary>Forgets settled notices with their log. The inbox still knows their events, so none of them comes back.</summary>
internal sealed class ForgetOldNotices(Database<NotificationsModule> database, IOptions<NotificationsOptions> options, TimeProvider clock)
    : IJob
{
    public string Name => "notifications.forget-old";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        // What the build before this one left when it stopped.
        await connection.ExecuteAsync("select notices_as_work()");
        var before = clock.GetUtcNow() - options.Value.KeepFor;
        await connection.ExecuteAsync("delete from notice where state <> 'pending' and settled_at < @before", new { before });
        await connection.ExecuteAsync("delete from delivery where person_id is null and at < @before", new { before });
    }
}
