using Denga.Contracts;
using Denga.Rates.Sources;

namespace Denga.Rates.Book;

/// <summary>The sets that answer every question about <paramref name="From"/> and later days, as processes copy them from each other.</summary>
/// <param name="Count">How many sets were known: it only grows.</param>
internal sealed record CurrentRates(long Count, DateOnly From, IReadOnlyList<StoredSet> Sets);

/// <summary>A set as its rows are, by codes: a newer release may have stored currencies that this one does not know.</summary>
internal sealed record StoredSet(
    string Source,
    string Base,
    DateOnly Date,
    DateTimeOffset FetchedAt,
    string[] Currencies,
    decimal[] PerUnit
)
{
    /// <summary>Null when nothing in it is known.</summary>
    internal KeptSet? Kept()
    {
        if (!Currency.TryFind(Base, out var money))
            return null;
        var perUnit = new Dictionary<Currency, decimal>(Currencies.Length);
        foreach (var (code, value) in Currencies.Zip(PerUnit))
        {
            if (Currency.TryFind(code, out var currency))
                perUnit[currency] = value;
        }
        return perUnit.Count == 0 ? null : new KeptSet(new RateSet(Source, money, Date, perUnit), FetchedAt);
    }
}
