using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Platform;
using Denga.Platform.Operations;

namespace Denga.Reports.People;

/// <summary>What lies here of a person, for him.</summary>
internal sealed class FileHandlers(ReportFiles files)
    : IOperationHandler<KeptFiles, IReadOnlyList<KeptFile>>,
        IOperationHandler<ReportRecords, PersonalRecords>
{
    public async Task<Result<IReadOnlyList<KeptFile>>> Handle(KeptFiles operation, CancellationToken cancel) =>
        await files.Of(operation.Person, cancel);

    public async Task<Result<PersonalRecords>> Handle(ReportRecords operation, CancellationToken cancel) =>
        new PersonalRecords(JsonSerializer.SerializeToElement(new { files = await files.Of(operation.Person, cancel) }, DengaJson.Options));
}
