using System.Globalization;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Files;

namespace Denga.Bot.Channels.Web;

/// <summary>The web chat: the message is already where the page reads it; open pages are told to.</summary>
internal sealed class WebChannel(LiveFeed feed) : IMessengerChannel
{
    internal const string ChannelName = "web";

    public string Name => ChannelName;

    /// <summary>The page shows all that there is.</summary>
    public ChannelLimits Limits { get; } = new(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    public Task<Delivered> Deliver(Outgoing message, CancellationToken cancel)
    {
        feed.Publish(message.Conversation);
        return Task.FromResult(new Delivered(External: null));
    }

    /// <summary>The page has brought it there itself.</summary>
    public Task<Result<string>> KeepPhoto(PersonId person, string photo, CancellationToken cancel) =>
        Task.FromResult<Result<string>>(photo);

    public Task AnswerPress(Update update, string? toast, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The id of a button names its message, so that a press says where it was.</summary>
    internal static ChatMessage Message(long id, bool fromBot, Screen screen, bool edited, DateTimeOffset at) =>
        new(
            id.ToString(CultureInfo.InvariantCulture),
            fromBot ? "bot" : "person",
            screen.Text,
            [
                .. (screen.Buttons ?? []).Select(row =>
                    (IReadOnlyList<ChatButton>)
                        [
                            .. row.Select(b => new ChatButton(
                                string.Create(CultureInfo.InvariantCulture, $"{id}|{b.Press()}"),
                                b.Label,
                                b.Link()
                            )),
                        ]
                ),
            ],
            [.. screen.Pictures.Select(picture => "/files/" + picture)],
            edited,
            at,
            screen.File is null ? null : [$"/files/{screen.File}?name={FileStore.NameOf(screen.File)}"]
        );
}
