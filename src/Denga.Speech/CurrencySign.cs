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
