using Denga.Contracts;

namespace Denga.Expenses.Parsing;

/// <summary>Arithmetic, and the choice of the number that is the amount.</summary>
internal ref partial struct LineScan
{
    private struct Candidate
    {
        internal int First;
        internal int Last;
        internal decimal Value;
        internal decimal Other;
        internal Currency? Currency;
        internal string? Currencies;
        internal bool UnknownCurrency;
        internal string? GoneCurrency;
        internal bool Computed;
        internal bool TooLarge;
        internal bool Mixed;
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
    }

    private readonly bool IsQuantity(int i)
    {
        var token = tokens[i];
        if (token.Currency is not null || token.UnknownCurrency || token.GoneCurrency is not null)
            return false;
        if (i > 0)
        {
            var before = tokens[i - 1];
            if (before.Kind == TokenKind.Symbol && !token.Space)
            {
                var c = text[before.Start];
                if (
                    c == '.'
                    && !before.Space
                    && i > 1
                    && tokens[i - 2].Kind == TokenKind.Word
                    && char.IsAsciiDigit(text[tokens[i - 2].End - 1])
                )
                    return true;
                if (
                    c is '=' && !before.Space && i > 1 && tokens[i - 2] is { Kind: TokenKind.Word } named && named.End - named.Start < 3
                    || c is '№' or '#' or '&' or '\\' or '_' or '^'
                )
                    return true;
                if (c == '-' && !before.Space && i > 1 && tokens[i - 2] is { Kind: TokenKind.Word } word && word.End - word.Start <= 3)
                    return true;
            }
        }
        if (i + 1 >= count)
            return false;
        var after = tokens[i + 1];
        if (after.Kind == TokenKind.Symbol)
        {
            var c = text[after.Start];
            if (c is '%' or '°' or '"')
                return true;
            return c == '-' && !after.Space && i + 2 < count && tokens[i + 2] is { Kind: TokenKind.Word, Space: false };
        }
        if (after.Kind != TokenKind.Word || token.IsMultiplied && !after.Is(Role.Duration))
            return false;
        if (after.Is(Role.Currency | Role.GoneCurrency) && !after.Is(Role.Unit))
            return false;
        return !after.Space
            || after.Is(Role.Unit)
                && after.Use is Use.Note or Use.Share
                && !(after.End - after.Start == 1 && low[after.Start] is 'm' or 'w' or 'h');
    }

    private int Candidates(Span<Candidate> found)
    {
        var n = 0;
        for (var i = 0; i < count && n < found.Length; i++)
        {
            if (tokens[i].Use != Use.Note)
                continue;
            var open = IsSymbol(i, '(');
            if (!open && tokens[i].Kind != TokenKind.Number)
                continue;
            var candidate = new Candidate
            {
                First = i,
                Computed = false,
                IsSize = true,
                IsWhole = true,
            };
            var at = i;
            var operators = 0;
            if (!Sum(ref at, ref candidate, ref operators) || open && operators == 0)
                continue;
            candidate.Last = at - 1;
            candidate.Computed = operators > 0;
            candidate.IsSize &= candidate.Computed && candidate.IsWhole && candidate.Currency is null;
            if (!candidate.Computed && IsQuantity(i))
                continue;
            if (candidate.Computed && IsQuantity(candidate.Last) && candidate.Currency is null)
            {
                i = candidate.Last;
                continue;
            }
            Signs(ref candidate);
            found[n++] = candidate;
            i = candidate.Last;
        }
        return n == 1 && IsProductNumber(found[0]) ? 0 : n;
    }

    /// <summary>"iphone 15 pro": the only number is the thing's, and nothing says what it cost.</summary>
    private readonly bool IsProductNumber(in Candidate candidate) =>
        candidate is { HasCurrency: false, Computed: false, IsWhole: true, IsMultiplied: false, Plus: false, Minus: false, First: > 0 }
        && tokens[candidate.First - 1] is { Use: Use.Note } product
        && product.Is(Role.Product)
        && candidate.Value <= product.Sense!.Number;

    private void Signs(ref Candidate candidate)
    {
        var i = candidate.First - 1;
        if (i < 0 || tokens[i].Kind != TokenKind.Symbol || tokens[i].Use != Use.Note)
            return;
        var c = text[tokens[i].Start];
        var gluedAfter = !tokens[candidate.First].Space;
        var gluedBefore = !tokens[i].Space;
        if (c == '+' && (i == 0 || gluedAfter && !gluedBefore || i + 2 >= count))
        {
            candidate.GluedPlus = i > 0 && gluedBefore && gluedAfter;
            candidate.Plus = !candidate.GluedPlus;
            candidate.First = i;
        }
        else if (c is '~' or '≈')
            candidate.First = i;
        else if (c is '-' or '–' or '—' && !(gluedBefore && i > 0))
        {
            if (i == 0 || gluedAfter && c == '-')
            {
                candidate.Minus = i == 0 || gluedAfter;
                candidate.First = i;
            }
        }
    }

    private readonly bool IsSymbol(int i, char c) =>
        (uint)i < (uint)count && tokens[i].Kind == TokenKind.Symbol && text[tokens[i].Start] == c;

    private readonly char Operator(int i)
    {
        if (i + 1 >= count || tokens[i].Kind != TokenKind.Symbol || tokens[i].Use != Use.Note)
            return '\0';
        if (tokens[i + 1].Kind != TokenKind.Number && !IsSymbol(i + 1, '('))
            return '\0';
        if (tokens[i + 1].Use != Use.Note)
            return '\0';
        return text[tokens[i].Start] switch
        {
            '+' => '+',
            '-' or '–' => '-',
            '*' or '×' or 'x' or 'х' or 'X' or 'Х' or '·' => '*',
            '/' or '÷' => '/',
            _ => '\0',
        };
    }

    private bool Sum(ref int at, ref Candidate candidate, ref int operators)
    {
        var start = at;
        if (!Product(ref at, ref candidate, ref operators, out var value))
            return false;
        candidate.Value = value;
        while (Operator(at) is var sign and ('+' or '-'))
        {
            var next = at + 1;
            if (
                tokens[next].Kind == TokenKind.Number
                && IsQuantity(next)
                && candidate.Currency is null
                && text[Math.Min(tokens[next].End, text.Length - 1)] == '%'
            )
            {
                amountDoubt = "ambiguous_amount";
                break;
            }
            var saved = candidate;
            if (!Product(ref next, ref candidate, ref operators, out var right))
            {
                candidate = saved;
                break;
            }
            operators++;
            candidate.IsSize = false;
            if (candidate.IsRange)
            {
                candidate.Value -= candidate.Other;
                (candidate.IsRange, candidate.Other) = (false, 0);
            }
            if (sign == '-' && candidate.Value < right && operators == 1 && start + 2 == next - 1 && !tokens[start + 1].Space)
            {
                candidate.IsRange = true;
                candidate.Other = right;
            }
            else
                candidate.Value += sign == '+' ? right : -right;
            at = next;
        }
        return true;
    }

    private bool Product(ref int at, ref Candidate candidate, ref int operators, out decimal value)
    {
        if (!Factor(ref at, ref candidate, ref operators, out value))
            return false;
        while (Operator(at) is var sign and ('*' or '/'))
        {
            var next = at + 1;
            if (!Factor(ref next, ref candidate, ref operators, out var right))
                break;
            operators++;
            at = next;
            if (sign == '*')
            {
                if (Math.Abs(value) > 100_000_000_000_000m || Math.Abs(right) > 100_000_000_000_000m)
                    candidate.TooLarge = true;
                else
                    value *= right;
                if (value > 200_000 || value <= 12)
                    candidate.IsSize &= value <= 200_000;
                continue;
            }
            candidate.IsSize &= value <= 24;
            if (right == 0)
            {
                refused ??= "divided_by_zero";
                value = 1;
                return true;
            }
            value /= right;
        }
        return true;
    }

    private bool Factor(ref int at, ref Candidate candidate, ref int operators, out decimal value)
    {
        value = 0;
        if (IsSymbol(at, '(') && depth < 20)
        {
            var inner = at + 1;
            var part = new Candidate
            {
                First = inner,
                IsSize = true,
                IsWhole = true,
                Currency = candidate.Currency,
            };
            depth++;
            var read = Sum(ref inner, ref part, ref operators) && IsSymbol(inner, ')');
            depth--;
            if (!read)
                return false;
            value = part.Value;
            candidate.Currency ??= part.Currency;
            candidate.Mixed |= part.Mixed;
            candidate.TooLarge |= part.TooLarge;
            candidate.IsSize = false;
            at = inner + 1;
            return true;
        }
        if (at >= count || tokens[at].Kind != TokenKind.Number || tokens[at].Use != Use.Note)
            return false;
        var token = tokens[at];
        value = token.Value;
        if (candidate.Other == 0)
            candidate.Other = token.Other;
        if (token.Currency is not null)
        {
            candidate.Mixed |= candidate.Currency is not null && candidate.Currency != token.Currency;
            candidate.Currency ??= token.Currency;
            candidate.Currencies ??= token.Currencies;
        }
        candidate.UnknownCurrency |= token.UnknownCurrency;
        candidate.GoneCurrency ??= token.GoneCurrency;
        candidate.TooLarge |= token.TooLarge;
        candidate.IsMultiplied |= token.IsMultiplied;
        candidate.IsDoubtful |= token.IsDoubtful;
        candidate.InWords |= token.InWords;
        candidate.IsWhole &= token.IsWhole;
        candidate.Digits = token.Digits;
        at++;
        return true;
    }

    /// <summary>Picks the amount; -1 when there is none, -2 when the person has to say which.</summary>
    private int Choose(ReadOnlySpan<Candidate> all, out string? remark)
    {
        remark = null;
        var digits = 0;
        for (var i = 0; i < all.Length; i++)
            if (!all[i].InWords || all[i].HasCurrency || all[i].IsMultiplied)
                digits++;
        if (digits == 0)
        {
            if (all.Length == 0)
                return -1;
            if (all.Length > 1)
                return -2;
            return all[0].Value > 10 ? 0 : -1;
        }

        var chosen = -1;
        var withCurrency = 0;
        var strong = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].HasCurrency)
            {
                withCurrency++;
                chosen = i;
            }
            else if (all[i].IsStrong)
                strong++;
        }
        if (withCurrency > 1)
        {
            for (var i = 0; i < all.Length; i++)
                if (all[i].First > 0 && tokens[all[i].First - 1].Is(Role.Total))
                    return i;
            return -2;
        }
        if (withCurrency == 0 && strong == 1)
        {
            for (var i = 0; i < all.Length; i++)
                if (all[i].IsStrong)
                    chosen = i;
            if (all.Length > 1 && all[chosen].IsMultiplied && !all[chosen].Computed && all[chosen].Value is 2_000 or 4_000 or 8_000)
                chosen = -1;
        }
        else if (withCurrency == 0 && strong > 1)
            return -2;
        if (chosen < 0)
        {
            for (var i = 0; i < all.Length; i++)
                if (!all[i].InWords && !(all.Length > 1 && IsAside(all, i)) && (chosen < 0 || all[i].Value > all[chosen].Value))
                    chosen = i;
            if (chosen < 0)
                return -2;
            for (var i = 0; i < all.Length; i++)
                if (all[i].First > 0 && tokens[all[i].First - 1].Is(Role.Total) && !all[i].InWords)
                    chosen = i;
        }
        if (all.Length == 1)
            return 0;

        var others = 0;
        var leading = false;
        for (var i = 0; i < all.Length; i++)
        {
            if (i == chosen || all[i].InWords && all[i].Currency is null && !all[i].IsMultiplied)
                continue;
            if (!IsInnocent(all[i], all[chosen]))
                return -2;
            others++;
            leading |= i == 0 && chosen > 0 && !WordBefore(all[i].First) && all[i].Value <= 24 && !all[i].Computed;
        }
        if (
            all[chosen] is { Currency: null, IsWhole: true, Computed: false, IsMultiplied: false, Value: >= 2015 and <= 2035 }
            && chosen < all.Length - 1
        )
            return -2;
        if (
            others > 0
            && all[chosen] is { Digits: >= 7, Currency: null, Computed: false, IsMultiplied: false }
            && all[chosen].Value % 1_000 != 0
        )
            return -2;
        if (others > 0)
            remark = leading && others == 1 ? "count_or_amount" : "several_numbers";
        return chosen;
    }

    /// <summary>A size, a screen ("4k"), a model's or route's number, or a count before a price with decimals: not the amount while there is another.</summary>
    private readonly bool IsAside(ReadOnlySpan<Candidate> all, int i)
    {
        ref readonly var candidate = ref all[i];
        if (candidate.IsSize || candidate.IsMultiplied)
            return true;
        if (i + 1 >= all.Length)
            return false;
        if (candidate.First > 0 && tokens[candidate.First - 1].Is(Role.Model) && candidate.IsWhole && candidate.Value <= 999)
            return true;
        return candidate.IsWhole && candidate.Value <= 24 && i == 0 && all.Length == 2 && !all[1].IsWhole && !WordBefore(candidate.First);
    }

    private readonly bool WordBefore(int i)
    {
        for (var k = 0; k < i; k++)
            if (tokens[k].Kind == TokenKind.Word && tokens[k].Use == Use.Note)
                return true;
        return false;
    }

    /// <summary>Whether a number next to the amount is plainly something else: a count, a model, a size.</summary>
    private readonly bool IsInnocent(in Candidate other, in Candidate chosen)
    {
        if (other.TooLarge || other.Plus || other.Minus || other.HasCurrency)
            return false;
        if (other.Computed)
            return other.IsSize;
        var value = other.Value;
        var previous = other.First > 0 ? tokens[other.First - 1] : default;
        if (other.IsMultiplied)
            return value is 2_000 or 4_000 or 8_000 && chosen.Value >= 50;
        if (previous.Is(Role.Model) || previous.Kind == TokenKind.Symbol && other.First > 1 && tokens[other.First - 2].Is(Role.Model))
            return true;
        if (
            value is >= 1990 and <= 2035
            && other.IsWhole
            && other.First > 0
            && Low(other.First - 1) is "за" or "в" or "for" or "in" or "на"
        )
            return true;
        var small = Vocabulary.HasSmallUnits(writer.Currency) && (chosen.Currency is null || Vocabulary.HasSmallUnits(chosen.Currency));
        if (!other.IsWhole)
            return false;
        if (value >= chosen.Value && chosen.Currency is null && chosen.IsWhole)
            return false;
        if (previous.Kind == TokenKind.Word && low[previous.Start..previous.End] is "of" && value <= 24 && value < chosen.Value)
            return true;
        var wordBefore = WordBefore(other.First);
        var wordAfter = other.Last + 1 < count && tokens[other.Last + 1].Kind == TokenKind.Word && tokens[other.Last + 1].Use == Use.Note;
        var alone =
            chosen.Last + 1 >= count
            || tokens[chosen.Last + 1].Kind != TokenKind.Word
            || tokens[chosen.Last + 1].Use != Use.Note
            || tokens[chosen.Last + 1].Is(Role.Each);
        if (!wordBefore && wordAfter && value <= (small || !chosen.IsWhole ? 24 : 12))
            return small || alone;
        if (small && value <= 20 && chosen.Value >= 5 * value)
            return true;
        if (
            other.Last + 1 == chosen.First
            && wordBefore
            && value <= 9_999
            && chosen.Value > value
            && chosen.Last + 1 >= count - TrailingUsed()
        )
            return true;
        if (!small && value <= 20 && chosen.Value >= 10 * value)
            return true;
        return chosen.Value >= 50 * value && value <= 999;
    }

    private readonly int TrailingUsed()
    {
        var used = 0;
        for (var i = count - 1; i >= 0 && (tokens[i].Use != Use.Note || tokens[i].Kind == TokenKind.Symbol); i--)
            used++;
        return used;
    }

    /// <summary>"3 пива по 200", "2 tickets at 15 each": the price of one and a count before it.</summary>
    private readonly decimal Count(in Candidate chosen)
    {
        var each = false;
        for (var i = chosen.Last + 1; i < count; i++)
            each |=
                tokens[i].Is(Role.Each)
                || Low(i) is "шт" or "штуку" or "штука" && i > chosen.Last + 1 && (IsSymbol(i - 1, '/') || Low(i - 1) is "за");
        var at = chosen.First > 0 ? Low(chosen.First - 1) : "";
        if (
            chosen is { Computed: false, First: > 2 }
            && Operator(chosen.First - 1) == '*'
            && tokens[chosen.First - 2].Is(Role.Unit)
            && tokens[chosen.First - 3]
                is { Kind: TokenKind.Number, Use: Use.Note, Currency: null, Value: > 0 and <= 1_000, Other: 0 } quantity
        )
        {
            // "пиво 5шт*120".
            return quantity.Value;
        }
        var first = count > 0 && tokens[0] is { Kind: TokenKind.Number, Use: Use.Note, InWords: false };
        if (!each && at is not "по" && !(at is "at" && first) && !IsSymbol(chosen.First - 1, '@') || chosen.Computed)
            return 0;
        for (var i = chosen.First - 1; i >= 0; i--)
            if (tokens[i] is { Kind: TokenKind.Number, Use: Use.Note, Currency: null, Value: > 0 and <= 1_000, Other: 0 })
                return tokens[i].Value;
        return 0;
    }
}
