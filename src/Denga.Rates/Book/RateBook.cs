using Microsoft.Extensions.Options;

namespace Denga.Rates.Book;

/// <summary>Holds the history in memory. The first who asks loads it, and before it, on a new database, the snapshot that came with the program.</summary>
internal sealed class RateBook(RateHistory history, IOptions<RatesOptions> options) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private volatile RateIndex? index;
    private long sets;

    public ValueTask<RateIndex> Current(CancellationToken cancel) =>
        index is { } loaded ? ValueTask.FromResult(loaded) : new ValueTask<RateIndex>(Refresh(cancel));

    /// <summary>Takes up sets that were stored since, by whichever process.</summary>
    public async Task<RateIndex> Refresh(CancellationToken cancel)
    {
        await loading.WaitAsync(cancel);
        try
        {
            if (index is null)
            {
                foreach (var set in Snapshot.Read())
                    await history.Store(set, cancel);
            }
            // Sets only ever come, so their number tells whether one came. It is asked first: a set that comes between is read twice rather than never.
            var count = await history.CountSets(cancel);
            if (index is null || count != sets)
            {
                index = new RateIndex(await history.Read(cancel), options.Value.StaleAfterDays);
                sets = count;
            }
            return index;
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose() => loading.Dispose();
}
