using Denga.Contracts.Expenses;

namespace Denga.Expenses.Repeating;

/// <summary>The days of a recurring entry. They are counted from the first one, so that the 31st comes back after a February.</summary>
internal static class Occurrences
{
    /// <summary>The first day after <paramref name="after"/>; null when it would lie past <paramref name="until"/>.</summary>
    internal static DateOnly? Next(DateOnly first, Rhythm rhythm, DateOnly after, DateOnly? until)
    {
        var days = after.DayNumber - first.DayNumber;
        var passed =
            days < 0
                ? 0
                : rhythm switch
                {
                    Rhythm.Daily => days,
                    Rhythm.Weekly => days / 7,
                    Rhythm.Monthly => Math.Max(0, (after.Year - first.Year) * 12 + after.Month - first.Month - 1),
                    _ => Math.Max(0, after.Year - first.Year - 1),
                };
        var day = Nth(first, rhythm, passed);
        while (day <= after)
            day = Nth(first, rhythm, ++passed);
        return day <= (until ?? DateOnly.MaxValue) ? day : null;
    }

    private static DateOnly Nth(DateOnly first, Rhythm rhythm, int n) =>
        rhythm switch
        {
            Rhythm.Daily => first.AddDays(n),
            Rhythm.Weekly => first.AddDays(n * 7),
            Rhythm.Monthly => first.AddMonths(n),
            _ => first.AddYears(n),
        };
}
