using System.Globalization;
using System.Text;
using Denga.Contracts;

namespace Denga.Speech;

/// <summary>A bare amount, where an amount was asked for, in the bot and in a form of the cabinet: "400", "1 250,50", "12к", "20 $", "сто рублей". Anything
/// more is for the expense parser.</summary>
public static class AmountText
{
    private const int NumberCharactersMax = 18;

    /// <summary>Positive, in <paramref name="main"/> where no currency is written. "1,250" in Russian may be read two ways and is not read at all.</summary>
    public static bool TryRead(string text, Currency main, string language, out Money money) =>
        Read(text, main, language, out money) == AmountFault.None;

    /// <summary>Whether it reads as an amount in any language.</summary>
    public static bool IsAmount(string text) => TryRead(text, Currency.Rub, "ru", out _) || TryRead(text, Currency.Rub, "en", out _);

    /// <summary>Whether somebody means an amount of money, also one that cannot be taken: nothing, too much, of a currency that there is not.</summary>
    public static bool IsMeant(string text) => IsMeant(text, "ru") || IsMeant(text, "en");

    private static bool IsMeant(string text, string language) =>
        Read(text, Currency.Rub, language, out _) switch
        {
            AmountFault.NotAnAmount => false,
            // "5 xyz", "5 USDX" and "5 крон", and not "500 card".
            AmountFault.UnknownCurrency => text.TrimEnd().Split(' ')[^1].TrimStart("0123456789.,".ToCharArray()) is var word
                && (word.Length != 4 || word.All(char.IsAsciiLetterUpper) || CurrencyText.IsShared(word)),
            _ => true,
        };

    /// <summary>What keeps the text from being an amount.</summary>
    public static AmountFault Read(string text, Currency main, string language, out Money money)
    {
        money = default;
        if (!text.Any(char.IsAsciiDigit) && NumberWords.TryRead(text, out var said, out var after))
            return TryCurrency(after, main, out var named, out _) && Money.TryFrom(said, named, out money) ? AmountFault.None
                : CurrencyText.IsShared(after) ? AmountFault.UnknownCurrency
                : AmountFault.NotAnAmount;
        var number = new StringBuilder();
        var word = new StringBuilder();
        var isAfterNumber = false;
        var isNegative = text.TrimStart() is ['-' or '−', ..];
        foreach (var c in text.Trim().TrimStart('-', '−'))
            if (char.IsAsciiDigit(c) || c is ',' or '.' && !isAfterNumber)
            {
                // Digits after a word that follows digits are more than one number.
                if (isAfterNumber)
                    return AmountFault.NotAnAmount;
                number.Append(c);
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                isAfterNumber = number.Length > 0;
            }
        if (number.Length == 0)
            return AmountFault.NotAnAmount;
        if (!TryCurrency(word.ToString(), main, out var currency, out var times))
            return
                word.Length is 3 or 4 && word.ToString().All(char.IsAsciiLetter)
                || word.ToString() is "\u00A5" or "\uFFE5"
                || CurrencyText.IsShared(word.ToString())
                ? AmountFault.UnknownCurrency
                : AmountFault.NotAnAmount;
        if (!TryNumber(number.ToString(), currency, language, out var value))
            return number.Length > NumberCharactersMax ? AmountFault.TooLarge : AmountFault.Unclear;
        if (isNegative || value == 0)
            return AmountFault.NotPositive;
        if (value > long.MaxValue / 1_000_000m || value * times > long.MaxValue / currency.UnitsPerOne)
            return AmountFault.TooLarge;
        return Money.TryFrom(value * times, currency, out money) ? AmountFault.None : AmountFault.Unclear;
    }

    private static bool TryCurrency(string word, Currency main, out Currency currency, out decimal times)
    {
        currency = main;
        times = 1;
        var rest = word.TrimEnd('.');
        foreach (
            var (suffix, value) in ((string, decimal)[])[("тыс", 1_000), ("млн", 1_000_000), ("к", 1_000), ("k", 1_000), ("m", 1_000_000)]
        )
            if (rest.StartsWith(suffix, StringComparison.OrdinalIgnoreCase) && !CurrencyText.TryRead(rest, out _))
            {
                times = value;
                rest = rest[suffix.Length..].TrimStart('.');
                break;
            }
        if (rest.Length == 0)
            return true;
        if (!CurrencyText.TryRead(rest, out var found, main))
            return false;
        currency = found;
        return true;
    }

    private static bool TryNumber(string digits, Currency currency, string language, out decimal value)
    {
        value = 0;
        var comma = digits.LastIndexOf(',');
        var dot = digits.LastIndexOf('.');
        var last = Math.Max(comma, dot);
        if (digits.Length is 0 or > NumberCharactersMax)
            return false;
        if (last >= 0)
        {
            var after = digits.Length - last - 1;
            var both = comma >= 0 && dot >= 0;
            var several = digits.Count(c => c == digits[last]) > 1;
            // No thousands begin with zero, and a dinar has a thousand fils, which are written behind a point.
            var isPart = after == 3 && !several && (digits[..last].All(c => c == '0') || currency.Scale == 3 && digits[last] == '.');
            if (after == 3 && !both && !several && !isPart && !(!Words.IsRussian(language) && digits[last] == ','))
                return false;
            var isDecimal = !several && (both || after != 3 || isPart);
            var whole = (isDecimal ? digits[..last] : digits)
                .Replace(",", "", StringComparison.Ordinal)
                .Replace(".", "", StringComparison.Ordinal);
            digits = isDecimal ? $"{whole}.{digits[(last + 1)..]}" : whole;
        }
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }
}

public enum AmountFault
{
    None,
    NotAnAmount,

    /// <summary>A number and letters that look like the code of a currency.</summary>
    UnknownCurrency,
    NotPositive,

    /// <summary>More decimals than the currency has, or a separator that may be read two ways.</summary>
    Unclear,
    TooLarge,
}
