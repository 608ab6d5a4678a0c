using System.Globalization;

namespace Denga.Bot.Dialogs;

/// <summary>A length of time, both days included.</summary>
internal readonly record struct Period(DateOnly From, DateOnly To, PeriodKind Kind)
{
    internal static Period Of(PeriodKind kind, DateOnly day, int monthStartDay) =>
        kind switch
        {
            PeriodKind.Week => new(Monday(day), Monday(day).AddDays(6), kind),
            PeriodKind.Year => new(new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31), kind),
            _ => OfMonth(day.Day >= monthStartDay ? day : day.AddMonths(-1), monthStartDay),
        };

    /// <summary>The one before or after, of the same kind.</summary>
    internal Period Moved(int by) =>
        Kind switch
        {
            PeriodKind.Week => this with { From = From.AddDays(7 * by), To = To.AddDays(7 * by) },
            PeriodKind.Month => this with { From = From.AddMonths(by), To = From.AddMonths(by + 1).AddDays(-1) },
            PeriodKind.Year => this with { From = From.AddYears(by), To = To.AddYears(by) },
            _ => this with { From = From.AddDays(Days * by), To = To.AddDays(Days * by) },
        };

    internal int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary><c>m20261101</c>, or both days where the kind does not give the end: for the action of a button.</summary>
    internal string Key =>
        Kind == PeriodKind.Days
            ? string.Create(CultureInfo.InvariantCulture, $"d{From:yyyyMMdd}{To:yyyyMMdd}")
            : string.Create(CultureInfo.InvariantCulture, $"{Letter}{From:yyyyMMdd}");

    internal static bool TryKey(string key, out Period period)
    {
        period = default;
        if (key.Length < 9 || !TryDay(key[1..9], out var from))
            return false;
        switch (key[0])
        {
            case 'w':
                period = new(from, from.AddDays(6), PeriodKind.Week);
                return true;
            case 'm':
                period = new(from, from.AddMonths(1).AddDays(-1), PeriodKind.Month);
                return true;
            case 'y':
                period = new(from, from.AddYears(1).AddDays(-1), PeriodKind.Year);
                return true;
            default:
                if (key.Length != 17 || !TryDay(key[9..], out var to))
                    return false;
                period = new(from, to, PeriodKind.Days);
                return true;
        }
    }

    internal static Period OfMonth(DateOnly month, int startDay)
    {
        var from = new DateOnly(month.Year, month.Month, startDay);
        return new(from, from.AddMonths(1).AddDays(-1), PeriodKind.Month);
    }

    private char Letter =>
        Kind switch
        {
            PeriodKind.Week => 'w',
            PeriodKind.Month => 'm',
            _ => 'y',
        };

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static bool TryDay(string digits, out DateOnly day) =>
        DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

internal enum PeriodKind
{
    Week,
    Month,
    Year,
    Days,
}

/// <summary>A period as people write it: "неделя", "май", "2026-10", "с 1 по 15 ноября", "01.11-15.11", "2025".</summary>
internal static class PeriodText
{
    internal static bool TryRead(string text, DateOnly today, int monthStartDay, out Period period)
    {
        var words = text.Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["за", .. var rest])
            words = rest;
        period = default;
        switch (words)
        {
            case ["week" or "неделя" or "неделю"]:
                period = Period.Of(PeriodKind.Week, today, monthStartDay);
                return true;
            case ["month" or "месяц"]:
                period = Period.Of(PeriodKind.Month, today, monthStartDay);
                return true;
            case ["year" or "год"]:
                period = Period.Of(PeriodKind.Year, today, monthStartDay);
                return true;
            case [var year] when Year(year) is { } y:
                period = Period.Of(PeriodKind.Year, new DateOnly(y, 1, 1), monthStartDay);
                return true;
            case [var named] when DayText.Month(named) is { } month:
                var of = new DateOnly(today.Year, month, 1);
                period = Period.OfMonth(of > today ? of.AddYears(-1) : of, monthStartDay);
                return true;
            case [var named, var year] when DayText.Month(named) is { } month && Year(year) is { } y:
                period = Period.OfMonth(new DateOnly(y, month, 1), monthStartDay);
                return true;
            case [var dashed]
                when DateOnly.TryParseExact(dashed, "yyyy-M", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month):
                period = Period.OfMonth(month, monthStartDay);
                return true;
            default:
                return TryDays(words, today, out period);
        }
    }

    private static bool TryDays(string[] words, DateOnly today, out Period period)
    {
        period = default;
        var line = string.Join(' ', words).Replace("–", "-", StringComparison.Ordinal).Replace("—", "-", StringComparison.Ordinal);
        var joint =
            line.StartsWith("с ", StringComparison.Ordinal) ? " по "
            : line.StartsWith("from ", StringComparison.Ordinal) ? " to "
            : line.Contains(" - ", StringComparison.Ordinal) ? " - "
            : "-";
        var body =
            line.StartsWith("с ", StringComparison.Ordinal) ? line[2..]
            : line.StartsWith("from ", StringComparison.Ordinal) ? line[5..]
            : line;
        var at = body.IndexOf(joint, StringComparison.Ordinal);
        if (at < 0 || DateOnly.TryParseExact(line, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            if (!DayText.TryRead(line, today, out var one))
                return false;
            period = new(one, one, PeriodKind.Days);
            return true;
        }
        var (first, last) = (body[..at].Trim(), body[(at + joint.Length)..].Trim());
        // "с 1 по 15 ноября": the month stands once, with the last day.
        var month = last.IndexOf(' ', StringComparison.Ordinal);
        if (month > 0 && first.All(char.IsAsciiDigit))
            first += last[month..];
        if (!DayText.TryRead(last, today, out var to) || !DayText.TryRead(first, today, out var from))
            return false;
        if (from > to)
            from = from.AddYears(-1);
        period = new(from, to, PeriodKind.Days);
        return true;
    }

    private static int? Year(string word) =>
        word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 2000 and < 2100
            ? year
            : null;
}
