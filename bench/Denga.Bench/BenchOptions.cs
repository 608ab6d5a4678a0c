namespace Denga.Bench;

/// <param name="Scales">How much data there is beforehand; 1 is <see cref="EntriesOfScale"/> expenses.</param>
/// <param name="Seconds">Length of one measurement.</param>
/// <param name="Callers">How many people wait for an answer at once.</param>
/// <param name="Workers">Processes of the Node peer; 0 takes the better of one and two.</param>
/// <param name="Lock">A file that is locked while something is measured, or null.</param>
internal sealed record BenchOptions(
    IReadOnlyList<int> Scales,
    TimeSpan Seconds,
    int Rounds,
    IReadOnlyList<int> Callers,
    int Workers,
    bool WithPeer,
    string? Lock
)
{
    internal const int EntriesOfScale = 10_000;

    /// <summary>Waits for the lock; dispose it when the measurement is over.</summary>
    internal async Task<IDisposable?> Exclusive(CancellationToken cancel)
    {
        while (Lock is not null)
        {
            try
            {
                // FileShare.None takes the same lock as flock(1).
                return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }
        }
        return null;
    }
}
