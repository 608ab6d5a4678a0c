namespace Denga.Bot.Payments;

/// <summary>What is said about what was paid, and where to turn.</summary>
internal static class PaymentTexts
{
    internal static readonly Text None = new("Пополнений и покупок пока не было.", "There have been no top-ups and no purchases yet.");
    internal static readonly Text Latest = new("Последние пополнения и покупки:", "The latest top-ups and purchases:");
    internal static readonly Text Earlier = new("Раньше", "Earlier");
    internal static readonly Text Support = new("Помощь с оплатой", "Help with payments");
}
