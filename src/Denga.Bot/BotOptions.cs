using System.ComponentModel.DataAnnotations;

namespace Denga.Bot;

/// <summary>Settings under <c>Telegram</c>. Without a token the channel is off.</summary>
internal sealed class TelegramOptions
{
    /// <summary>From BotFather: <c>123456:ABC…</c>.</summary>
    [RegularExpression(@"\d+:[A-Za-z0-9_-]+", ErrorMessage = "Telegram:Token must look like 123456:ABC-DEF, as BotFather gives it.")]
    public string? Token { get; init; }

    /// <summary>The bot's @username, without the @: then people can sign in to the cabinet with Telegram's button, once BotFather knows the site
    /// (<c>/setdomain</c>).</summary>
    [RegularExpression("[A-Za-z0-9_]{5,32}", ErrorMessage = "Telegram:BotName must be the bot's username, without the @.")]
    public string? BotName { get; init; }

    /// <summary>Another Bot API server, such as a local one.</summary>
    [Required, Url]
    public string ApiAddress { get; init; } = "https://api.telegram.org";

    /// <summary>The public address under which Telegram reaches <c>/hooks/telegram</c>; without it Denga asks for updates itself.</summary>
    [Url]
    public string? WebhookAddress { get; init; }

    /// <summary>Telegram repeats it with every update. Without one, a random one is made at each start.</summary>
    [RegularExpression(@"[A-Za-z0-9_-]{1,256}", ErrorMessage = "Telegram:WebhookSecret may have 1 to 256 letters, digits, _ and -.")]
    public string? WebhookSecret { get; init; }

    /// <summary>Telegram's limit for all chats together.</summary>
    [Range(1, 100_000)]
    public int MessagesPerSecond { get; init; } = 30;

    /// <summary>Telegram's limit for one chat; short bursts pass.</summary>
    [Range(1, 100_000)]
    public int MessagesPerSecondAndChat { get; init; } = 1;

    [Range(1, 100_000)]
    public int BurstPerChat { get; init; } = 5;

    /// <summary>How long a question for updates stays open, in seconds.</summary>
    [Range(0, 50)]
    public int PollSeconds { get; init; } = 25;
}

/// <summary>Settings under <c>Support</c>.</summary>
internal sealed class SupportOptions
{
    /// <summary>Whom people write to when a payment went wrong: a @username, an e-mail address or a telephone number, as they shall read it.</summary>
    [StringLength(100)]
    public string? Contact { get; init; }
}
