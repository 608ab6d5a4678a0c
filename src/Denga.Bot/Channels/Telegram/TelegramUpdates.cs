using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Denga.Bot.Engine;
using Telegram.Bot.Types.Enums;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Reads Telegram's updates. What Denga does not know is left out; a broken update is no update.</summary>
internal static class TelegramUpdates
{
    internal static readonly UpdateType[] Allowed =
    [
        UpdateType.Message,
        UpdateType.EditedMessage,
        UpdateType.CallbackQuery,
        UpdateType.MyChatMember,
        UpdateType.PreCheckoutQuery,
    ];

    /// <summary>Null for what is no update.</summary>
    internal static Received? Read(JsonElement json)
    {
        try
        {
            return json.Deserialize(TelegramJson.Default.Received);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What a person did in a conversation. Null when there is nothing to converse about: a group, a channel, an unknown kind, and what is paid,
    /// which goes its own way.</summary>
    internal static Update? Conversed(Received? received) =>
        received switch
        {
            { Message.SuccessfulPayment.Currency: "XTR" } => null,
            { UpdateId: { } id, Message: { } message } => Message(id, message, UpdateKind.Text),
            { UpdateId: { } id, EditedMessage: { } edited } => Message(id, edited, UpdateKind.Edit),
            { UpdateId: { } id, CallbackQuery: { } press } => Press(id, press),
            { UpdateId: { } id, MyChatMember: { } member } => Member(id, member),
            _ => null,
        };

    /// <summary>Stars that came; the only proof of it.</summary>
    internal static StarPayment? Paid(Received? received) =>
        received
            is { Message: { From.Id: var payer, Date: var date } and { SuccessfulPayment: { Currency: "XTR", TotalAmount: > 0 } paid } }
        && paid is { TelegramPaymentChargeId: { Length: > 0 } charge, InvoicePayload: { } payload }
            ? new StarPayment(charge, payload, payer, paid.TotalAmount, At(date))
            : null;

    internal static long? IdOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("update_id", out var id) && id.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>After a week without updates Telegram numbers them anew, from anywhere: the same number may come again, for something else.</summary>
    private static string UpdateId(long id, string of) => string.Create(CultureInfo.InvariantCulture, $"{id}\n{of}");

    private static Update? Message(long id, ReceivedMessage message, UpdateKind kind)
    {
        // A caption speaks for its photo; other media say nothing that can be read.
        var text = message.Text ?? message.Caption;
        var photo = kind == UpdateKind.Text ? Photo(message) : null;
        return message is { MessageId: { } number, From: { } from, Chat: { IsPrivate: true } chat }
            ? new Update(
                "telegram",
                UpdateId(id, $"{Id(number)} {Id(message.EditDate ?? message.Date)}"),
                Id(chat.Id),
                Id(from.Id),
                text is not null || photo is not null ? kind
                    : kind == UpdateKind.Edit ? UpdateKind.Edit
                    : UpdateKind.Unsupported,
                At(message.EditDate ?? message.Date),
                from.LanguageCode,
                Id(number),
                text,
                ReplyTo: message.ReplyToMessage?.MessageId is { } replied ? Id(replied) : null,
                Username: from.Username ?? "",
                Photo: photo,
                Album: message.MediaGroupId
            )
            : null;
    }

    /// <summary>The largest size of a photo, or a picture that was sent as a file.</summary>
    private static string? Photo(ReceivedMessage message) =>
        message.Photo is { Count: > 0 } sizes ? sizes[^1].FileId
        : message.Document is { MimeType: { } type } document && type.StartsWith("image/", StringComparison.Ordinal) ? document.FileId
        : null;

    // Its message's date is 0 when that is too old to be read; a press has no time of its own.
    private static Update? Press(long id, ReceivedPress press) =>
        press is { Id: { } callback, Data: { } data, From: { } from, Message: { Chat: { IsPrivate: true } chat } message }
            ? new Update(
                "telegram",
                UpdateId(id, callback),
                Id(chat.Id),
                Id(from.Id),
                UpdateKind.Button,
                DateTimeOffset.MinValue,
                from.LanguageCode,
                message.MessageId is { } number ? Id(number) : null,
                Button: data,
                Callback: callback,
                Username: from.Username ?? ""
            )
            : null;

    private static Update? Member(long id, ReceivedMember member) =>
        member is { From: { } from, Chat: { IsPrivate: true } chat }
            ? new Update(
                "telegram",
                UpdateId(id, Id(member.Date)),
                Id(chat.Id),
                Id(from.Id),
                member.NewChatMember?.Status == "kicked" ? UpdateKind.Blocked : UpdateKind.Unblocked,
                At(member.Date),
                from.LanguageCode,
                Username: from.Username ?? ""
            )
            : null;

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset At(long date) => DateTimeOffset.FromUnixTimeSeconds(date);
}

/// <summary>Of an update, only what Denga reads: the library's types refuse a whole message for the sake of a forward, a gift or a background of a
/// kind that is newer than they are, and what somebody spent would be lost with it.</summary>
internal sealed record Received(
    long? UpdateId,
    ReceivedMessage? Message,
    ReceivedMessage? EditedMessage,
    ReceivedPress? CallbackQuery,
    ReceivedMember? MyChatMember,
    ReceivedCheckout? PreCheckoutQuery
);

/// <param name="Date">Seconds since 1970.</param>
internal sealed record ReceivedMessage(
    long? MessageId,
    ReceivedChat? Chat,
    ReceivedUser? From,
    long Date,
    long? EditDate,
    string? Text,
    string? Caption,
    IReadOnlyList<ReceivedFile>? Photo,
    ReceivedFile? Document,
    string? MediaGroupId,
    ReceivedReference? ReplyToMessage,
    ReceivedPaid? SuccessfulPayment
);

internal sealed record ReceivedPaid(string? Currency, long TotalAmount, string? InvoicePayload, string? TelegramPaymentChargeId);

internal sealed record ReceivedCheckout(string? Id, ReceivedUser? From, string? Currency, long TotalAmount, string? InvoicePayload);

internal sealed record ReceivedTransactions(IReadOnlyList<ReceivedTransaction>? Transactions);

internal sealed record ReceivedTransaction(
    [property: JsonRequired] string Id,
    [property: JsonRequired] long Amount,
    long Date,
    ReceivedPartner? Source,
    ReceivedPartner? Receiver
);

internal sealed record ReceivedPartner(ReceivedUser? User, string? InvoicePayload);

internal sealed record ReceivedReference(long? MessageId);

internal sealed record ReceivedPress(string? Id, string? Data, ReceivedUser? From, ReceivedMessage? Message);

internal sealed record ReceivedMember(ReceivedChat? Chat, ReceivedUser? From, long Date, ReceivedStatus? NewChatMember);

internal sealed record ReceivedStatus(string? Status);

internal sealed record ReceivedFile(string? FileId, string? MimeType);

internal sealed record ReceivedChat([property: JsonRequired] long Id, string? Type)
{
    internal bool IsPrivate => Type == "private";
}

/// <param name="Username">Left out for who has none (any more).</param>
internal sealed record ReceivedUser([property: JsonRequired] long Id, string? LanguageCode, string? Username);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Received))]
[JsonSerializable(typeof(ReceivedTransactions))]
internal sealed partial class TelegramJson : JsonSerializerContext;
