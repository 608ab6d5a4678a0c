using Denga.Platform.Jobs;

namespace Denga.Bot.Engine;

/// <summary>Takes up what was stored and never queued: its acknowledgement was lost, or the process that stored it is gone.</summary>
internal sealed class WorkLateUpdates(UpdateLoop loop) : IJob
{
    public string Name => "work late updates";

    public TimeSpan Every => TimeSpan.FromSeconds(5);

    public Task Run(CancellationToken cancel) => loop.TakeLate(cancel);
}

/// <summary>Worked updates are kept for a week, longer than any messenger repeats them.</summary>
internal sealed class ForgetUpdates(Arrivals arrivals, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public string Name => "forget updates";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancel) => arrivals.Forget(clock.GetUtcNow() - Kept, cancel);
}
