using System.Diagnostics.CodeAnalysis;

namespace Denga.Reports.Spending;

/// <summary>Both days included.</summary>
internal readonly record struct Period(DateOnly From, DateOnly To)
{
    /// <summary>Beyond any period that the book answers for, which is ten years.</summary>
    private const int DaysMax = 4000;

    /// <summary>No entry is so old; and no time before a later year leaves the calendar.</summary>
    private const int YearMin = 100;

    /// <summary>What a period is compared with: whole months, by the calendar or by the person's own first day, with as many whole months before;
    /// anything else with the same number of days before. False for what is no period.</summary>
    public bool TryBefore(int monthStartDay, [NotNullWhen(true)] out Period? before)
    {
        before = null;
        var days = To.DayNumber - From.DayNumber + 1;
        if (days is < 1 or > DaysMax || From.Year < YearMin)
            return false;
        var from = WholeMonths(monthStartDay) is { } months ? From.AddMonths(-months) : From.AddDays(-days);
        before = new Period(from, From.AddDays(-1));
        return true;
    }

    private int? WholeMonths(int monthStartDay)
    {
        if (From.Day != 1 && From.Day != monthStartDay)
            return null;
        var next = To.AddDays(1);
        var months = ((next.Year - From.Year) * 12) + next.Month - From.Month;
        return next.Day == From.Day && months > 0 ? months : null;
    }
}
