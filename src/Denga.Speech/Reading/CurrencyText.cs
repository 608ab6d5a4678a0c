using System.Diagnostics.CodeAnalysis;
using Denga.Contracts;

namespace Denga.Speech;

/// <summary>A currency as people write it: its code, its sign, its name in the forms that follow a number or a preposition.</summary>
public static class CurrencyText
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that several countries have given to their money.</summary>
    private static readonly HashSet<string> Shared = new(
        (
            "крона кроны крон krona kronor krone kroner koruna песо peso pesos франк франка франков франки franc francs динар динара динаров динары "
            + "dinar dinars рупия рупии рупий rupee rupees риал риала риалов риалы rial rials riyal riyals шиллинг шиллинга шиллингов shilling shillings"
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    static CurrencyText()
    {
        Add("RUB", "₽ р руб рубль рубля рублей рубли рублях рублям rouble roubles ruble rubles");
        Add("USD", "$ доллар доллара долларов доллары долларах бакс бакса баксов баксы dollar dollars buck bucks");
        Add("EUR", "€ евро euro euros");
        Add("CNY", "CN¥ 元 юань юаня юаней юани юанях yuan rmb");
        Add("GBP", "£ фунт фунта фунтов фунты фунтах pound pounds");
        Add("JPY", "JP¥ 円 иена иены иен йена йены йен yen");
        Add("KZT", "₸ тенге tenge");
        Add("TRY", "₺ лира лиры лир лирах lira liras");
        Add("GEL", "₾ лари lari");
        Add("INR", "₹");
        Add("KRW", "₩");
        Add("VND", "₫");
        Add("UAH", "₴ гривна гривны гривен гривнах hryvnia hryvnias");
        Add("AMD", "֏ драм драма драмов драмы dram drams");
        Add("AZN", "₼ манат маната манатов манаты manat manats");
        Add("PLN", "zł злотый злотых злотого злотые zloty zlotys");
        Add("THB", "฿ бат бата батов баты baht bahts");
        Add("MNT", "₮ тугрик тугрика тугриков тугрики tugrik tugriks");
        Add("TJS", "сомони somoni");
        Add("AED", "дирхам дирхама дирхамов дирхамы dirham dirhams");
        Add("HUF", "форинт форинта форинтов форинты forint forints");
        Add("ILS", "₪ шекель шекеля шекелей шекели shekel shekels");
        Add("IDR", "rupiah rupiahs");
        Add("USDT", "tether");
    }

    /// <param name="main">The sign that yuan and yen share is this one, when it is one of them, and is not read otherwise.</param>
    public static bool TryRead(string word, [NotNullWhen(true)] out Currency? currency, Currency? main = null)
    {
        var bare = word.Trim().TrimEnd('.');
        if (bare is "\u00A5" or "\uFFE5")
        {
            currency = main is { Code: "CNY" or "JPY" } ? main : null;
            return currency is not null;
        }
        return Currency.TryFind(Codes.GetValueOrDefault(bare) ?? bare, out currency);
    }

    /// <summary>Whether the word is money's, but several countries', so that it names no currency.</summary>
    internal static bool IsShared(string word) => Shared.Contains(word.Trim().TrimEnd('.'));

    private static void Add(string code, string words)
    {
        foreach (var word in words.Split(' '))
            Codes.Add(word, code);
    }
}
