using Denga.Contracts;

namespace Denga.Expenses.Parsing;

/// <summary>A number, or an arithmetic of numbers, that may be the amount.</summary>
internal struct Amount
{
    internal int First;
    internal int Last;
    internal decimal Value;

    /// <summary>The other reading of "1,250", or the upper end of a range; or 0.</summary>
    internal decimal Other;
    internal Currency? Currency;
    internal string? Currencies;
    internal bool UnknownCurrency;
    internal string? GoneCurrency;
    internal bool Computed;
    internal bool TooLarge;

    /// <summary>Of several currencies.</summary>
    internal bool Mixed;

    /// <summary>"20x30": may be the size of something.</summary>
    internal bool IsSize;
    internal bool IsMultiplied;
    internal bool IsDoubtful;
    internal bool InWords;
    internal bool IsWhole;
    internal bool Plus;
    internal bool Minus;
    internal bool IsRange;

    /// <summary>A plus stuck to the word before it: "кофе+350".</summary>
    internal bool GluedPlus;
    internal byte Digits;

    internal readonly bool HasCurrency => Currency is not null || UnknownCurrency || GoneCurrency is not null;

    internal readonly bool IsStrong => IsMultiplied || Plus || Computed && !IsSize;

    internal readonly bool IsBeside(int i) => i + 1 == First || i - 1 == Last;

    /// <summary>A bare whole number, written in digits or words.</summary>
    internal readonly bool IsPlain => !HasCurrency && !Computed && IsWhole && !IsMultiplied;
}

/// <summary>Finds the amounts of a line and does their arithmetic.</summary>
internal static class Amounts
{
    private const int DepthMax = 20;
    private const decimal FactorMax = 100_000_000_000_000m;

    /// <summary>Answers how many there are.</summary>
    internal static int Find(Line line, Draft draft, Span<Amount> found)
    {
        var n = 0;
        for (var i = 0; i < line.Count && n < found.Length; i++)
        {
            if (!draft.IsFree(i))
                continue;
            var open = line.IsSymbol(i, '(');
            if (!open && line[i].Kind != TokenKind.Number)
                continue;
            var amount = new Amount
            {
                First = i,
                IsSize = true,
                IsWhole = true,
            };
            var at = i;
            var operators = 0;
            if (!Sum(line, draft, ref at, ref amount, ref operators, 0) || open && operators == 0)
                continue;
            amount.Last = at - 1;
            amount.Computed = operators > 0;
            amount.IsSize &= amount.Computed && amount.IsWhole && amount.Currency is null;
            if (!amount.Computed && Numbers.IsQuantity(line, draft, i))
                continue;
            if (amount is { Computed: true, Currency: null } && Numbers.IsQuantity(line, draft, amount.Last))
            {
                i = amount.Last;
                continue;
            }
            Signs(line, draft, ref amount);
            found[n++] = amount;
            i = amount.Last;
        }
        return n == 1 && IsProductNumber(line, draft, found[0]) ? 0 : n;
    }

    /// <summary>"iphone 15 pro": the only number is the thing's, and nothing says what it cost.</summary>
    private static bool IsProductNumber(Line line, Draft draft, in Amount amount) =>
        amount is { IsPlain: true, Plus: false, Minus: false }
        && draft.IsFree(amount.First - 1)
        && line.Is(amount.First - 1, Role.Product)
        && amount.Value <= line[amount.First - 1].Sense!.Number;

    private static void Signs(Line line, Draft draft, ref Amount amount)
    {
        var i = amount.First - 1;
        if (!draft.IsFree(i) || line.Symbol(i) is var c && c == '\0')
            return;
        var gluedAfter = !line[amount.First].Space;
        var gluedBefore = !line[i].Space;
        if (c == '+' && (i == 0 || gluedAfter && !gluedBefore || i + 2 >= line.Count))
        {
            amount.GluedPlus = i > 0 && gluedBefore && gluedAfter;
            amount.Plus = !amount.GluedPlus;
            amount.First = i;
        }
        else if (c is '~' or '≈')
            amount.First = i;
        else if (c is '-' or '–' or '—' && !(gluedBefore && i > 0) && (i == 0 || gluedAfter && c == '-'))
        {
            amount.Minus = true;
            amount.First = i;
        }
    }

    /// <summary>Of arithmetic before a number, as one of <c>+ - * /</c>; or zero.</summary>
    internal static char Operator(Line line, Draft draft, int i)
    {
        if (i + 1 >= line.Count || line.Symbol(i) is var c && c == '\0' || !draft.IsFree(i) || !draft.IsFree(i + 1))
            return '\0';
        if (line[i + 1].Kind != TokenKind.Number && !line.IsSymbol(i + 1, '('))
            return '\0';
        return c switch
        {
            '+' => '+',
            '-' or '–' => '-',
            '*' or '×' or 'x' or 'х' or 'X' or 'Х' or '·' => '*',
            '/' or '÷' => '/',
            _ => '\0',
        };
    }

    private static bool Sum(Line line, Draft draft, ref int at, ref Amount amount, ref int operators, int depth)
    {
        var start = at;
        if (!Product(line, draft, ref at, ref amount, ref operators, depth, out var value))
            return false;
        amount.Value = value;
        while (Operator(line, draft, at) is var sign and ('+' or '-'))
        {
            var next = at + 1;
            if (amount.Currency is null && line.IsNumber(next) && Numbers.IsQuantity(line, draft, next) && line.IsSymbol(next + 1, '%'))
            {
                draft.AmountDoubt = "ambiguous_amount";
                break;
            }
            var saved = amount;
            if (!Product(line, draft, ref next, ref amount, ref operators, depth, out var right))
            {
                amount = saved;
                break;
            }
            operators++;
            amount.IsSize = false;
            if (amount.IsRange)
            {
                amount.Value -= amount.Other;
                (amount.IsRange, amount.Other) = (false, 0);
            }
            if (sign == '-' && amount.Value < right && operators == 1 && start + 2 == next - 1 && !line[start + 1].Space)
            {
                amount.IsRange = true;
                amount.Other = right;
            }
            else
                amount.Value += sign == '+' ? right : -right;
            at = next;
        }
        return true;
    }

    private static bool Product(Line line, Draft draft, ref int at, ref Amount amount, ref int operators, int depth, out decimal value)
    {
        if (!Factor(line, draft, ref at, ref amount, ref operators, depth, out value))
            return false;
        while (Operator(line, draft, at) is var sign and ('*' or '/'))
        {
            var next = at + 1;
            if (!Factor(line, draft, ref next, ref amount, ref operators, depth, out var right))
                break;
            operators++;
            at = next;
            if (sign == '*')
            {
                if (Math.Abs(value) > FactorMax || Math.Abs(right) > FactorMax)
                    amount.TooLarge = true;
                else
                    value *= right;
                amount.IsSize &= value <= 200_000;
                continue;
            }
            amount.IsSize &= value <= 24;
            if (right == 0)
            {
                draft.Refused ??= "divided_by_zero";
                value = 1;
                return true;
            }
            value /= right;
        }
        return true;
    }

    private static bool Factor(Line line, Draft draft, ref int at, ref Amount amount, ref int operators, int depth, out decimal value)
    {
        value = 0;
        if (line.IsSymbol(at, '(') && depth < DepthMax)
        {
            var inner = at + 1;
            var part = new Amount
            {
                First = inner,
                IsSize = true,
                IsWhole = true,
                Currency = amount.Currency,
            };
            if (!Sum(line, draft, ref inner, ref part, ref operators, depth + 1) || !line.IsSymbol(inner, ')'))
                return false;
            value = part.Value;
            amount.Currency ??= part.Currency;
            amount.Mixed |= part.Mixed;
            amount.TooLarge |= part.TooLarge;
            amount.IsSize = false;
            at = inner + 1;
            return true;
        }
        if (!line.IsNumber(at) || !draft.IsFree(at))
            return false;
        ref readonly var token = ref line[at];
        value = token.Value;
        if (amount.Other == 0)
            amount.Other = token.Other;
        if (token.Currency is not null)
        {
            amount.Mixed |= amount.Currency is not null && amount.Currency != token.Currency;
            amount.Currency ??= token.Currency;
            amount.Currencies ??= token.Currencies;
        }
        amount.UnknownCurrency |= token.UnknownCurrency;
        amount.GoneCurrency ??= token.GoneCurrency;
        amount.TooLarge |= token.TooLarge;
        amount.IsMultiplied |= token.IsMultiplied;
        amount.IsDoubtful |= token.IsDoubtful;
        amount.InWords |= token.InWords;
        amount.IsWhole &= token.IsWhole;
        amount.Digits = token.Digits;
        at++;
        return true;
    }
}
