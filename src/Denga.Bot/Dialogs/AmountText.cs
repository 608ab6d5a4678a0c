using System.Globalization;
using System.Text;
using Denga.Contracts;

namespace Denga.Bot.Dialogs;

/// <summary>A bare amount, where an amount was asked for: "400", "1 250,50", "12к", "20 $". Anything more is for the expense parser.</summary>
internal static class AmountText
{
    private static readonly Dictionary<string, string> Symbols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["₽"] = "RUB",
        ["р"] = "RUB",
        ["руб"] = "RUB",
        ["рубль"] = "RUB",
        ["рубля"] = "RUB",
        ["рублей"] = "RUB",
        ["$"] = "USD",
        ["€"] = "EUR",
        ["евро"] = "EUR",
        ["¥"] = "CNY",
        ["£"] = "GBP",
        ["₸"] = "KZT",
        ["₺"] = "TRY",
        ["₾"] = "GEL",
        ["₴"] = "UAH",
    };

    /// <summary>Positive, in <paramref name="main"/> where no currency is written. "1,250" in Russian may be read two ways and is not read at all.</summary>
    internal static bool TryRead(string text, Currency main, string language, out Money money)
    {
        money = default;
        var number = new StringBuilder();
        var word = new StringBuilder();
        var isAfterNumber = false;
        foreach (var c in text.Trim())
            if (char.IsAsciiDigit(c) || c is ',' or '.' && !isAfterNumber)
            {
                // Digits after a word that follows digits are more than one number.
                if (isAfterNumber)
                    return false;
                number.Append(c);
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                isAfterNumber = number.Length > 0;
            }
        if (!TryCurrency(word.ToString(), main, out var currency, out var times) || !TryNumber(number.ToString(), language, out var value))
            return false;
        return value <= long.MaxValue / 1_000_000m && Money.TryFrom(value * times, currency, out money) && money.Minor > 0;
    }

    private static bool TryCurrency(string word, Currency main, out Currency currency, out decimal times)
    {
        currency = main;
        times = 1;
        var rest = word.TrimEnd('.');
        foreach (
            var (suffix, value) in ((string, decimal)[])[("тыс", 1_000), ("млн", 1_000_000), ("к", 1_000), ("k", 1_000), ("m", 1_000_000)]
        )
            if (rest.StartsWith(suffix, StringComparison.OrdinalIgnoreCase) && !Currency.TryFind(rest, out _))
            {
                times = value;
                rest = rest[suffix.Length..].TrimStart('.');
                break;
            }
        if (rest.Length == 0)
            return true;
        if (Symbols.TryGetValue(rest, out var code))
            rest = code;
        if (!Currency.TryFind(rest, out var found))
            return false;
        currency = found;
        return true;
    }

    private static bool TryNumber(string digits, string language, out decimal value)
    {
        value = 0;
        var comma = digits.LastIndexOf(',');
        var dot = digits.LastIndexOf('.');
        var last = Math.Max(comma, dot);
        if (digits.Length is 0 or > 18)
            return false;
        if (last >= 0)
        {
            var after = digits.Length - last - 1;
            var both = comma >= 0 && dot >= 0;
            var several = digits.Count(c => c == digits[last]) > 1;
            if (after == 3 && !both && !several && !(language != "ru" && digits[last] == ','))
                return false;
            var isDecimal = !several && (both || after != 3);
            var whole = (isDecimal ? digits[..last] : digits)
                .Replace(",", "", StringComparison.Ordinal)
                .Replace(".", "", StringComparison.Ordinal);
            digits = isDecimal ? $"{whole}.{digits[(last + 1)..]}" : whole;
        }
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }
}
