using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Expenses;

/// <summary>How often something comes, as a person says it; what he does not say follows from the day on which he says it.</summary>
/// <param name="Rhythm">Null where it is one that recurring entries do not have: "каждые две недели".</param>
internal sealed record Repetition(Rhythm? Rhythm, DayOfWeek? Weekday = null, int? Day = null, int? Month = null, bool IsLastDay = false)
{
    /// <summary>Its days, and the first of them, today included.</summary>
    internal (Frequency Frequency, DateOnly First) From(DateOnly today)
    {
        var frequency = Rhythm switch
        {
            Contracts.Expenses.Rhythm.Weekly => Frequency.Weekly(Weekday ?? today.DayOfWeek),
            Contracts.Expenses.Rhythm.Monthly when IsLastDay => Frequency.LastDayOfMonth(),
            Contracts.Expenses.Rhythm.Monthly => Frequency.Monthly(Day ?? today.Day),
            Contracts.Expenses.Rhythm.Yearly => Frequency.Yearly(Month ?? today.Month, Day ?? today.Day),
            _ => Frequency.Daily(),
        };
        return (frequency, frequency.Next(today.AddDays(-1)));
    }
}

/// <summary>"каждый месяц 1 числа аренда 30000", "netflix $15.99 monthly", "спорт 500 по понедельникам": how often, and the rest of the line.</summary>
internal static class RecurringText
{
    private readonly record struct Word(string Text, string Low);

    /// <summary>The line without "до 31 декабря", "until 31.12.2027", and that day.</summary>
    internal static string WithoutEnd(string text, DateOnly today, out DateOnly? until)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < words.Length; i++)
        for (var length = RecurringWords.Until.Contains(Low(words[i])) ? 3 : 0; length > 0; length--)
            if (
                i + length < words.Length
                && words[(i + 1)..(i + 1 + length)].Any(w => w.Any(char.IsAsciiDigit))
                && Until(string.Join(' ', words[(i + 1)..(i + 1 + length)]).TrimEnd(',', ':'), today) is { } day
            )
            {
                until = day;
                return string.Join(' ', [.. words[..i], .. words[(i + 1 + length)..]]);
            }
        until = null;
        return text;
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

    internal static bool TryRead(string text, out Repetition repetition, out string rest)
    {
        (repetition, rest) = (new Repetition(null), "");
        var line = text.Trim();
        if (line.Contains('\n', StringComparison.Ordinal) || line.Contains('?', StringComparison.Ordinal))
            return false;
        if (line.Contains('/', StringComparison.Ordinal))
            foreach (var ending in RecurringWords.Stuck)
                line = line.Replace(ending, " " + ending, StringComparison.Ordinal);
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => new Word(w, Low(w))).ToList();
        if (words.Count is 0 or > 40 || !TryTakeRhythm(words, out var found, out var isFirst))
            return false;
        found = TakeDays(words, found);
        rest = string.Join(' ', words.Select(w => w.Text)).Trim(' ', ',', ':', '-', '–', '—', ';');
        repetition = found;
        return rest.Length > 0 && (isFirst || words.Count > 1 && rest.Any(char.IsAsciiDigit));
    }

    /// <summary>What remains after the rhythm and the day: an amount at either end, and the name between.</summary>
    internal static NewExpense? Template(string rest, DateOnly day, Currency main, string language)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var length = words.Length - 1; length > 0; length--)
        {
            if (AmountText.TryRead(string.Join(' ', words[^length..]), main, language, out var last))
                return Named(last, words[..^length]);
            if (AmountText.TryRead(string.Join(' ', words[..length]), main, language, out var first))
                return Named(first, words[length..]);
        }
        return null;

        NewExpense Named(Money amount, string[] name) =>
            new(
                amount,
                day,
                string.Join(' ', name).Trim(' ', ',', ':', '-', '–', '—'),
                name.Any(w => RecurringWords.Income.Contains(Low(w))) ? EntryKind.Income : EntryKind.Expense
            );
    }

    private static bool HasYear(string text) =>
        text.Split(' ', '.', '/', '-').Any(w => w.Length == 4 && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        || text.Count(c => c == '.') == 2;

    private static bool TryTakeRhythm(List<Word> words, out Repetition found, out bool isFirst)
    {
        isFirst = true;
        for (var i = 0; i < words.Count; i++)
        {
            isFirst = i == 0;
            foreach (var (phrase, rhythm) in RecurringWords.Rhythms)
                // "subway monthly pass 60" names a thing.
                if (IsAt(words, i, phrase) && (i == 0 || phrase.Length > 1 || IsAmountDayOrEnd(words, i + 1)))
                {
                    found = new Repetition(rhythm);
                    words.RemoveRange(i, phrase.Length);
                    return true;
                }
            if (
                TryTakeWeekday(words, i, out found)
                || TryTakeDayOfEvery(words, i, out found)
                || TryTakeDayOfYear(words, i, out found)
                || TryTakeLastDay(words, i, out found)
                || TryTakeEverySo(words, i, out found)
            )
                return true;
        }
        isFirst = false;
        foreach (var (phrase, rhythm) in RecurringWords.Endings)
            if (
                words.Count > phrase.Length + 1
                && IsAt(words, words.Count - phrase.Length, phrase)
                && !RecurringWords.NoEnding.Contains(words[^(phrase.Length + 1)].Low)
                && !RecurringWords.Talk.Contains(words[0].Low)
            )
            {
                found = new Repetition(rhythm);
                words.RemoveRange(words.Count - phrase.Length, phrase.Length);
                return true;
            }
        found = new Repetition(null);
        return false;
    }

    /// <summary>"каждый понедельник", "по понедельникам", "every monday", "on mondays"; two of them are a rhythm that there is not.</summary>
    private static bool TryTakeWeekday(List<Word> words, int i, out Repetition found)
    {
        found = new Repetition(null);
        if (i + 1 >= words.Count || !RecurringWords.EachWeekday.Contains(words[i].Low))
            return false;
        var word = words[i + 1].Low;
        if (
            RecurringWords.WeekdayOf(word) is not { } weekday
            || RecurringWords.OnlyOfMany.Contains(words[i].Low) && !word.EndsWith('s')
            || RecurringWords.Po.Contains(words[i].Low) && RecurringWords.NotAfterPo.Contains(word)
        )
            return false;
        words.RemoveRange(i, 2);
        if (i + 1 < words.Count && RecurringWords.And.Contains(words[i].Low) && RecurringWords.WeekdayOf(words[i + 1].Low) is not null)
            words.RemoveRange(i, 2);
        else
            found = new Repetition(Rhythm.Weekly, weekday);
        return true;
    }

    /// <summary>"каждое 5 число", "every 5th".</summary>
    private static bool TryTakeDayOfEvery(List<Word> words, int i, out Repetition found)
    {
        found = new Repetition(null);
        if (
            i + 1 >= words.Count
            || !RecurringWords.EachDay.Contains(words[i].Low)
            || DayOf(words[i + 1].Text, out var isOrdinal) is not { } day
        )
            return false;
        var length = 2;
        if (i + 2 < words.Count && RecurringWords.DayNoun.Contains(words[i + 2].Low))
            (length, isOrdinal) = (3, true);
        if (!isOrdinal)
            return false;
        words.RemoveRange(i, length);
        found = new Repetition(Rhythm.Monthly, Day: day);
        return true;
    }

    /// <summary>"каждое 5 мая", "every May 5": the day itself is taken with the others.</summary>
    private static bool TryTakeDayOfYear(List<Word> words, int i, out Repetition found)
    {
        found = new Repetition(Rhythm.Yearly);
        if (i + 2 >= words.Count || !RecurringWords.EachDate.Contains(words[i].Low))
            return false;
        var of = RecurringWords.Of.Contains(words[i + 2].Low) && i + 3 < words.Count ? i + 3 : i + 2;
        if (
            !(DayText.Month(words[i + 1].Low) is not null && DayOf(words[i + 2].Text, out _) is not null)
            && !(DayOf(words[i + 1].Text, out _) is not null && DayText.Month(words[of].Low) is not null)
        )
            return false;
        words.RemoveAt(i);
        return true;
    }

    /// <summary>"в последний день месяца", "on the last day of the month", at either end of a line.</summary>
    private static bool TryTakeLastDay(List<Word> words, int i, out Repetition found)
    {
        found = new Repetition(Rhythm.Monthly, IsLastDay: true);
        if (Array.Find(RecurringWords.LastDayOfMonth, p => IsAt(words, i, p)) is not { } phrase || i > 0 && i + phrase.Length < words.Count)
            return false;
        words.RemoveRange(i, phrase.Length);
        return true;
    }

    /// <summary>"каждые 2 недели", "every 3 months", "раз в 10 дней": there is no such rhythm.</summary>
    private static bool TryTakeEverySo(List<Word> words, int i, out Repetition found)
    {
        found = new Repetition(null);
        var number =
            RecurringWords.EverySo.Contains(words[i].Low) ? i + 1
            : IsAt(words, i, RecurringWords.OnceIn) ? i + RecurringWords.OnceIn.Length
            : 0;
        if (number == 0 || number + 1 >= words.Count || !RecurringWords.Periods.Contains(words[number + 1].Low))
            return false;
        words.RemoveRange(i, number + 2 - i);
        return true;
    }

    /// <summary>What says on which of its days: "1 числа", "on the 31st", "в последний день", "5 мая", "по понедельникам".</summary>
    private static Repetition TakeDays(List<Word> words, Repetition found)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (found.Rhythm == Rhythm.Monthly && Array.Find(RecurringWords.LastDay, p => IsAt(words, i, p)) is { } last)
            {
                words.RemoveRange(i, last.Length);
                return found with { IsLastDay = true };
            }
            if (
                found is { Rhythm: Rhythm.Weekly, Weekday: null }
                && i + 1 < words.Count
                && RecurringWords.AtWeekday.Contains(words[i].Low)
                && RecurringWords.WeekdayOf(words[i + 1].Low) is { } weekday
            )
            {
                words.RemoveRange(i, 2);
                return found with { Weekday = weekday };
            }
            if (
                found is not { Rhythm: Rhythm.Monthly or Rhythm.Yearly, Day: null }
                || DayOf(words[i].Text, out var isOrdinal) is not { } day
            )
                continue;
            var (from, to) = (i, i + 1);
            int? month = null;
            if (found.Rhythm == Rhythm.Yearly)
            {
                if (to < words.Count && DayText.Month(words[to].Low) is { } after)
                    (month, to) = (after, to + 1);
                else if (to + 1 < words.Count && RecurringWords.Of.Contains(words[to].Low) && DayText.Month(words[to + 1].Low) is { } of)
                    (month, to) = (of, to + 2);
                else if (from > 0 && DayText.Month(words[from - 1].Low) is { } before)
                    (month, from) = (before, from - 1);
                else
                    continue;
                if (day > DateTime.DaysInMonth(2024, month.Value))
                    return new Repetition(null);
            }
            else if (to < words.Count && RecurringWords.DayNoun.Contains(words[to].Low))
                to++;
            else if (!isOrdinal)
                continue;
            while (from > 0 && RecurringWords.BeforeDay.Contains(words[from - 1].Low))
                from--;
            words.RemoveRange(from, to - from);
            return found with { Day = day, Month = month };
        }
        return found;
    }

    /// <summary>1 to 31: "5", "5-го", "5th", "5.".</summary>
    private static int? DayOf(string word, out bool isOrdinal)
    {
        var digits = new string([.. word.TakeWhile(char.IsAsciiDigit)]);
        var after = Low(word[digits.Length..]);
        isOrdinal = RecurringWords.OrdinalEnd.Contains(after);
        return
            (isOrdinal || after.Length == 0)
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 31
            ? number
            : null;
    }

    private static bool IsAmountDayOrEnd(List<Word> words, int i) =>
        i >= words.Count || words[i].Text.Any(char.IsAsciiDigit) || RecurringWords.BeforeDate.Contains(words[i].Low);

    private static bool IsAt(List<Word> words, int i, string[] phrase)
    {
        if (i < 0 || i + phrase.Length > words.Count)
            return false;
        for (var k = 0; k < phrase.Length; k++)
            if (words[i + k].Low != phrase[k])
                return false;
        return true;
    }

    private static string Low(string word) => word.ToLowerInvariant().Replace('ё', 'е').Trim(',', ';', ':', '!').TrimEnd('.');
}
