using Microsoft.Extensions.Options;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Keeps within Telegram's limits: so many messages a second for a chat, with short bursts, and for all chats together; and pauses when
/// Telegram says so.</summary>
internal sealed class SendingLimits(IOptions<TelegramOptions> options, TimeProvider clock)
{
    private const int ForgetAbove = 10_000;
    private readonly Dictionary<string, DateTimeOffset> chats = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private DateTimeOffset all = DateTimeOffset.MinValue;

    /// <summary>Waits for the chat's turn and takes it.</summary>
    internal async Task Wait(string chat, CancellationToken cancel)
    {
        var wait = Take(chat);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancel);
    }

    /// <summary>The chat, and the next messages of all, wait as Telegram asked.</summary>
    internal async Task Pause(string chat, TimeSpan wait, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            chats[chat] = now + wait + BurstOf(chat: true);
        await Task.Delay(wait, clock, cancel);
    }

    /// <summary>Generic cell rate: each message moves the time at which the bucket is full again; a burst may run ahead of it.</summary>
    private TimeSpan Take(string chat)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (chats.Count > ForgetAbove)
            {
                foreach (var idle in chats.Where(c => c.Value < now).Select(c => c.Key).ToList())
                    chats.Remove(idle);
            }
            var chatAt = Later(chats.GetValueOrDefault(chat), now) + TimeSpan.FromSeconds(1.0 / options.Value.MessagesPerSecondAndChat);
            all = Later(all, now) + TimeSpan.FromSeconds(1.0 / options.Value.MessagesPerSecond);
            chats[chat] = chatAt;
            var wait = Later(chatAt - BurstOf(chat: true), all - BurstOf(chat: false)) - now;
            return wait;
        }
    }

    private TimeSpan BurstOf(bool chat) =>
        chat ? TimeSpan.FromSeconds((double)options.Value.BurstPerChat / options.Value.MessagesPerSecondAndChat) : TimeSpan.FromSeconds(1);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
