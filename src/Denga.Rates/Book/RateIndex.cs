using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Rates.Sources;

namespace Denga.Rates.Book;

/// <summary>The whole history in memory, by source and day. It never changes, so what was found once is found again without looking.</summary>
internal sealed class RateIndex
{
    private const int FoundMax = 50_000;
    private readonly RateSet[][] series;
    private readonly ConcurrentDictionary<(Currency From, Currency To, DateOnly Day), Result<Rate>> found = new();
    private readonly int staleAfterDays;

    /// <param name="history">In the order in which the sets became known.</param>
    public RateIndex(IReadOnlyList<KeptSet> history, int staleAfterDays)
    {
        this.staleAfterDays = staleAfterDays;
        // Of two sets that a source gave for one day, the later one is its correction.
        var newest = history.GroupBy(k => (k.Set.Source, k.Set.Base, k.Set.Date)).Select(sets => sets.Last()).ToArray();
        series =
        [
            .. newest.GroupBy(k => (k.Set.Source, k.Set.Base)).Select(sets => sets.Select(k => k.Set).OrderBy(s => s.Date).ToArray()),
        ];
        Latest = [.. newest.GroupBy(k => (k.Set.Source, k.Set.Base)).Select(sets => sets.MaxBy(k => k.Set.Date)!)];
        Newest = newest.Length == 0 ? null : newest.Max(k => k.Set.Date);
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

    /// <summary>As <see cref="CrossRates.InForce"/>, by binary search.</summary>
    private RateSet[] InForce(DateOnly day) => Array.ConvertAll(series, sets => sets[Math.Max(0, NotLater(sets, day))]);

    /// <summary>The last set that is not later than the day; -1 when all are.</summary>
    private static int NotLater(RateSet[] sets, DateOnly day)
    {
        var (low, high) = (0, sets.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sets[middle].Date <= day)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }
}
