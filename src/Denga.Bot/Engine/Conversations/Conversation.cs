using Denga.Contracts;

namespace Denga.Bot.Engine;

/// <summary>A conversation and where it stands.</summary>
/// <param name="State">Small values by name; a dialog's names begin with its own.</param>
internal sealed record Conversation(
    ConversationId Id,
    string Channel,
    string ExternalId,
    PersonId Person,
    IReadOnlyDictionary<string, string> State,
    long Version,
    bool IsBlocked
);

/// <summary>A message of the bot as it is kept.</summary>
internal sealed record KeptMessage(
    long Id,
    string Text,
    IReadOnlyList<IReadOnlyList<Button>> Buttons,
    string? Picture,
    string? File,
    Subject? Subject
)
{
    /// <summary>It reads so already: there is nothing to edit.</summary>
    internal bool Shows(Screen screen) =>
        Text == screen.Text
        && Picture == screen.Picture
        && File == screen.File
        && Buttons.SelectMany(r => r).SequenceEqual((screen.Buttons ?? []).SelectMany(r => r));
}

/// <summary>A message on its way to a channel.</summary>
/// <param name="External">The channel's id when it was sent before: then it is edited.</param>
/// <param name="SentPicture">The message was sent with a picture.</param>
/// <param name="MayBeSent">It may be queued a second time: whether it is still to be sent is asked when its turn comes.</param>
internal sealed record Outgoing(
    long Id,
    ConversationId Conversation,
    string Channel,
    string ConversationExternal,
    int Revision,
    Screen Screen,
    string? External,
    bool SentPicture,
    string? Trace,
    bool MayBeSent = false
);
