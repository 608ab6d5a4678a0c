using Denga.Contracts;

namespace Denga.Rates.Sources;

/// <summary>An institution that publishes exchange rates. The names are stable: they are kept with every converted amount.</summary>
internal interface IRateSource
{
    string Name { get; }

    /// <summary>The newest set that the source has. Throws <see cref="RateSourceException"/> when the source is unreachable or gave something
    /// else than rates: an outside failure, to be asked again later, while the last good set stays in force.</summary>
    Task<RateSet> Get(CancellationToken cancellationToken);
}

/// <summary>What a source published for a day. <see cref="PerUnit"/> says how many units of <see cref="Base"/> <b>one</b> unit of the currency is
/// worth: with the base RUB, <c>PerUnit[USD] = 82.1665</c> is 82.1665 roubles for a dollar. The base itself is not in it; its value is 1.</summary>
internal sealed record RateSet
{
    /// <summary>No real currency leaves these bounds against a base that a source uses; they also keep every cross rate inside a decimal.</summary>
    private const decimal SmallestPerUnit = 0.0000001m;
    private const decimal LargestPerUnit = 10_000_000m;

    /// <summary>Before a long holiday a source gives the rates of the day after it.</summary>
    private const int DaysAheadMax = 14;

    /// <summary>What a source has had for longer is not what it publishes.</summary>
    private const int DaysOldMax = 31;

    /// <summary>Throws <see cref="RateSourceException"/> when there is nothing in the set or a value cannot be a rate.</summary>
    public RateSet(string source, Currency @base, DateOnly date, IReadOnlyDictionary<Currency, decimal> perUnit)
    {
        if (perUnit.Count == 0)
            throw new RateSourceException(source, "gave no rate of a currency that is known here");
        foreach (var (currency, value) in perUnit)
        {
            if (value is < SmallestPerUnit or > LargestPerUnit)
                throw new RateSourceException(source, $"gave a value for {currency} that cannot be a rate");
            if (ReferenceEquals(currency, @base) && value != 1)
                throw new RateSourceException(source, $"gave a value other than 1 for its own currency, {currency}");
        }
        Source = source;
        Base = @base;
        Date = date;
        PerUnit = perUnit;
    }

    public string Source { get; }

    public Currency Base { get; }

    /// <summary>The day for which the source set the rates; the Bank of Russia's newest set may be tomorrow's.</summary>
    public DateOnly Date { get; }

    public IReadOnlyDictionary<Currency, decimal> PerUnit { get; }

    /// <summary>Whether a source can have published the set as its newest on a day; anything else is a mistake of the source's, or of this machine's
    /// clock.</summary>
    public bool CanBeOf(DateOnly today) => Date.DayNumber - today.DayNumber is >= -DaysOldMax and <= DaysAheadMax;

    /// <summary>What a newer set of the same source and base does not have; null when it has everything.</summary>
    public RateSet? Without(RateSet newer)
    {
        if (!PerUnit.Keys.Any(newer.PerUnit.ContainsKey))
            return this;
        var rest = PerUnit.Where(r => !newer.PerUnit.ContainsKey(r.Key)).ToDictionary();
        return rest.Count == 0 ? null : new RateSet(Source, Base, Date, rest);
    }

    /// <summary>Units of the base for one unit of the currency, 1 for the base, null when the set does not have it.</summary>
    public decimal? ValueOf(Currency currency) =>
        ReferenceEquals(currency, Base) ? 1
        : PerUnit.TryGetValue(currency, out var value) ? value
        : null;
}

/// <summary>A source could not be asked, or answered something that is not a set of rates. One sentence, fit for an operator's page.</summary>
internal sealed class RateSourceException(string source, string what, Exception? inner = null)
    : Exception($"The rate source {source} {what}.", inner);
