using Denga.Platform.Caching;
using Microsoft.Extensions.Options;

namespace Denga.Rates.Book;

/// <summary>Answers from the tables of sets and rates. What is in force now comes from a copy that processes share, which is forgotten when a set is
/// stored; the whole history is in this process's memory from the first question about a past day on. The first who asks stores, in a new database,
/// the snapshot that came with the program.</summary>
internal sealed class RateBook(RateHistory history, Caches caches, IOptions<RatesOptions> options, TimeProvider clock) : IDisposable
{
    private const string All = "all";

    /// <summary>A minute: the longest that conversions use rates from before a set whose news was lost.</summary>
    private readonly Cache<CurrentRates> current = caches.Of<CurrentRates>("rates.current", TimeSpan.FromMinutes(1));
    private readonly SemaphoreSlim loading = new(1);
    private volatile Recent? recent;
    private volatile Loaded? loaded;
    private volatile bool hasSnapshot;

    /// <summary>The sets in force now, and everything that can be asked of them.</summary>
    public async ValueTask<RateIndex> Current(CancellationToken cancel) => (await Recently(cancel)).Index;

    /// <summary>What answers for the day and later ones.</summary>
    public async ValueTask<RateIndex> Since(DateOnly day, CancellationToken cancel)
    {
        var now = await Recently(cancel);
        if (day >= now.Rates.From)
            return now.Index;
        return loaded is { } all && all.Count >= now.Rates.Count ? all.Index : await Load(now.Rates.Count, cancel);
    }

    /// <summary>A set was stored: from now on nobody answers without it.</summary>
    public Task Changed(CancellationToken cancel) => current.Remove(All, cancel);

    public void Dispose() => loading.Dispose();

    private async ValueTask<Recent> Recently(CancellationToken cancel)
    {
        var rates = (await current.Get(All, ReadCurrent, cancel))!;
        // Two who come at once make the same twice.
        return recent is { } known && ReferenceEquals(known.Rates, rates) ? known : recent = new Recent(rates, Index(rates.Sets));
    }

    private async Task<CurrentRates?> ReadCurrent()
    {
        await StoreSnapshot(CancellationToken.None);
        // Sets only ever come. Their number is asked first: a set that comes between is read twice rather than never.
        var count = await history.CountSets(CancellationToken.None);
        // Somewhere it is still yesterday.
        var from = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        return new CurrentRates(count, from, await history.Read(from, CancellationToken.None));
    }

    private async Task<RateIndex> Load(long count, CancellationToken cancel)
    {
        await loading.WaitAsync(cancel);
        try
        {
            if (loaded is { } all && all.Count >= count)
                return all.Index;
            await StoreSnapshot(cancel);
            var known = await history.CountSets(cancel);
            var index = Index(await history.Read(DateOnly.MinValue, cancel));
            loaded = new Loaded(known, index);
            return index;
        }
        finally
        {
            loading.Release();
        }
    }

    private RateIndex Index(IEnumerable<StoredSet> sets) =>
        new([.. sets.Select(s => s.Kept()).OfType<KeptSet>()], options.Value.StaleAfterDays);

    private async Task StoreSnapshot(CancellationToken cancel)
    {
        if (hasSnapshot)
            return;
        foreach (var set in Snapshot.Read())
            await history.Store(set, cancel);
        hasSnapshot = true;
    }

    private sealed record Recent(CurrentRates Rates, RateIndex Index);

    private sealed record Loaded(long Count, RateIndex Index);
}
