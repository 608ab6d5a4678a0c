using System.Diagnostics.Metrics;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Health;

/// <summary>The room where this process writes, for the metrics.</summary>
internal sealed class DiskWatch : IJob, IDisposable
{
    private readonly IReadOnlyDictionary<string, string> folders;
    private readonly Gauges gauges = new();
    private volatile (KeyValuePair<string, object?> What, long Free, long Size)[] last = [];

    /// <param name="folders">By what is written there.</param>
    internal DiskWatch(IReadOnlyDictionary<string, string> folders)
    {
        this.folders = folders;
        gauges.Add("denga.disk.free", () => last.Select(d => new Measurement<long>(d.Free, d.What)), "By", "Room left, by folder.");
        gauges.Add("denga.disk.size", () => last.Select(d => new Measurement<long>(d.Size, d.What)), "By", "The disk, by folder.");
    }

    public string Name => "health.disk";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task Run(CancellationToken cancel)
    {
        last =
        [
            .. folders
                .Where(f => Directory.Exists(f.Value))
                .Select(f => (f.Key, new DriveInfo(Path.GetFullPath(f.Value))))
                .Select(f => (new KeyValuePair<string, object?>("what", f.Key), f.Item2.AvailableFreeSpace, f.Item2.TotalSize)),
        ];
        return Task.CompletedTask;
    }

    public void Dispose() => gauges.Dispose();
}
