using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Reports.People;
using Microsoft.Extensions.Options;

namespace Denga.Reports;

/// <summary>Deletes old reports and files, and everything of whoever was erased; whoever asks again gets them built anew.</summary>
internal sealed class ForgetOldReports(
    Database<ReportsModule> database,
    ReportFiles files,
    WakeUp<ErasedPersonWaits> erased,
    IOptions<ReportsOptions> options,
    TimeProvider clock
) : IJob
{
    public string Name => "reports.forget-old";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public Task Pause(TimeProvider time, CancellationToken cancel) => erased.Wait(Every, time, cancel);

    public async Task Run(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using (var connection = await database.Open(cancel))
        {
            // What the build before this one left when it stopped.
            await connection.ExecuteAsync("select documents_as_work()");
            await connection.ExecuteAsync(
                """
                delete from report where built_at < @before;
                delete from document where built_at < @before;
                delete from document_request where asked_at < @before;
                delete from report r using erased_person e where r.person_id = e.person_id;
                delete from document d using erased_person e where d.person_id = e.person_id;
                delete from document_request r using erased_person e where r.person_id = e.person_id;
                """,
                new { before = now - options.Value.KeepReportsFor }
            );
        }
        await files.DeleteBefore(now - options.Value.KeepFilesFor, cancel);
        await using (var connection = await database.Open(cancel))
        {
            // What was being built while he was erased has long been finished.
            await connection.ExecuteAsync(
                "delete from erased_person where erased_at < @before",
                new { before = now - options.Value.KeepFilesFor }
            );
        }
    }
}

/// <summary>Deletes old files that nobody knows of any more.</summary>
internal sealed class ForgetUnknownFiles(ReportFiles files) : IJob
{
    public string Name => "reports.forget-unknown-files";

    public TimeSpan Every => TimeSpan.FromDays(1);

    public Task Run(CancellationToken cancel) => files.DeleteUnknown(cancel);
}
