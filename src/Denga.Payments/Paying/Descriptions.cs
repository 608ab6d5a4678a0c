using Denga.Speech;

namespace Denga.Payments.Paying;

/// <summary>What a payer reads at the provider.</summary>
internal static class Descriptions
{
    private static readonly Text Any = new("Оплата в Denga", "A payment to Denga");

    private static readonly Dictionary<string, Text> ByPurpose = new(StringComparer.Ordinal)
    {
        ["top-up"] = new("Пополнение счёта в Denga", "A top-up of your account with Denga"),
        ["stars"] = new("Telegram Stars", "Telegram Stars"),
        ["booking"] = new("Бронирование", "A booking"),
    };

    internal static Text Of(string purpose) => ByPurpose.GetValueOrDefault(purpose, Any);
}
