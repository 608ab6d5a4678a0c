using System.Text.Json;
using Denga.Contracts;
using Denga.Rates.Sources;

namespace Denga.Rates;

/// <summary>The rates that came with the program, so that a machine without the internet can convert. They are old by nature: outside of their
/// own days every rate from them is stale, and any fetched set goes before them.</summary>
internal static class Snapshot
{
    /// <summary>One set per institution, each with its own base and day, all under the source's name <c>snapshot</c>.</summary>
    public static IReadOnlyList<RateSet> Read()
    {
        using var stream = typeof(Snapshot).Assembly.GetManifestResourceStream("rates.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty("sets").EnumerateArray().Select(ReadSet)];
    }

    private static RateSet ReadSet(JsonElement set)
    {
        var perUnit = new Dictionary<Currency, decimal>();
        foreach (var rate in set.GetProperty("rates").EnumerateObject())
        {
            if (Currency.TryFind(rate.Name, out var currency))
                perUnit.Add(currency, rate.Value[1].GetDecimal() / rate.Value[0].GetDecimal());
        }
        var date = DateOnly.ParseExact(
            set.GetProperty("date").GetString()!,
            "yyyy-MM-dd",
            System.Globalization.CultureInfo.InvariantCulture
        );
        return new RateSet(CrossRates.Snapshot, Currency.Parse(set.GetProperty("base").GetString()!), date, perUnit);
    }
}
