namespace Denga.Expenses.Parsing;

/// <summary>Days of a year or a month, written with numbers.</summary>
internal static class DateRules
{
    /// <summary>Further from today a number of four digits is no year.</summary>
    private const int YearsMax = 100;
    private const int NearDays = 31;

    internal static bool NamedMonth(Line line, Draft draft, int i)
    {
        var month = (int)line[i].Sense!.Number;
        var before = DayAt(line, draft, i - 1, out var first);
        if (before > 0 && line.Is(i, Role.MonthName) && line.Count > i - first + 1 && Numbers.CountFree(line, draft, first, i) == 0)
            before = 0;
        if (before == 0 && line.Is(i - 1, Role.Of))
            before = DayAt(line, draft, i - 2, out first);
        var last = line.IsStuckSymbol(i + 1, '.') ? i + 1 : i;
        var after = 0;
        var afterEnd = 0;
        if ((line.IsLatin(i) || before == 0) && IsDayNumber(line, last + 1) && draft.IsFree(last + 1))
        {
            after = (int)line[last + 1].Value;
            afterEnd = line.Is(last + 2, Role.EnglishOrdinal) && !line[last + 2].Space ? last + 2 : last + 1;
        }
        if (before == 0 && after == 0)
            return true;
        if (before > 0 && after > 0 && !HasFreeBesides(line, draft, first, last + 1))
        {
            draft.DayDoubt = true;
            after = 0;
        }
        var (from, to, day) = before > 0 ? (first, last, before) : (i, afterEnd, after);
        var year = Year(line, draft, from, ref to);
        if (before == 0 && Numbers.CountFree(line, draft, from, to) == 0)
        {
            if (line.IsLatin(i))
                draft.DayDoubt = draft.IsOnlyDay = true;
            return true;
        }
        var start = RangeStart(line, draft, ref from, ref to);
        if (year != 0)
            Calendar.Exact(line, draft, from, to, year, month, day);
        else
            Calendar.Yearless(line, draft, from, to, month, day);
        if (start > 0 && draft.Refused is null)
        {
            draft.DayDoubt = true;
            if (Calendar.TryFind(line.Today, month, start, out var begun, out _))
                draft.AddDayChoice(begun);
        }
        return true;
    }

    private static bool HasFreeBesides(Line line, Draft draft, int one, int other)
    {
        for (var k = 0; k < line.Count; k++)
            if (k != one && k != other && line.IsNumber(k) && draft.IsFree(k) && !Numbers.IsQuantity(line, draft, k))
                return true;
        return false;
    }

    private static bool IsDayNumber(Line line, int i) =>
        line.IsNumber(i) && line[i] is { IsWhole: true, Value: >= 1 and <= 31, Currency: null, Digits: <= 2 };

    /// <summary>"2026", ", 2026", "2026 года" after a day; 0 where there is none.</summary>
    private static int Year(Line line, Draft draft, int from, ref int to)
    {
        var y = line.IsStuckSymbol(to + 1, ',') ? to + 2 : to + 1;
        if (!IsYear(line, y))
            return 0;
        var isNamed = line.Is(y + 1, Role.YearWord);
        if (!isNamed && Numbers.CountFree(line, draft, from, y) == 0)
            return 0;
        to = isNamed ? y + 1 : y;
        if (line.IsStuckSymbol(to + 1, '.'))
            to++;
        return (int)line[y].Value;
    }

    private static bool IsYear(Line line, int i) =>
        line.IsNumber(i)
        && line[i] is { IsWhole: true, Digits: 4, Currency: null } year
        && Math.Abs(year.Value - line.Today.Year) <= YearsMax;

    /// <summary>"с 15 по 17 ноября", "15-17 ноября", "nov 15-17": the other day of it, or 0.</summary>
    private static int RangeStart(Line line, Draft draft, ref int from, ref int to)
    {
        if (IsDash(line, from - 1) && DayAt(line, draft, from - 2, out _) is > 0 and var before)
        {
            from -= 2;
            return before;
        }
        if (
            line.Is(from - 1, Role.RangeTo)
            && line.Is(from - 3, Role.RangeFrom)
            && DayAt(line, draft, from - 2, out _) is > 0 and var first
        )
        {
            from -= 3;
            return first;
        }
        if (IsDash(line, to + 1) && to + 2 < line.Count && !line[to + 2].Space && DayAt(line, draft, to + 2, out _) is > 0 and var last)
        {
            to += 2;
            return last;
        }
        return 0;
    }

    private static bool IsDash(Line line, int i) => line.Symbol(i) is '-' or '–';

    /// <summary>A day of a month that ends at a token: "12", "12-го", "12th", "двадцать первого"; or 0.</summary>
    private static int DayAt(Line line, Draft draft, int i, out int first)
    {
        first = i;
        if (!draft.IsFree(i) || i >= line.Count)
            return 0;
        if (line.Is(i, Role.OrdinalDay))
        {
            var ordinal = (int)line[i].Sense!.Number;
            if (ordinal > 9 || i == 0 || line[i - 1] is not { Kind: TokenKind.Number, InWords: true, Value: 20 or 30 } tens)
                return ordinal;
            first = i - 1;
            return (int)tens.Value + ordinal;
        }
        if (line.Is(i, Role.Ordinal) && !line[i].Space)
            first = line.IsSymbol(i - 1, '-') ? i - 2 : i - 1;
        return
            line.IsNumber(first)
            && line[first] is { IsWhole: true, Value: >= 1 and <= 99, Currency: null, Digits: <= 2, IsMultiplied: false } day
            ? (int)day.Value
            : 0;
    }

    /// <summary>"12.05": a day where another number is the price.</summary>
    internal static bool Dotted(Line line, Draft draft, int i)
    {
        ref readonly var token = ref line[i];
        if (!token.MayBeDay || token.Currency is not null)
            return false;
        if (Numbers.CountFree(line, draft, i, i) == 0)
        {
            if (!HasWords(line, draft))
                return true;
            if (draft.HadTime && !line.English)
                return Calendar.Yearless(line, draft, i, i, token.Month, token.DayOfMonth);
            if (!line.English && line.HasSmallUnits && !Numbers.IsQuantity(line, draft, i))
                draft.AmountDoubt = "ambiguous_amount";
            return true;
        }
        var hasWordBefore = false;
        for (var k = 0; k < i; k++)
            hasWordBefore |= line.IsWord(k) && !line.Is(k, Role.DayPreposition);
        var isSaid = line.Is(i - 1, Role.BeforeDotted);
        if (
            Numbers.IsQuantity(line, draft, i)
            || !isSaid && !draft.IsStatement && (line.English || hasWordBefore && line.IsWord(i + 1)) && HasPrice(line, draft, i)
        )
            return true;
        return Calendar.Yearless(line, draft, i, i, token.Month, token.DayOfMonth);
    }

    /// <summary>Another number with decimals.</summary>
    private static bool HasPrice(Line line, Draft draft, int i)
    {
        for (var k = 0; k < line.Count; k++)
            if (k != i && line[k] is { Kind: TokenKind.Number, IsWhole: false } && draft.IsFree(k) && !Numbers.IsQuantity(line, draft, k))
                return true;
        return false;
    }

    private static bool HasWords(Line line, Draft draft)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.IsWord(i) && draft.IsFree(i))
                return true;
        return false;
    }

    /// <summary>"15/11", "11/15", "15-11".</summary>
    internal static bool Slashed(Line line, Draft draft, int i)
    {
        var separator = line.Symbol(i + 1);
        if (
            separator is not ('/' or '-')
            || !IsDayNumber(line, i)
            || !IsDayNumber(line, i + 2)
            || line[i].InWords
            || line[i + 1].Space
            || line[i + 2].Space
            || !(i + 3 < line.Count && line[i + 3].Space) && line.Symbol(i + 3) is '/' or '*' or '-' or '+' or ')'
            || line.Symbol(i - 1) is '(' or '*' or '+' or '/' or '-'
        )
            return false;
        var (a, b) = ((int)line[i].Value, (int)line[i + 2].Value);
        if (a == 50 || Numbers.IsQuantity(line, draft, i + 2))
            return false;
        if (separator == '/' && IsFraction(line, draft, i, a, b))
            return true;
        var dayFirst = b <= 12;
        var monthFirst = line.English && a <= 12;
        var others = Numbers.CountFree(line, draft, i, i + 2);
        if (!dayFirst && !monthFirst || separator == '-' && !(others > 0 && line[i + 2].HasZero))
            return false;
        if (others == 0)
        {
            if (line[i + 2].HasZero || line[i].HasZero)
                return Calendar.Found(line, draft, i, i + 2, line.Today, past: true);
            if (!line.English || monthFirst)
                draft.AmountDoubt = "ambiguous_amount";
            return false;
        }
        if ((a, b) is (24, 7))
            return false;
        var (month, day) = monthFirst ? (a, b) : (b, a);
        Calendar.Yearless(line, draft, i, i + 2, month, day);
        if (!dayFirst || !monthFirst || a == b)
            return true;
        var hasOther = Calendar.TryFind(line.Today, day, month, out var other, out var isLongAgo);
        // A few days ago, or nearly a year: only one of them is near.
        if (hasOther && isLongAgo && draft.Day is { } near && near > line.Today.AddDays(-NearDays))
            return true;
        draft.DayDoubt = true;
        if (draft.Refused is null && hasOther)
            draft.AddDayChoice(other);
        return true;
    }

    /// <summary>"1/2 пиццы", "сыр 1/4": a part of something, unless such a day was not long ago; then it is asked.</summary>
    private static bool IsFraction(Line line, Draft draft, int i, int part, int of)
    {
        if (
            (part, of) is not ((1, 2) or (1, 3) or (2, 3) or (1, 4) or (3, 4) or (1, 8))
            || line[i].HasZero
            || line[i + 2].HasZero
            || line.English && !line.IsWord(i + 3)
            || Numbers.CountFree(line, draft, i, i + 2) == 0
        )
            return false;
        var isRecent = IsRecent(line, of, part);
        if (isRecent || line.English && IsRecent(line, part, of))
        {
            (draft.DayDoubt, draft.DayWords) = (true, (i, i + 2));
            var (month, day) = isRecent ? (of, part) : (part, of);
            return Calendar.Yearless(line, draft, i, i + 2, month, day);
        }
        draft[i] = draft[i + 2] = Use.Aside;
        return true;
    }

    private static bool IsRecent(Line line, int month, int day) =>
        Calendar.TryFind(line.Today, month, day, out var found, out _) && found > line.Today.AddDays(-60);

    /// <summary>"5-го", "5 числа", "on the 5th": the last such day.</summary>
    internal static bool OfThisMonth(Line line, Draft draft, int i)
    {
        if (!IsDayNumber(line, i) || line[i].InWords || !draft.IsFree(i))
            return false;
        var j = line.IsStuckSymbol(i + 1, '-') ? i + 2 : i + 1;
        if (j >= line.Count)
            return false;
        var isEnglish = false;
        if (line.Is(j, Role.RussianOrdinal) && !line[j].Space)
            j = line.Is(j + 1, Role.OfMonth) ? j + 1 : j;
        else if (line.Is(j, Role.EnglishOrdinal) && !line[j].Space)
        {
            isEnglish = true;
            if (!line.Is(i - 1, Role.The) || !line.Is(i - 2, Role.On))
                return false;
        }
        else if (!line.Is(j, Role.OfMonth) || !line[j].Space)
            return false;
        return !line.Is(j + 1, Role.Month) && LastSuch(line, draft, isEnglish ? i - 2 : i, j, (int)line[i].Value);
    }

    /// <summary>"первого числа", "двадцать пятого числа".</summary>
    internal static bool OrdinalOfMonth(Line line, Draft draft, int i)
    {
        if (line.Is(i + 1, Role.Month) || DayAt(line, draft, i, out var first) is not (> 0 and var day))
            return false;
        if (line.Is(i + 1, Role.OfMonth))
            return LastSuch(line, draft, first, i + 1, day);
        // "четырнадцатого шторы": which month is not said, nor that it is a day.
        if (first > 0 && i + 1 < line.Count || !LastSuch(line, draft, first, i, day))
            return false;
        draft.AddDayChoice(line.Today);
        return true;
    }

    /// <summary>"в том месяце", "прошлого месяца": where it begins, or -1.</summary>
    private static int LastMonth(Line line)
    {
        for (var i = 0; i + 1 < line.Count; i++)
            if (line.Is(i, Role.Last, Role.ThatMonth) && line.Is(i + 1, Role.MonthWord))
                return i;
        return -1;
    }

    /// <summary>The last such day of a month.</summary>
    private static bool LastSuch(Line line, Draft draft, int first, int last, int number)
    {
        var month = new DateOnly(line.Today.Year, line.Today.Month, 1);
        var back = 0;
        if (LastMonth(line) is >= 0 and var named)
        {
            draft.Take(line.Is(named - 1, Role.DayPreposition, Role.InCurrency) ? named - 1 : named, named + 1, Use.Day);
            (back, month) = (1, month.AddMonths(-1));
        }
        for (; back < 3; back++, month = month.AddMonths(-1))
            if (number <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(number - 1) is var day && day <= line.Today)
                return Calendar.Found(line, draft, first, last, day, past: true);
        return false;
    }
}
