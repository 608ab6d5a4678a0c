using System.Globalization;
using Denga.Contracts.Bot;
using Denga.Speech;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;

namespace Denga.Tests.Integration.Bot;

/// <summary>A message of the bot as the person sees it.</summary>
internal sealed record Seen(
    long Id,
    string Text,
    IReadOnlyList<IReadOnlyList<string>> Buttons,
    bool HasPicture,
    bool HasFile,
    bool IsEdited,
    string? Link = null
);

/// <summary>A person in one of the channels.</summary>
internal interface ITalker : IAsyncDisposable
{
    Task Say(string text);

    /// <summary>Changes the last message that was said.</summary>
    Task Edit(string text);

    Task Reply(long message, string text);

    Task Press(long message, string label);

    /// <summary>The next message that came or changed.</summary>
    Task<Seen> Next(TimeSpan limit);
}

internal sealed class WebTalker(ChatClient chat) : ITalker
{
    private readonly Dictionary<long, ChatMessage> messages = [];
    private ChatMessage? welcome = chat.Last;
    private Task<ChatMessage>? listening;
    private string? own;

    public async Task Say(string text)
    {
        // The web chat says /start by itself when it is opened.
        if (text != "/start")
            own = await chat.Post(new { text });
    }

    public Task Edit(string text) => chat.Post(new { text, edit = own });

    public Task Reply(long message, string text) => chat.Post(new { text, replyTo = message.ToString(CultureInfo.InvariantCulture) });

    public Task Press(long message, string label) =>
        chat.Post(new { button = messages[message].Buttons.SelectMany(r => r).First(b => b.Label == label).Id });

    public async Task<Seen> Next(TimeSpan limit)
    {
        // A wait that was given up goes on with the next one, so that no message is lost.
        var message = welcome ?? await (listening ??= chat.Next()).WaitAsync(limit);
        if (welcome is null)
            listening = null;
        welcome = null;
        var id = long.Parse(message.Id, CultureInfo.InvariantCulture);
        messages[id] = message;
        return new Seen(
            id,
            message.Text,
            [.. message.Buttons.Select(r => (IReadOnlyList<string>)[.. r.Select(b => b.Label)])],
            message.Images.Count > 0,
            message.Files is { Count: > 0 },
            message.Edited,
            message.Buttons.SelectMany(r => r).FirstOrDefault(b => b.Link is not null)?.Link
        );
    }

    public ValueTask DisposeAsync() => chat.DisposeAsync();
}

internal sealed class TelegramTalker(TelegramUser user) : ITalker
{
    private readonly HashSet<(int, long)> seen = [];
    private int own;

    public Task Say(string text)
    {
        own = user.Sends(text).MessageId;
        return Task.CompletedTask;
    }

    public Task Edit(string text)
    {
        user.Edits(own, text);
        return Task.CompletedTask;
    }

    public Task Reply(long message, string text)
    {
        user.RepliesTo((int)message, text);
        return Task.CompletedTask;
    }

    public Task Press(long message, string label)
    {
        user.Presses((int)message, label);
        return Task.CompletedTask;
    }

    public async Task<Seen> Next(TimeSpan limit)
    {
        // An album comes as a message for each picture; its words are the first one's.
        var message = await user.WaitsFor(
            m => !seen.Contains((m.MessageId, m.Sequence)) && (m.Album is null || m.Text.Length > 0),
            timeout: limit
        );
        seen.Add((message.MessageId, message.Sequence));
        return new Seen(
            message.MessageId,
            message.Text,
            [.. message.Buttons.Select(r => (IReadOnlyList<string>)[.. r.Select(b => b.Label)])],
            message.Photo is not null,
            message.Document is not null,
            message.Edited,
            message.Buttons.SelectMany(r => r).FirstOrDefault(b => b.Url is not null)?.Url
        );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
