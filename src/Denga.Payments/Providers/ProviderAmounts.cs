using System.Globalization;
using Denga.Contracts;

namespace Denga.Payments.Providers;

/// <summary>Amounts in each provider's own form, and back; exact, or refused. Only amounts that a provider computed by itself, such as what of a crypto
/// payment came, may be finer than our smallest unit: of those the remainder stays with the provider.</summary>
internal static class ProviderAmounts
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>https://docs.stripe.com/currencies: whole units, whatever ISO 4217 says of their scale.</summary>
    private static readonly HashSet<string> StripeWhole = Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF");

    /// <summary>Thousandths, of which the last digit must be 0.</summary>
    private static readonly HashSet<string> StripeThousandths = Set("BHD JOD KWD OMR TND");

    /// <summary>Without smaller units in the world, and hundredths all the same at Stripe, which must be 00.</summary>
    private static readonly HashSet<string> StripeWholeInHundredths = Set("ISK UGX");

    /// <summary>Nobody can be charged in these.</summary>
    private static readonly HashSet<string> NotAtStripe = Set(
        "CUP ERN GHS IQD IRR KPW LYD MRU SDG SSP STN SVC SYP TMT TON USDT VES XTR ZWG BTN"
    );

    /// <summary>At most eight digits.</summary>
    private const long StripeMost = 99_999_999;

    private static readonly HashSet<string> AtYooKassa = Set("RUB EUR USD KZT BYN UAH UZS TRY INR MDL AZN AMD");

    /// <summary>https://doc.heleket.com: amounts have at most eight decimals.</summary>
    private const int HeleketDecimals = 8;

    /// <summary>An integer in Stripe's unit of the currency, and its code in lower case; HUF and TWD are charged in hundredths as well, and only paid out
    /// in whole units.</summary>
    internal static bool TryToStripe(Money money, out long amount, out string currency)
    {
        (amount, currency) = (0, money.Currency.Code.ToLowerInvariant());
        var code = money.Currency.Code;
        if (money.Minor < 0 || NotAtStripe.Contains(code))
            return false;
        var whole = money.ToDecimal();
        if (StripeWholeInHundredths.Contains(code) && decimal.Truncate(whole) != whole)
            return false;
        var units = whole * StripeUnits(code);
        if (units > StripeMost || decimal.Truncate(units) != units)
            return false;
        amount = decimal.ToInt64(units);
        return !StripeThousandths.Contains(code) || amount % 10 == 0;
    }

    internal static bool TryFromStripe(long amount, string? currency, out Money money)
    {
        money = default;
        return Currency.TryFind(currency, out var known)
            && !NotAtStripe.Contains(known.Code)
            && Money.TryFrom((decimal)amount / StripeUnits(known.Code), known, out money);
    }

    /// <summary>The most of a currency that Stripe takes at once; null: none of it.</summary>
    internal static Money? MostAtStripe(Currency currency) =>
        NotAtStripe.Contains(currency.Code)
        || !Money.TryFrom(decimal.Truncate((decimal)StripeMost / StripeUnits(currency.Code)), currency, out var most)
            ? null
            : most;

    /// <summary><c>1500.00</c>: always two decimals.</summary>
    internal static bool TryToYooKassa(Money money, out string value)
    {
        value = money.ToAmountString();
        return money.Minor >= 0 && AtYooKassa.Contains(money.Currency.Code);
    }

    internal static bool TryFromYooKassa(string? value, string? currency, out Money money) => TryRead(value, currency, out money);

    /// <summary><c>15.00</c>: a decimal text, with the currency's decimals.</summary>
    internal static bool TryToHeleket(Money money, out string amount)
    {
        amount = money.ToAmountString();
        if (money.Minor < 0 || money.Currency.Code == "XTR")
            return false;
        if (money.Currency.Scale <= HeleketDecimals)
            return true;
        var finer = money.Currency.Scale - HeleketDecimals;
        var isExact = amount[^finer..].All(digit => digit == '0');
        amount = amount[..^finer];
        return isExact;
    }

    internal static bool TryFromHeleket(string? amount, string? currency, out Money money) => TryRead(amount, currency, out money);

    /// <summary>What of an amount came when <paramref name="part"/> of <paramref name="whole"/> was paid, both in another currency; what is less than our
    /// smallest unit is left out.</summary>
    internal static Money Share(Money asked, decimal part, decimal whole) =>
        new(decimal.ToInt64(decimal.Truncate(asked.Minor * part / whole)), asked.Currency);

    /// <summary>Telegram counts whole Stars.</summary>
    internal static bool TryToStars(Money money, out long stars)
    {
        stars = money.Minor;
        return money is { Minor: > 0, Currency.Code: "XTR" };
    }

    internal static Money FromStars(long stars) => new(stars, Currency.Parse("XTR"));

    /// <summary>False also for what has more decimals than the currency, zeros excepted.</summary>
    private static bool TryRead(string? amount, string? currency, out Money money)
    {
        money = default;
        return Currency.TryFind(currency, out var known)
            && ExactDecimal.TryParse(amount, Plain, out var number)
            && Money.TryFrom(number, known, out money);
    }

    private static int StripeUnits(string code) =>
        StripeWhole.Contains(code) ? 1
        : StripeThousandths.Contains(code) ? 1000
        : 100;

    private static HashSet<string> Set(string codes) => new(codes.Split(' '), StringComparer.Ordinal);
}
