namespace Denga.Speech;

/// <summary>A number in words at the beginning of a text: "сто рублей", "полторы тысячи", "twenty five dollars".</summary>
internal static class NumberWords
{
    private static readonly Dictionary<string, decimal> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["полтора"] = 1.5m,
        ["полторы"] = 1.5m,
        ["полсотни"] = 50,
        ["сотня"] = 100,
        ["сотню"] = 100,
        ["двести"] = 200,
        ["сорок"] = 40,
        ["девяносто"] = 90,
        ["сто"] = 100,
        ["одна"] = 1,
        ["одну"] = 1,
        ["две"] = 2,
        ["forty"] = 40,
        ["a"] = 1,
    };

    /// <summary>By what a number before it is multiplied.</summary>
    private static readonly Dictionary<string, decimal> Scales = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 100,
        ["тысяча"] = 1_000,
        ["тысячу"] = 1_000,
        ["тысячи"] = 1_000,
        ["тысяч"] = 1_000,
        ["thousand"] = 1_000,
        ["миллион"] = 1_000_000,
        ["миллиона"] = 1_000_000,
        ["миллионов"] = 1_000_000,
        ["million"] = 1_000_000,
    };

    static NumberWords()
    {
        Add(1, 1, "один два три четыре пять шесть семь восемь девять десять");
        Add(11, 1, "одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать");
        Add(30, 10, "тридцать");
        Add(50, 10, "пятьдесят шестьдесят семьдесят восемьдесят");
        Add(300, 100, "триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот");
        Add(1, 1, "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen");
        Add(19, 1, "nineteen twenty");
        Add(30, 10, "thirty");
        Add(50, 10, "fifty sixty seventy eighty ninety");
    }

    /// <param name="rest">What follows the number.</param>
    internal static bool TryRead(string text, out decimal value, out string rest)
    {
        var words = text.Split([' ', '\u00a0', '-'], StringSplitOptions.RemoveEmptyEntries);
        var (whole, part, last) = (0m, 0m, decimal.MaxValue);
        var read = 0;
        for (; read < words.Length; read++)
        {
            var word = words[read];
            if (Scales.TryGetValue(word, out var scale))
            {
                part = Math.Max(part, 1) * scale;
                if (scale >= 1_000)
                    (whole, part) = (whole + part, 0);
                last = decimal.MaxValue;
            }
            else if (Values.TryGetValue(word, out var number) && Follows(number, last))
            {
                part += number;
                last = number;
            }
            else if (read == 0 || !word.Equals("and", StringComparison.OrdinalIgnoreCase))
                break;
        }
        value = whole + part;
        rest = string.Join(' ', words[read..]);
        // "a" alone is an article.
        return value > 0 && !(read == 1 && words[0].Equals("a", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>"сто двадцать пять" goes down; "пять двадцать" and "пятнадцать пять" are no numbers.</summary>
    private static bool Follows(decimal number, decimal last) => last >= 100 ? number < 100 || last > 999 : last >= 20 && number < 10;

    private static void Add(decimal from, decimal step, string words)
    {
        foreach (var word in words.Split(' '))
        {
            Values[word] = from;
            from += step;
        }
    }
}
