namespace Denga.Expenses.Parsing;

/// <summary>Days: said, counted back, named by weekday, written with numbers.</summary>
internal static class DayRules
{
    private static readonly Rule[] Table =
    [
        new("12.05.2026", TokenKind.Day, WithYear),
        new("вчера", Role.Day, Said),
        new("the other day", Role.DayNoun, TheOther),
        new("в пятницу", Role.Weekday, Weekday),
        new("wed", Role.ShortWeekday, Weekday),
        new("3 дня назад", Role.Duration, Ago),
        new("last night", Role.Last, Last),
        new("на той неделе", Role.WeekCase, ThatWeek),
        new("недавно", Role.Vague, (_, draft, _) => draft.DayDoubt = true),
        new("назад", Role.Ago, (_, draft, _) => draft.DayDoubt = true),
        new("this morning", Role.This, ThisMorning),
        new("12 мая", Role.Month, DateRules.NamedMonth),
        new("первого числа", Role.OrdinalDay, DateRules.OrdinalOfMonth),
        new("12.05", TokenKind.Number, DateRules.Dotted),
        new("12/05", TokenKind.Number, DateRules.Slashed),
        new("5-го", TokenKind.Number, DateRules.OfThisMonth),
    ];

    internal static void Apply(Line line, Draft draft) => Rule.ApplyAll(Table, line, draft, skipUsed: true);

    private static bool WithYear(Line line, Draft draft, int i)
    {
        var token = line[i];
        Calendar.Exact(line, draft, i, i, token.Year, token.Month, token.DayOfMonth);
        if (!token.IsDoubtful)
            return true;
        // "05/06/2026": the month first or the day.
        draft.DayDoubt = true;
        if (draft.Refused is null && token.DayOfMonth <= 12 && token.Month <= DateTime.DaysInMonth(token.Year, token.DayOfMonth))
            draft.AddDayChoice(new DateOnly(token.Year, token.DayOfMonth, token.Month));
        return true;
    }

    private static bool Said(Line line, Draft draft, int i)
    {
        var (first, offset) = (i, (int)line[i].Sense!.Number);
        if (offset == -1 && line.English && line.Is(i - 1, Role.Before) && line.Is(i - 2, Role.DayNoun))
            (first, offset) = (line.Is(i - 3, Role.The) ? i - 3 : i - 2, -2);
        return Calendar.Found(line, draft, first, i, line.Today.AddDays(offset), offset <= 0);
    }

    private static bool TheOther(Line line, Draft draft, int i)
    {
        if (!line.Is(i - 1, Role.Other))
            return false;
        return draft.DayDoubt = true;
    }

    private static bool Ago(Line line, Draft draft, int i)
    {
        var last =
            line.Is(i + 1, Role.Ago) || line.Is(i + 1, Role.Back) && line.IsNumber(i - 1) ? i + 1
            : line.Is(i + 1, Role.BeforeAgo) && line.Is(i + 2, Role.Ago) ? i + 2
            : 0;
        if (last == 0)
            return false;
        var first = i;
        decimal amount = 1;
        if (draft.IsFree(i - 1))
        {
            if (line[i - 1] is { Kind: TokenKind.Number, IsWhole: true } number)
                (first, amount) = (i - 1, number.Value);
            else if (Several(line, i - 1) is >= 0 and var several)
            {
                (first, amount) = (line.Is(several - 1, Role.Indefinite) ? several - 1 : several, 2);
                draft.DayDoubt = true;
            }
            else if (line.Is(i - 1, Role.Indefinite))
                first = i - 1;
        }
        // "лет назад": nobody says how many.
        draft.DayDoubt |= first == i && line.Is(i, Role.Plural);
        if (amount > 10_000)
        {
            draft.Refused = "day_out_of_range";
            return true;
        }
        var n = (int)amount;
        var day = line[i].Sense!.Number switch
        {
            1 => line.Today.AddDays(-n),
            7 => line.Today.AddDays(-7 * n),
            30 => line.Today.AddMonths(-n),
            365 => n > 100 ? DateOnly.MinValue : line.Today.AddYears(-n),
            _ => line.Today,
        };
        return Calendar.Found(line, draft, first, last, day, past: true);
    }

    /// <summary>"пару", "couple of" that ends at a token: where it begins, or -1.</summary>
    internal static int Several(Line line, int i)
    {
        var at = line.Is(i, Role.Of) ? i - 1 : i;
        return line.Is(at, Role.Several) ? at : -1;
    }

    private static bool Last(Line line, Draft draft, int i)
    {
        if (line.Is(i + 1, Role.LastPart))
            return Calendar.Found(line, draft, i, i + 1, line.Today.AddDays(-1), past: true);
        if (IsWeek(line, i + 1))
        {
            if (IsWeekdayOf(line, i + 2))
                return true;
            draft.DayDoubt = true;
            return Calendar.Found(line, draft, i, i + 1, line.Today.AddDays(-7), past: true);
        }
        if (
            line.Is(i + 1, Role.Duration, Role.VaguePeriod)
            && !line.Is(i - 1, Role.Covers)
            && !(line.Is(i + 1, Role.MonthWord) && line.Has(Role.OfMonth))
        )
            draft.DayDoubt = true;
        return true;
    }

    private static bool ThatWeek(Line line, Draft draft, int i)
    {
        if (!line.Is(i - 1, Role.ThatThis) || !line.Is(i - 2, Role.Among))
            return false;
        return draft.DayDoubt = true;
    }

    private static bool ThisMorning(Line line, Draft draft, int i) =>
        line.Is(i + 1, Role.TodaysPart) && Calendar.Found(line, draft, i, i + 1, line.Today, past: true);

    private static bool IsWeek(Line line, int i) => line.Is(i, Role.WeekCase) || line.Is(i, Role.Duration) && line[i].Sense!.Number == 7;

    /// <summary>"в среду" that goes on from "на прошлой неделе".</summary>
    private static bool IsWeekdayOf(Line line, int i)
    {
        var at = line.Is(i, Role.BeforeWeekday) ? i + 1 : i;
        return line.Is(at, Role.Weekday, Role.ShortWeekday);
    }

    /// <summary>"на прошлой неделе в среду", "wednesday last week": the day of that week, from Monday to Sunday.</summary>
    private static bool OfLastWeek(Line line, Draft draft, int i, int wanted, int today)
    {
        var (first, last) = (i, i);
        var after = line.Is(i + 1, Role.Among) ? i + 2 : i + 1;
        var before = line.Is(i - 1, Role.BeforeWeekday) ? i - 2 : i - 1;
        if (line.Is(after, Role.Last) && IsWeek(line, after + 1))
            last = after + 1;
        else if (IsWeek(line, before) && line.Is(before - 1, Role.Last))
            first = line.Is(before - 2, Role.Among) ? before - 2 : before - 1;
        else
            return false;
        return Calendar.Found(line, draft, first, last, line.Today.AddDays(wanted - today - 7), past: true);
    }

    private static bool Weekday(Line line, Draft draft, int i)
    {
        if (!IsWeekday(line, i))
            return false;
        if (line.Is(i, Role.PerhapsADay))
            (draft.DayDoubt, draft.DayWords) = (true, (i, i));
        var wanted = (int)line[i].Sense!.Number;
        var today = line.Today.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)line.Today.DayOfWeek;
        var back = (today - wanted + 7) % 7;
        if (line.Has(Role.Last) && OfLastWeek(line, draft, i, wanted, today))
            return true;
        if (line.Is(i - 1, Role.Next))
            return Calendar.Found(line, draft, i - 1, i, line.Today.AddDays(back == 0 ? 7 : 7 - back), past: false, planned: true);
        if (line.Is(i - 1, Role.This))
            return Calendar.Found(line, draft, i - 1, i, line.Today.AddDays(wanted - today), past: wanted <= today, planned: true);
        // On a Wednesday "last Monday" is two days ago, or nine.
        if (line.Is(i - 1, Role.Last) && wanted < today)
            draft.AddDayChoice(line.Today.AddDays(-back - 7));
        if (line.Is(i - 1, Role.Last))
            return Calendar.Found(line, draft, i - 1, i, line.Today.AddDays(back == 0 ? -7 : -back), past: true);
        if (back == 0)
            draft.AddDayChoice(line.Today.AddDays(-7));
        return Calendar.Found(line, draft, i, i, line.Today.AddDays(-back), past: true, planned: true);
    }

    /// <summary>"black friday" is none, nor is "sun cream" or "60вт"; a short one only at the edge of the line.</summary>
    private static bool IsWeekday(Line line, int i)
    {
        if (line.Is(i - 1, Role.BeforeNoDay) || !line[i].Space && line.IsNumber(i - 1))
            return false;
        if (line.Is(i - 1, Role.BeforeWeekday) || line.Is(i - 1, Role.Last) || line.Is(i - 1, Role.Next, Role.This))
            return true;
        var isWhole = line.Is(i, Role.Weekday);
        if (line.Is(i - 1, Role.And))
            return isWhole;
        if (isWhole)
            return !line.English || IsEdge(line, i);
        return IsEdge(line, i) && !line.Is(i, Role.NotADay);
    }

    /// <summary>No word stands before it, or none after it.</summary>
    private static bool IsEdge(Line line, int i)
    {
        var before = true;
        for (var k = 0; k < i; k++)
            before &= line[k].Kind is not TokenKind.Word;
        var after = true;
        for (var k = i + 1; k < line.Count; k++)
            after &= line[k].Kind is not TokenKind.Word;
        return before || after;
    }
}
