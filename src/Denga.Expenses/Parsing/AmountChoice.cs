namespace Denga.Expenses.Parsing;

/// <summary>Which of a line's numbers is the amount.</summary>
internal static class AmountChoice
{
    internal const int None = -1;

    /// <summary>The person has to say which.</summary>
    internal const int Asked = -2;

    private delegate bool IsElse(Line line, Draft draft, in Amount other, in Amount chosen);

    private readonly record struct Row(string Name, bool Is, IsElse Fits);

    /// <summary>What a number beside the amount is: plainly something else, or not. The first row that fits says so; without one it is asked.</summary>
    private static readonly Row[] Table =
    [
        new("30р0", false, (line, _, in o, in c) => o.First == c.Last + 1 && !line[o.First].Space),
        new(
            "кофе 1 80: 180, perhaps",
            false,
            (line, _, in o, in c) =>
                o is { IsPlain: true, InWords: false, Value: < 10 }
                && c is { IsPlain: true, Value: >= 10 and < 100 }
                && line.HasSmallUnits
                && o.Last + 1 == c.First
        ),
        new(
            "ps 5 500: 5500, perhaps",
            false,
            (line, _, in o, in c) =>
                line.HasSmallUnits
                && o is { IsPlain: true, InWords: false, Value: < 1_000 }
                && c is { IsPlain: true, InWords: false, Digits: 3, Value: < 1_000 }
                && o.Last + 1 == c.First
                && line.Is(o.First - 1, Role.Model)
                && !line.Is(o.First - 1, Role.Product)
        ),
        new(
            "lunch 12 50: 12.50, perhaps",
            false,
            (line, _, in o, in c) =>
                line.English
                && o is { IsPlain: true, InWords: false, Value: < 100 }
                && c is { IsPlain: true, Digits: 2, InWords: false }
                && o.Last + 1 == c.First
                && !line.Is(o.First - 1, Role.Model, Role.ForPeople)
        ),
        new(
            "order 1234 socks 15: the order's number or its price",
            false,
            (line, _, in o, in c) => !c.HasCurrency && (line.Is(o.First - 1, Role.Numbered) || line.Is(c.First - 1, Role.Numbered))
        ),
        new("an amount by itself", false, (_, _, in o, in _) => o.TooLarge || o.Plus || o.Minus || o.HasCurrency),
        new(
            "PYATEROCHKA 1234 349р: a number of the bank's",
            true,
            (_, draft, in o, in c) => draft.IsStatement && c.HasCurrency && o.IsPlain
        ),
        new("л/с 12345678 4500р: an account", true, (_, _, in o, in c) => o is { IsPlain: true, Digits: >= 7 } && c.HasCurrency),
        new("20x30: a size", true, (_, _, in o, in _) => o is { Computed: true, IsSize: true }),
        new("a sum", false, (_, _, in o, in _) => o.Computed),
        new("4k: a screen", true, (_, _, in o, in c) => o is { IsMultiplied: true, Value: 2_000 or 4_000 or 8_000 } && c.Value >= 50),
        new("5к: another amount", false, (_, _, in o, in _) => o.IsMultiplied),
        new("iphone 15: a model", true, (line, _, in o, in _) => IsOfModel(line, o)),
        new("за 2025: a year", true, IsSaidYear),
        new("0,3 240р: a size", true, (_, _, in o, in c) => o is { IsWhole: false, Value: < 1 } && c.HasCurrency && c.Value >= 10),
        new(
            "кола 1,5 120: a size",
            true,
            (line, _, in o, in c) =>
                o is { IsWhole: false, Value: < 10, InWords: false }
                && IsSmall(line, c)
                && c is { IsWhole: true, Value: >= 20 }
                && o.Last + 1 == c.First
                && line.IsWord(o.First - 1)
        ),
        new("1.5", false, (_, _, in o, in _) => !o.IsWhole),
        new("the larger", false, (_, _, in o, in c) => o.Value >= c.Value && c is { Currency: null, IsWhole: true }),
        new("5л*2: how many", false, (line, _, in o, in _) => IsTimes(line, o.First - 1)),
        new("чай 20 кофе 200: two things", false, AreTwoThings),
        new("of 12", true, (line, _, in o, in c) => line.Is(o.First - 1, Role.Of) && o.Value <= 24 && o.Value < c.Value),
        new("2 кофе 350: a count in front", true, (line, draft, in o, in c) => IsInFront(line, draft, o, c) && IsAlone(line, draft, c)),
        new("4 coffee 15 taxi: perhaps a count", false, IsInFront),
        new("20 and 100: a small one", true, (line, _, in o, in c) => o.Value <= 20 && c.Value >= (IsSmall(line, c) ? 5 : 10) * o.Value),
        new("бензин 95 2400: side by side at the end", true, IsSideBySide),
        new("far smaller", true, (_, _, in o, in c) => o.Value <= 999 && c.Value >= 50 * o.Value),
    ];

    /// <summary>Answers its place, <see cref="None"/> or <see cref="Asked"/>.</summary>
    internal static int Of(Line line, Draft draft, ReadOnlySpan<Amount> all, out string? remark)
    {
        remark = null;
        var digits = 0;
        foreach (ref readonly var amount in all)
            if (!amount.InWords || amount.HasCurrency || amount.IsMultiplied)
                digits++;
        if (digits == 0)
            return all.Length > 1
                ? all.Length == 2 && line.Is(all[1].First - 1, Role.PriceOfOne)
                    ? 1
                    : Asked
                : all[0].Value > 10
                    ? 0
                    : None;
        var chosen = Likeliest(line, draft, all);
        if (chosen < 0 || all.Length == 1)
            return chosen < 0 ? Asked : 0;

        var others = 0;
        var leading = false;
        for (var i = 0; i < all.Length; i++)
        {
            ref readonly var other = ref all[i];
            if (i == chosen || other is { InWords: true, Currency: null, IsMultiplied: false, Value: <= 10 })
                continue;
            if (!IsSomethingElse(line, draft, other, all[chosen]))
                return Asked;
            others++;
            leading |=
                i == 0 && chosen > 0 && other is { Value: <= 24, Computed: false } && !Numbers.HasWordBefore(line, draft, other.First);
        }
        ref readonly var best = ref all[chosen];
        if (best is { Currency: null, IsPlain: true } && IsNearYear(line, best.Value, 11, 9) && chosen < all.Length - 1)
            return Asked;
        if (others > 0 && best is { Digits: >= 7, Currency: null, Computed: false, IsMultiplied: false } && best.Value % 1_000 != 0)
            return Asked;
        if (others > 0)
            remark = leading && others == 1 ? "count_or_amount" : "several_numbers";
        return chosen;
    }

    /// <summary>The one with a currency, the one that says so otherwise, or the largest; -1 where there are several such.</summary>
    private static int Likeliest(Line line, Draft draft, ReadOnlySpan<Amount> all)
    {
        var (named, namedLast, strong, strongLast) = (0, -1, 0, -1);
        for (var i = 0; i < all.Length; i++)
            if (all[i].HasCurrency)
                (named, namedLast) = (named + 1, i);
            else if (all[i].IsStrong)
                (strong, strongLast) = (strong + 1, i);
        if (named == 1)
            return namedLast;
        if (named > 1)
        {
            for (var i = 0; i < all.Length; i++)
                if (line.Is(all[i].First - 1, Role.Total))
                    return i;
            return -1;
        }
        if (strong > 1)
            return -1;
        if (strong == 1 && !(all.Length > 1 && all[strongLast] is { IsMultiplied: true, Computed: false, Value: 2_000 or 4_000 or 8_000 }))
            return strongLast;
        var chosen = -1;
        for (var i = 0; i < all.Length; i++)
            if (!all[i].InWords && !(all.Length > 1 && IsAside(line, draft, all, i)) && (chosen < 0 || all[i].Value > all[chosen].Value))
                chosen = i;
        for (var i = 0; i < all.Length && chosen >= 0; i++)
            if (line.Is(all[i].First - 1, Role.Total) && !all[i].InWords)
                chosen = i;
        return chosen;
    }

    /// <summary>A size, a screen ("4k"), a model's or route's number, or a count before a price with decimals: not the amount while there is another.</summary>
    private static bool IsAside(Line line, Draft draft, ReadOnlySpan<Amount> all, int i)
    {
        ref readonly var amount = ref all[i];
        if (amount.IsSize || amount.IsMultiplied)
            return true;
        if (i + 1 >= all.Length || !amount.IsWhole)
            return false;
        if (amount.Value <= 999 && line.Is(amount.First - 1, Role.Model))
            return true;
        return amount.Value <= 24 && i == 0 && all is [_, { IsWhole: false }] && !Numbers.HasWordBefore(line, draft, amount.First);
    }

    private static bool IsSomethingElse(Line line, Draft draft, in Amount other, in Amount chosen)
    {
        foreach (ref readonly var row in Table.AsSpan())
            if (row.Fits(line, draft, other, chosen))
                return row.Is;
        return false;
    }

    private static bool IsOfModel(Line line, in Amount other) =>
        line.Is(other.First - 1, Role.Model) || line.Symbol(other.First - 1) != '\0' && line.Is(other.First - 2, Role.Model);

    private static bool IsSaidYear(Line line, Draft draft, in Amount other, in Amount chosen) =>
        other.IsWhole && IsNearYear(line, other.Value, 36, 9) && line.Is(other.First - 1, Role.BeforeYear);

    private static bool IsNearYear(Line line, decimal value, int before, int after) =>
        value >= line.Today.Year - before && value <= line.Today.Year + after;

    private static bool IsSmall(Line line, in Amount chosen) =>
        line.HasSmallUnits && (chosen.Currency is null || Vocabulary.HasSmallUnits(chosen.Currency));

    private static bool IsInFront(Line line, Draft draft, in Amount other, in Amount chosen) =>
        other.Value <= (IsSmall(line, chosen) || !chosen.IsWhole ? 24 : 12)
        && IsNoteWord(line, draft, other.Last + 1)
        && !Numbers.HasWordBefore(line, draft, other.First);

    /// <summary>No thing of its own stands behind it.</summary>
    private static bool IsAlone(Line line, Draft draft, in Amount chosen) =>
        IsSmall(line, chosen) || !IsNoteWord(line, draft, chosen.Last + 1) || line.Is(chosen.Last + 1, Role.Each);

    /// <summary>Each of them has its word before it, and neither is a number of something.</summary>
    private static bool AreTwoThings(Line line, Draft draft, in Amount other, in Amount chosen) =>
        line.HasSmallUnits
        && chosen.Currency is null
        && other.Value >= 5
        && !line.Is(other.Last + 1, Role.ManyOf)
        && IsNoteWord(line, draft, other.First - 1)
        && IsNoteWord(line, draft, chosen.First - 1)
        && (other.Last < chosen.First - 2 ? chosen.Last + 1 >= line.Count : true)
        && !line.Is(chosen.First - 1, Role.PricePreposition)
        && !line.Is(other.First - 1, Role.DayPreposition, Role.PricePreposition);

    private static bool IsNoteWord(Line line, Draft draft, int i) => line.IsWord(i) && draft.IsFree(i);

    private static bool IsSideBySide(Line line, Draft draft, in Amount other, in Amount chosen) =>
        other.Last + 1 == chosen.First
        && other.Value <= 9_999
        && (chosen.HasCurrency ? chosen.Value > other.Value : chosen.Value >= (line.HasSmallUnits ? 4 : 2) * other.Value)
        && Numbers.HasWordBefore(line, draft, other.First)
        && IsLast(line, draft, chosen.Last);

    /// <summary>Nothing that is kept comes after it, but for symbols.</summary>
    private static bool IsLast(Line line, Draft draft, int last)
    {
        for (var i = last + 1; i < line.Count; i++)
            if (draft[i] is Use.Note or Use.Aside && line[i].Kind != TokenKind.Symbol)
                return false;
        return true;
    }

    /// <summary>"3 пива по 200", "2 tickets at 15 each", "пиво 5шт*120": how many, where the amount is the price of one; or 0.</summary>
    internal static decimal Count(Line line, Draft draft, in Amount chosen)
    {
        if (chosen.Computed)
            return 0;
        var before = chosen.First - 1;
        if (IsTimes(line, before) && line.Is(before - 1, Role.Piece) && IsCount(line, draft, before - 2))
            return line[before - 2].Value;
        if (line.Is(before, Role.PriceOfOne) && line.Has(Role.Together))
            for (var i = 1; i < line.Count; i++)
                if (line.Is(i, Role.Together) && line.Is(i - 1, Role.Covers) && draft.IsFree(i))
                    return line[i].Sense!.Number;
        var isOfOne =
            line.Is(before, Role.PriceOfOne)
            || IsTimes(line, before) && !line.Is(before - 1, Role.Unit)
            || line.IsSymbol(before, '@')
            || line.Is(before, Role.At) && line.IsNumber(0) && draft.IsFree(0) && !line[0].InWords;
        for (var i = chosen.Last + 1; i < line.Count && !isOfOne; i++)
            isOfOne =
                line.Is(i, Role.Each)
                || line.Is(i, Role.Piece) && i > chosen.Last + 1 && (line.IsSymbol(i - 1, '/') || line.Is(i - 1, Role.Covers));
        for (var i = before; i >= 0 && isOfOne; i--)
            if (IsCount(line, draft, i))
                return line[i].Value;
        return 0;
    }

    internal static bool IsTimes(Line line, int i) => line.Symbol(i) is '*' or '×' || line.Is(i, Role.Times);

    private static bool IsCount(Line line, Draft draft, int i) =>
        line.IsNumber(i) && draft.IsFree(i) && line[i] is { Currency: null, Value: > 0 and <= 1_000, Other: 0 };
}
