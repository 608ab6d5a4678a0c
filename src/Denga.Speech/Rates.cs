using Denga.Contracts;

namespace Denga.Speech;

public static partial class Words
{
    private const int SignificantDigits = 6;

    /// <summary>Six digits from the first that is not zero, and two decimals at least: <c>89,2614</c>, <c>90,00</c>, <c>0,0112027</c>.</summary>
    public static string Rate(decimal value, string language)
    {
        var decimals = SignificantDigits - 1;
        for (var rest = value; rest >= 10 && decimals > 2; rest /= 10)
            decimals--;
        for (var rest = value; rest is > 0 and < 1 && decimals < 18; rest *= 10)
            decimals++;
        var shown = decimal.Round(value, decimals);
        return Number(shown, Math.Max(2, Needed(shown, decimals)), language);
    }

    /// <summary>A rate from the side where it is more than one: <c>1 USD = 89,2614 RUB</c>. Codes, because signs beside a bare 1 read as amounts.</summary>
    public static string Rate(decimal rate, Currency give, Currency get, string language) =>
        rate is >= 1 or 0 ? $"1 {give.Code} = {Rate(rate, language)} {get.Code}" : $"1 {get.Code} = {Rate(1 / rate, language)} {give.Code}";

    /// <summary>Who published a rate; of a cross rate, both: <c>Банк России + ЕЦБ</c>.</summary>
    public static string Source(string source, string language) =>
        string.Join(" + ", source.Split('+').Select(name => SourceTexts.GetValueOrDefault(name)?.In(language) ?? name));

    private static readonly Dictionary<string, Text> SourceTexts = new(StringComparer.Ordinal)
    {
        ["cbr"] = new("Банк России", "Bank of Russia"),
        ["cbr-mirror"] = new("Банк России (зеркало)", "Bank of Russia (mirror)"),
        ["ecb"] = new("ЕЦБ", "ECB"),
        ["peg"] = new("твёрдый курс", "fixed rate"),
        ["snapshot"] = new("из комплекта", "built-in set"),
    };
}
