using System.Globalization;
using Denga.Contracts;

namespace Denga.Speech;

/// <summary>How Denga writes amounts, rates, days and names, the same in the bot, the cabinet, notices, reports and documents: whoever shows one to a
/// person asks here (decision 0056). Nothing depends on what the machine knows of languages.
/// <para>Amounts have two styles. <see cref="Of(Money, string)"/> is for talking: the bot, notices, pictures; whole amounts without decimals.
/// <see cref="Exact"/> is for figures that are compared: the cabinet with its balances, statements and receipts, and tables of documents; a currency has
/// its two decimals always. Neither ever rounds.</para>
/// <para>Russian: <c>−1 250,50 ₽</c>. English: <c>−$1,250.50</c>, <c>−1,250.50 ₽</c>: the sign of a currency stands before the number where English
/// writes it so ($, €, £, ¥), every other sign and every code after it. The minus is U+2212, and every space within an amount is a no-break one.</para></summary>
public static partial class Words
{
    private const char Nbsp = '\u00A0';
    private const char Minus = '\u2212';

    /// <summary>For sentences: <c>1 250 ₽</c>, <c>1 250,50 ₽</c>, <c>$1,250.50</c>.</summary>
    public static string Of(Money money, string language) => Of(money, language, CurrencySign.Of(money.Currency));

    /// <summary>As in sentences, with another sign of the currency: for letters that lack the usual one.</summary>
    public static string Of(Money money, string language, string sign) => Written(money, Bare(money, language), sign, language);

    /// <summary>For figures that are compared: <c>1 250,00 ₽</c>, <c>$1,250.50</c>, <c>500 ₽</c> for a currency without decimals only.</summary>
    public static string Exact(Money money, string language) => Exact(money, language, CurrencySign.Of(money.Currency));

    public static string Exact(Money money, string language, string sign)
    {
        var value = Math.Abs(money.ToDecimal());
        return Written(money, Number(value, Decimals(money, value), language), sign, language);
    }

    /// <summary>A movement among figures, <see cref="Exact"/>, with a plus where money came in: <c>+500,00 ₽</c>.</summary>
    public static string Signed(Money money, string language) => (money.Minor > 0 ? "+" : "") + Exact(money, language);

    /// <summary>The number alone, as in sentences, without minus: for a sum whose currency the next words name, <c>4 000 из 5 000 ₽</c>.</summary>
    public static string Bare(Money money, string language)
    {
        var value = Math.Abs(money.ToDecimal());
        return Number(value, decimal.Truncate(value) == value ? 0 : Decimals(money, value), language);
    }

    /// <summary>Parts of thousands kept together: <c>1 250,50</c>, <c>1,250.50</c>.</summary>
    public static string Number(decimal value, int decimals, string language)
    {
        var text = Math.Abs(value).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (value < 0)
            text = Minus + text;
        return IsRussian(language) ? text.Replace(',', Nbsp).Replace('.', ',') : text;
    }

    /// <summary>With all decimals that it has.</summary>
    public static string Number(decimal value, string language) => Number(value, Needed(value, 18), language);

    /// <summary><c>80 %</c>, <c>80%</c>, <c>0,5 %</c>.</summary>
    public static string Percent(decimal percent, string language) => OfHundred(Number(percent, language), language);

    /// <summary>A part of something in whole percent; what is a part and rounds to zero is <c>&lt;1 %</c>.</summary>
    public static string Share(decimal percent, string language) =>
        percent == 0 ? OfHundred("<1", language) : Percent(decimal.Round(percent, MidpointRounding.AwayFromZero), language);

    /// <summary>For the marks of an axis: <c>2,5 тыс.</c>, <c>2.5K</c>.</summary>
    public static string Short(decimal value, string language)
    {
        var (divisor, ru, en) = Math.Abs(value) switch
        {
            >= 1_000_000_000_000m => (1_000_000_000_000m, "трлн", "T"),
            >= 1_000_000_000m => (1_000_000_000m, "млрд", "B"),
            >= 1_000_000m => (1_000_000m, "млн", "M"),
            >= 1_000m => (1_000m, "тыс.", "K"),
            _ => (1m, "", ""),
        };
        var part = value / divisor;
        var number = Number(divisor == 1 ? part : decimal.Round(part, 2), language);
        return !IsRussian(language) ? number + en
            : ru.Length == 0 ? number
            : number + Nbsp + ru;
    }

    /// <summary>The two languages of Denga: Russian, and English for everybody else.</summary>
    internal static bool IsRussian(string language) => string.Equals(language, "ru", StringComparison.OrdinalIgnoreCase);

    private static string Written(Money money, string number, string sign, string language)
    {
        var minus = money.Minor < 0 ? Minus.ToString() : "";
        return !IsRussian(language) && sign is "$" or "€" or "£" or "CN¥" or "JP¥" ? minus + sign + number : minus + number + Nbsp + sign;
    }

    private static string OfHundred(string number, string language) => IsRussian(language) ? number + Nbsp + "%" : number + "%";

    /// <summary>As many as the amount has, and at least the two that people expect.</summary>
    private static int Decimals(Money money, decimal value) =>
        Math.Max(Needed(value, money.Currency.Scale), Math.Min(2, money.Currency.Scale));

    private static int Needed(decimal value, int most)
    {
        var decimals = 0;
        for (var rest = value - decimal.Truncate(value); rest != 0 && decimals < most; decimals++)
            rest = rest * 10 - decimal.Truncate(rest * 10);
        return decimals;
    }
}
