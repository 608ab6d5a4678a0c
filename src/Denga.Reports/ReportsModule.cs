using Denga.Platform.Files;
using Denga.Platform.Modules;
using Denga.Reports.Documents;
using Denga.Reports.Exports;
using Denga.Reports.People;
using Denga.Reports.Spending;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Denga.Reports;

/// <summary>Reports with pictures, and exports, as a person asks for them.</summary>
public sealed class ReportsModule : IModule
{
    public static string Name => "reports";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<KeptReports>();
        module.Services.AddSingleton<ReportBuilder>();
        module.Services.AddSingleton<ReportFiles>();
        module.Services.AddSingleton<DocumentRequests>();
        module.Services.AddSingleton<DocumentBuilder>();
        module.Services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ReportsOptions>>().Value;
            return new PdfPrinter(options.PdfsAtOnce, options.PdfTimeout, provider.GetRequiredService<TimeProvider>());
        });
        module.Services.AddSingleton<WakeUp<ErasedPersonWaits>>();
        module
            .Options<ReportsOptions>()
            .Handles<SpendingReportHandler>()
            .Handles<ExportEntriesHandler>()
            .Handles<ExportStatementHandler>()
            .Handles<FileHandlers>()
            .Handles<RequestDocumentHandler>()
            .Handles<DocumentByIdHandler>()
            .Consumes<OnDocumentRequested>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Works<BuildDocument>()
            .Job<ForgetOldReports>()
            .Job<ForgetUnknownFiles>();
    }
}
