using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Bot.Engine;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Reads Telegram's updates. What Denga does not know is left out; a broken update is no update.</summary>
internal static class TelegramUpdates
{
    internal static readonly string[] Allowed = ["message", "edited_message", "callback_query", "my_chat_member"];

    /// <summary>Null when the bot has nothing to do with it: a group, a channel, an unknown kind.</summary>
    internal static Update? Read(JsonNode? node)
    {
        try
        {
            if (node is not JsonObject update || update["update_id"]?.GetValue<long>() is not { } id)
                return null;
            if (update["message"] is JsonObject message)
                return Message(id, message, UpdateKind.Text);
            if (update["edited_message"] is JsonObject edited)
                return Message(id, edited, UpdateKind.Edit);
            if (update["callback_query"] is JsonObject press)
                return Press(id, press);
            return update["my_chat_member"] is JsonObject member ? Member(id, member) : null;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>After a week without updates Telegram numbers them anew, from anywhere: the same number may come again, for something else.</summary>
    private static string UpdateId(long id, string of) => string.Create(CultureInfo.InvariantCulture, $"{id}\n{of}");

    private static Update? Message(long id, JsonObject message, UpdateKind kind)
    {
        var text = message["text"]?.GetValue<string>();
        // A caption speaks for its photo; other media say nothing that can be read.
        text ??= message["caption"]?.GetValue<string>();
        var photo = kind == UpdateKind.Text ? Photo(message) : null;
        return IsPrivate(message["chat"]) && message["from"] is JsonObject from
            ? new Update(
                "telegram",
                UpdateId(id, $"{Required(message["message_id"])} {Id(message["edit_date"] ?? message["date"])}"),
                Required(message["chat"]!["id"]),
                Required(from["id"]),
                text is not null || photo is not null ? kind
                    : kind == UpdateKind.Edit ? UpdateKind.Edit
                    : UpdateKind.Unsupported,
                At(message["edit_date"] ?? message["date"]),
                from["language_code"]?.GetValue<string>(),
                Required(message["message_id"]),
                text,
                ReplyTo: Id(message["reply_to_message"]?["message_id"]),
                Username: Username(from),
                Photo: photo,
                Album: message["media_group_id"]?.GetValue<string>()
            )
            : null;
    }

    /// <summary>The largest size of a photo, or a picture that was sent as a file.</summary>
    private static string? Photo(JsonObject message) =>
        message["photo"] is JsonArray { Count: > 0 } sizes ? sizes[^1]?["file_id"]?.GetValue<string>()
        : message["document"] is JsonObject document
        && document["mime_type"]?.GetValue<string>().StartsWith("image/", StringComparison.Ordinal) == true
            ? document["file_id"]?.GetValue<string>()
        : null;

    private static Update? Press(long id, JsonObject press)
    {
        var message = press["message"];
        if (
            message is null
            || press["data"]?.GetValue<string>() is not { } data
            || press["id"]?.GetValue<string>() is not { } callback
            || press["from"] is not JsonObject from
            || !IsPrivate(message["chat"])
        )
            return null;
        // date is 0 for a message that is too old to be read; a press has no time of its own.
        return new Update(
            "telegram",
            UpdateId(id, callback),
            Required(message["chat"]!["id"]),
            Required(from["id"]),
            UpdateKind.Button,
            DateTimeOffset.MinValue,
            from["language_code"]?.GetValue<string>(),
            Id(message["message_id"]),
            Button: data,
            Callback: callback,
            Username: Username(from)
        );
    }

    private static Update? Member(long id, JsonObject member)
    {
        if (!IsPrivate(member["chat"]) || member["from"] is not JsonObject from)
            return null;
        var blocked = member["new_chat_member"]?["status"]?.GetValue<string>() == "kicked";
        return new Update(
            "telegram",
            UpdateId(id, Required(member["date"] ?? 0L)),
            Required(member["chat"]!["id"]),
            Required(from["id"]),
            blocked ? UpdateKind.Blocked : UpdateKind.Unblocked,
            At(member["date"]),
            from["language_code"]?.GetValue<string>(),
            Username: Username(from)
        );
    }

    /// <summary>Telegram leaves it out for who has none (any more).</summary>
    private static string Username(JsonObject from) => from["username"]?.GetValue<string>() ?? "";

    private static bool IsPrivate(JsonNode? chat) => chat?["type"]?.GetValue<string>() == "private";

    private static string Required(JsonNode? id) => Id(id) ?? throw new FormatException("An id is missing.");

    private static string? Id(JsonNode? id) => id?.GetValue<long>().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset At(JsonNode? date) => DateTimeOffset.FromUnixTimeSeconds(date?.GetValue<long>() ?? 0);
}
