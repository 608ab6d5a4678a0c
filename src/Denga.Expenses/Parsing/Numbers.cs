namespace Denga.Expenses.Parsing;

/// <summary>What the numbers of a line are, seen from the rules.</summary>
internal static class Numbers
{
    /// <summary>"1900 сутки" is a price: so many are said otherwise.</summary>
    private const decimal PricePerPeriodMin = 100;

    /// <summary>Numbers outside a stretch of tokens that could be the amount.</summary>
    internal static int CountFree(Line line, Draft draft, int first, int last)
    {
        var found = 0;
        for (var i = 0; i < line.Count; i++)
            if ((i < first || i > last) && line[i].Kind == TokenKind.Number && draft[i] == Use.Note && !IsQuantity(line, draft, i))
                found++;
        return found;
    }

    internal static bool HasOther(Line line, int than)
    {
        for (var i = 0; i < line.Count; i++)
            if (i != than && line[i].Kind == TokenKind.Number)
                return true;
        return false;
    }

    internal static bool HasWordBefore(Line line, Draft draft, int i)
    {
        for (var k = 0; k < i; k++)
            if (line[k].Kind == TokenKind.Word && draft[k] == Use.Note)
                return true;
        return false;
    }

    /// <summary>"5 л", "id=1", "20%", "3-x", "№5": no amount, whatever else stands in the line.</summary>
    internal static bool IsQuantity(Line line, Draft draft, int i)
    {
        ref readonly var token = ref line[i];
        if (token.HasCurrency)
            return false;
        if (!token.Space && i > 0 && line[i - 1].Kind == TokenKind.Symbol && IsPartOfName(line, i))
            return true;
        if (i + 1 >= line.Count)
            return false;
        ref readonly var after = ref line[i + 1];
        if (after.Kind == TokenKind.Symbol)
            return line.Symbol(i + 1) is '%' or '°' or '"' || line.IsStuckSymbol(i + 1, '-') && line.IsWord(i + 2) && !line[i + 2].Space;
        if (
            after.Kind != TokenKind.Word
            || token.IsMultiplied && !after.Is(Role.Duration)
            || after.Is(Role.Currency, Role.GoneCurrency) && !after.Is(Role.Unit)
        )
            return false;
        if (after.Is(Role.PerPeriod) && token.Value >= PricePerPeriodMin)
            return false;
        return !after.Space || after.Is(Role.Unit) && draft[i + 1] is Use.Note or Use.Share && !after.Is(Role.LetterUnit);
    }

    /// <summary>"v1.5", "id=1", "№5", "a-1".</summary>
    private static bool IsPartOfName(Line line, int i)
    {
        var c = line.Symbol(i - 1);
        if (c is '№' or '#' or '&' or '\\' or '_' or '^')
            return true;
        if (line[i - 1].Space || !line.IsWord(i - 2))
            return false;
        return c switch
        {
            '.' => char.IsAsciiDigit(line.Written(i - 2)[^1]),
            '=' => line.Length(i - 2) < 3,
            '-' => line.Length(i - 2) <= 3,
            _ => false,
        };
    }
}
