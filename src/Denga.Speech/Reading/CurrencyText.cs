using System.Diagnostics.CodeAnalysis;
using Denga.Contracts;

namespace Denga.Speech;

/// <summary>A currency as people write it: its code, its sign, its name in the forms that follow a number or a preposition.</summary>
public static class CurrencyText
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.OrdinalIgnoreCase);

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
        Add("ILS", "₪");
        Add("KRW", "₩");
        Add("VND", "₫");
        Add("UAH", "₴ гривна гривны гривен гривнах hryvnia hryvnias");
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

    private static void Add(string code, string words)
    {
        foreach (var word in words.Split(' '))
            Codes.Add(word, code);
    }
}
