using Denga.Contracts;

namespace Denga.Expenses.Parsing;

internal ref partial struct Lexer
{
    private void MergeNumbers()
    {
        var kept = 0;
        for (var i = 0; i < count; )
        {
            var token = tokens[i];
            var next = i + 1;
            var hasArticle = Is(kept - 1, Role.Indefinite);
            if (
                token.Kind == TokenKind.Word
                && (token.Is(Role.NumberWord, Role.Alone) || hasArticle && token.Is(Role.SpacedMultiplier))
                && !IsStuck(kept, token)
            )
                next = MergeWords(ref token, i, hasArticle);
            if (token.Kind == TokenKind.Number && hasArticle && (token is { InWords: true, Value: >= 100 } || tokens[i].Is(Role.Sum)))
            {
                kept--;
                (token.Start, token.Space) = (tokens[kept].Start, tokens[kept].Space);
            }
            if (token is { Kind: TokenKind.Number, IsMultiplied: true } && hasArticle && Is(kept - 1, Role.HalfEnglish))
            {
                // "half a million".
                token.Value /= 2;
                kept--;
                (token.Start, token.Space) = (tokens[kept].Start, tokens[kept].Space);
            }
            if (token.Kind == TokenKind.Number)
            {
                next = MergeMultiplier(ref token, next);
                next = MergeCurrency(ref token, kept, next, out var fromLeft);
                if (fromLeft)
                {
                    kept--;
                    token.Start = tokens[kept].Start;
                    token.Space = tokens[kept].Space;
                }
            }
            tokens[kept++] = token;
            i = next;
        }
        count = kept;
    }

    /// <summary>"7-eleven", "7eleven".</summary>
    private readonly bool IsStuck(int kept, in Token word) =>
        kept > 0
        && !word.Space
        && (
            tokens[kept - 1] is { Kind: TokenKind.Number, InWords: false }
            || kept > 1
                && IsSymbol(kept - 1, '-')
                && !tokens[kept - 1].Space
                && tokens[kept - 2] is { Kind: TokenKind.Number, InWords: false }
        );

    private readonly int MergeWords(ref Token token, int i, bool hasArticle = false)
    {
        var first = tokens[i];
        if (first.Is(Role.Alone) && !first.Is(Role.NumberWord) && i > 0 && tokens[i - 1].Kind == TokenKind.Number)
            return i + 1;
        decimal total = 0;
        decimal current = 0;
        var limit = 1_000m;
        var multiplied = false;
        var j = i;
        for (; j < count; j++)
        {
            var word = tokens[j];
            if (
                j > i
                && IsSymbol(j, '-')
                && !word.Space
                && j + 1 < count
                && tokens[j + 1] is { Space: false } ones
                && ones.Is(Role.NumberWord)
            )
                continue;
            if (word.Kind != TokenKind.Word)
                break;
            if (
                j > i
                && !word.Is(Role.NumberWord, Role.Multiplier)
                && word.Is(Role.AndInNumber)
                && j + 1 < count
                && tokens[j + 1].Is(Role.NumberWord)
                && current >= 100
            )
                continue;
            if (
                j > i
                && j + 2 < count
                && Is(j, Role.Partner)
                && Is(j + 1, Role.AndAHalf)
                && tokens[j + 2].Is(Role.Multiplier)
                && current is > 0 and < 100
            )
            {
                current += 0.5m;
                j++;
                continue;
            }
            var compound = word.Sense is null && j == i ? null : word.Sense;
            if (compound is null)
                break;
            if (compound.Is(Role.NumberWord))
            {
                var value = compound.Number;
                var step =
                    value >= 100 ? 1_000
                    : value >= 20 ? 100
                    : value >= 10 || current < 20 && current > 0 ? 20
                    : 10;
                if (j > i && (value >= limit || step > limit && value >= 10))
                    break;
                current += value;
                limit =
                    value >= 100 ? 100
                    : value >= 20 ? 10
                    : 0;
            }
            else if (compound.Is(Role.SpacedMultiplier) && (j > i || hasArticle || compound.Is(Role.Alone)))
            {
                if (compound.Number == 100)
                {
                    current = Math.Max(current, 1) * 100;
                    limit = 100;
                }
                else
                {
                    total += Math.Max(current, 1) * compound.Number;
                    if (current == 0 && j > i)
                        break;
                    current = 0;
                    limit = 1_000;
                }
                multiplied = true;
            }
            else
                break;
        }
        if (total >= 1_000_000 && total % 1_000_000 == 0 && IsThousands(current))
            current *= 1_000;
        token.Kind = TokenKind.Number;
        token.InWords = !first.Is(Role.Sum);
        token.Value = total + current;
        token.IsWhole = decimal.Truncate(token.Value) == token.Value;
        token.IsMultiplied = multiplied && token.Value >= 100;
        token.Sense = null;
        token.End = tokens[j - 1].End;
        token.Digits = 3;
        return j;
    }

    private readonly int MergeMultiplier(ref Token token, int next)
    {
        if (
            Is(next, Role.Partner)
            && Is(next + 1, Role.AndAHalf)
            && Is(next + 2, Role.SpacedMultiplier)
            && token is { IsWhole: true, Value: < 100 }
        )
        {
            // "2 с половиной тысячи".
            token.Value += 0.5m;
            next += 2;
        }
        if (next >= count || tokens[next].Kind != TokenKind.Word || !tokens[next].Is(Role.Multiplier))
            return next;
        var word = tokens[next];
        var spaced = word.Space;
        if (spaced && !word.Is(Role.SpacedMultiplier, Role.Currency))
        {
            var last = next + 1 >= count || tokens[next + 1].Is(Role.Currency);
            if (!(word.Is(Role.StandsApart) || word.Is(Role.StandsApartAtEnd) && last))
                return next;
        }
        if (word.Is(Role.AmbiguousMultiplier) && !(word.Is(Role.EnglishMillion) && english))
        {
            token.IsDoubtful = true;
            if (word.Is(Role.Unit) && HasOtherNumber(next))
            {
                token.IsDoubtful = false;
                return next;
            }
        }
        else if (word.Is(Role.EnglishMillion) && HasOtherNumber(next))
            return next;
        var factor = word.Sense!.Number;
        if (token.Other != 0)
            (token.Value, token.Other) = (token.Other, 0);
        token.Value = Times(token.Value, factor, ref token);
        token.IsWhole = true;
        token.IsMultiplied = true;
        token.MayBeDay = false;
        token.End = word.End;
        if (word.Is(Role.Currency) && Currency.TryFind(word.Sense.Currency, out var implied))
            token.Currency = implied;
        next++;
        if (next < count && tokens[next] is { Kind: TokenKind.Symbol, Space: false } && text[tokens[next].Start] == '.')
            token.End = tokens[next++].End;
        while (
            factor >= 1_000
            && word.Is(Role.SpacedMultiplier)
            && next < count
            && token.Currency is null
            && tokens[next] is { Space: true, Value: < 1_000_000 and > 0 } or { Space: true, Sense: not null }
            && Rest(next, factor, out var rest, out var after)
        )
        {
            token.Value += rest;
            token.End = tokens[after - 1].End;
            next = after;
        }
        return next;
    }

    /// <summary>"2 тысячи 300", "1 млн 200 тыс": what follows a multiplier and is smaller belongs to it.</summary>
    private readonly bool Rest(int i, decimal factor, out decimal value, out int after)
    {
        var token = tokens[i];
        value = 0;
        after = i;
        if (token.Kind == TokenKind.Word && token.Is(Role.NumberWord))
        {
            after = MergeWords(ref token, i);
            value = factor == 1_000_000 && IsThousands(token.Value) ? token.Value * 1_000 : token.Value;
            return value < factor && value >= 10;
        }
        if (token.Kind != TokenKind.Number || !token.IsWhole || token.Other != 0)
            return false;
        value = token.Value;
        after = i + 1;
        if (after < count && tokens[after].Kind == TokenKind.Word)
        {
            if (tokens[after].Is(Role.SpacedMultiplier))
                value *= tokens[after++].Sense!.Number;
            else if (tokens[after].Is(Role.Unit, Role.Month, Role.Coin) || !tokens[after].Space && !tokens[after].Is(Role.Currency))
                return false;
        }
        if (factor == 1_000_000 && IsThousands(value))
            value *= 1_000;
        return value < factor && value >= 10;
    }

    /// <summary>"миллион двести": nobody means so many roubles beside a million.</summary>
    private static bool IsThousands(decimal rest) => rest is >= 100 and < 1_000 && rest % 10 == 0;

    private readonly bool HasOtherNumber(int from)
    {
        for (var i = 0; i < count; i++)
            if (i != from - 1 && tokens[i].Kind == TokenKind.Number)
                return true;
        return false;
    }

    private static decimal Times(decimal a, decimal b, ref Token token)
    {
        if (Math.Abs(a) > 10_000_000_000_000m)
        {
            token.TooLarge = true;
            return a;
        }
        return a * b;
    }

    private readonly int MergeCurrency(ref Token token, int kept, int next, out bool fromLeft)
    {
        fromLeft = false;
        var left =
            kept > 0
            && tokens[kept - 1] is { Kind: TokenKind.Word } before
            && before.Is(Role.BeforeAmount, Role.UnknownCurrency, Role.GoneCurrency)
            && IsCurrencyHere(before, before: true, token.Space);
        if (next < count && Qualified(next, out var noun) is { } qualified)
        {
            Take(ref token, tokens[noun], qualified);
            token.End = tokens[noun].End;
            return noun + 1;
        }
        var right =
            next < count
            && tokens[next].Kind == TokenKind.Word
            && tokens[next].Is(Role.Currency, Role.UnknownCurrency, Role.GoneCurrency)
            && !tokens[next].Is(Role.Multiplier)
            && IsCurrencyHere(tokens[next], before: false, tokens[next].Space)
            && !(
                tokens[next].End - tokens[next].Start == 1
                && tokens[next].Space
                && next + 1 < count
                && tokens[next + 1] is { Kind: TokenKind.Number, Space: false }
            );
        // "$20 CAD": the code says whose dollars.
        var both = left && right && IsCode(tokens[next]) && tokens[kept - 1].End - tokens[kept - 1].Start == 1;
        if (left && right && !both && tokens[kept - 1].Space && !token.Space)
            right = false;
        fromLeft = both;
        if (right)
        {
            var last = next + 1 < count && IsSymbol(next + 1, '.') && !tokens[next + 1].Space ? next + 2 : next + 1;
            var after =
                last < count && tokens[next].Sense!.Currency is { } named
                    ? CurrencyNames.After(tokens[last].Kind == TokenKind.Word ? low[tokens[last].Start..tokens[last].End] : default, named)
                    : null;
            Take(ref token, tokens[next], after);
            if (after is not null)
                next = last;
            token.End = tokens[next].End;
            next++;
            if (next < count && tokens[next] is { Kind: TokenKind.Symbol, Space: false } && text[tokens[next].Start] == '.')
                token.End = tokens[next++].End;
            if (next + 1 < count && token.IsWhole)
            {
                var at = Is(next, Role.And) && next + 2 < count ? next + 1 : next;
                var coins = tokens[at];
                var behind = at + 1;
                if (coins.Is(Role.NumberWord))
                    behind = MergeWords(ref coins, at);
                if (coins is { Kind: TokenKind.Number, IsWhole: true, Value: < 100 } && behind < count && tokens[behind].Is(Role.Coin))
                {
                    token.Value += coins.Value / 100;
                    token.IsWhole = false;
                    token.End = tokens[behind].End;
                    next = behind + 1;
                }
            }
        }
        else if (left)
        {
            Take(ref token, tokens[kept - 1]);
            fromLeft = true;
        }
        else if (
            !english
            && next < count
            && !tokens[next].Space
            && Is(next, Role.LatinRouble)
            && token.Value is not (480 or 720 or 1080 or 1440 or 2160)
        )
        {
            // A Latin letter where the Russian one was meant: "350p".
            token.Currency = Currency.Rub;
            token.MayBeDay = false;
            token.End = tokens[next].End;
            next++;
        }
        else if (token.Currency is null && next < count && token.Other == 0 && IsCoin(tokens[next], token.Value))
        {
            Take(ref token, tokens[next]);
            token.Value /= 100;
            token.IsWhole = false;
            token.End = tokens[next].End;
            next++;
        }
        return next;
    }

    private readonly bool IsCode(in Token word) =>
        word.End - word.Start == 3 && char.IsAsciiLetterUpper(text[word.Start]) && char.IsAsciiLetterUpper(text[word.End - 1]);

    private readonly bool IsCoin(in Token word, decimal value) =>
        word.Is(Role.Coin) || word.Is(Role.GluedCoin) && !word.Space && value < 100 && (english || text[word.Start] == '¢');

    /// <summary>"100 бел. рублей", "20 hong kong dollars": the currency by the country's name and the noun at <paramref name="noun"/>; null where
    /// there is no noun, or it stands alone. "?" where no such currency is known.</summary>
    private readonly string? Qualified(int first, out int noun)
    {
        noun = first;
        if (tokens[first].Kind != TokenKind.Word || tokens[first].Is(Role.Currency, Role.GoneCurrency, Role.Multiplier, Role.NumberWord))
            return null;
        for (noun = first + 1; noun < count && noun <= first + 3; noun++)
        {
            var token = tokens[noun];
            if (token.Kind == TokenKind.Symbol && text[token.Start] == '.' && !token.Space)
                continue;
            if (token.Kind != TokenKind.Word)
                return null;
            if (
                !token.Is(Role.Currency, Role.GoneCurrency, Role.PerhapsCurrency)
                || token.Is(Role.LooksLikeWord, Role.Multiplier)
                || token.Sense!.Currency is not { } name
            )
                continue;
            if (noun + 1 < count && tokens[noun + 1].Kind == TokenKind.Number && token.End - token.Start < 2)
                return null;
            if (CurrencyNames.Of(low[tokens[first].Start..tokens[noun].Start], name) is { } code)
                return code;
            if (token.Is(Role.GoneCurrency) && noun == first + 1)
                return name;
            return
                noun == first + 1
                && !token.Is(Role.PerhapsCurrency)
                && CurrencyNames.IsAdjective(low[tokens[first].Start..tokens[first].End])
                && name is not "RUB"
                ? name + " "
                : null;
        }
        return null;
    }

    private readonly bool IsCurrencyHere(in Token word, bool before, bool space)
    {
        var source = text[word.Start..word.End];
        if (word.Is(Role.LooksLikeWord))
        {
            var upper = IsUpper(source);
            if (before && !word.Is(Role.GoneCurrency) && !word.Is(Role.CodeBefore))
                return false;
            var isCodeInRussian = !english && char.IsAscii(source[0]) && !word.Is(Role.PlainWord);
            if (!upper && (before || !isCodeInRussian && !word.Is(Role.CodeAfter)))
                return false;
        }
        return !(before && space && word.Is(Role.UnknownCurrency));
    }

    private static bool IsUpper(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (!char.IsUpper(c))
                return false;
        return true;
    }

    private readonly void Take(ref Token token, in Token word, string? qualified = null)
    {
        token.MayBeDay = false;
        if (word.Is(Role.UnknownCurrency) || qualified is "?")
        {
            token.UnknownCurrency = true;
            return;
        }
        var code = qualified ?? word.Sense!.Currency!;
        if (CurrencyNames.GoneOf(code) is not null)
        {
            token.GoneCurrency = code;
            return;
        }
        var main = writer.Currency.Code;
        if (
            qualified is null
            && (
                code is "USD" && word.Is(Role.AnyDollar) && Vocabulary.IsDollar(writer.Currency)
                || code is "RUB" && word.Is(Role.AnyRouble) && main is "BYN"
            )
        )
            code = main;
        else if (code.Contains(' ', StringComparison.Ordinal))
        {
            if (qualified is null && code.Contains(main, StringComparison.Ordinal))
                code = main;
            else if (word.Is(Role.Coin, Role.GluedCoin))
                code = "USD";
            else
            {
                token.Currencies = code.TrimEnd();
                code = code[..3];
            }
        }
        if (Currency.TryFind(code, out var currency))
            token.Currency = currency;
    }
}
