using System.Globalization;
using Denga.Contracts;

namespace Denga.Expenses.Search;

/// <summary>What a person typed into the search: «кофе май &gt;300 #отпуск @карта».</summary>
/// <param name="Words">Each stands in the note, or is the name of one of the categories beside it.</param>
internal sealed record SearchQuery(
    IReadOnlyList<(string Word, IReadOnlyList<string> Categories)> Words,
    DateOnly? From,
    DateOnly? To,
    long? MinorFrom,
    long? MinorTo,
    IReadOnlyList<string> Tags,
    string? Account
)
{
    private const int WordsMax = 10;
    private static readonly string[] MonthNames =
    [
        "январ jan",
        "феврал feb",
        "март марта марте mar",
        "апрел apr",
        "май мая мае may",
        "июн jun",
        "июл jul",
        "август aug",
        "сентябр sep",
        "октябр oct",
        "ноябр nov",
        "декабр dec",
    ];

    internal static SearchQuery Parse(string text, DateOnly today, Currency main, Func<string, IReadOnlyList<string>> categoriesNamed)
    {
        var words = new List<(string, IReadOnlyList<string>)>();
        var tags = new List<string>();
        string? account = null;
        int? month = null;
        int? year = null;
        var (from, to) = ((long?)null, (long?)null);
        foreach (var token in Recording.Entry.Fold(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(WordsMax))
        {
            if (token.Length > 1 && token[0] == '#')
                tags.Add(token[1..]);
            else if (token.Length > 1 && token[0] == '@')
                account = token[1..];
            else if (token[0] == '>' && Bound(token, main) is { } least)
                from = least;
            else if (token[0] == '<' && Bound(token, main) is { } most)
                to = most;
            else if (month is null && MonthOf(token) is { } named)
                month = named;
            else if (
                year is null
                && token.Length == 4
                && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is >= 2000 and < 2100
            )
                year = number;
            else
                words.Add((token, categoriesNamed(token)));
        }
        var (first, last) = Days(year, month, today);
        return new SearchQuery(words, first, last, from, to, tags, account);
    }

    /// <summary>A month without a year is the last one of that name that has begun.</summary>
    private static (DateOnly? From, DateOnly? To) Days(int? year, int? month, DateOnly today)
    {
        if (month is null)
            return year is { } whole ? (new DateOnly(whole, 1, 1), new DateOnly(whole, 12, 31)) : (null, null);
        var first = new DateOnly(year ?? (month <= today.Month ? today.Year : today.Year - 1), month.Value, 1);
        return (first, first.AddMonths(1).AddDays(-1));
    }

    /// <summary>In units of the main currency; inclusive, so that «&gt;300» begins one smallest unit above.</summary>
    private static long? Bound(string token, Currency main)
    {
        var orEqual = token.Length > 1 && token[1] == '=';
        var number = token.AsSpan(orEqual ? 2 : 1).ToString().Replace(',', '.');
        if (
            !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount > 1_000_000_000_000
        )
            return null;
        var minor = amount * main.UnitsPerOne;
        if (minor > long.MaxValue / 2)
            return null;
        return (token[0], orEqual) switch
        {
            ('>', true) => (long)Math.Ceiling(minor),
            ('>', false) => (long)Math.Floor(minor) + 1,
            (_, true) => (long)Math.Floor(minor),
            _ => (long)Math.Ceiling(minor) - 1,
        };
    }

    private static int? MonthOf(string word)
    {
        for (var i = 0; i < MonthNames.Length; i++)
            foreach (var name in MonthNames[i].Split(' '))
                if (IsMonth(word, name))
                    return i + 1;
        return null;
    }

    /// <summary>Russian stems take the endings of cases; English names are three letters or whole.</summary>
    private static bool IsMonth(string word, string name)
    {
        if (char.IsAsciiLetter(name[0]))
            return word == name || (word.Length > 3 && EnglishMonths.Contains(word) && word.StartsWith(name, StringComparison.Ordinal));
        return word == name
            || (
                !name.StartsWith("ма", StringComparison.Ordinal)
                && word.StartsWith(name, StringComparison.Ordinal)
                && word[name.Length..] is ("" or "ь" or "я" or "е" or "а")
            );
    }

    private static readonly HashSet<string> EnglishMonths =
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
}
