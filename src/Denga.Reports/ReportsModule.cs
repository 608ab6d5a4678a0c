using Denga.Platform.Files;
using Denga.Platform.Jobs;
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

    /// <summary>A PDF keeps a processor busy for a second or two.</summary>
    private const int DocumentsAtOnce = 2;

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
        module.Services.AddSingleton<WakeUp<DocumentWaits>>();
        module.Services.AddSingleton<WakeUp<ErasedPersonWaits>>();
        for (var number = 1; number <= DocumentsAtOnce; number++)
            AddBuilder(module.Services, number);
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
            .Job<ForgetOldReports>()
            .Job<ForgetUnknownFiles>();
    }

    private static void AddBuilder(IServiceCollection services, int number) =>
        services.AddSingleton<IJob>(provider => ActivatorUtilities.CreateInstance<BuildDocuments>(provider, number));
}
