using System.Globalization;
using Denga.Contracts;
using Denga.Speech;

namespace Denga.Expenses.Parsing;

/// <summary>A currency that is no longer in use, what took its place and how many of it made one of that, for ever.</summary>
/// <param name="Successor">Null where there was no fixed rate.</param>
internal sealed record GoneCurrency(string Code, string? Successor, decimal PerOne, string[] Words);

/// <summary>Currencies that a word alone does not tell: those of the past (<c>Words/currencies-gone.txt</c>), and those of the same name in many
/// countries (<c>Words/currencies-by-country.txt</c>).</summary>
internal static class CurrencyNames
{
    internal static readonly IReadOnlyList<GoneCurrency> Gone =
    [
        .. WordTable
            .Rows(typeof(CurrencyNames).Assembly, "currencies-gone")
            .Select(row => (Key: WordTable.Split(row.Key), row.Words))
            .Select(row => new GoneCurrency(
                row.Key[0],
                row.Key[1] is "-" ? null : row.Key[1],
                decimal.Parse(row.Key[2], CultureInfo.InvariantCulture),
                WordTable.Split(row.Words)
            )),
    ];

    private static readonly Dictionary<string, GoneCurrency> GoneByCode = Gone.ToDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>By the currencies that the noun alone may mean, as in <see cref="Sense.Currency"/>: how the words before it begin, and which one
    /// it is then. "?" is a currency that is not kept here.</summary>
    private static readonly Dictionary<string, (string Stem, string Code)[]> Nations = WordTable
        .Rows(typeof(CurrencyNames).Assembly, "currencies-by-country")
        .GroupBy(row => row.Key, row => WordTable.Split(row.Words).Select(pair => pair.Split('=')), StringComparer.Ordinal)
        .ToDictionary(
            noun => noun.Key,
            noun => noun.SelectMany(pairs => pairs).Select(pair => (pair[0].Replace('_', ' '), pair[1])).ToArray(),
            StringComparer.Ordinal
        );

    internal static GoneCurrency? GoneOf(string code) => GoneByCode.GetValueOrDefault(code);

    /// <summary>"бел." before "рублей" is BYN. Null where the words are no country's that is known.</summary>
    internal static string? Of(ReadOnlySpan<char> qualifier, string noun)
    {
        if (!Nations.TryGetValue(noun, out var nations))
            return null;
        foreach (var (stem, code) in nations)
            if (qualifier.StartsWith(stem, StringComparison.Ordinal))
                return code;
        return null;
    }

    /// <summary>"крон чешских", "долларов США": the currency by what follows its name, in the word's whole length or as an adjective.</summary>
    internal static string? After(ReadOnlySpan<char> word, string noun)
    {
        if (word.Length < 2 || !Nations.TryGetValue(noun, out var nations))
            return null;
        foreach (var (stem, code) in nations)
            if (word.SequenceEqual(stem) || stem.Length > 3 && word.StartsWith(stem, StringComparison.Ordinal) && IsAdjective(word))
                return code;
        return null;
    }

    /// <summary>"100 белорусских": every currency that may be meant without its name.</summary>
    internal static IReadOnlyList<string> Unnamed(ReadOnlySpan<char> word)
    {
        var found = new List<string>();
        if (!IsAdjective(word))
            return found;
        foreach (var nations in Nations.Values)
        foreach (var (stem, code) in nations)
            if (
                stem.Length > 3
                && word.StartsWith(stem, StringComparison.Ordinal)
                && Currency.TryFind(code, out _)
                && !found.Contains(code)
            )
                found.Add(code);
        return found;
    }

    internal static bool IsAdjective(ReadOnlySpan<char> word) =>
        word.Length > 4
        && (
            word.EndsWith("их", StringComparison.Ordinal)
            || word.EndsWith("ых", StringComparison.Ordinal)
            || word.EndsWith("ого", StringComparison.Ordinal)
            || word.EndsWith("ian", StringComparison.Ordinal)
            || word.EndsWith("ean", StringComparison.Ordinal)
            || word.EndsWith("ese", StringComparison.Ordinal)
            || word.EndsWith("ish", StringComparison.Ordinal)
        );
}
