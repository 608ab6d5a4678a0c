using System.Diagnostics;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Jobs;

/// <summary>Runs every job from the start on; a failed run is logged and tried again at the next turn.</summary>
internal sealed partial class JobRunner(IEnumerable<IJob> jobs, TimeProvider clock, ILogger<JobRunner> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(jobs.Select(j => Task.Run(() => Turn(j, stoppingToken), stoppingToken)));

    private async Task Turn(IJob job, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using (var span = Tracing.Source.StartActivity("job " + job.Name, ActivityKind.Internal, default(ActivityContext)))
            {
                try
                {
                    await job.Run(stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    span?.SetStatus(ActivityStatusCode.Error);
                    Failed(e, job.Name);
                }
            }
            await job.Pause(clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "The job {Job} failed; it runs again at its next turn")]
    private partial void Failed(Exception e, string job);
}
