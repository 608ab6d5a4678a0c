using System.Globalization;
using Denga.Contracts;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>Numbers and days in a language. Its own tables, because the machine's may differ or be missing.</summary>
internal sealed class Wording(string language)
{
    private const string Nbsp = "\u00A0";
    private static readonly string[] OfMonthsRu = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".Split(
        ' '
    );
    private static readonly string[] MonthsEn =
        "January February March April May June July August September October November December".Split(' ');
    private static readonly NumberFormatInfo NumbersRu = new() { NumberGroupSeparator = Nbsp, NumberDecimalSeparator = "," };
    private static readonly NumberFormatInfo NumbersEn = new() { NumberGroupSeparator = ",", NumberDecimalSeparator = "." };

    private readonly bool russian = language == "ru";

    /// <summary>Every text is written in both languages at once: one that lacks a language does not compile.</summary>
    public string Say(string ru, string en) => russian ? ru : en;

    /// <summary><c>4 000 ₽</c> or <c>₽4,000</c>; decimals are left out when they are all zeros.</summary>
    public string Amount(Money money)
    {
        var sign = CurrencySign.Of(money.Currency);
        return russian ? Number(money) + Nbsp + sign : sign + (sign.Length > 1 ? Nbsp : "") + Number(money);
    }

    /// <summary>The amount without its currency: <c>4 000</c>.</summary>
    public string Number(Money money)
    {
        var value = money.ToDecimal();
        var decimals = decimal.Truncate(value) == value ? 0 : money.Currency.Scale;
        return value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), russian ? NumbersRu : NumbersEn);
    }

    /// <summary><c>80 %</c> or <c>80%</c>.</summary>
    public string Percent(int percent) => percent.ToString(CultureInfo.InvariantCulture) + (russian ? Nbsp : "") + "%";

    /// <summary><c>30 ноября</c> or <c>November 30</c>.</summary>
    public string Day(DateOnly day)
    {
        var number = day.Day.ToString(CultureInfo.InvariantCulture);
        return russian ? number + Nbsp + OfMonthsRu[day.Month - 1] : MonthsEn[day.Month - 1] + Nbsp + number;
    }
}
