namespace Denga.Expenses.Parsing;

/// <summary>Puts a day that a rule has read into the draft, together with the words around it.</summary>
internal static class Calendar
{
    /// <summary>A day that comes as soon is rather meant than the one of last year.</summary>
    private const int SoonDays = 60;

    private static readonly DateOnly Earliest = new(2000, 1, 1);

    /// <summary>The last such day of a year. False where there is none.</summary>
    internal static bool TryFind(DateOnly today, int month, int day, out DateOnly found, out bool moved)
    {
        found = default;
        moved = false;
        if (month is < 1 or > 12 || day < 1)
            return false;
        for (var year = today.Year; year >= today.Year - 1; year--, moved = true)
            if (day <= DateTime.DaysInMonth(year, month) && (found = new DateOnly(year, month, day)) <= today)
                return true;
        found = default;
        return false;
    }

    /// <summary>A day without its year.</summary>
    internal static bool Yearless(Line line, Draft draft, int first, int last, int month, int day)
    {
        if (!TryFind(line.Today, month, day, out var found, out var moved))
        {
            draft.Refused = "no_such_day";
            return true;
        }
        draft.MovedToLastYear |= moved;
        if (moved && (line.Is(first - 1, Role.EventDay) || line.Has(Role.Booked) || draft.HadTime || IsSoon(line, found)))
            // "concert on dec 5", "билеты 5 декабря": the coming day that it was bought for, or the last one.
            draft.AddDayChoice(line.Today);
        return Found(line, draft, first, last, found, past: true);
    }

    /// <summary>Its coming day is nearer; not of what comes back every year.</summary>
    private static bool IsSoon(Line line, DateOnly lastYears) =>
        lastYears.AddYears(1) <= line.Today.AddDays(SoonDays) && !line.Has(Role.BeforeNoDay);

    internal static bool Exact(Line line, Draft draft, int first, int last, int year, int month, int day)
    {
        if (year is < 1 or > 9999)
            draft.Refused = "day_out_of_range";
        else if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            draft.Refused = "no_such_day";
        else
            Found(line, draft, first, last, new DateOnly(year, month, day), past: false, planned: true);
        return true;
    }

    /// <param name="past">It is said as something that has been.</param>
    /// <param name="planned">It may be the day of something to come: "билет на пятницу".</param>
    internal static bool Found(Line line, Draft draft, int first, int last, DateOnly day, bool past, bool planned = false)
    {
        var isEvent = Preposition(line, draft, first, day, past, planned) || day > line.Today && line.Has(Role.Booked);
        if (day < Earliest || day > line.Today.AddYears(1))
        {
            draft.Refused = "day_out_of_range";
            return true;
        }
        if (isEvent)
        {
            draft.DayDoubt = true;
            draft.OtherDay ??= day;
            draft.Day ??= line.Today;
            for (var i = first; i <= last; i++)
                if (line.IsNumber(i))
                    draft[i] = Use.Aside;
            return true;
        }
        if (draft.Day is { } earlier && earlier != day)
            draft.AddDayChoice(day);
        draft.Day ??= day;
        draft.Take(first, last, Use.Day);
        if (line.Is(last + 1, Role.DayPart))
            draft[last + 1] = Use.Day;
        else if (draft.IsFree(first - 1) && line.Is(first - 1, Role.DayPart))
            draft[first - 1] = Use.Day;
        return true;
    }

    /// <summary>"в", "on the" go with the day; "на", "for" may say that it is the day of what was paid for.</summary>
    private static bool Preposition(Line line, Draft draft, int first, DateOnly day, bool past, bool planned)
    {
        var before = first - 1;
        if (!draft.IsFree(before))
            return false;
        if (line.Is(before, Role.EventPreposition))
        {
            var isEvent =
                (!past || planned || line.Is(before, Role.Deadline) || !line.IsWord(first) && !line.Is(before, Role.ForPeople))
                && day != line.Today;
            if (!isEvent)
                draft[before] = Use.Dropped;
            return isEvent;
        }
        if (line.Is(before, Role.DayPreposition) || line.Is(before, Role.At, Role.The))
        {
            draft[before] = Use.Dropped;
            if (line.Is(before, Role.The) && line.Is(before - 1, Role.On))
                draft[before - 1] = Use.Dropped;
        }
        return false;
    }
}
