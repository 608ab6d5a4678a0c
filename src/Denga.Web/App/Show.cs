using System.Globalization;
using Denga.Contracts;
using Denga.Platform.Texts;

namespace Denga.Web.App;

/// <summary>Amounts, rates and times as people of a language write them.</summary>
internal static class Show
{
    private static readonly CultureInfo Ru = CultureInfo.GetCultureInfo("ru-RU");
    private static readonly CultureInfo En = CultureInfo.GetCultureInfo("en-GB");

    /// <summary><c>1 250,50 ₽</c> or <c>$1,250.50</c>: two decimals at least where the currency has them, and never less than exact.</summary>
    internal static string Amount(Money money, string language)
    {
        var value = Math.Abs(money.ToDecimal());
        var decimals = Math.Max(Needed(value, money.Currency.Scale), Math.Min(2, money.Currency.Scale));
        var sign = money.Minor < 0 ? "−" : "";
        var symbol = CurrencySign.Of(money.Currency);
        var number = Number(value, decimals, language);
        return language != "ru" && symbol is "$" or "€" or "£" ? $"{sign}{symbol}{number}" : $"{sign}{number}\u00a0{symbol}";
    }

    /// <summary>With a plus when money came in.</summary>
    internal static string Signed(Money money, string language) => (money.Minor > 0 ? "+" : "") + Amount(money, language);

    internal static string Rate(decimal value, string language) => Number(value, Needed(Trimmed(value), 12), language);

    internal static string Exact(decimal value, string language) => Number(value, Needed(Math.Abs(value), 18), language);

    /// <summary>What a person calls the currency; its code where it has no common name.</summary>
    internal static string Name(Currency currency, string language) =>
        Names.TryGetValue(currency.Code, out var name) ? name.In(language) : currency.Code;

    /// <summary><c>21 ноя, 14:05</c>, with the year when it is not this one.</summary>
    internal static string Moment(DateTimeOffset at, string zone, DateTimeOffset now, string language)
    {
        var (local, today) = (In(at, zone), In(now, zone));
        return local.Date == today.Date
            ? local.ToString("HH:mm", CultureInfo.InvariantCulture)
            : $"{Day(local, today, language)}, {local.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    internal static string Day(DateTimeOffset at, string zone, DateTimeOffset now, string language)
    {
        var (local, today) = (In(at, zone), In(now, zone));
        return (today.Date - local.Date).Days switch
        {
            0 => language == "ru" ? "Сегодня" : "Today",
            1 => language == "ru" ? "Вчера" : "Yesterday",
            _ => Day(local, today, language),
        };
    }

    internal static string Day(DateOnly day, string language) => day.ToString("d MMMM yyyy", language == "ru" ? Ru : En);

    internal static string Time(DateTimeOffset at, string zone) => In(at, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    internal static DateTimeOffset In(DateTimeOffset at, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(at, found) : at;

    private static string Day(DateTimeOffset local, DateTimeOffset today, string language) =>
        local.ToString(local.Year == today.Year ? "d MMMM" : "d MMMM yyyy", language == "ru" ? Ru : En);

    private static string Number(decimal value, int decimals, string language)
    {
        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return language == "ru" ? text.Replace(",", "\u00a0", StringComparison.Ordinal).Replace(".", ",", StringComparison.Ordinal) : text;
    }

    /// <summary>Digits worth reading: six of them, counted from the first that is not zero.</summary>
    private static decimal Trimmed(decimal value)
    {
        var decimals = 5;
        for (var rest = value; rest >= 1 && decimals > 2; rest /= 10)
            decimals--;
        for (var rest = value; rest is > 0 and < 0.1m && decimals < 12; rest *= 10)
            decimals++;
        return decimal.Round(value, decimals);
    }

    private static int Needed(decimal value, int most)
    {
        var decimals = 0;
        for (var rest = value - decimal.Truncate(value); rest != 0 && decimals < most; decimals++)
            rest = rest * 10 - decimal.Truncate(rest * 10);
        return decimals;
    }

    private static readonly Dictionary<string, Text> Names = new(StringComparer.Ordinal)
    {
        ["RUB"] = new("Рубли", "Roubles"),
        ["USD"] = new("Доллары", "US dollars"),
        ["EUR"] = new("Евро", "Euros"),
        ["CNY"] = new("Юани", "Yuan"),
        ["GBP"] = new("Фунты", "Pounds"),
        ["KZT"] = new("Тенге", "Tenge"),
        ["TRY"] = new("Лиры", "Liras"),
        ["GEL"] = new("Лари", "Lari"),
        ["JPY"] = new("Иены", "Yen"),
        ["AED"] = new("Дирхамы", "Dirhams"),
        ["USDT"] = new("Tether", "Tether"),
        ["TON"] = new("Toncoin", "Toncoin"),
        ["XTR"] = new("Звёзды Telegram", "Telegram Stars"),
    };
}
