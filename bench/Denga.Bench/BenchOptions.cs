using System.Diagnostics;

namespace Denga.Bench;

/// <param name="Scales">How much data there is beforehand; 1 is <see cref="EntriesOfScale"/> expenses.</param>
/// <param name="Seconds">Length of one measurement.</param>
/// <param name="Callers">How many people wait for an answer at once.</param>
/// <param name="Workers">Processes of the Node peer; 0 takes the better of one and two.</param>
/// <param name="Batches">Most writes of the ledger in one transaction.</param>
/// <param name="Lock">A file that is locked while something is measured, or null.</param>
internal sealed record BenchOptions(
    IReadOnlyList<int> Scales,
    TimeSpan Seconds,
    int Rounds,
    IReadOnlyList<int> Callers,
    int Workers,
    IReadOnlyList<int> Batches,
    bool WithPeer,
    string? Lock
)
{
    internal const int EntriesOfScale = 10_000;

    /// <summary>Waits for the lock; dispose it when the measurement is over.</summary>
    internal async Task<IDisposable?> Exclusive(CancellationToken cancel)
    {
        if (Lock is null)
            return null;
        // flock(1) waits in the line; asking again and again would never get a turn. It holds the lock until its input ends.
        var holder = new Holder(
            Process.Start(
                new ProcessStartInfo("flock", [Lock, "sh", "-c", "echo locked; cat"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!
        );
        try
        {
            await holder.Wait(cancel);
            return holder;
        }
        catch
        {
            holder.Dispose();
            throw;
        }
    }

    private sealed class Holder(Process process) : IDisposable
    {
        internal async Task Wait(CancellationToken cancel) => await process.StandardOutput.ReadLineAsync(cancel);

        public void Dispose()
        {
            process.StandardInput.Close();
            process.Dispose();
        }
    }
}
