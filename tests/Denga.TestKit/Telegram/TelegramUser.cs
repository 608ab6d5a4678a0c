using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>A person in a private chat with the bot (the chat has the person's id). Every act becomes an update for the bot.</summary>
public sealed class TelegramUser
{
    private readonly TelegramDouble telegram;

    internal TelegramUser(TelegramDouble telegram, long id, string language, string firstName)
    {
        this.telegram = telegram;
        Id = id;
        Language = language;
        FirstName = firstName;
        Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"user{id}");
    }

    public long Id { get; }

    public string Language { get; }

    public string FirstName { get; }

    /// <summary>As Telegram shows it with an @; null for who has none. It may be changed at any time: the bot hears of it with the next act.</summary>
    public string? Name { get; set; }

    /// <summary>Everything in the chat, oldest first.</summary>
    public IReadOnlyList<TelegramMessage> Messages => telegram.Messages(Id);

    public TelegramMessage Sends(string text) => telegram.Say(this, message => message with { Text = text, Source = text });

    public TelegramMessage RepliesTo(int messageId, string text) =>
        telegram.Say(this, message => message with { Text = text, Source = text, RepliesTo = messageId });

    public TelegramMessage SendsSticker() =>
        telegram.SayWithFile(
            this,
            "sticker.webp",
            "image/webp",
            new byte[64],
            file => new JsonObject
            {
                ["sticker"] = new JsonObject
                {
                    ["file_id"] = file.FileId,
                    ["file_unique_id"] = "u-" + file.FileId,
                    ["type"] = "regular",
                    ["width"] = 512,
                    ["height"] = 512,
                    ["is_animated"] = false,
                    ["is_video"] = false,
                    ["emoji"] = "👍",
                },
            }
        );

    public TelegramMessage SendsVoice(ReadOnlyMemory<byte>? content = null) =>
        telegram.SayWithFile(
            this,
            "voice.ogg",
            "audio/ogg",
            content ?? new byte[256],
            file => new JsonObject
            {
                ["voice"] = new JsonObject
                {
                    ["file_id"] = file.FileId,
                    ["file_unique_id"] = "u-" + file.FileId,
                    ["duration"] = 2,
                    ["mime_type"] = "audio/ogg",
                    ["file_size"] = file.Content.Length,
                },
            }
        );

    public TelegramMessage SendsPhoto(ReadOnlyMemory<byte> content, string caption = "", int? repliesTo = null) =>
        telegram.SayWithPhoto(this, content, caption, repliesTo);

    /// <summary>One picture of an album; those with the same <paramref name="album"/> were chosen together, and come as messages of their own.</summary>
    public TelegramMessage SendsOfAlbum(string album, ReadOnlyMemory<byte> content, string caption = "", int? repliesTo = null) =>
        telegram.SayWithPhoto(this, content, caption, repliesTo, album);

    public TelegramMessage SendsDocument(string name, string contentType, ReadOnlyMemory<byte> content) =>
        telegram.SayWithFile(this, name, contentType, content, file => new JsonObject { ["document"] = Conversations.ToJson(file) });

    /// <summary>Edits a message of this person's own.</summary>
    public TelegramMessage Edits(int messageId, string text) => telegram.EditOwn(this, messageId, text);

    /// <summary>Presses an inline button of a message, named by its label or its callback data.</summary>
    public TelegramPress Presses(int messageId, string labelOrData) => telegram.Press(this, messageId, labelOrData);

    /// <summary>Presses a button with data that the message does not (or no longer) have, as a stale or a hostile client does.</summary>
    public TelegramPress PressesForged(int messageId, string data) => telegram.PressForged(this, messageId, data);

    public void Blocks() => telegram.SetBlocked(this, isBlocked: true);

    public void Unblocks() => telegram.SetBlocked(this, isBlocked: false);

    /// <summary>Sends and waits for the bot's first message or edit after it (that fits).</summary>
    public Task<TelegramMessage> Asks(string text, Func<TelegramMessage, bool>? predicate = null, TimeSpan? timeout = null)
    {
        var sent = Sends(text);
        return WaitsFor(predicate, sent.Sequence, timeout);
    }

    /// <summary>Presses a button and waits for the bot's first message or edit after it (that fits).</summary>
    public Task<TelegramMessage> Taps(
        int messageId,
        string labelOrData,
        Func<TelegramMessage, bool>? predicate = null,
        TimeSpan? timeout = null
    )
    {
        var before = telegram.Sequence;
        Presses(messageId, labelOrData);
        return WaitsFor(predicate, before, timeout);
    }

    /// <summary>Waits for a message of the bot that came or changed after <paramref name="after"/> (a <see cref="TelegramMessage.Sequence"/>).</summary>
    public Task<TelegramMessage> WaitsFor(Func<TelegramMessage, bool>? predicate = null, long after = 0, TimeSpan? timeout = null) =>
        telegram.WaitForMessage(Id, message => message.Sequence > after && (predicate is null || predicate(message)), timeout);

    internal JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["is_bot"] = false,
            ["first_name"] = FirstName,
            ["username"] = Name,
            ["language_code"] = Language,
        };
}
