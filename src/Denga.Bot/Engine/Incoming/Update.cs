using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Operations;

namespace Denga.Bot.Engine;

internal enum UpdateKind
{
    Text,
    Button,

    /// <summary>The person edited an earlier message of his.</summary>
    Edit,

    /// <summary>Something that the bot cannot read: a sticker, a voice note, a location.</summary>
    Unsupported,
    Blocked,
    Unblocked,

    /// <summary>Nobody did anything: what the conversation shows has changed.</summary>
    [JsonStringEnumMemberName("Happened")]
    Notification,
}

/// <summary>What came in, in the same form for every channel.</summary>
/// <param name="UpdateId">Unique within the channel for ever: a repeat is the same update. Where the channel gives its numbers out again some day, what
/// tells two updates of one number apart follows after a line break.</param>
/// <param name="Conversation">The channel's id of the conversation.</param>
/// <param name="Sender">The channel's id of the person.</param>
/// <param name="Message">The channel's id of the person's message, or of the bot's message whose button was pressed.</param>
/// <param name="Button">The action of the button, or of the notification.</param>
/// <param name="ReplyTo">The channel's id of the message that this one answers.</param>
/// <param name="Callback">The channel's id of the press, which it wants answered.</param>
/// <param name="Photo">The photo that came with a text, or alone, in the channel's words.</param>
/// <param name="Username">The person's public name in the channel; empty when he has none, null when the channel does not say.</param>
/// <param name="Album">The channel's id of the pictures that were sent together with this one.</param>
internal sealed record Update(
    string Channel,
    string UpdateId,
    string Conversation,
    string Sender,
    UpdateKind Kind,
    DateTimeOffset At,
    string? Language = null,
    string? Message = null,
    string? Text = null,
    string? Button = null,
    string? ReplyTo = null,
    string? Callback = null,
    string? Username = null,
    string? Photo = null,
    string? Album = null
)
{
    /// <summary>Under what the channel delivers it, again and again while it is not sure. A number that it gives out anew is known by its age.</summary>
    internal string DeliveryId => HasNumber ? UpdateId[..UpdateId.IndexOf('\n', StringComparison.Ordinal)] : UpdateId;

    /// <summary>The channel gives its number to another update some day.</summary>
    internal bool HasNumber => UpdateId.Contains('\n', StringComparison.Ordinal);

    /// <summary>The id of the operation that a message causes: made of the message alone, so that working it again repeats nothing and an
    /// edit finds what the message recorded.</summary>
    internal OperationId OperationOf(string? message) => DerivedId.Of(Channel, Conversation, message ?? "");

    /// <summary>The id of the operation that this update causes.</summary>
    internal OperationId Operation => DerivedId.Of(Channel, "", UpdateId);

    /// <summary>Equal for two updates that say the same, whenever they came.</summary>
    internal byte[] ContentHash() =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { At = default, Username = null, Photo = null }, DengaJson.Options));
}
