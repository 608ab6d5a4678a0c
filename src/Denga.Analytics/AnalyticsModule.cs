using Denga.Analytics.Activity;
using Denga.Analytics.Totals;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Analytics;

/// <summary>Live statistics from the event stream.</summary>
public sealed class AnalyticsModule : IModule
{
    public static string Name => "analytics";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<DayTotals>();
        module.Consumes<OnEntries>().Handles<LiveTotalsHandler>().Handles<ActivityHandler>().Job<ForgetOldActivity>();
    }

    /// <summary>Throws totals and counts away and works all events again. Until it is done, people see the totals as they were, and new events wait;
    /// nothing is lost or counted twice. It may be stopped at any moment and leaves everything as it was.</summary>
    /// <param name="progress">Told the number of events worked so far.</param>
    public static Task<RebuildResult> Rebuild(IServiceProvider services, IProgress<long>? progress, CancellationToken cancel) =>
        services.GetRequiredService<EventHistory>().Replay(services.GetRequiredService<OnEntries>(), OnEntries.Forget, progress, cancel);
}
