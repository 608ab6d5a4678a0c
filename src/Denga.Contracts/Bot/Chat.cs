using Denga.Contracts.Identity;

namespace Denga.Contracts.Bot;

/// <summary>Opens a conversation of the web chat. Every call opens a new one with a new person.</summary>
[Operation("POST /api/v1/chat", Access = Access.Anyone, Summary = "Opens a web-chat conversation.")]
public sealed record OpenChat(string? Language = null, string? TimeZone = null, Client? Client = null) : IOperation<ChatOpened>;

/// <param name="Token">For <c>Authorization: Bearer</c>; shown once.</param>
public sealed record ChatOpened(ConversationId Conversation, string Token, DateTimeOffset ExpiresAt);

/// <summary>Says something: exactly one of <paramref name="Text"/>, <paramref name="Button"/>. With <paramref name="Edit"/> the text replaces an earlier
/// message of the person; with <paramref name="ReplyTo"/> it answers a message. The answer comes as a message of the conversation.
/// <paramref name="Id"/> makes a repeat harmless. Errors: <c>chat.empty</c>, <c>chat.too_long</c> (10,000 characters), <c>chat.not_found</c>.</summary>
[Operation("POST /api/v1/chat/{conversation}/messages", Handle = nameof(Text), Summary = "Says something to the bot.")]
public sealed record Say(
    OperationId Id,
    PersonId Person,
    ConversationId Conversation,
    string? Text = null,
    string? Button = null,
    string? Edit = null,
    string? ReplyTo = null
) : IOperation<Said>;

/// <param name="Id">The message's id in the conversation, or null for a button.</param>
public sealed record Said(string? Id);

/// <summary>Messages after an id, the oldest first, at most 200; without <paramref name="After"/> the last 200. With <paramref name="Wait"/> the answer
/// comes when there is a message, or after as many seconds without one, at most 25. Error: <c>chat.not_found</c>.</summary>
[Operation("GET /api/v1/chat/{conversation}/messages", Summary = "Messages of a conversation; with wait, as soon as there is one.")]
public sealed record ChatMessages(PersonId Person, ConversationId Conversation, string? After = null, int? Wait = null)
    : IOperation<ChatPage>;

public sealed record ChatPage(IReadOnlyList<ChatMessage> Messages);

/// <param name="From"><c>bot</c> or <c>person</c>.</param>
/// <param name="Text">Plain text with <c>*bold*</c> marks removed; line breaks are kept.</param>
public sealed record ChatMessage(
    string Id,
    string From,
    string Text,
    IReadOnlyList<IReadOnlyList<ChatButton>> Buttons,
    IReadOnlyList<string> Images,
    bool Edited,
    DateTimeOffset At,
    IReadOnlyList<string>? Files = null
);

/// <param name="Link">The page that it opens in place of being pressed.</param>
public sealed record ChatButton(string Id, string Label, string? Link = null);

/// <summary>Sends a person a message by the messenger where he last spoke. The same id again sends nothing more.
/// Error: <c>bot.unreachable</c> when he has no conversation or blocked the bot.</summary>
/// <param name="Shown">A subject, such as <c>invoice inv_…</c>: where a message of that conversation shows it and changes with it, the person is told there
/// already, and nothing is sent.</param>
[Operation]
public sealed record SendNotice(OperationId Id, PersonId Person, string Text, string? Shown = null) : IOperation<Done>;

/// <summary>What the bot keeps of a person, for the export: his conversations, the newest 10,000 messages of them, and as many payments of Stars with the
/// number that Telegram gave him.</summary>
[Operation]
public sealed record BotRecords(PersonId Person) : IOperation<PersonalRecords>;
