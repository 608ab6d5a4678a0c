using Denga.Bot.Engine;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bot.Reports;

/// <summary>Where the money went.</summary>
internal static class ReportsDialogs
{
    internal static void Register(ModuleBuilder module)
    {
        module.Dialog<ReportDialog>().Dialog<StatsDialog>().Handles<TellDocumentHandler>();
    }
}
