using Denga.Platform.Modules;
using Denga.Reports.Exports;
using Denga.Reports.Spending;
using Microsoft.Extensions.DependencyInjection;

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
        module.Options<ReportsOptions>().Handles<SpendingReportHandler>().Handles<ExportEntriesHandler>().Job<ForgetOldReports>();
    }
}
