using System.Globalization;

namespace Denga.Speech;

/// <summary>A number in words at the beginning of a text: "сто рублей", "полторы тысячи", "twenty five dollars". The words are those of
/// <c>Words/numbers.txt</c>.</summary>
internal static class NumberWords
{
    /// <summary>More than people say; and "сотен сотен сотен…" never leaves what a decimal holds.</summary>
    private const int WordsMax = 12;

    private static readonly Dictionary<string, decimal> Values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By what a number before it is multiplied.</summary>
    private static readonly Dictionary<string, decimal> Scales = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>"a hundred"; alone it is no number.</summary>
    private static readonly HashSet<string> Articles = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>"two hundred and five".</summary>
    private static readonly HashSet<string> Joints = new(StringComparer.OrdinalIgnoreCase);

    static NumberWords()
    {
        foreach (var (key, words) in WordTable.Numbers())
        {
            var parts = key.Split(' ');
            var roles = parts[0].Split('+');
            foreach (var word in WordTable.Split(words))
                if (roles.Contains("Indefinite", StringComparer.Ordinal))
                    Articles.Add(word);
                else if (roles.Contains("AndInNumber", StringComparer.Ordinal))
                    Joints.Add(word);
                // "тр" names a currency, too, and that is another's to read.
                else if (parts is [_, ['=', .. var figure]])
                {
                    var number = decimal.Parse(figure, NumberStyles.Number, CultureInfo.InvariantCulture);
                    if (roles.Contains("NumberWord", StringComparer.Ordinal))
                        Values[word] = number;
                    else if (roles.Contains("SpacedMultiplier", StringComparer.Ordinal))
                        Scales[word] = number;
                }
        }
    }

    /// <param name="rest">What follows the number.</param>
    internal static bool TryRead(string text, out decimal value, out string rest)
    {
        var words = text.Split([' ', '\u00a0', '-'], StringSplitOptions.RemoveEmptyEntries);
        var (whole, part, last) = (0m, 0m, decimal.MaxValue);
        var read = 0;
        for (; read < Math.Min(words.Length, WordsMax); read++)
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
            else if (!(read == 0 ? Articles : Joints).Contains(word))
                break;
        }
        value = whole + part;
        rest = string.Join(' ', words[read..]);
        return value > 0;
    }

    /// <summary>"сто двадцать пять" goes down; "пять двадцать" and "пятнадцать пять" are no numbers.</summary>
    private static bool Follows(decimal number, decimal last) => last >= 100 ? number < 100 || last > 999 : last >= 20 && number < 10;
}
