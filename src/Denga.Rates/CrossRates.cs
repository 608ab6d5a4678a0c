using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Rates.Sources;

namespace Denga.Rates;

/// <summary>Which sets are in force on a day, and what rate between two currencies follows from them. Pure.</summary>
internal static class CrossRates
{
    /// <summary>USDT is taken as one US dollar: its issuer redeems it at par, and no source here sets a rate of its own for it. A rate that used
    /// this says so in its source: <c>cbr+peg</c>.</summary>
    public const string Peg = "peg";
    public const string Same = "same";
    public const string Snapshot = "snapshot";

    private const int SignificantDigits = 12;

    /// <summary>The most trusted first; a source that is not named here comes before the snapshot.</summary>
    private static readonly string[] Trust = [.. SourceList.Names, "other", Snapshot];

    /// <summary>Currencies by which two sets are joined, in this order; any other that both have comes after them, by code.</summary>
    private static readonly Currency[] Bridges = [Currency.Eur, Currency.Usd, Currency.Cny, Currency.Rub];

    private static readonly Currency Tether = Currency.Parse("USDT");

    /// <summary>For each set of a source and base, the oldest first, what is in force from its day on: the set, and of earlier ones what no later one has.
    /// A currency that a source leaves out keeps the last rate that the source gave it.</summary>
    public static RateSet[][] InForce(IReadOnlyList<RateSet> series)
    {
        var inForce = new RateSet[series.Count][];
        for (var i = 0; i < series.Count; i++)
        {
            var set = series[i];
            inForce[i] = [set, .. i == 0 ? [] : inForce[i - 1].Select(earlier => earlier.Without(set)).OfType<RateSet>()];
        }
        return inForce;
    }

    /// <summary>The rate between two currencies on a day, out of the sets that are in force on it. One set that has both currencies goes before
    /// two sets joined, the more trusted source before the less trusted; but whatever is fresh goes before what is stale, and among stale ones
    /// the newest wins. A rate is stale when its day is more than <paramref name="staleAfterDays"/> away from the day asked for, also in the
    /// days before all history, where the oldest set stands in. Error: <c>rates.unknown_pair</c>.</summary>
    public static Result<Rate> Find(Currency from, Currency to, DateOnly day, IReadOnlyList<RateSet> inForce, int staleAfterDays)
    {
        if (ReferenceEquals(from, to))
            return new Rate(from, to, 1, Same, day, IsStale: false);
        var pegged = !inForce.Any(set => set.ValueOf(Tether) is not null);
        var (pricedFrom, pricedTo) = pegged ? (Pegged(from), Pegged(to)) : (from, to);
        if (ReferenceEquals(pricedFrom, pricedTo))
            return new Rate(from, to, 1, Peg, day, IsStale: false);
        var best = Paths(pricedFrom, pricedTo, inForce)
            .OrderBy(path => Stale(path) ? 1 : 0)
            .ThenBy(path => Stale(path) ? Distance(path) : 0)
            .ThenBy(path => path.Sets.Length)
            .ThenBy(path => path.Sets.Sum(set => Rank(set.Source)))
            .ThenBy(Distance)
            .FirstOrDefault();
        if (best is null)
            return RatesErrors.UnknownPair(from, to);
        var names = best.Sets.Select(set => set.Source).Distinct(StringComparer.Ordinal);
        var usedPeg = !ReferenceEquals(pricedFrom, from) || !ReferenceEquals(pricedTo, to);
        var source = string.Join('+', usedPeg ? names.Append(Peg) : names);
        return new Rate(from, to, Significant(best.Value), source, best.Date, Stale(best));

        int Distance(Path path) => Math.Abs(day.DayNumber - path.Date.DayNumber);
        bool Stale(Path path) => Distance(path) > staleAfterDays;
    }

    /// <summary>At most 12 significant digits and no trailing zeros, so that the same rate always looks the same.</summary>
    internal static decimal Significant(decimal value)
    {
        var decimals = SignificantDigits;
        var magnitude = Math.Abs(value);
        for (; magnitude >= 1 && decimals > 0; magnitude /= 10)
            decimals--;
        for (; magnitude is > 0 and < 0.1m && decimals < 28; magnitude *= 10)
            decimals++;
        // Dividing by a one with 28 decimals is how a decimal loses its trailing zeros.
        return decimal.Round(value, decimals, MidpointRounding.ToEven) / 1.0000000000000000000000000000m;
    }

    private static Currency Pegged(Currency currency) => ReferenceEquals(currency, Tether) ? Currency.Usd : currency;

    private static IEnumerable<Path> Paths(Currency from, Currency to, IReadOnlyList<RateSet> sets)
    {
        foreach (var set in sets)
        {
            if (set.ValueOf(from) is { } one && set.ValueOf(to) is { } other)
                yield return new Path(one / other, set.Date, [set]);
        }
        foreach (var first in sets.Where(set => set.ValueOf(from) is not null && set.ValueOf(to) is null))
        {
            foreach (var second in sets.Where(set => set.ValueOf(to) is not null && set.ValueOf(from) is null))
            {
                if (Bridge(first, second) is not { } bridge)
                    continue;
                var value = first.ValueOf(from)!.Value / first.ValueOf(bridge)!.Value;
                value *= second.ValueOf(bridge)!.Value / second.ValueOf(to)!.Value;
                yield return new Path(value, first.Date < second.Date ? first.Date : second.Date, [first, second]);
            }
        }
    }

    private static Currency? Bridge(RateSet first, RateSet second) =>
        Bridges
            .Concat(first.PerUnit.Keys.Append(first.Base).OrderBy(currency => currency.Code, StringComparer.Ordinal))
            .FirstOrDefault(currency => first.ValueOf(currency) is not null && second.ValueOf(currency) is not null);

    private static int Rank(string source) => Array.IndexOf(Trust, source) is >= 0 and var rank ? rank : Array.IndexOf(Trust, "other");

    private sealed record Path(decimal Value, DateOnly Date, RateSet[] Sets);
}
