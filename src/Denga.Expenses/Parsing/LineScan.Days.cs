namespace Denga.Expenses.Parsing;

/// <summary>Days: said, counted back, named by weekday, written with numbers.</summary>
internal ref partial struct LineScan
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    private void FindDays()
    {
        for (var i = 0; i < count; i++)
        {
            if (tokens[i].Use != Use.Note)
                continue;
            FindDay(i);
            if (refused is not null)
                return;
        }
    }

    private void FindDay(int i)
    {
        var token = tokens[i];
        switch (token.Kind)
        {
            case TokenKind.Day:
                if (token.IsDoubtful)
                    dayDoubt = true;
                Exact(i, i, token.Year, token.Month, token.DayOfMonth);
                if (token.IsDoubtful && refused is null)
                    AddDayChoice(token.Year, token.DayOfMonth, token.Month);
                return;
            case TokenKind.Word when token.Is(Role.Day):
                var (first, offset) = (i, (int)token.Sense!.Number);
                if (offset == -1 && english && i >= 2 && Low(i - 1) is "before" && Low(i - 2) is "day")
                {
                    first = i >= 3 && Low(i - 3) is "the" ? i - 3 : i - 2;
                    offset = -2;
                }
                Found(first, i, writer.Today.AddDays(offset), offset <= 0);
                return;
            case TokenKind.Word when i > 0 && Low(i) is "day" && Low(i - 1) is "other":
                dayDoubt = true;
                return;
            case TokenKind.Word when token.Is(Role.Weekday | Role.ShortWeekday) && IsWeekday(i):
                Weekday(i);
                return;
            case TokenKind.Word when token.Is(Role.Duration) && i + 1 < count && AgoAt(i + 1) is var ago and > 0:
                Back(i, ago);
                return;
            case TokenKind.Word when token.Is(Role.Last):
                if (i + 1 < count && tokens[i + 1].Is(Role.DayPart) && Low(i + 1) is "night" or "evening")
                    Found(i, i + 1, writer.Today.AddDays(-1), past: true);
                else if (
                    i + 1 < count && tokens[i + 1].Is(Role.Duration) && tokens[i + 1].Sense!.Number == 7
                    || i + 1 < count && Low(i + 1) is "неделе"
                )
                {
                    dayDoubt = true;
                    Found(i, i + 1, writer.Today.AddDays(-7), past: true);
                }
                else if (
                    i + 1 < count
                    && (tokens[i + 1].Is(Role.Duration) || Low(i + 1) is "месяце" or "году" or "weekend" or "выходные")
                    && !(i > 0 && Low(i - 1) is "за" or "for")
                )
                    dayDoubt = true;
                return;
            case TokenKind.Word when Low(i) is "неделе" && i > 1 && Low(i - 1) is "той" or "этой" && Low(i - 2) is "на":
            case TokenKind.Word when token.Is(Role.Vague | Role.Ago):
                dayDoubt = true;
                return;
            case TokenKind.Word when token.Is(Role.This) && i + 1 < count && Low(i + 1) is "morning" or "evening" or "afternoon":
                Found(i, i + 1, writer.Today, past: true);
                return;
            case TokenKind.Word when token.Is(Role.Month):
                NamedMonth(i);
                return;
            case TokenKind.Number when token.MayBeDay && token.Currency is null:
                DottedDay(i);
                return;
            case TokenKind.Number when token is { IsWhole: true, Value: >= 1 and <= 31, Currency: null, InWords: false, Digits: <= 2 }:
                if (
                    i + 2 < count
                    && tokens[i + 1].Kind == TokenKind.Symbol
                    && tokens[i + 2].Kind == TokenKind.Number
                    && !tokens[i + 1].Space
                    && !tokens[i + 2].Space
                )
                    SlashedDay(i);
                DayNumber(i);
                return;
            default:
                return;
        }
    }

    private readonly int AgoAt(int i)
    {
        if (tokens[i].Is(Role.Ago) || Low(i) is "back" && i > 1 && tokens[i - 2].Kind == TokenKind.Number)
            return i;
        return i + 1 < count && Low(i) is "тому" && tokens[i + 1].Is(Role.Ago) ? i + 1 : 0;
    }

    private void Back(int i, int last)
    {
        var first = i;
        decimal amount = 1;
        if (i > 0 && tokens[i - 1].Use == Use.Note)
        {
            var before = tokens[i - 1];
            if (before.Kind == TokenKind.Number && before.IsWhole)
                (first, amount) = (i - 1, before.Value);
            else if (before.Is(Role.Several))
            {
                (first, amount) = (i - 1, 2);
                dayDoubt = true;
                if (first > 0 && Low(first - 1) is "a")
                    first--;
            }
            else if (Low(i - 1) is "a" or "an" or "one")
                first = i - 1;
        }
        if (amount > 10_000)
        {
            refused = "day_out_of_range";
            return;
        }
        var n = (int)amount;
        var day = tokens[i].Sense!.Number switch
        {
            1 => writer.Today.AddDays(-n),
            7 => writer.Today.AddDays(-7 * n),
            30 => writer.Today.AddMonths(-n),
            365 => n > 100 ? DateOnly.MinValue : writer.Today.AddYears(-n),
            _ => writer.Today,
        };
        Found(first, last, day, past: true);
    }

    private readonly bool IsWeekday(int i)
    {
        var previous = i > 0 ? Low(i - 1) : "";
        if (
            previous
            is "black"
                or "good"
                or "tgi"
                or "ruby"
                or "черная"
                or "черную"
                or "черной"
                or "каждую"
                or "каждый"
                or "каждое"
                or "every"
                or "super"
        )
            return false;
        if (previous is "в" or "во" or "on" or "за" or "на" || i > 0 && tokens[i - 1].Is(Role.Last | Role.Next | Role.This))
            return true;
        if (previous is "and" or "и")
            return tokens[i].Is(Role.Weekday);
        var edge = IsEdge(i);
        return tokens[i].Is(Role.Weekday)
            ? edge || !english
            : edge && !(i + 1 < count && Vocabulary.IsNotADay(low[tokens[i].Start..tokens[i + 1].End]));
    }

    /// <summary>Nothing that belongs to the note stands before it, or nothing after it.</summary>
    private readonly bool IsEdge(int i)
    {
        var before = true;
        for (var k = 0; k < i; k++)
            before &= tokens[k].Kind is not TokenKind.Word;
        var after = true;
        for (var k = i + 1; k < count; k++)
            after &= tokens[k].Kind is not TokenKind.Word;
        return before || after;
    }

    private void Weekday(int i)
    {
        if (i + 1 < count && Vocabulary.IsPerhapsADay(low[tokens[i].Start..tokens[i + 1].End]))
        {
            dayDoubt = true;
            dayWordsFirst = dayWordsLast = i;
        }
        var wanted = (int)tokens[i].Sense!.Number;
        var today = writer.Today.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)writer.Today.DayOfWeek;
        var first = i;
        var back = (today - wanted + 7) % 7;
        if (i > 0 && tokens[i - 1].Is(Role.Next))
        {
            first = i - 1;
            var ahead = (wanted - today + 7) % 7;
            Found(first, i, writer.Today.AddDays(ahead == 0 ? 7 : ahead), past: false, planned: true);
            return;
        }
        if (i > 0 && tokens[i - 1].Is(Role.This))
        {
            Found(i - 1, i, writer.Today.AddDays(wanted - today), past: wanted <= today, planned: true);
            return;
        }
        var last = i > 0 && tokens[i - 1].Is(Role.Last);
        if (last)
            (first, back) = (i - 1, back == 0 ? 7 : back);
        else if (back == 0)
        {
            dayDoubt = true;
            AddDayChoice(writer.Today.AddDays(-7));
        }
        Found(first, i, writer.Today.AddDays(-back), past: true, planned: !last);
    }

    private void NamedMonth(int i)
    {
        var month = (int)tokens[i].Sense!.Number;
        var nominative = tokens[i].Is(Role.MonthName);
        var before = i > 0 ? DayAt(i - 1, out var first) : Miss(out first);
        if (nominative && before > 0 && CountAmounts(first, i) == 0)
            before = 0;
        if (before == 0 && i > 1 && Low(i - 1) is "of")
            before = DayAt(i - 2, out first);
        var last = i;
        if (last + 1 < count && tokens[last + 1] is { Kind: TokenKind.Symbol, Space: false } && text[tokens[last + 1].Start] == '.')
            last++;
        var after = 0;
        var afterEnd = 0;
        if (
            (Latin(i) || before == 0)
            && last + 1 < count
            && tokens[last + 1]
                is { Kind: TokenKind.Number, IsWhole: true, Value: >= 1 and <= 31, Currency: null, Digits: <= 2, Use: Use.Note }
        )
        {
            after = (int)tokens[last + 1].Value;
            afterEnd = last + 1;
            if (afterEnd + 1 < count && !tokens[afterEnd + 1].Space && Low(afterEnd + 1) is "st" or "nd" or "rd" or "th")
                afterEnd++;
        }
        if (before == 0 && after == 0)
            return;
        if (before > 0 && after > 0)
        {
            var others = 0;
            for (var k = 0; k < count; k++)
                if (k != first && k != last + 1 && tokens[k].Kind == TokenKind.Number && tokens[k].Use == Use.Note && !IsQuantity(k))
                    others++;
            if (others == 0)
            {
                dayDoubt = true;
                after = 0;
            }
        }
        var (from, to, day) = before > 0 ? (first, last, before) : (i, afterEnd, after);
        var year = 0;
        var y = to + 1;
        if (y < count && tokens[y].Kind == TokenKind.Symbol && text[tokens[y].Start] == ',' && !tokens[y].Space)
            y++;
        if (y < count && tokens[y] is { Kind: TokenKind.Number, IsWhole: true, Digits: 4, Currency: null, Value: >= 1900 and <= 2100 })
        {
            var word = y + 1 < count && Low(y + 1) is "года" or "г" or "год";
            if (word || CountAmounts(from, y) > 0)
            {
                year = (int)tokens[y].Value;
                to = word ? y + 1 : y;
                if (to + 1 < count && tokens[to + 1] is { Kind: TokenKind.Symbol, Space: false } && text[tokens[to + 1].Start] == '.')
                    to++;
            }
        }
        if (before == 0 && CountAmounts(from, to) == 0)
        {
            if (!Latin(i))
                return;
            dayDoubt = true;
            doubtfulFirst = from;
            return;
        }
        var start = RangeStart(ref from, ref to);
        if (year != 0)
            Exact(from, to, year, month, day);
        else
            Yearless(from, to, month, day);
        if (start > 0 && refused is null)
        {
            dayDoubt = true;
            if (YearlessDay(month, start, out var begun, out _))
                AddDayChoice(begun);
        }
    }

    /// <summary>"с 15 по 17 ноября", "15-17 ноября", "nov 15-17": the other day of it, or 0.</summary>
    private readonly int RangeStart(ref int from, ref int to)
    {
        if (from > 1 && (IsSymbol(from - 1, '-') || IsSymbol(from - 1, '–')) && DayAt(from - 2, out _) is > 0 and var before)
        {
            from -= 2;
            return before;
        }
        if (
            from > 2
            && Low(from - 1) is "по" or "to"
            && Low(from - 3) is "с" or "со" or "from"
            && DayAt(from - 2, out _) is > 0 and var first
        )
        {
            from -= 3;
            return first;
        }
        if (
            to + 2 < count
            && (IsSymbol(to + 1, '-') || IsSymbol(to + 1, '–'))
            && !tokens[to + 2].Space
            && DayAt(to + 2, out _) is > 0 and var last
        )
        {
            to += 2;
            return last;
        }
        return 0;
    }

    private static int Miss(out int first)
    {
        first = 0;
        return 0;
    }

    private readonly bool Latin(int i) => low[tokens[i].Start] < 128;

    /// <summary>A day of a month that ends at a token: "12", "12-го", "12th".</summary>
    private readonly int DayAt(int i, out int first)
    {
        first = i;
        if (tokens[i].Use != Use.Note)
            return 0;
        if (tokens[i].Is(Role.OrdinalDay))
        {
            var ordinal = (int)tokens[i].Sense!.Number;
            if (i == 0 || ordinal > 9 || tokens[i - 1] is not { Kind: TokenKind.Number, InWords: true, Value: 20 or 30 } tens)
                return ordinal;
            first = i - 1;
            return (int)tens.Value + ordinal;
        }
        if (tokens[i].Kind == TokenKind.Word && !tokens[i].Space && Low(i) is "го" or "е" or "ого" or "st" or "nd" or "rd" or "th" or "ое")
        {
            first = i - 1;
            if (first > 0 && tokens[first].Kind == TokenKind.Symbol && text[tokens[first].Start] == '-')
                first--;
            if (first < 0)
                return 0;
        }
        return
            tokens[first]
                is { Kind: TokenKind.Number, IsWhole: true, Value: >= 1 and <= 99, Currency: null, Digits: <= 2, IsMultiplied: false }
            ? (int)tokens[first].Value
            : 0;
    }

    private void DottedDay(int i)
    {
        var token = tokens[i];
        var others = CountAmounts(i, i);
        if (others == 0 && hadTime && HasWords())
        {
            Yearless(i, i, token.Month, token.DayOfMonth);
            return;
        }
        if (others == 0)
        {
            if (!english && !tokens[i].Is(Role.Unit) && HasWords() && Vocabulary.HasSmallUnits(writer.Currency) && !IsQuantity(i))
                amountDoubt = "ambiguous_amount";
            return;
        }
        var wordsBefore = false;
        for (var k = 0; k < i; k++)
            wordsBefore |= tokens[k].Kind == TokenKind.Word && !tokens[k].Is(Role.DayPreposition);
        var wordAfter = i + 1 < count && tokens[i + 1].Kind == TokenKind.Word;
        var priced = false;
        for (var k = 0; k < count; k++)
            priced |= k != i && tokens[k] is { Kind: TokenKind.Number, IsWhole: false, Use: Use.Note } && !IsQuantity(k);
        var said = i > 0 && Low(i - 1) is "за" or "от" or "on" or "в";
        if (priced && !said && (english || wordsBefore && wordAfter) || IsQuantity(i))
            return;
        Yearless(i, i, token.Month, token.DayOfMonth);
    }

    private void SlashedDay(int i)
    {
        var separator = text[tokens[i + 1].Start];
        var second = tokens[i + 2];
        if (separator is not ('/' or '-') || second is not { IsWhole: true, Value: >= 1 and <= 31, Currency: null, Digits: <= 2 })
            return;
        if (
            i + 3 < count
            && tokens[i + 3] is { Kind: TokenKind.Symbol, Space: false }
            && text[tokens[i + 3].Start] is '/' or '*' or '-' or '+' or ')'
        )
            return;
        if (i > 0 && tokens[i - 1].Kind == TokenKind.Symbol && text[tokens[i - 1].Start] is '(' or '*' or '+' or '/' or '-')
            return;
        var (a, b) = ((int)tokens[i].Value, (int)second.Value);
        if (a == 50 || IsQuantity(i + 2))
            return;
        if (separator == '/' && IsFraction(i, a, b))
            return;
        var dayFirst = b <= 12;
        var monthFirst = english && a <= 12;
        if (!dayFirst && !monthFirst)
            return;
        var others = CountAmounts(i, i + 2);
        if (separator == '-' && !(others > 0 && second.HasZero))
            return;
        if (others == 0)
        {
            if (second.HasZero || tokens[i].HasZero)
                Found(i, i + 2, writer.Today, past: true);
            else
                amountDoubt = "ambiguous_amount";
            return;
        }
        if (a == 24 && b == 7)
            return;
        if (dayFirst && monthFirst && a != b)
        {
            dayDoubt = true;
            Yearless(i, i + 2, a, b);
            if (refused is null && YearlessDay(b, a, out var other, out _))
                AddDayChoice(other);
            return;
        }
        if (english && monthFirst)
            Yearless(i, i + 2, a, b);
        else
            Yearless(i, i + 2, b, a);
    }

    /// <summary>"1/2 пиццы", "сыр 1/4": a part of something, unless such a day was not long ago; then it is asked.</summary>
    private bool IsFraction(int i, int part, int of)
    {
        if (
            (part, of) is not ((1, 2) or (1, 3) or (2, 3) or (1, 4) or (3, 4) or (1, 8))
            || tokens[i].HasZero
            || tokens[i + 2].HasZero
            || english && !(i + 3 < count && tokens[i + 3].Kind == TokenKind.Word)
            || CountAmounts(i, i + 2) == 0
        )
            return false;
        if (IsRecent(of, part) || english && IsRecent(part, of))
        {
            dayDoubt = true;
            (dayWordsFirst, dayWordsLast) = (i, i + 2);
            if (IsRecent(of, part))
                Yearless(i, i + 2, of, part);
            else
                Yearless(i, i + 2, part, of);
            return true;
        }
        tokens[i].Kind = tokens[i + 2].Kind = TokenKind.Noise;
        return true;
    }

    private readonly bool IsRecent(int month, int day) =>
        YearlessDay(month, day, out var found, out _) && found > writer.Today.AddDays(-60);

    /// <summary>"5-го", "5 числа", "on the 5th".</summary>
    private void DayNumber(int i)
    {
        if (tokens[i].Use != Use.Note)
            return;
        var j = i + 1;
        if (j < count && tokens[j] is { Kind: TokenKind.Symbol, Space: false } && text[tokens[j].Start] == '-')
            j++;
        if (j >= count)
            return;
        var said = false;
        if (!tokens[j].Space && Low(j) is "го" or "ого")
        {
            said = true;
            if (j + 1 < count && Low(j + 1) is "числа")
                j++;
        }
        else if (Low(j) is "числа" && tokens[j].Space)
            said = true;
        else if (!tokens[j].Space && Low(j) is "st" or "nd" or "rd" or "th" && i > 1 && Low(i - 1) is "the" && Low(i - 2) is "on")
            said = true;
        if (!said || j + 1 < count && tokens[j + 1].Is(Role.Month))
            return;
        var number = (int)tokens[i].Value;
        var month = new DateOnly(writer.Today.Year, writer.Today.Month, 1);
        for (var back = 0; back < 3; back++, month = month.AddMonths(-1))
        {
            if (number > DateTime.DaysInMonth(month.Year, month.Month))
                continue;
            var day = month.AddDays(number - 1);
            if (day > writer.Today)
                continue;
            Found(Low(j) is "st" or "nd" or "rd" or "th" ? i - 2 : i, j, day, past: true);
            return;
        }
    }

    private readonly bool YearlessDay(int month, int day, out DateOnly found, out bool moved)
    {
        found = default;
        moved = false;
        var year = writer.Today.Year;
        if (day < 1 || month is < 1 or > 12 || day > DateTime.DaysInMonth(2024, month))
            return false;
        if (day > DateTime.DaysInMonth(year, month))
        {
            if (DateTime.IsLeapYear(year - 1) && day == 29)
                (found, moved) = (new DateOnly(year - 1, month, day), true);
            return found != default;
        }
        found = new DateOnly(year, month, day);
        if (found > writer.Today)
        {
            moved = true;
            if (day > DateTime.DaysInMonth(year - 1, month))
                return false;
            found = new DateOnly(year - 1, month, day);
        }
        return true;
    }

    private void Yearless(int first, int last, int month, int day)
    {
        if (!YearlessDay(month, day, out var found, out var moved))
        {
            refused = "no_such_day";
            return;
        }
        movedToLastYear |= moved;
        if (moved && first > 0 && Low(first - 1) is "for" or "on" && refused is null)
            // "concert on dec 5": the coming day that it was bought for, or the last one.
            AddDayChoice(writer.Today);
        Found(first, last, found, past: true);
    }

    private void Exact(int first, int last, int year, int month, int day)
    {
        if (year is < 1 or > 9999)
            refused = "day_out_of_range";
        else if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            refused = "no_such_day";
        else
            Found(first, last, new DateOnly(year, month, day), past: false, planned: true);
    }

    private void AddDayChoice(int year, int month, int day)
    {
        if (month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month))
            AddDayChoice(new DateOnly(year, month, day));
    }

    private void AddDayChoice(DateOnly day)
    {
        otherDay = day;
        dayDoubt = true;
    }

    private void Found(int first, int last, DateOnly day, bool past, bool planned = false)
    {
        var isEvent = false;
        if (first > 0 && tokens[first - 1].Use == Use.Note)
        {
            var before = tokens[first - 1];
            if (before.Is(Role.EventPreposition))
            {
                var word = Low(first - 1);
                isEvent =
                    (
                        !past
                        || planned
                        || word is "на" or "до" or "until" or "till" or "by" or "к"
                        || tokens[first].Kind != TokenKind.Word && word is not "for"
                    )
                    && day != writer.Today;
                if (!isEvent)
                    tokens[first - 1].Use = Use.Dropped;
            }
            else if (before.Is(Role.DayPreposition) || Low(first - 1) is "at" or "the")
            {
                tokens[first - 1].Use = Use.Dropped;
                if (Low(first - 1) is "the" && first > 1 && Low(first - 2) is "on")
                    tokens[first - 2].Use = Use.Dropped;
            }
        }
        if (day < Earliest || day > writer.Today.AddYears(1))
        {
            refused = "day_out_of_range";
            return;
        }
        if (isEvent)
        {
            dayDoubt = true;
            otherDay ??= day;
            foundDay ??= writer.Today;
            for (var i = first; i <= last; i++)
                if (tokens[i].Kind == TokenKind.Number)
                    tokens[i].Kind = TokenKind.Noise;
            return;
        }
        if (foundDay is { } earlier && earlier != day)
        {
            dayDoubt = true;
            otherDay = day;
        }
        foundDay ??= day;
        for (var i = first; i <= last; i++)
            tokens[i].Use = Use.Day;
        if (last + 1 < count && tokens[last + 1].Is(Role.DayPart))
            tokens[last + 1].Use = Use.Day;
        else if (first > 0 && tokens[first - 1] is { Use: Use.Note } part && part.Is(Role.DayPart))
            tokens[first - 1].Use = Use.Day;
    }

    private readonly bool HasWords()
    {
        for (var i = 0; i < count; i++)
            if (tokens[i].Kind == TokenKind.Word && tokens[i].Use == Use.Note)
                return true;
        return false;
    }

    /// <summary>How many numbers outside a stretch could be the amount.</summary>
    private readonly int CountAmounts(int first, int last)
    {
        var found = 0;
        for (var i = 0; i < count; i++)
            if ((i < first || i > last) && tokens[i].Kind == TokenKind.Number && tokens[i].Use == Use.Note && !IsQuantity(i))
                found++;
        return found;
    }

    /// <summary>Clock times that are noise: "в 15:30", "at 5pm", "в 7 утра".</summary>
    private void DropTimes()
    {
        for (var i = 0; i < count; i++)
        {
            if (
                tokens[i].Is(Role.TimeZone)
                && i + 2 < count
                && (IsSymbol(i + 1, '+') || IsSymbol(i + 1, '-'))
                && tokens[i + 2] is { Kind: TokenKind.Time } or { Kind: TokenKind.Number, IsWhole: true, Value: <= 14, Currency: null }
            )
            {
                hadTime = true;
                tokens[i + 1].Kind = tokens[i + 2].Kind = TokenKind.Noise;
                continue;
            }
            var last = i;
            var time = tokens[i].Kind == TokenKind.Time;
            if (
                !time
                && tokens[i] is { Kind: TokenKind.Number, IsWhole: true, Value: <= 24, Currency: null, Use: Use.Note }
                && i + 1 < count
                && tokens[i + 1].Is(Role.Meridiem)
                && (Low(i + 1) is not "часов" || i > 0 && Low(i - 1) is "в" or "к")
            )
            {
                time = true;
                last = i + 1;
            }
            if (!time)
                continue;
            hadTime = true;
            for (var k = i; k <= last; k++)
                tokens[k].Use = Use.Day;
            if (last + 1 < count && tokens[last + 1].Is(Role.Meridiem) && tokens[last].Kind == TokenKind.Time)
                tokens[last + 1].Use = Use.Day;
            if (i > 0 && Low(i - 1) is "в" or "во" or "at" or "к" or "около" or "@" or "by" or "до" or "с")
                tokens[i - 1].Use = Use.Dropped;
        }
    }
}
