using System.Globalization;

namespace Denga.Expenses.Parsing;

/// <summary>Cuts a cleaned line into tokens, each with everything that it can be by itself and by its neighbours: first the characters
/// (words, numbers, days, times, telephones, cards), then what belongs together (numbers in words, multipliers, currencies).</summary>
internal ref partial struct Lexer
{
    private readonly ReadOnlySpan<char> text;
    private readonly ReadOnlySpan<char> low;
    private readonly Span<Token> tokens;
    private readonly Writer writer;
    private readonly bool english;
    private int count;

    /// <summary>A telephone or a card.</summary>
    internal bool HadPhone { get; private set; }

    internal Lexer(ReadOnlySpan<char> text, ReadOnlySpan<char> low, Span<Token> tokens, Writer writer)
    {
        this.text = text;
        this.low = low;
        this.tokens = tokens;
        this.writer = writer;
        english = writer.IsEnglish;
    }

    /// <summary>Answers how many tokens there are.</summary>
    internal int Read()
    {
        Tokenize();
        MergeNumbers();
        return count;
    }

    private readonly bool Is(int i, Role role) => (uint)i < (uint)count && tokens[i].Is(role);

    private readonly bool IsSymbol(int i, char c) =>
        (uint)i < (uint)count && tokens[i].Kind == TokenKind.Symbol && text[tokens[i].Start] == c;

    private void Tokenize()
    {
        var i = 0;
        var space = false;
        while (i < text.Length && count < tokens.Length - 1)
        {
            var c = text[i];
            if (c is ' ' or '\u00A0')
            {
                space = true;
                i++;
                continue;
            }
            ref var token = ref tokens[count];
            token = default;
            token.Start = i;
            token.Space = space || i == 0;
            space = false;
            i = Next(ref token, i, c);
            token.End = i;
            if (token.Kind == TokenKind.Word && token.Sense is null)
                token.Sense = Vocabulary.FindNear(low[token.Start..token.End]);
            if (token.Kind == TokenKind.Word && count > 0 && tokens[count - 1].Is(Role.BeginsPair))
                tokens[count - 1].Sense = Vocabulary.Find(low[tokens[count - 1].Start..token.End]) ?? tokens[count - 1].Sense;
            count++;
        }
    }

    private int Next(ref Token token, int i, char c)
    {
        var previous = count > 0 ? tokens[count - 1].Kind : TokenKind.Symbol;
        var glued = !token.Space;
        if (char.IsAsciiDigit(c))
            return ScanNumber(ref token, i);
        if (c is '+' or '(' && !(glued && previous == TokenKind.Number) && TryPhone(i, out var phoneEnd))
        {
            token.Kind = TokenKind.Noise;
            HadPhone = true;
            return phoneEnd;
        }
        if (c is '.' or ',' && token.Space && DigitAt(i + 1) && !DigitAt(i + 3))
        {
            var fractionEnd = i + 1;
            decimal value = 0;
            var unit = 0.1m;
            for (; DigitAt(fractionEnd); fractionEnd++, unit /= 10)
                value += (text[fractionEnd] - '0') * unit;
            token.Kind = TokenKind.Number;
            token.Value = value;
            token.Digits = 1;
            return fractionEnd;
        }
        if (c is 'x' or 'х' or 'X' or 'Х' && previous == TokenKind.Number && IsTimes(i))
        {
            token.Kind = TokenKind.Symbol;
            return i + 1;
        }
        if (c is 'x' or 'х' or 'X' or 'Х' && token.Space && count > 0 && Run(i + 1) is 1 or 2 && IsWordEnd(i + 1 + Run(i + 1)))
        {
            token.Kind = TokenKind.Times;
            token.Value = Small(i + 1, i + 1 + Run(i + 1));
            return i + 1 + Run(i + 1);
        }
        if (char.IsLetter(c))
            return ScanWord(ref token, i);
        if (c is '#' or '№')
        {
            var j = i + 1;
            while (j < text.Length && (char.IsLetterOrDigit(text[j]) || text[j] is '_' or '-' || IsMark(text[j])))
                j++;
            var named = c == '#' && j > i + 1 && !char.IsAsciiDigit(text[i + 1]);
            if (c == '№' && j == i + 1 && j < text.Length && text[j] == ' ' && DigitAt(j + 1))
                for (j++; DigitAt(j); j++) { }
            token.Kind =
                named ? TokenKind.Tag
                : j > i + 1 ? TokenKind.Noise
                : TokenKind.Symbol;
            return j;
        }
        if (c == '@' && i + 1 < text.Length && (char.IsLetter(text[i + 1]) || text[i + 1] == '_'))
        {
            var j = i + 1;
            while (j < text.Length && (char.IsLetterOrDigit(text[j]) || text[j] is '_' or '-' || IsMark(text[j])))
                j++;
            token.Kind = TokenKind.Account;
            return j;
        }
        if ((c > 127 || c == '$') && Vocabulary.Find(low[i..(i + 1)]) is { } sign)
        {
            token.Kind = TokenKind.Word;
            token.Sense = sign;
            return i + 1;
        }
        if (c == '*' && previous != TokenKind.Number && Run(i + 1) == 4)
        {
            token.Kind = TokenKind.Noise;
            return i + 5;
        }
        token.Kind = TokenKind.Symbol;
        return char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? i + 2 : i + 1;
    }

    private readonly bool DigitAt(int i) => (uint)i < (uint)text.Length && char.IsAsciiDigit(text[i]);

    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private readonly bool IsWordEnd(int i) => i >= text.Length || !char.IsLetterOrDigit(text[i]);

    private readonly bool IsTimes(int i)
    {
        var j = i + 1;
        if (j >= text.Length)
            return false;
        if (text[j] == ' ')
            j++;
        if (j < text.Length && text[j] is '$' or '€' or '£' or '₽' or '₾')
            j++;
        return DigitAt(j) && (tokens[count - 1].End == i || text[i + 1] == ' ');
    }

    /// <summary>"хлеб50р", "lunch12$": with a currency the digits are the amount.</summary>
    private readonly bool IsPriceGlued(int i)
    {
        var end = i + Run(i);
        if (end - i < 2 || end >= text.Length)
            return false;
        if (!char.IsLetter(text[end]))
            return Vocabulary.Is(low[end..(end + 1)], Role.Currency);
        var word = end;
        while (word < text.Length && char.IsLetter(text[word]))
            word++;
        return IsWordEnd(word)
            && Vocabulary.Find(low[end..word]) is { } sense
            && sense.Is(Role.Currency)
            && !sense.Is(Role.LooksLikeWord)
            && !sense.Is(Role.Multiplier);
    }

    private readonly int ScanWord(ref Token token, int i)
    {
        token.Kind = TokenKind.Word;
        var j = i + 1;
        var letters = true;
        for (; j < text.Length; j++)
        {
            var c = text[j];
            if (char.IsLetter(c) || IsMark(c))
                continue;
            var letterNext = j + 1 < text.Length && char.IsLetter(text[j + 1]);
            if (char.IsAsciiDigit(c))
            {
                if (
                    letters
                    && Vocabulary.Find(low[i..j]) is { } sense
                    && sense.Is(Role.Currency)
                    && !(j - i == 1 && i > 0 && sense.Currency is not "RUB")
                )
                    break;
                if (letters && j - i >= 3 && IsPriceGlued(j))
                    break;
                letters = false;
                continue;
            }
            if (
                c == '-'
                && letterNext
                && j - i >= 5
                && letters
                && Vocabulary.Find(low[i..j]) is { Number: >= 20 and <= 90 } tens
                && tens.Is(Role.NumberWord)
            )
                break;
            if (letterNext && c is '\'' or '’' or '-' or '‑' or '/' or '&' or '.' && letterNext)
            {
                if (
                    c is '.'
                    && i > 0
                    && DigitAt(i - 1)
                    && Vocabulary.Is(low[i..j], Role.Currency)
                    && Vocabulary.Find(low[i..(j + 2)]) is null
                )
                    break;
                if (c is '/' && Vocabulary.Find(low[i..j]) is { } money && money.Is(Role.Currency))
                    break;
                continue;
            }
            if (c is '$' or '\u00A5' or '\uFFE5' && j - i <= 2 && Vocabulary.Find(low[i..(j + 1)]) is { } signed)
            {
                token.Sense = signed;
                return j + 1;
            }
            if (c == ':' && j + 2 < text.Length && text[j + 1] == '/' && text[j + 2] == '/' || c == '@' && letterNext)
            {
                while (j < text.Length && text[j] != ' ')
                    j++;
                token.Kind = TokenKind.Noise;
                return j;
            }
            break;
        }
        if (j - i > 4 && low[i..j].StartsWith("www.", StringComparison.Ordinal) || IsAddress(j))
        {
            while (j < text.Length && text[j] != ' ')
                j++;
            token.Kind = TokenKind.Noise;
        }
        return j;
    }

    /// <summary>"t.me/name", "site.com/page": a slash right after a word with a dot.</summary>
    private readonly bool IsAddress(int end) =>
        end + 1 < text.Length && text[end] == '?' && text[(end - 1)..].Contains('=') && text[end + 1] != ' ';

    private int ScanNumber(ref Token token, int start)
    {
        token.Kind = TokenKind.Number;
        if (TryPhone(start, out var end) || TryCard(start, out end))
        {
            token.Kind = TokenKind.Noise;
            HadPhone = true;
            return end;
        }
        if (TryOrder(start, out end))
        {
            token.Kind = TokenKind.Noise;
            return end;
        }
        if (TryTime(start, out end))
        {
            token.Kind = TokenKind.Time;
            return end;
        }
        if (TryDay(ref token, start, out end))
        {
            token.Kind = TokenKind.Day;
            return end;
        }

        Span<int> from = stackalloc int[12];
        Span<int> to = stackalloc int[12];
        Span<char> separators = stackalloc char[12];
        var groups = 0;
        var i = start;
        var points = 0;
        while (true)
        {
            from[groups] = i;
            while (DigitAt(i))
                i++;
            to[groups++] = i;
            if (groups == 12 || i + 1 >= text.Length || !DigitAt(i + 1))
                break;
            var c = text[i];
            if (c is '.' or ',')
                points++;
            else if (c is ' ' or '\u00A0' or '\'' or '’' or '_')
            {
                if (points > 0 || !Groups(from[0], to[0], i + 1, c, start))
                    break;
            }
            else
                break;
            separators[groups - 1] = c;
            i++;
        }
        Evaluate(ref token, from[..groups], to[..groups], separators[..(groups - 1)], points);
        return i;
    }

    /// <summary>Whether the three digits after a space go on with the number: "1 250", but not "iphone 15 256gb" nor "1/2 450".</summary>
    private readonly bool Groups(int from, int to, int next, char separator, int start)
    {
        if (to - from > 3 || text[from] == '0' || !(DigitAt(next) && DigitAt(next + 1) && DigitAt(next + 2)) || DigitAt(next + 3))
            return false;
        if (separator != ' ')
            return true;
        if (
            start > 1 && text[start - 1] == '/' && DigitAt(start - 2)
            || IsTwoNumbers(from, to, start, next)
            || IsCountOfUnits()
            || IsCountOfThings()
        )
            return false;
        if (
            count > 0
            && (tokens[count - 1].Is(Role.Model) || tokens[count - 1].Kind == TokenKind.Symbol && text[tokens[count - 1].Start] == '№')
        )
            return false;
        var after = next + 3;
        if (after >= text.Length)
            return to - from < 3 || start > 0 || text[next..after] is "000";
        if (text[after] is '%' or ':' or '/' && DigitAt(after + 1))
            return false;
        var space = text[after] is ' ' or '\u00A0';
        if (space)
            after++;
        if (after >= text.Length || !char.IsLetter(text[after]))
            return true;
        var end = after;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        var sense = Vocabulary.Find(low[after..end]);
        return space
            ? sense is null || !sense.Is(Role.Unit) || sense.Is(Role.Multiplier)
            : sense is not null && (sense.Is(Role.Currency) || sense.Is(Role.Multiplier));
    }

    /// <summary>"вода 5л*2 240", "плитка 30x60 800": how many or how large, and a price.</summary>
    private readonly bool IsCountOfUnits() =>
        count > 1
        && (tokens[count - 2].Is(Role.Unit) || tokens[count - 2] is { Kind: TokenKind.Number, Value: >= 10 } && !tokens[count - 1].Space)
        && (
            IsSymbol(count - 1, '*')
            || IsSymbol(count - 1, '×')
            || IsSymbol(count - 1, 'x')
            || IsSymbol(count - 1, 'х')
            || tokens[count - 1].Is(Role.Times)
        );

    /// <summary>"кофе ×2 360".</summary>
    private readonly bool IsCountOfThings() =>
        count > 1 && tokens[count - 2].Kind == TokenKind.Word && (IsSymbol(count - 1, '×') || IsSymbol(count - 1, '*'));

    /// <summary>"flight BA 249 320", "seat 12 320", "кофе 200 300": two numbers, or one; the reader asks.</summary>
    private readonly bool IsTwoNumbers(int from, int to, int start, int next) =>
        count > 0
        && tokens[count - 1].End == start - 1
        && IsNumbered(text, tokens[count - 1], to - from, english)
        && text[next..(next + 3)] is not "000"
        && !(next + 4 < text.Length && text[next + 3] is ' ' or '\u00A0' or '.' or ',' && DigitAt(next + 4))
        && (
            english
            || to - from < 3
            || IsNumbered(text, tokens[count - 1], 2, english)
            || text[to - 1] == '0' && text[next + 2] == '0' && !HasCurrencyAt(next + 3)
        );

    private readonly bool HasCurrencyAt(int i)
    {
        if (i < text.Length && text[i] is ' ' or '\u00A0')
            i++;
        var end = i;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        return i < text.Length && Vocabulary.Is(low[i..Math.Max(end, i + 1)], Role.Currency);
    }

    /// <summary>Two capital letters, or three digits; in English, where thousands are not written with a space, any word.</summary>
    internal static bool IsNumbered(ReadOnlySpan<char> text, in Token word, int digits, bool english) =>
        word.Kind == TokenKind.Word
        && word.End - word.Start > 1
        && !word.Is(Role.Currency, Role.Multiplier, Role.Model)
        && (
            english
            || digits == 3
            || digits > 1
                && word.End - word.Start == 2
                && char.IsAsciiLetterUpper(text[word.Start])
                && char.IsAsciiLetterUpper(text[word.Start + 1])
        );

    private void Evaluate(
        ref Token token,
        scoped ReadOnlySpan<int> from,
        scoped ReadOnlySpan<int> to,
        scoped ReadOnlySpan<char> separators,
        int points
    )
    {
        var last = from.Length - 1;
        var total = 0;
        for (var g = 0; g <= last; g++)
            total += to[g] - from[g];
        token.Digits = (byte)Math.Min(total, 255);
        token.HasZero = text[from[0]] == '0' && to[0] - from[0] > 1;
        if (total > 24)
        {
            token.TooLarge = true;
            token.Value = 1_000_000_000_000_000m;
            return;
        }
        var decimals = 0;
        if (points == 1)
        {
            var length = to[last] - from[last];
            var whole = separators.Length == 1 && length == 3 && to[0] - from[0] <= 3 && text[from[0]] != '0';
            if (whole)
            {
                var value = Join(from, to);
                var comma = separators[^1] == ',';
                token.Value = value;
                if (!(comma && english))
                    token.Other = value / 1_000m;
            }
            else
                decimals = length;
            if (separators.Length == 1 && length == 2 && to[0] - from[0] <= 2 && separators[0] == '.')
                token.MayBeDay = MayBe(from, to, ref token);
        }
        else if (points > 1)
        {
            var first = separators.Length - points;
            var same = true;
            var threes = true;
            var twos = points > 1;
            for (var s = first; s < separators.Length; s++)
            {
                var length = to[s + 1] - from[s + 1];
                if (s < separators.Length - 1)
                {
                    same &= separators[s] == separators[first];
                    threes &= length == 3;
                    twos &= length == 2;
                }
                else
                {
                    var allSame = same && separators[s] == separators[first];
                    if (allSame && threes && length == 3 && to[0] - from[0] <= 3) { }
                    else if (allSame && twos && length == 3 && separators[s] == ',') { }
                    else if (same && !allSame && (threes || twos && separators[first] == ','))
                        decimals = length;
                    else
                    {
                        token.Kind = TokenKind.Noise;
                        return;
                    }
                }
            }
        }
        if (token.Other != 0)
            return;
        token.IsWhole = decimals == 0;
        token.Value = Join(from, to);
        for (; decimals > 0; decimals--)
            token.Value /= 10;
    }

    private readonly decimal Join(scoped ReadOnlySpan<int> from, scoped ReadOnlySpan<int> to)
    {
        decimal value = 0;
        for (var g = 0; g < from.Length; g++)
        for (var i = from[g]; i < to[g]; i++)
            value = value * 10 + (text[i] - '0');
        return value;
    }

    private readonly bool MayBe(scoped ReadOnlySpan<int> from, scoped ReadOnlySpan<int> to, ref Token token)
    {
        token.DayOfMonth = Small(from[0], to[0]);
        token.Month = Small(from[1], to[1]);
        return token.DayOfMonth is >= 1 and <= 31 && token.Month is >= 1 and <= 12;
    }

    private readonly int Small(int from, int to)
    {
        var value = 0;
        for (var i = from; i < to; i++)
            value = value * 10 + (text[i] - '0');
        return value;
    }

    private readonly int Run(int i)
    {
        var start = i;
        while (DigitAt(i))
            i++;
        return i - start;
    }

    /// <summary>"112-1234567-8901234": long numbers joined by hyphens.</summary>
    private readonly bool TryOrder(int start, out int end)
    {
        var digits = Run(start);
        end = start + digits;
        while (digits >= 3 && end < text.Length && text[end] == '-' && Run(end + 1) is >= 3 and var run)
            (digits, end) = (digits + run, end + 1 + run);
        return digits >= 10 && text[start..end].Contains('-');
    }

    private readonly bool TryTime(int start, out int end)
    {
        end = start;
        var hours = Run(start);
        var colon = start + hours;
        if (hours > 2 || colon >= text.Length || text[colon] != ':' || Run(colon + 1) != 2)
            return false;
        if (Small(start, colon) > 23 || Small(colon + 1, colon + 3) > 59)
            return false;
        end = colon + 3;
        if (end < text.Length && text[end] == ':' && Run(end + 1) == 2)
            end += 3;
        return true;
    }

    /// <summary>Days with a year: 2026-05-12, 12.05.2026, 12.05.26, 12/05/2026.</summary>
    private readonly bool TryDay(ref Token token, int start, out int end)
    {
        end = start;
        var a = Run(start);
        var p = start + a;
        if (a is not (1 or 2 or 4) || p >= text.Length || text[p] is not ('.' or '-' or '/'))
            return false;
        var separator = text[p];
        var b = Run(p + 1);
        var q = p + 1 + b;
        if (b is not (1 or 2) || q >= text.Length || text[q] != separator)
            return false;
        var c = Run(q + 1);
        end = q + 1 + c;
        if (a == 4 ? c is not (1 or 2) : c is not (2 or 4))
            return false;
        if (c == 2 && separator == '.' && a < 4 && b < 2)
            return false;
        if (end + 1 < text.Length && text[end] == separator && DigitAt(end + 1))
            return false;
        var (first, second, third) = (Small(start, p), Small(p + 1, q), Small(q + 1, end));
        if (a == 4)
            (token.Year, token.Month, token.DayOfMonth) = (first, second, third);
        else
        {
            (token.DayOfMonth, token.Month) = (first, second);
            token.Year = c == 2 ? writer.Today.Year / 100 * 100 + third : third;
            if (separator == '/' && english)
            {
                if (second > 12 && first <= 12)
                    (token.DayOfMonth, token.Month) = (second, first);
                else if (first <= 12 && second <= 12 && first != second)
                    token.IsDoubtful = true;
            }
        }
        if (separator == '-' && a != 4 && (token.Month > 12 || b < 2))
            return false;
        if (separator == '/' && a != 4 && c == 2 && (token.Month > 12 || token.DayOfMonth > 31))
            return false;
        token.Digits = (byte)c;
        return true;
    }

    private readonly bool TryCard(int start, out int end)
    {
        end = start;
        var run = Run(start);
        if (run is 16 || run == 20 && text[start] is '4' or '3' && text[start + 1] != '0' == (text[start] == '3') && run == 20)
        {
            end = start + run;
            return !AllZeros(start + 1, end);
        }
        var i = start;
        for (var g = 0; g < 4; g++)
        {
            if (Run(i) != 4)
                return false;
            i += 4;
            if (g < 3)
            {
                if (i >= text.Length || text[i] is not (' ' or '-' or '\u00A0'))
                    return false;
                i++;
            }
        }
        end = i;
        return true;
    }

    private readonly bool AllZeros(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (text[i] != '0')
                return false;
        return true;
    }

    private readonly bool TryPhone(int start, out int end)
    {
        end = start;
        var plus = text[start] == '+';
        var i = plus ? start + 1 : start;
        var digits = 0;
        var groups = 0;
        var threes = true;
        var marks = 0;
        var lastGroup = 0;
        var beforeLast = 0;
        while (i < text.Length && digits < 16)
        {
            if (DigitAt(i))
            {
                var run = Run(i);
                if (digits >= 10 && text[i - 1] == ' ')
                    break;
                digits += run;
                groups++;
                threes &= groups == 1 || run == 3;
                if (lastGroup == 4 && !plus)
                    return false;
                beforeLast = lastGroup;
                lastGroup = run;
                i += run;
                end = i;
            }
            else if (text[i] is '(' or ')' && (marks > 0 || CloseParenthesis(i)))
            {
                marks += 2;
                i++;
            }
            else if (text[i] == '-' && DigitAt(i + 1))
            {
                marks++;
                i++;
            }
            else if (text[i] is ' ' && i + 1 < text.Length && (DigitAt(i + 1) || text[i + 1] == '('))
                i++;
            else
                break;
        }
        if (groups == 1)
            return plus
                ? digits is >= 11 and <= 13 && !text[..end].EndsWith("000", StringComparison.Ordinal)
                : digits == 11
                    && text[start] is '7' or '8'
                    && digits == 11
                    && text[start + 1] is '3' or '4' or '8' or '9'
                    && !AllZeros(start + 2, end);
        if (digits is < 10 or > 13)
            return false;
        var tail = lastGroup == 2 && beforeLast == 2 || lastGroup == 4 && beforeLast == 3;
        return tail && (plus || marks >= 2 || digits == 11 && text[start] is '7' or '8') || plus && !threes && digits >= 11;
    }

    private readonly bool CloseParenthesis(int i) =>
        text[i] == '(' && Run(i + 1) is >= 3 and <= 5 && i + 1 + Run(i + 1) is var at && at < text.Length && text[at] == ')';
}
