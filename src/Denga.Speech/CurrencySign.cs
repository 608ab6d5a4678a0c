using System.Globalization;
using Denga.Contracts;

namespace Denga.Speech;

/// <summary>How a currency is marked beside an amount, the same in the bot, the cabinet, notices and reports: by its sign where people know it by one
/// that is nobody else's, by its code otherwise. Yuan and yen share "¥", so each says whose it is.</summary>
public static class CurrencySign
{
    public static string Of(Currency currency) =>
        currency.Code switch
        {
            "RUB" => "₽",
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "CNY" => "CN¥",
            "JPY" => "JP¥",
            "KZT" => "₸",
            "TRY" => "₺",
            "GEL" => "₾",
            "UAH" => "₴",
            "INR" => "₹",
            "ILS" => "₪",
            "KRW" => "₩",
            "VND" => "₫",
            var code => code,
        };
}

public static partial class Words
{
    /// <summary><c>рубли, ₽</c>: the currency's name where it has a common one, and its sign; its code alone where it has none.</summary>
    public static string Name(Currency currency, string language) =>
        CurrencyTexts.TryGetValue(currency.Code, out var name) ? $"{name.In(language)}, {CurrencySign.Of(currency)}" : currency.Code;

    /// <summary><c>Рубли</c>: as a title, without its sign.</summary>
    public static string Title(Currency currency, string language) =>
        CurrencyTexts.TryGetValue(currency.Code, out var name) ? Capital(name.In(language)) : currency.Code;

    /// <summary><c>рубли, доллары, евро и другие</c>: those that are known best.</summary>
    public static string Names(IReadOnlyCollection<Currency> currencies, string language)
    {
        var known = CurrencyTexts.Where(t => currencies.Any(c => c.Code == t.Key)).Select(t => t.Value.In(language));
        var codes = currencies.Where(c => !CurrencyTexts.ContainsKey(c.Code)).Select(c => c.Code);
        var names = string.Join(", ", known.Concat(codes).Take(NamesShown));
        return currencies.Count > NamesShown ? AndOthers.In(language, names) : names;
    }

    private const int NamesShown = 6;
    private static readonly Text AndOthers = new("{0} и другие", "{0} and others");

    internal static string Capital(string words) =>
        string.Concat(char.ToUpper(words[0], CultureInfo.InvariantCulture).ToString(), words.AsSpan(1));

    private static readonly Dictionary<string, Text> CurrencyTexts = new(StringComparer.Ordinal)
    {
        ["RUB"] = new("рубли", "roubles"),
        ["USD"] = new("доллары", "US dollars"),
        ["EUR"] = new("евро", "euros"),
        ["CNY"] = new("юани", "yuan"),
        ["GBP"] = new("фунты", "pounds"),
        ["JPY"] = new("иены", "yen"),
        ["CHF"] = new("швейцарские франки", "Swiss francs"),
        ["KZT"] = new("тенге", "tenge"),
        ["TRY"] = new("лиры", "liras"),
        ["GEL"] = new("лари", "lari"),
        ["AMD"] = new("драмы", "drams"),
        ["AZN"] = new("манаты", "manats"),
        ["BYN"] = new("белорусские рубли", "Belarusian roubles"),
        ["KGS"] = new("сомы", "soms"),
        ["UZS"] = new("сумы", "sums"),
        ["UAH"] = new("гривны", "hryvnias"),
        ["RSD"] = new("динары", "dinars"),
        ["PLN"] = new("злотые", "zlotys"),
        ["ILS"] = new("шекели", "shekels"),
        ["INR"] = new("рупии", "rupees"),
        ["THB"] = new("баты", "baht"),
        ["VND"] = new("донги", "dong"),
        ["KRW"] = new("воны", "won"),
        ["AED"] = new("дирхамы", "dirhams"),
        ["MNT"] = new("тугрики", "tugriks"),
        ["CZK"] = new("чешские кроны", "Czech korunas"),
        ["MDL"] = new("молдавские леи", "Moldovan lei"),
        ["TJS"] = new("сомони", "somoni"),
        ["IDR"] = new("индонезийские рупии", "Indonesian rupiahs"),
        ["BRL"] = new("бразильские реалы", "Brazilian reais"),
        ["SEK"] = new("шведские кроны", "Swedish kronor"),
        ["NOK"] = new("норвежские кроны", "Norwegian kroner"),
        ["DKK"] = new("датские кроны", "Danish kroner"),
        ["HUF"] = new("форинты", "forints"),
        ["BGN"] = new("болгарские левы", "Bulgarian leva"),
        ["RON"] = new("румынские леи", "Romanian lei"),
        ["CAD"] = new("канадские доллары", "Canadian dollars"),
        ["AUD"] = new("австралийские доллары", "Australian dollars"),
        ["USDT"] = new("Tether", "Tether"),
        ["TON"] = new("Toncoin", "Toncoin"),
        ["XTR"] = new("звёзды Telegram", "Telegram Stars"),
    };
}
