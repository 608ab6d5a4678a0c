namespace Denga.Expenses.Parsing;

/// <summary>A bank's message: what is left on the account is no amount, and neither the card nor what the bank calls it belongs to the note.</summary>
internal static class StatementRules
{
    private const int AccountDigits = 4;

    internal static void Apply(Line line, Draft draft)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.Is(i, Role.Balance))
                Balance(line, draft, i);
            else if (line.Is(i, Role.Ending))
                Ending(line, draft, i);
            else if (line[i].Kind == TokenKind.Noise && line.Written(i)[0] == '*' && line.HasCurrency())
                draft.IsStatement = true;
        if (draft.IsStatement)
            DropForms(line, draft);
    }

    /// <summary>"Баланс: 12 500р", "Available balance is $40": beside another sum only.</summary>
    private static void Balance(Line line, Draft draft, int i)
    {
        if (line.Is(i - 1, Role.NotBalance) || !draft.IsFree(i))
            return;
        var last = i + 1;
        while (last < line.Count && last <= i + 3 && !line.IsNumber(last) && (line.Symbol(last) != '\0' || IsForm(line, last)))
            last++;
        if (!line.IsNumber(last) || line.IsNumber(last + 1) || !HasSum(line, i, last))
            return;
        draft.Take(i, last, Use.Dropped);
        draft.IsStatement = true;
    }

    private static bool IsForm(Line line, int i) =>
        line[i].Is(Role.Balance, Role.Bank, Role.LoanWord) || line.Is(i, Role.Auxiliary, Role.Currency);

    /// <summary>"card ending in 1234".</summary>
    private static void Ending(Line line, Draft draft, int i)
    {
        var last = line.Is(i + 1, Role.In) || line.Is(i + 1, Role.InCurrency) ? i + 2 : i + 1;
        if (!line.IsNumber(last) || line[last] is not { Digits: AccountDigits, Currency: null } || !Numbers.HasOther(line, last))
            return;
        draft.Take(i, last, Use.Dropped);
        draft.IsStatement = true;
    }

    private static bool HasSum(Line line, int first, int last)
    {
        for (var i = 0; i < line.Count; i++)
            if ((i < first || i > last) && line.IsNumber(i) && (line[i].HasCurrency || line.Is(0, Role.Bank)))
                return true;
        return false;
    }

    /// <summary>"Покупка. Карта *1234": only where a word is left that says what it was.</summary>
    private static void DropForms(Line line, Draft draft)
    {
        if (line.Count > 2 && line.IsWord(0) && line.IsStuckSymbol(1, '-') && line[2] is { Digits: AccountDigits, Space: false })
            draft.Take(0, 2, Use.Dropped);
        var said = 0;
        while (said < line.Count && !(line.IsWord(said) && draft.IsFree(said) && !IsOfForm(line, said) && !IsAccount(line, said)))
            said++;
        for (var i = 0; i < line.Count; i++)
            if (
                draft.IsFree(i)
                && (IsAccount(line, i) || said < line.Count && (line.Is(i, Role.Bank) || i < said && line.IsWord(i) && IsOfForm(line, i)))
            )
                draft[i] = Use.Dropped;
    }

    /// <summary>"Your card was charged … at".</summary>
    private static bool IsOfForm(Line line, int i) =>
        line[i].Is(Role.Bank, Role.PricePreposition, Role.Pronoun, Role.Possessive)
        || line.Is(i, Role.Auxiliary, Role.DayPreposition)
        || line.Is(i, Role.TimePreposition);

    /// <summary>"*1234", "VISA1234".</summary>
    private static bool IsAccount(Line line, int i)
    {
        var written = line.Written(i);
        return line[i].Kind == TokenKind.Noise && written[0] == '*'
            || i == 0 && line.IsWord(i) && written.Length > AccountDigits && !written[^AccountDigits..].ContainsAnyExceptInRange('0', '9');
    }
}
