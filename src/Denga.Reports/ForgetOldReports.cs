using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Microsoft.Extensions.Options;

namespace Denga.Reports;

/// <summary>Deletes old reports and files; whoever asks again gets them built anew.</summary>
internal sealed class ForgetOldReports(
    Database<ReportsModule> database,
    ReportFiles files,
    IOptions<ReportsOptions> options,
    TimeProvider clock
) : IJob
{
    public string Name => "reports.forget-old";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using (var connection = await database.Open(cancel))
        {
            await connection.ExecuteAsync(
                """
                delete from report where built_at < @before;
                delete from document where built_at < @before;
                delete from document_request where asked_at < @before;
                """,
                new { before = now - options.Value.KeepReportsFor }
            );
        }
        await files.DeleteBefore(now - options.Value.KeepFilesFor, cancel);
    }
}
