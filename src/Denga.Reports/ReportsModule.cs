using Denga.Platform.Modules;
using Denga.Reports.Charts;
using Denga.Reports.Exports;
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
        module.Services.AddSingleton(services =>
        {
            var options = services.GetRequiredService<IOptions<ReportsOptions>>().Value;
            return new PngRenderer(options.PicturesAtOnce, options.PictureTimeout, services.GetRequiredService<TimeProvider>());
        });
        module.Options<ReportsOptions>().Handles<SpendingReportHandler>().Handles<ExportEntriesHandler>().Job<ForgetOldReports>();
    }
}
