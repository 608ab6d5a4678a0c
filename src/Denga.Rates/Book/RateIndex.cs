using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Rates.Sources;

namespace Denga.Rates.Book;

/// <summary>The whole history in memory, by source and day. It never changes, so what was found once is found again without looking.</summary>
internal sealed class RateIndex
{
    private const int FoundMax = 50_000;
    private readonly (DateOnly[] Days, RateSet[][] InForce)[] series;
    private readonly ConcurrentDictionary<(Currency From, Currency To, DateOnly Day), Result<Rate>> found = new();
    private readonly int staleAfterDays;

    /// <param name="history">In the order in which the sets became known.</param>
    public RateIndex(IReadOnlyList<KeptSet> history, int staleAfterDays)
    {
        this.staleAfterDays = staleAfterDays;
        // Of two sets that a source gave for one day, the later one is its correction.
        var sources = history
            .Where(k => k.Set.Source == CrossRates.Snapshot || k.Set.CanBeOf(DateOnly.FromDateTime(k.FetchedAt.UtcDateTime)))
            .GroupBy(k => (k.Set.Source, k.Set.Base))
            .Select(sets => sets.OrderBy(k => k.Set.Date).ToArray())
            .ToArray();
        series = Array.ConvertAll(
            sources,
            sets => (Array.ConvertAll(sets, k => k.Set.Date), CrossRates.InForce(Array.ConvertAll(sets, k => k.Set)))
        );
        Latest = Array.ConvertAll(sources, sets => sets[^1]);
        Newest = Latest.Count == 0 ? null : Latest.Max(k => k.Set.Date);
    }

    /// <summary>The day of the newest set of all.</summary>
    public DateOnly? Newest { get; }

    /// <summary>The newest set of every source and base.</summary>
    public IReadOnlyList<KeptSet> Latest { get; }

    public Result<Rate> Find(Currency from, Currency to, DateOnly day)
    {
        if (found.TryGetValue((from, to, day), out var known))
            return known;
        var rate = CrossRates.Find(from, to, day, InForce(day), staleAfterDays);
        if (found.Count < FoundMax)
            found.TryAdd((from, to, day), rate);
        return rate;
    }

    /// <summary>Of every source and base; before all of its days, the oldest stands in.</summary>
    private RateSet[] InForce(DateOnly day) => [.. series.SelectMany(s => s.InForce[NotLater(s.Days, day < s.Days[0] ? s.Days[0] : day)])];

    /// <summary>The last day that is not later than the day; -1 when all are.</summary>
    private static int NotLater(DateOnly[] days, DateOnly day)
    {
        var (low, high) = (0, days.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (days[middle] <= day)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }
}
