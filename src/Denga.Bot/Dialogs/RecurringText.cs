using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Dialogs;

/// <summary>"каждый месяц 1 числа аренда 30000", "every week gym 500": the rhythm, and the rest of the line.</summary>
internal static class RecurringText
{
    private static readonly (string Words, Rhythm Rhythm)[] Beginnings =
    [
        ("каждый день", Rhythm.Daily),
        ("ежедневно", Rhythm.Daily),
        ("every day", Rhythm.Daily),
        ("daily", Rhythm.Daily),
        ("каждую неделю", Rhythm.Weekly),
        ("еженедельно", Rhythm.Weekly),
        ("every week", Rhythm.Weekly),
        ("weekly", Rhythm.Weekly),
        ("каждый месяц", Rhythm.Monthly),
        ("ежемесячно", Rhythm.Monthly),
        ("every month", Rhythm.Monthly),
        ("monthly", Rhythm.Monthly),
        ("каждый год", Rhythm.Yearly),
        ("ежегодно", Rhythm.Yearly),
        ("every year", Rhythm.Yearly),
        ("yearly", Rhythm.Yearly),
    ];

    internal static bool TryRead(string text, out Rhythm rhythm, out string rest)
    {
        var line = text.Trim();
        foreach (var (words, found) in Beginnings)
            if (line.StartsWith(words + " ", StringComparison.OrdinalIgnoreCase) && !line.Contains('\n', StringComparison.Ordinal))
            {
                (rhythm, rest) = (found, line[words.Length..].Trim());
                return true;
            }
        (rhythm, rest) = (default, "");
        return false;
    }

    /// <summary>What remains after the rhythm: a day of the month ("1 числа", "on the 1st"), an amount at either end, and the name between.</summary>
    internal static NewExpense? Template(string rest, DateOnly today, Currency main, string language)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var day = TakeDay(words, today);
        for (var length = words.Count - 1; length > 0; length--)
        {
            if (AmountText.TryRead(string.Join(' ', words[^length..]), main, language, out var last))
                return new NewExpense(last, day, string.Join(' ', words[..^length]));
            if (AmountText.TryRead(string.Join(' ', words[..length]), main, language, out var first))
                return new NewExpense(first, day, string.Join(' ', words[length..]));
        }
        return null;
    }

    /// <summary>The next such day of a month, today included; today where none is named.</summary>
    private static DateOnly TakeDay(List<string> words, DateOnly today)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var digits = new string([.. words[i].TakeWhile(char.IsAsciiDigit)]);
            var isDay =
                words[i][digits.Length..] is "-го" or "го" or "st" or "nd" or "rd" or "th"
                || i + 1 < words.Count && words[i + 1] is ("числа" or "число");
            if (!isDay || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 31)
                continue;
            words.RemoveAt(i);
            while (i < words.Count && words[i] is ("числа" or "число"))
                words.RemoveAt(i);
            while (i > 0 && words[i - 1] is ("the" or "on"))
                words.RemoveAt(--i);
            var next = OfMonth(today, number);
            return next >= today ? next : OfMonth(today.AddMonths(1), number);
        }
        return today;
    }

    /// <summary>A month without the day takes its last one.</summary>
    private static DateOnly OfMonth(DateOnly month, int day) =>
        new(month.Year, month.Month, Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)));
}
