namespace Denga.Payments.Providers.TelegramStars;

/// <summary>Settings under <c>Payments:Providers:telegramstars</c>.</summary>
internal sealed class TelegramStarsOptions
{
    /// <summary>Whether the bot takes Stars (<c>Telegram:Token</c> is its own setting); default false.</summary>
    public bool On { get; set; }
}
