using System.Globalization;
using Denga.Bot.Dialogs;

namespace Denga.Bot.Booking;

/// <summary>Days of a stay as people write them: "12–15 мая", "с пятницы на 3 ночи", "завтра", "next weekend", "from 12 to 15 May". Days are those to
/// come.</summary>
internal static class StayText
{
    private const int UnitsMax = 1_000;

    private static readonly string[] RuWeekdays = ["воск", "пон", "вто", "сред", "чет", "пят", "суб"];
    private static readonly string[] EnWeekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly string[] ShortRuWeekdays = ["вс", "пн", "вт", "ср", "чт", "пт", "сб"];
    private static readonly string[] Dotted = ["d.M.yyyy", "d.M.yy", "yyyy-M-d", "d/M/yyyy"];

    private static readonly Dictionary<string, int> Counts = new(StringComparer.Ordinal)
    {
        ["одну"] = 1,
        ["один"] = 1,
        ["one"] = 1,
        ["a"] = 1,
        ["две"] = 2,
        ["два"] = 2,
        ["двое"] = 2,
        ["двоих"] = 2,
        ["two"] = 2,
        ["три"] = 3,
        ["трое"] = 3,
        ["троих"] = 3,
        ["three"] = 3,
        ["четыре"] = 4,
        ["четверо"] = 4,
        ["four"] = 4,
        ["пять"] = 5,
        ["five"] = 5,
        ["шесть"] = 6,
        ["six"] = 6,
        ["семь"] = 7,
        ["seven"] = 7,
        ["десять"] = 10,
        ["ten"] = 10,
    };

    /// <summary>False where it says no day; <paramref name="departure"/> is null where it says only one.</summary>
    internal static bool TryRead(string text, DateOnly today, out DateOnly arrival, out DateOnly? departure)
    {
        (arrival, departure) = (today, null);
        var words = Split(text);
        if (words.Exists(w => w.StartsWith("выходн", StringComparison.Ordinal) || w is "weekend" or "уикенд"))
            return Weekend(words, today, out arrival, out departure);
        // "на 3 ночи с пятницы": the length first.
        if (words is ["на" or "for", ..] && Length(words, 1, out var units, out var after) && after < words.Count)
        {
            if (!First(words[after..], today, out arrival, out var used) || after + used != words.Count)
                return false;
            departure = arrival.AddDays(units);
            return true;
        }
        if (!First(words, today, out arrival, out var at))
            return false;
        if (at == words.Count)
            return true;
        if (words[at] is "на" or "for" && Length(words, at + 1, out units, out after) && after == words.Count)
        {
            departure = arrival.AddDays(units);
            return true;
        }
        if (words[at] is not ("-" or "по" or "до" or "to" or "till" or "until" or "through") || at + 1 == words.Count)
            return false;
        if (!Day(words[(at + 1)..], today, arrival.AddDays(1), out var last, out var rest) || at + 1 + rest != words.Count)
            return false;
        departure = last;
        return true;
    }

    /// <summary>"с 10 до 14", "10:00-14:30", "from 9 to 17".</summary>
    internal static bool TryHours(string text, out TimeOnly from, out TimeOnly until)
    {
        (from, until) = (default, default);
        var words = Split(text);
        if (words is ["с" or "со" or "from", .. var named])
            words = [.. named];
        return words is [var first, "-" or "до" or "по" or "to" or "till" or "until", var last]
            && Clock(first, out from)
            && Clock(last, out until);
    }

    /// <summary>"2", "нас двое", "three of us": the first number.</summary>
    internal static bool TryCount(string text, out int count)
    {
        count = 0;
        foreach (var word in Split(text))
            if (Number(word, out count) || Counts.TryGetValue(word, out count))
                return count > 0;
        return false;
    }

    /// <summary>Days or hours and nothing else, whether there are such or not: "31 февраля", "с 10 до 25". No entry is written like this.</summary>
    internal static bool IsOfTime(string text)
    {
        var words = Split(text);
        return words.Exists(w => IsBetween(w) || DayText.Month(w) is not null || IsDotted(w))
            && words.TrueForAll(w =>
                w is "-" or "на" or "for" or "в" or "on"
                || IsBetween(w)
                || w.All(char.IsAsciiDigit)
                || IsDotted(w)
                || DayText.Month(w) is not null
                || Weekday(w) is not null
                || Counts.ContainsKey(w)
                || Unit(w) > 0
                || Clock(w, out _)
            );
    }

    private static bool IsBetween(string word) => word is "с" or "со" or "по" or "до" or "from" or "to" or "till" or "until";

    /// <summary>"31.02", "32.12.2026": a day and a month, or what looks like them.</summary>
    private static bool IsDotted(string word) =>
        word.Split('.') is [var day, var month, .. var year]
        && year.Length < 2
        && Number(day, out _)
        && Number(month, out var named)
        && named is >= 1 and <= 12
        && year.All(y => Number(y, out _));

    private static bool Clock(string word, out TimeOnly time) =>
        TimeOnly.TryParseExact(word, ["%H", "H:mm", "H.mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool Weekend(List<string> words, DateOnly today, out DateOnly arrival, out DateOnly? departure)
    {
        var isNext = words.Exists(w => w.StartsWith("следующ", StringComparison.Ordinal) || w == "next");
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        // On Sunday this one is over.
        if (isNext || today.DayOfWeek == DayOfWeek.Sunday)
            monday = monday.AddDays(7);
        arrival = monday.AddDays(4) < today ? today : monday.AddDays(4);
        departure = monday.AddDays(6);
        return true;
    }

    /// <summary>The day of arrival; a bare number takes the month that stands with the last day.</summary>
    private static bool First(List<string> words, DateOnly today, out DateOnly day, out int used)
    {
        var skipped = words.Count > 0 && words[0] is "с" or "со" or "from" or "на" or "on" or "в" or "во" ? 1 : 0;
        var rest = words[skipped..];
        if (Day(rest, today, today, out day, out used))
        {
            used += skipped;
            return true;
        }
        // "12 - 15 мая", "12 - 15.12": the month stands with the last day.
        if (rest.Count > 2 && rest[1] is "-" or "по" or "до" or "to" && Number(rest[0], out var first))
        {
            var month =
                rest[2].Split('.') is [_, var numbered] && Number(numbered, out var dotted) ? dotted
                : rest.Count > 3 ? DayText.Month(rest[3])
                : null;
            used = skipped + 1;
            return month is { } of && Coming(first, of, rest.Count > 4 ? rest[4] : null, today, out day);
        }
        // "may 12 - 15".
        used = skipped + 2;
        return rest.Count == 4
            && DayText.Month(rest[0]) is { } before
            && Number(rest[1], out first)
            && rest[2] is "-" or "to"
            && Coming(first, before, null, today, out day);
    }

    /// <summary>A day at the beginning of the words, on <paramref name="earliest"/> or after it.</summary>
    private static bool Day(List<string> words, DateOnly today, DateOnly earliest, out DateOnly day, out int used)
    {
        (day, used) = (earliest, 1);
        if (words.Count == 0)
            return false;
        switch (words[0])
        {
            case "сегодня" or "today":
                day = today;
                return true;
            case "завтра" or "tomorrow":
                day = today.AddDays(1);
                return true;
            case "послезавтра":
                day = today.AddDays(2);
                return true;
        }
        if (Weekday(words[0]) is { } weekday)
        {
            day = earliest.AddDays(((int)weekday - (int)earliest.DayOfWeek + 7) % 7);
            return true;
        }
        if (DateOnly.TryParseExact(words[0], Dotted, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return true;
        if (words[0].Split('.') is [var d, var m] && Number(d, out var dotted) && Number(m, out var numbered))
            return Coming(dotted, numbered, null, earliest, out day);
        if (words.Count < 2)
        {
            // "с 12 мая по 15": the same month, or the next.
            if (!Number(words[0], out var bare) || bare is < 1 or > 31)
                return false;
            for (day = earliest; day.Day != bare && day < earliest.AddDays(62); )
                day = day.AddDays(1);
            return day.Day == bare;
        }
        var year = words.Count > 2 && words[2].Length == 4 && Number(words[2], out _) ? words[2] : null;
        used = year is null ? 2 : 3;
        if (Number(words[0], out var first) && DayText.Month(words[1]) is { } month)
            return Coming(first, month, year, earliest, out day);
        return DayText.Month(words[0]) is { } before && Number(words[1], out var second) && Coming(second, before, year, earliest, out day);
    }

    private static DayOfWeek? Weekday(string word)
    {
        for (var i = 0; i < 7; i++)
            if (
                word == ShortRuWeekdays[i]
                || word.StartsWith(RuWeekdays[i], StringComparison.Ordinal)
                || word.StartsWith(EnWeekdays[i], StringComparison.Ordinal)
            )
                return (DayOfWeek)i;
        return null;
    }

    /// <summary>"3 ночи", "неделю", "две недели", "a week": so many nights or days.</summary>
    private static bool Length(List<string> words, int at, out int units, out int after)
    {
        (units, after) = (1, at);
        if (at < words.Count && (Number(words[at], out units) || Counts.TryGetValue(words[at], out units)))
            after++;
        else
            units = 1;
        if (after == words.Count)
            return false;
        var times = Unit(words[after]);
        after++;
        units *= times;
        return times > 0 && units is > 0 and <= UnitsMax;
    }

    private static int Unit(string word) =>
        word.StartsWith("ноч", StringComparison.Ordinal) || word.StartsWith("night", StringComparison.Ordinal) ? 1
        : word is "день" or "дня" or "дней" or "сутки" or "суток" or "day" or "days" ? 1
        : word.StartsWith("недел", StringComparison.Ordinal) || word.StartsWith("week", StringComparison.Ordinal) ? 7
        : 0;

    private static bool Coming(int day, int month, string? year, DateOnly earliest, out DateOnly found)
    {
        found = earliest;
        if (month is < 1 or > 12 || day < 1)
            return false;
        if (year is not null && Number(year, out var given))
            return given is >= 2000 and <= 2100 && Of(given, out found);
        // 29 February comes within eight years.
        for (var y = earliest.Year; y <= earliest.Year + 8; y++)
            if (Of(y, out found) && found >= earliest)
                return true;
        return false;

        bool Of(int y, out DateOnly of)
        {
            var isDay = day <= DateTime.DaysInMonth(y, month);
            of = isDay ? new DateOnly(y, month, day) : earliest;
            return isDay;
        }
    }

    private static bool Number(string word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 9_999;

    /// <summary>In small letters, dashes between days apart from them.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        foreach (
            var word in text.ToLowerInvariant()
                .Replace('–', '-')
                .Replace('—', '-')
                .Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries)
        )
            if (word.Count(c => c == '-') == 1 && word.Length > 1)
                words.AddRange(word.Replace("-", " - ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            else
                words.Add(word);
        return words;
    }
}
