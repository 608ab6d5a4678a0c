using System.Globalization;
using Denga.Contracts;

namespace Denga.Speech;

/// <summary>Amounts, days and months as people of a language write them.</summary>
public static class Words
{
    private static readonly CultureInfo Ru = CultureInfo.GetCultureInfo("ru-RU");
    private static readonly CultureInfo En = CultureInfo.GetCultureInfo("en-GB");
    private static readonly string[] RuMonths =
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    private static readonly string[] RuMonthNames =
    [
        "Январь",
        "Февраль",
        "Март",
        "Апрель",
        "Май",
        "Июнь",
        "Июль",
        "Август",
        "Сентябрь",
        "Октябрь",
        "Ноябрь",
        "Декабрь",
    ];

    /// <summary><c>1 250,50 ₽</c> or <c>$1,250.50</c>; whole amounts without decimals.</summary>
    public static string Of(Money money, string language)
    {
        var value = Math.Abs(money.ToDecimal());
        var decimals =
            money.Minor % money.Currency.UnitsPerOne == 0
                ? 0
                : Math.Max(money.Currency.Scale > 2 ? Needed(value, money.Currency.Scale) : 0, 2);
        var number = Number(value, decimals, language);
        var sign = money.Minor < 0 ? "−" : "";
        var symbol = CurrencySign.Of(money.Currency);
        return language != "ru" && symbol is ("$" or "€" or "£" or "CN¥" or "JP¥")
            ? $"{sign}{symbol}{number}"
            : $"{sign}{number}\u00a0{symbol}";
    }

    public static string Number(decimal value, int decimals, string language)
    {
        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return language == "ru" ? text.Replace(",", "\u00a0", StringComparison.Ordinal).Replace(".", ",", StringComparison.Ordinal) : text;
    }

    /// <summary>A rate with as many digits as are worth reading.</summary>
    public static string Rate(decimal value, string language) =>
        Number(
            value,
            value switch
            {
                >= 10 => 2,
                >= 0.1m => 4,
                >= 0.001m => 6,
                _ => 9,
            },
            language
        );

    /// <summary>Who published a rate.</summary>
    public static string Source(string source, string language) =>
        string.Join(
            " + ",
            source
                .Split('+')
                .Select(name =>
                    name switch
                    {
                        "cbr" => language == "ru" ? "ЦБ" : "Bank of Russia",
                        "cbr-mirror" => language == "ru" ? "ЦБ (зеркало)" : "Bank of Russia (mirror)",
                        "ecb" => language == "ru" ? "ЕЦБ" : "ECB",
                        "snapshot" => language == "ru" ? "из комплекта" : "built-in set",
                        _ => name,
                    }
                )
        );

    /// <summary><c>12 мая</c>, with the year when it is not this one's.</summary>
    public static string Of(DateOnly day, DateOnly today, string language)
    {
        var year = day.Year == today.Year ? "" : day.ToString(" yyyy", CultureInfo.InvariantCulture);
        return language == "ru"
            ? $"{day.Day.ToString(CultureInfo.InvariantCulture)} {RuMonths[day.Month - 1]}{year}"
            : day.ToString("d MMMM", En) + year;
    }

    /// <summary><c>31</c> or <c>31st</c>.</summary>
    public static string DayOfMonth(int day, string language) =>
        day.ToString(CultureInfo.InvariantCulture)
        + (
            language == "ru" ? ""
            : day is 1 or 21 or 31 ? "st"
            : day is 2 or 22 ? "nd"
            : day is 3 or 23 ? "rd"
            : "th"
        );

    /// <summary><c>сегодня</c>, <c>вчера</c>, or the day with its weekday.</summary>
    public static string Near(DateOnly day, DateOnly today, string language) =>
        (today.DayNumber - day.DayNumber) switch
        {
            0 => language == "ru" ? "сегодня" : "today",
            1 => language == "ru" ? "вчера" : "yesterday",
            > 1 and < 7 => $"{Of(day, today, language)}, {day.ToString("ddd", language == "ru" ? Ru : En)}",
            _ => Of(day, today, language),
        };

    /// <summary><c>Ноябрь 2026</c>.</summary>
    public static string Month(DateOnly month, string language) =>
        language == "ru"
            ? $"{RuMonthNames[month.Month - 1]} {month.ToString("yyyy", CultureInfo.InvariantCulture)}"
            : month.ToString("MMMM yyyy", En);

    private static int Needed(decimal value, int scale)
    {
        var decimals = 0;
        for (var rest = value - decimal.Truncate(value); rest != 0 && decimals < scale; decimals++)
            rest = rest * 10 - decimal.Truncate(rest * 10);
        return decimals;
    }

    /// <summary><c>рубли, ₽</c>: the currency's name where it has a common one, and its sign.</summary>
    public static string Name(Currency currency, string language)
    {
        var ru = language == "ru";
        var name = currency.Code switch
        {
            "RUB" => ru ? "рубли" : "roubles",
            "USD" => ru ? "доллары" : "US dollars",
            "EUR" => ru ? "евро" : "euros",
            "CNY" => ru ? "юани" : "yuan",
            _ => null,
        };
        return name is null ? currency.Code : $"{name}, {CurrencySign.Of(currency)}";
    }
}
