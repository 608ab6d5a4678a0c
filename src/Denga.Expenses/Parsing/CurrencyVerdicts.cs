using Denga.Contracts;

namespace Denga.Expenses.Parsing;

/// <summary>A currency that is named otherwise than beside the amount, or is no longer in use.</summary>
internal static class CurrencyVerdicts
{
    /// <summary>What a currency of the past was worth in the one that took its place.</summary>
    internal static Reading? Gone(ref Case c)
    {
        if (c.Amount.GoneCurrency is not { } code)
            return null;
        if (c.Value <= 0)
            return new Reading.Refused(c.Value == 0 ? "zero" : "negative");
        return new Reading.Unsure("gone_currency", Successor(ref c, code) is { } choice ? [choice] : []);
    }

    private static Contracts.Expenses.NewExpense? Successor(ref Case c, string code)
    {
        var gone = CurrencyNames.GoneOf(code)!;
        if (gone.Successor is null || !Currency.TryFind(gone.Successor, out var successor))
            return null;
        var amount = c.Amount with { Currency = successor, Computed = true };
        return Note.Make(c.Line, c.Draft, amount, c.Amount.Value / gone.PerOne, c.Day, c.Kind, out _);
    }

    /// <summary>"100 белорусских".</summary>
    internal static Reading? Unnamed(ref Case c)
    {
        var i = c.Amount.Last + 1;
        if (c.IsNamed || i + 1 != c.Line.Count || !c.Line.IsWord(i) || c.Line[i].Sense is not null || !c.Draft.IsFree(i))
            return null;
        if (CurrencyNames.Unnamed(c.Line.Low(i)) is { Count: > 0 } codes)
            return c.Currencies(string.Join(' ', codes.Take(3).Append(c.Currency.Code)));
        return c.Line.Low(i).EndsWith("ских", StringComparison.Ordinal) ? c.Unsure("ambiguous_currency") : null;
    }

    /// <summary>A currency that the line names beside a number without one: "5000 обменял на доллары" is not certain to be roubles.</summary>
    internal static Reading? Lonely(ref Case c)
    {
        if (c.IsNamed || c.Currency != c.Line.Writer.Currency)
            return null;
        for (var i = 0; i < c.Line.Count; i++)
            if (
                c.Draft.IsFree(i)
                && c.Line[i] is { Kind: TokenKind.Word, Sense.Currency: { } code } word
                && word.Is(Role.Currency)
                && word.Is(Role.BeforeAmount, Role.Exchanged)
                && !word.Is(Role.Multiplier)
                && (!word.Is(Role.LooksLikeWord) || IsShouted(c.Line, i))
                && !code.Contains(' ', StringComparison.Ordinal)
                && code != c.Line.Writer.Currency.Code
            )
                return c.Currencies($"{code} {c.Currency.Code}");
        return null;
    }

    /// <summary>In capital letters where the line is not.</summary>
    private static bool IsShouted(Line line, int i)
    {
        foreach (var c in line.Written(i))
            if (!char.IsUpper(c))
                return false;
        foreach (var c in line.Text)
            if (char.IsLower(c))
                return true;
        return false;
    }

    /// <summary>Something that is no currency here and yet is counted like one.</summary>
    internal static Reading? Unknown(ref Case c)
    {
        if (c.Line.Has(Role.UnknownCurrency))
            for (var i = 0; i < c.Line.Count; i++)
                if (c.Draft.IsFree(i) && c.Line.Is(i, Role.UnknownCurrency))
                    return c.Unsure("talk");
        return null;
    }

    internal static Reading? Marks(ref Case c)
    {
        if (c.IsNamed || !c.Line.Is(c.Amount.Last + 1, Role.PerhapsCurrency) || Successor(ref c, "DEM") is not { } marks)
            return null;
        return c.Unsure("ambiguous_currency", marks);
    }

    /// <summary>"ужин 45 в евро", "в рублях".</summary>
    internal static Currency? Named(Line line, Draft draft)
    {
        for (var i = 1; i < line.Count; i++)
        {
            if (!draft.IsFree(i) || !line.Is(i, Role.Currency))
                continue;
            var isSaid = line.Is(i - 1, Role.InCurrency) && line.Length(i) >= 3 && !line.Is(i, Role.LooksLikeWord);
            if (!isSaid && !line.Is(i, Role.CurrencyCase) || !Currency.TryFind(line[i].Sense!.Currency, out var currency))
                continue;
            draft.Take(isSaid ? i - 1 : i, i, Use.Amount);
            return currency;
        }
        return null;
    }
}
