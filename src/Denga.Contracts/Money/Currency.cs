using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Denga.Contracts;

/// <summary>A currency and its scale: how many decimal digits its smallest unit has. The scale never changes.
/// Source: ISO 4217 (list one); USDT and TON by their own units; XTR is Telegram Stars.</summary>
[JsonConverter(typeof(CurrencyConverter))]
public sealed class Currency
{
    private static readonly Dictionary<string, Currency> Known = new(StringComparer.OrdinalIgnoreCase);
    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    static Currency()
    {
        const string twoDigits =
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD "
            + "EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
            + "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR "
            + "SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";
        Add(twoDigits, 2);
        Add("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF XTR", 0);
        Add("BHD IQD JOD KWD LYD OMR TND", 3);
        Add("USDT", 6);
        Add("TON", 9);
    }

    private Currency(string code, int scale)
    {
        Code = code;
        Scale = scale;
    }

    public static Currency Rub => Parse("RUB");
    public static Currency Usd => Parse("USD");
    public static Currency Eur => Parse("EUR");
    public static Currency Cny => Parse("CNY");

    public static IReadOnlyCollection<Currency> All => Known.Values;

    /// <summary>Three or four capital letters.</summary>
    public string Code { get; }

    /// <summary>Decimal digits of the smallest unit, 0 to 9.</summary>
    public int Scale { get; }

    /// <summary>How many smallest units make one: 10 to the power of <see cref="Scale"/>.</summary>
    public long UnitsPerOne => Powers[Scale];

    public static Currency Parse(string code) => Known[code];

    /// <summary>Finds by code, in any case of letters.</summary>
    public static bool TryFind(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return code is not null && Known.TryGetValue(code, out currency);
    }

    public override string ToString() => Code;

    private static void Add(string codes, int scale)
    {
        foreach (var code in codes.Split(' '))
            Known.Add(code, new Currency(code, scale));
    }
}

/// <summary>A currency is its code in JSON.</summary>
public sealed class CurrencyConverter : JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Currency.TryFind(reader.GetString(), out var currency)
            ? currency
            : throw new JsonException("Expected the code of a currency, such as \"RUB\".");

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
}
