using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>The limits that the machine-readable file does not hold: lengths, counts, character sets, and what excludes what.</summary>
internal static class TelegramRules
{
    public const int TextLengthMax = 4096;
    public const int CaptionLengthMax = 1024;
    public const int PhotoBytesMax = 10 * 1024 * 1024;
    public const int UploadBytesMax = 50 * 1024 * 1024;

    private static readonly string[] ButtonActions =
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ];

    private static readonly string[] ChatActions =
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ];

    public static void CheckObject(string type, JsonObject value, string path, Problems problems)
    {
        switch (type)
        {
            case "InlineKeyboardMarkup":
                CheckKeyboard(value["inline_keyboard"] as JsonArray, path + ".inline_keyboard", problems);
                CheckPayButton(value["inline_keyboard"] as JsonArray, path, problems);
                break;
            case "ReplyKeyboardMarkup":
                CheckKeyboard(value["keyboard"] as JsonArray, path + ".keyboard", problems);
                CheckLength(value, "input_field_placeholder", 1, 64, path, problems);
                break;
            case "InlineKeyboardButton":
                CheckButton(value, path, problems);
                break;
            case "KeyboardButton":
                CheckLength(value, "text", 1, 256, path, problems);
                break;
            case "CopyTextButton":
                CheckLength(value, "text", 1, 256, path, problems);
                break;
            case "ReplyKeyboardRemove" when value["remove_keyboard"]?.GetValueKind() != JsonValueKind.True:
                problems.Add($"{path}.remove_keyboard: must be true");
                break;
            case "ForceReply" when value["force_reply"]?.GetValueKind() != JsonValueKind.True:
                problems.Add($"{path}.force_reply: must be true");
                break;
            case "BotCommand":
                if (Text(value, "command") is not { Length: >= 1 and <= 32 } command || !command.All(IsCommandCharacter))
                    problems.Add($"{path}.command: must be 1 to 32 of a-z, 0-9 and _");
                CheckLength(value, "description", 1, 256, path, problems);
                break;
        }
    }

    public static void CheckCall(string method, JsonObject args, bool allowsLoopback, Problems problems)
    {
        if (Text(args, "parse_mode") is { } mode && mode is not ("HTML" or "MarkdownV2" or "Markdown"))
            problems.Add("parse_mode: must be HTML, MarkdownV2 or Markdown");
        if (args.ContainsKey("parse_mode") && (args.ContainsKey("entities") || args.ContainsKey("caption_entities")))
            problems.Add("parse_mode: excludes entities");
        if (Text(args, "chat_id") is { } name && !name.StartsWith('@'))
            problems.Add("chat_id: must be a number or @name");
        switch (method)
        {
            case "editMessageText" or "editMessageCaption" or "editMessageMedia" or "editMessageReplyMarkup":
                var isInline = args.ContainsKey("inline_message_id");
                if (isInline == (args.ContainsKey("chat_id") && args.ContainsKey("message_id")))
                    problems.Add("chat_id: either chat_id and message_id or inline_message_id is required");
                if (method == "editMessageText" && args.ContainsKey("text") == args.ContainsKey("rich_message"))
                    problems.Add("text: either text or rich_message is required");
                break;
            case "answerCallbackQuery":
                CheckLength(args, "text", 0, 200, "", problems);
                break;
            case "deleteMessages":
                CheckCount(args, "message_ids", 1, 100, problems);
                break;
            case "sendChatAction" when !ChatActions.Contains(Text(args, "action")):
                problems.Add($"action: must be one of {string.Join(", ", ChatActions)}");
                break;
            case "setMyCommands" or "deleteMyCommands" or "getMyCommands":
                if (method == "setMyCommands")
                    CheckCount(args, "commands", 0, 100, problems);
                if (Text(args, "language_code") is { } language && !(language.Length is 0 or 2 && language.All(char.IsAsciiLetterLower)))
                    problems.Add("language_code: must be two letters of ISO 639-1, or empty");
                break;
            case "getUpdates":
                CheckRange(args, "limit", 1, 100, problems);
                CheckRange(args, "timeout", 0, long.MaxValue, problems);
                CheckKinds(args, problems);
                break;
            case "setWebhook":
                CheckRange(args, "max_connections", 1, 100, problems);
                CheckWebhook(args, allowsLoopback, problems);
                CheckKinds(args, problems);
                break;
        }
    }

    private static void CheckWebhook(JsonObject args, bool allowsLoopback, Problems problems)
    {
        if (
            Text(args, "secret_token") is { } secret
            && (secret.Length is < 1 or > 256 || !secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        )
            problems.Add("secret_token: must be 1 to 256 of A-Z, a-z, 0-9, _ and -");
        if (Text(args, "url") is not { Length: > 0 } text)
            return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            problems.Add("url: bad webhook: invalid webhook URL specified");
        else if (!(url.IsLoopback && allowsLoopback))
        {
            if (url.Scheme != Uri.UriSchemeHttps)
                problems.Add("url: bad webhook: An HTTPS URL must be provided for webhook");
            if (url.Port is not (443 or 80 or 88 or 8443))
                problems.Add("url: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
        }
    }

    private static void CheckKinds(JsonObject args, Problems problems)
    {
        foreach (var kind in args["allowed_updates"] as JsonArray ?? [])
            if (kind?.GetValueKind() == JsonValueKind.String && !TelegramSpec.Current.UpdateKindExists(kind.GetValue<string>()))
                problems.Add($"allowed_updates: there is no update {kind.GetValue<string>()}");
    }

    private static void CheckButton(JsonObject button, string path, Problems problems)
    {
        CheckLength(button, "text", 1, 256, path, problems);
        var actions = ButtonActions.Where(button.ContainsKey).ToList();
        if (actions.Count != 1)
            problems.Add($"{path}: must have exactly one action, has {(actions.Count == 0 ? "none" : string.Join(", ", actions))}");
        if (Text(button, "callback_data") is { } data && Encoding.UTF8.GetByteCount(data) is < 1 or > 64)
            problems.Add($"{path}.callback_data: BUTTON_DATA_INVALID: must be 1 to 64 bytes, is {Encoding.UTF8.GetByteCount(data)}");
        if (
            Text(button, "url") is { } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "tg" && url.Length > 5)
        )
            problems.Add($"{path}.url: BUTTON_URL_INVALID");
        if (Text(button, "style") is { } style && style is not ("danger" or "success" or "primary"))
            problems.Add($"{path}.style: must be danger, success or primary");
    }

    private static void CheckPayButton(JsonArray? rows, string path, Problems problems)
    {
        var buttons = (rows ?? []).OfType<JsonArray>().SelectMany(row => row).OfType<JsonObject>().ToList();
        if (buttons.Skip(1).Any(button => button.ContainsKey("pay")))
            problems.Add($"{path}: the pay button must be the first");
    }

    private static void CheckKeyboard(JsonArray? rows, string path, Problems problems)
    {
        if (rows is null)
            return;
        var sizes = rows.OfType<JsonArray>().Select(row => row.Count).ToList();
        if (sizes.Any(size => size > 8))
            problems.Add($"{path}: reply markup is too long: at most 8 buttons in a row");
        if (sizes.Any(size => size == 0))
            problems.Add($"{path}: has an empty row");
        if (sizes.Sum() > 100)
            problems.Add($"{path}: reply markup is too long: at most 100 buttons");
    }

    private static void CheckLength(JsonObject value, string field, int min, int max, string path, Problems problems)
    {
        if (Text(value, field) is { } text && (text.Length < min || text.Length > max))
            problems.Add($"{(path.Length == 0 ? "" : path + ".")}{field}: must be {min} to {max} characters, is {text.Length}");
    }

    private static void CheckCount(JsonObject args, string field, int min, int max, Problems problems)
    {
        if (args[field] is JsonArray items && (items.Count < min || items.Count > max))
            problems.Add($"{field}: must have {min} to {max} items, has {items.Count}");
    }

    private static void CheckRange(JsonObject args, string field, long min, long max, Problems problems)
    {
        if (args[field] is { } node && node.GetValueKind() == JsonValueKind.Number && (Number(node) < min || Number(node) > max))
            problems.Add($"{field}: must be {min} to {max}, is {Number(node)}");
    }

    private static bool IsCommandCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_';

    private static string? Text(JsonObject value, string field) =>
        value[field] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static long Number(JsonNode node) =>
        long.TryParse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : long.MinValue;
}
