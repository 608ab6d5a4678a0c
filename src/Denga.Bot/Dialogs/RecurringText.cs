using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Dialogs;

/// <summary>"каждый месяц 31 числа аренда 30000", "gym 500 every Monday", "по пятницам до 31 декабря спорт 500": the days, and the rest of the line.</summary>
internal sealed class RecurringText
{
    private const int LongestMonth = 31;

    private static readonly (string Words, Rhythm Rhythm)[] Rhythms =
    [
        ("каждый день", Rhythm.Daily),
        ("ежедневно", Rhythm.Daily),
        ("every day", Rhythm.Daily),
        ("each day", Rhythm.Daily),
        ("daily", Rhythm.Daily),
        ("каждую неделю", Rhythm.Weekly),
        ("раз в неделю", Rhythm.Weekly),
        ("еженедельно", Rhythm.Weekly),
        ("every week", Rhythm.Weekly),
        ("each week", Rhythm.Weekly),
        ("once a week", Rhythm.Weekly),
        ("weekly", Rhythm.Weekly),
        ("каждый месяц", Rhythm.Monthly),
        ("каждого месяца", Rhythm.Monthly),
        ("раз в месяц", Rhythm.Monthly),
        ("ежемесячно", Rhythm.Monthly),
        ("every month", Rhythm.Monthly),
        ("each month", Rhythm.Monthly),
        ("of every month", Rhythm.Monthly),
        ("of each month", Rhythm.Monthly),
        ("once a month", Rhythm.Monthly),
        ("monthly", Rhythm.Monthly),
        ("каждый год", Rhythm.Yearly),
        ("каждого года", Rhythm.Yearly),
        ("раз в год", Rhythm.Yearly),
        ("ежегодно", Rhythm.Yearly),
        ("every year", Rhythm.Yearly),
        ("each year", Rhythm.Yearly),
        ("once a year", Rhythm.Yearly),
        ("yearly", Rhythm.Yearly),
        ("annually", Rhythm.Yearly),
    ];

    private static readonly (string Stem, DayOfWeek Day)[] Weekdays =
    [
        ("понедельник", DayOfWeek.Monday),
        ("вторник", DayOfWeek.Tuesday),
        ("сред", DayOfWeek.Wednesday),
        ("четверг", DayOfWeek.Thursday),
        ("пятниц", DayOfWeek.Friday),
        ("суббот", DayOfWeek.Saturday),
        ("воскресень", DayOfWeek.Sunday),
        ("monday", DayOfWeek.Monday),
        ("tuesday", DayOfWeek.Tuesday),
        ("wednesday", DayOfWeek.Wednesday),
        ("thursday", DayOfWeek.Thursday),
        ("friday", DayOfWeek.Friday),
        ("saturday", DayOfWeek.Saturday),
        ("sunday", DayOfWeek.Sunday),
    ];

    private readonly List<string> words;

    private RecurringText(string line) => words = [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>What is left of the line is an amount and what it is for.</summary>
    internal sealed record Reading(Frequency Frequency, DateOnly? Until, string Rest);

    /// <summary>The days stand at the beginning or at the end of a line of its own; null where none are named.</summary>
    internal static Reading? Read(string text, DateOnly today)
    {
        var line = text.Trim();
        if (line.Contains('\n', StringComparison.Ordinal) || !line.Any(char.IsWhiteSpace) || !line.Any(char.IsAsciiDigit))
            return null;
        var read = new RecurringText(line);
        return read.TakeDays(today) is { } frequency && read.words.Count > 0
            ? new Reading(frequency, read.TakeUntil(today), string.Join(' ', read.words))
            : null;
    }

    /// <summary>An amount at either end, and the name between.</summary>
    internal static NewExpense? Template(string rest, DateOnly today, Currency main, string language)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var length = words.Length - 1; length > 0; length--)
        {
            if (AmountText.TryRead(string.Join(' ', words[^length..]), main, language, out var last))
                return new NewExpense(last, today, string.Join(' ', words[..^length]));
            if (AmountText.TryRead(string.Join(' ', words[..length]), main, language, out var first))
                return new NewExpense(first, today, string.Join(' ', words[length..]));
        }
        return null;
    }

    /// <summary>A day in words, the next one of that name.</summary>
    internal static DateOnly? Until(string text, DateOnly today)
    {
        if (!DayText.TryRead(text, today, out var day))
            return null;
        // Without a year the last one that has come was read.
        if (day < today && !HasYear(text))
            day = day.AddYears(1);
        return day >= today ? day : null;
    }

    private static bool HasYear(string text) =>
        text.Split(' ', '.', '/', '-').Any(w => w.Length == 4 && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        || text.Count(c => c == '.') == 2;

    private Frequency? TakeDays(DateOnly today)
    {
        if (TakeNamedDays() is { } named)
            return named;
        if (TakeRhythm() is not { } rhythm)
            return null;
        return rhythm switch
        {
            Rhythm.Weekly when TakeWeekday() is { } weekday => Frequency.Weekly(weekday),
            Rhythm.Monthly when TakeLastDay() => Frequency.LastDayOfMonth(),
            Rhythm.Monthly when TakeDayOfMonth() is { } day => Frequency.Monthly(day),
            Rhythm.Yearly when TakeDayOfYear() is var (month, day) => Frequency.Yearly(month, day),
            _ => Frequency.From(rhythm, today),
        };
    }

    /// <summary>Days that say by themselves how often they come: "по понедельникам", "every Monday", "в последний день месяца", "каждое 15 число",
    /// "every 15th".</summary>
    private Frequency? TakeNamedDays()
    {
        foreach (var at in (int[])[0, words.Count - 2])
        {
            if (
                at < 0
                || at + 1 >= words.Count
                || Low(at) is not ("по" or "каждый" or "каждую" or "каждое" or "каждые" or "every" or "each" or "on")
            )
                continue;
            if (Weekday(Low(at + 1)) is { } weekday && (Low(at) is not ("по" or "on") || Low(at + 1)[^1] is 'м' or 's'))
            {
                words.RemoveRange(at, 2);
                return Frequency.Weekly(weekday);
            }
            if (Low(at) is "каждое" or "каждый" or "every" && IsDayOfYear(at + 1))
            {
                words.RemoveAt(at);
                return TakeDayOfYear() is var (month, dayOfMonth) ? Frequency.Yearly(month, dayOfMonth) : null;
            }
            if (Low(at) is "каждое" or "каждые" or "every" && OrdinalOrDay(at + 1) is { } day)
            {
                words.RemoveRange(at, Low(at + 2) is "число" or "числа" ? 3 : 2);
                return Frequency.Monthly(day);
            }
        }
        var count = words.Count;
        return
            (Low(0) is "в" or "on" or "последний" or "last" || Low(count - 1) is "месяца" or "month")
            && TakeLastDay()
            && TakeMonthWords(count)
            ? Frequency.LastDayOfMonth()
            : null;
    }

    private bool IsDayOfYear(int at) =>
        DayText.Month(Low(at)) is not null && Number(Low(at + 1)) is not null
        || Number(Low(at)) is not null
            && (DayText.Month(Low(at + 1)) ?? (Low(at + 1) is "of" ? DayText.Month(Low(at + 2)) : null)) is not null;

    /// <summary>"[of] every month", "каждого месяца" after the last day; it may be missing.</summary>
    private bool TakeMonthWords(int before)
    {
        _ = TakeRhythm();
        return words.Count < before;
    }

    private Rhythm? TakeRhythm()
    {
        foreach (var (phrase, rhythm) in Rhythms)
        {
            var parts = phrase.Split(' ');
            // "1 числа каждого месяца": after the day, wherever that is. Other words may speak of something else in the middle of a line.
            var places = parts[0] is "каждого" or "of" ? Enumerable.Range(0, words.Count) : [0, words.Count - parts.Length];
            foreach (var at in places.Where(at => Stands(parts, at)))
            {
                words.RemoveRange(at, parts.Length);
                return rhythm;
            }
        }
        return null;
    }

    private bool Stands(string[] parts, int at)
    {
        if (at < 0 || at + parts.Length > words.Count)
            return false;
        for (var i = 0; i < parts.Length; i++)
            if (Low(at + i) != parts[i])
                return false;
        return true;
    }

    private DayOfWeek? TakeWeekday()
    {
        for (var i = 0; i < words.Count; i++)
            if (Weekday(Low(i)) is { } day && i > 0 && Low(i - 1) is "в" or "во" or "по" or "on")
            {
                words.RemoveRange(i - 1, 2);
                return day;
            }
        return null;
    }

    private bool TakeLastDay()
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (!(Low(i) is "последний" && Low(i + 1) is "день" || Low(i) is "last" && Low(i + 1) is "day"))
                continue;
            var end = i + 2;
            if (Low(end) is "месяца")
                end++;
            else if (Low(end) is "of" && Low(end + 1) is "the" && Low(end + 2) is "month")
                end += 3;
            while (i > 0 && Low(i - 1) is "в" or "on" or "the")
                i--;
            words.RemoveRange(i, end - i);
            return true;
        }
        return false;
    }

    /// <summary>"1 числа", "31-го", "on the 1st".</summary>
    private int? TakeDayOfMonth()
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (OrdinalOrDay(i) is not { } day)
                continue;
            var end = Low(i + 1) is "числа" or "число" ? i + 2 : i + 1;
            while (i > 0 && Low(i - 1) is "the" or "on")
                i--;
            words.RemoveRange(i, end - i);
            return day;
        }
        return null;
    }

    /// <summary>"5 мая", "on May 5", "on the 5th of May".</summary>
    private (int Month, int Day)? TakeDayOfYear()
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            var of = Low(i + 1) is "of" ? 1 : 0;
            var (month, day, length) =
                DayText.Month(Low(i + 1 + of)) is { } after && Number(Low(i)) is { } before ? (after, before, 2 + of)
                : DayText.Month(Low(i)) is { } first && Number(Low(i + 1)) is { } second ? (first, second, 2)
                : (0, 0, 0);
            // 2024 has every day of a year.
            if (month == 0 || day > DateTime.DaysInMonth(2024, month))
                continue;
            var from = i;
            while (from > 0 && Low(from - 1) is "the" or "on")
                from--;
            words.RemoveRange(from, i - from + length);
            return (month, day);
        }
        return null;
    }

    private DateOnly? TakeUntil(DateOnly today)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (Low(i) is not ("до" or "по" or "until" or "till"))
                continue;
            foreach (var length in (int[])[3, 2, 1])
                if (
                    i + length < words.Count
                    && words.Skip(i + 1).Take(length).Any(w => w.Any(char.IsAsciiDigit))
                    && Until(string.Join(' ', words.Skip(i + 1).Take(length)), today) is { } until
                )
                {
                    words.RemoveRange(i, length + 1);
                    return until;
                }
        }
        return null;
    }

    /// <summary>1 to 31 with an ending or with "числа" after it; a bare number is an amount.</summary>
    private int? OrdinalOrDay(int at)
    {
        var word = Low(at);
        var digits = word.TakeWhile(char.IsAsciiDigit).Count();
        return
            digits > 0
            && (word[digits..] is "-го" or "го" or "-е" or "st" or "nd" or "rd" or "th" || Low(at + 1) is "числа" or "число")
            && Number(word[..digits]) is { } number
            ? number
            : null;
    }

    private static int? Number(string word)
    {
        var digits = new string([.. word.TakeWhile(char.IsAsciiDigit)]);
        return
            word[digits.Length..] is "" or "-го" or "го" or "st" or "nd" or "rd" or "th" or "," or "числа"
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= LongestMonth
            ? number
            : null;
    }

    private static DayOfWeek? Weekday(string word)
    {
        foreach (var (stem, day) in Weekdays)
            if (
                word.StartsWith(stem, StringComparison.Ordinal)
                && word[stem.Length..] is "" or "а" or "у" or "е" or "и" or "ы" or "ам" or "ям" or "s" or "ю" or "я"
            )
                return day;
        return null;
    }

    private string Low(int at) => at >= 0 && at < words.Count ? words[at].TrimEnd(',', ':').ToLowerInvariant().Replace('ё', 'е') : "";
}
