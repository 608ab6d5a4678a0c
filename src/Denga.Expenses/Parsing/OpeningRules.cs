namespace Denga.Expenses.Parsing;

/// <summary>What is no part of the entry: labels, what stands before it ("1) …", "привет, запиши …"), clock times.</summary>
internal static class OpeningRules
{
    private static readonly Rule[] Asides =
    [
        new("utc+3", Role.TimeZone, TimeZone),
        new("15:30", TokenKind.Time, (line, draft, i) => Time(line, draft, i, line.Is(i + 1, Role.Meridiem) ? i + 1 : i)),
        new("в 7 утра", TokenKind.Number, Hours),
        new("в 19.30", TokenKind.Number, Dotted),
        new("401k 300", TokenKind.Number, PensionPlan),
        new("за 3990 вместо 7990", Role.InsteadOf, FormerPrice),
    ];

    internal static void Apply(Line line, Draft draft)
    {
        for (var i = 0; i < line.Count; i++)
            if (line[i].Kind is TokenKind.Tag or TokenKind.Account)
                draft[i] = Use.Label;
        if (line.Count > 2)
            Opening(line, draft);
        if (line.Has(Role.Balance) || line.Has(Role.Ending) || line.Has(TokenKind.Noise))
            StatementRules.Apply(line, draft);
        Rule.ApplyAll(Asides, line, draft, skipUsed: false);
    }

    private static void Opening(Line line, Draft draft)
    {
        if (
            line[0] is { Kind: TokenKind.Number, IsWhole: true, Digits: <= 2, Currency: null }
            && (line.IsStuckSymbol(1, ')') || line.IsStuckSymbol(1, '.'))
            && line[2].Space
            && Numbers.HasOther(line, 0)
        )
            draft.Take(0, 1, Use.Dropped);
        var i = 0;
        if (line.Is(0, Role.Chat) && (line.Is(1, Role.Record) || line.IsSymbol(1, ',')) && Numbers.HasOther(line, -1))
        {
            i = line.Is(1, Role.Record) ? 1 : 2;
            draft.Take(0, i - 1, Use.Dropped);
        }
        for (; i + 1 < line.Count && line.Is(i, Role.Record) && Numbers.HasOther(line, -1); i++)
        {
            draft[i] = Use.Dropped;
            if (line.IsSymbol(i + 1, ':'))
                draft[++i] = Use.Dropped;
        }
    }

    private static bool TimeZone(Line line, Draft draft, int i)
    {
        if (
            !(line.IsSymbol(i + 1, '+') || line.IsSymbol(i + 1, '-'))
            || i + 2 >= line.Count
            || line[i + 2] is not ({ Kind: TokenKind.Time } or { Kind: TokenKind.Number, IsWhole: true, Value: <= 14, Currency: null })
        )
            return false;
        draft.HadTime = true;
        draft.Take(i + 1, i + 2, Use.Aside);
        return true;
    }

    private static bool Hours(Line line, Draft draft, int i) =>
        line[i] is { IsWhole: true, Value: <= 24, Currency: null }
        && draft.IsFree(i)
        && line.Is(i + 1, Role.Meridiem)
        && (!line.Is(i + 1, Role.Hours) || line.Is(i - 1, Role.HourPreposition))
        && Time(line, draft, i, i + 1);

    /// <summary>No month has such a number; and something else is the amount.</summary>
    private static bool Dotted(Line line, Draft draft, int i) =>
        line[i] is { IsWhole: false, Currency: null, MayBeDay: false, Value: < 24 and var value }
        && value % 1 < 0.6m
        && line.Length(i) is 4 or 5
        && line.Is(i - 1, Role.HourPreposition)
        && Numbers.HasOther(line, i)
        && Time(line, draft, i, i);

    private static bool PensionPlan(Line line, Draft draft, int i)
    {
        if (line[i] is not { IsMultiplied: true, Value: 401_000 } || !line.English || !Numbers.HasOther(line, i))
            return false;
        draft[i] = Use.Aside;
        return true;
    }

    private static bool FormerPrice(Line line, Draft draft, int i)
    {
        var price = line.Is(i + 1, Role.Of) ? i + 2 : i + 1;
        if (!line.IsNumber(price) || !Numbers.HasOther(line, price))
            return false;
        draft.Take(i, price, Use.Aside);
        return true;
    }

    private static bool Time(Line line, Draft draft, int first, int last)
    {
        if (draft[first] == Use.Aside)
            return true;
        draft.HadTime = true;
        draft.Take(first, last, Use.Day);
        if (line.Is(first - 1, Role.TimePreposition))
            draft[first - 1] = Use.Dropped;
        return true;
    }
}
