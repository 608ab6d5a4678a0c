using System.Diagnostics.CodeAnalysis;

namespace Denga.Contracts.Reports;

/// <summary>What a period of a report is compared with. Both days included.</summary>
public readonly record struct ComparedPeriod(DateOnly From, DateOnly To)
{
    /// <summary>Beyond any period that the book answers for, which is ten years.</summary>
    private const int DaysMax = 4000;

    /// <summary>No entry is so old; and no time before a later year leaves the calendar.</summary>
    private const int YearMin = 100;

    /// <summary>Whether a period is not over on that day: then its days until then are compared, with as many of the one before.</summary>
    public static bool IsRunning(DateOnly from, DateOnly to, DateOnly today) => from <= today && today < to;

    /// <summary>Whole months, by the calendar or by the person's own first day, are compared with as many whole months before; anything else with the
    /// same number of days before. Of one that is not over by <paramref name="today"/>, with the same days: until the 21st with until the 21st, until the
    /// 31st with until the end of a shorter month. False for what is no period.</summary>
    public static bool TryBefore(
        DateOnly from,
        DateOnly to,
        DateOnly? today,
        int monthStartDay,
        [NotNullWhen(true)] out ComparedPeriod? before
    )
    {
        before = null;
        var days = to.DayNumber - from.DayNumber + 1;
        if (days is < 1 or > DaysMax || from.Year < YearMin)
            return false;
        var months = WholeMonths(from, to, monthStartDay);
        DateOnly Earlier(DateOnly day) => months is { } many ? day.AddMonths(-many) : day.AddDays(-days);
        var last = today is { } now && IsRunning(from, to, now) ? Earlier(now) : from.AddDays(-1);
        before = new ComparedPeriod(Earlier(from), last);
        return true;
    }

    private static int? WholeMonths(DateOnly from, DateOnly to, int monthStartDay)
    {
        if (from.Day != 1 && from.Day != monthStartDay)
            return null;
        var next = to.AddDays(1);
        var months = ((next.Year - from.Year) * 12) + next.Month - from.Month;
        return next.Day == from.Day && months > 0 ? months : null;
    }
}
