using System.Globalization;

namespace Denga.Bot.Dialogs;

/// <summary>A bare day, where a day was asked for: "вчера", "12.05", "12 мая 2025", "2026-05-12".</summary>
internal static class DayText
{
    private static readonly string[] RuMonths = ["янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
    private static readonly string[] EnMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Dotted = ["d.M.yyyy", "d.M.yy", "yyyy-M-d", "d/M/yyyy"];

    /// <summary>A day without a year is the last one that has come; tomorrow and later only with the year.</summary>
    internal static bool TryRead(string text, DateOnly today, out DateOnly day)
    {
        var words = text.Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        day = today;
        switch (words)
        {
            case ["сегодня" or "today"]:
                return true;
            case ["вчера" or "yesterday"]:
                day = today.AddDays(-1);
                return true;
            case ["позавчера"]:
                day = today.AddDays(-2);
                return true;
            case [var one]:
                return DateOnly.TryParseExact(one, Dotted, CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
                    || one.Split('.') is [var d, var m] && Number(m) is { } month && TryDay(d, month, null, today, out day);
            case [var first, var second, .. var rest] when rest.Length < 2:
                var year = rest is [var y] ? y.TrimEnd('г', '.') : null;
                return Month(second) is { } named && TryDay(first, named, year, today, out day)
                    || Month(first) is { } before && TryDay(second.TrimEnd(','), before, year, today, out day);
            default:
                return false;
        }
    }

    /// <summary>1 to 12 for the name of a month in either language, in any case of it.</summary>
    internal static int? Month(string word)
    {
        var low = word.ToLowerInvariant();
        if (low.Length < 3 || !low.All(char.IsLetter))
            return null;
        // "май" and "мая" begin like "март" in two letters only, so March is asked first.
        for (var i = 0; i < 12; i++)
            if (low.StartsWith(EnMonths[i], StringComparison.Ordinal) || i != 4 && low.StartsWith(RuMonths[i], StringComparison.Ordinal))
                return i + 1;
        return low is "май" or "мая" or "мае" ? 5 : null;
    }

    private static bool TryDay(string day, int month, string? year, DateOnly today, out DateOnly found)
    {
        found = today;
        if (Number(day) is not { } d || month is < 1 or > 12)
            return false;
        var y = year is null ? today.Year : Number(year) ?? 0;
        if (y is < 2000 or > 2100 || d < 1 || d > DateTime.DaysInMonth(y, month))
            return false;
        found = new DateOnly(y, month, d);
        if (year is null && found > today && found.Month * 100 + found.Day != 229)
            found = found.AddYears(-1);
        return true;
    }

    private static int? Number(string digits) =>
        digits.Length is > 0 and < 5 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
