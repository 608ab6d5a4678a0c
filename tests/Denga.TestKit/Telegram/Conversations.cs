using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>The chats of the bot: who is in them, what was said, and what the bot may change. Call everything under the double's lock.</summary>
internal sealed class Conversations(TelegramDoubleOptions options)
{
    private readonly Dictionary<long, Chat> chats = [];
    private readonly Dictionary<string, TelegramFile> files = [];
    private readonly Dictionary<string, TelegramPress> presses = [];
    private int lastMessage;
    private int lastFile;
    private int lastPress;
    private int lastAlbum;
    private long sequence;

    public JsonObject Me { get; } =
        new()
        {
            ["id"] = options.BotId,
            ["is_bot"] = true,
            ["first_name"] = "Denga",
            ["username"] = options.BotName,
            ["can_join_groups"] = true,
            ["can_read_all_group_messages"] = false,
            ["supports_inline_queries"] = false,
        };

    /// <summary>The commands of each scope and language, as they were last set.</summary>
    public Dictionary<string, JsonArray> Commands { get; } = [];

    public long Sequence => sequence;

    public Chat Open(TelegramUser user)
    {
        if (!chats.TryGetValue(user.Id, out var chat))
            chats[user.Id] = chat = new Chat(user);
        return chat;
    }

    public Chat? Find(long chatId) => chats.GetValueOrDefault(chatId);

    public TelegramPress? FindPress(string id) => presses.GetValueOrDefault(id);

    public TelegramFile? FindFile(string fileId) => files.GetValueOrDefault(fileId);

    public TelegramMessage Say(Chat chat, Func<TelegramMessage, TelegramMessage> content)
    {
        var said = content(new TelegramMessage(chat.User.Id, ++lastMessage, FromBot: false, options.Time.GetUtcNow())) with
        {
            Sequence = ++sequence,
        };
        chat.Messages.Add(said);
        chat.HasStarted = true;
        return said;
    }

    public TelegramPress Press(long chatId, int messageId, Func<string, int> deliver, string data)
    {
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"4382{++lastPress:D14}");
        sequence++;
        var press = new TelegramPress(id, chatId, messageId, deliver(id), data);
        presses[id] = press;
        return press;
    }

    public void Replace(Chat chat, TelegramMessage message) =>
        chat.Messages[chat.Messages.FindIndex(old => old.MessageId == message.MessageId)] = message with { Sequence = ++sequence };

    public JsonNode Perform(string method, TelegramRequest request) =>
        method switch
        {
            "getMe" => Me.DeepClone(),
            "sendMessage" => Send(request, message => Worded(message, request, "text")),
            "sendPhoto" => Send(request, message => Worded(message with { Photo = Photo(request, "photo") }, request, "caption")),
            "sendMediaGroup" => SendAlbum(request),
            "sendDocument" => Send(request, message => Worded(message with { Document = Upload(request, "document") }, request, "caption")),
            "editMessageText" => Edit(request, message => EditedText(message, request)),
            "editMessageCaption" => Edit(request, message => EditedCaption(message, request)),
            "editMessageMedia" => Edit(request, message => EditedMedia(message, request)),
            "editMessageReplyMarkup" => Edit(request, message => message),
            "deleteMessage" => Delete(request),
            "deleteMessages" => DeleteMany(request),
            "answerCallbackQuery" => AnswerPress(request),
            "sendChatAction" => Reachable(request) is not null,
            "setMyCommands" => SetCommands(request),
            "deleteMyCommands" => Commands.Remove(CommandsKey(request)) || true,
            "getMyCommands" => Commands.GetValueOrDefault(CommandsKey(request))?.DeepClone() ?? new JsonArray(),
            "getFile" => GetFile(request),
            "setMyName" or "setMyDescription" or "setMyShortDescription" or "setChatMenuButton" => true,
            _ => throw new NotSupportedException(method),
        };

    public TelegramFile Store(string name, string? contentType, ReadOnlyMemory<byte> content)
    {
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"file-{++lastFile}");
        return files[id] = new TelegramFile(id, name, contentType, content);
    }

    public JsonObject ToJson(TelegramMessage message)
    {
        var chat = chats[message.ChatId];
        var json = new JsonObject
        {
            ["message_id"] = message.MessageId,
            ["from"] = message.FromBot ? Me.DeepClone() : chat.User.ToJson(),
            ["chat"] = chat.ToJson(),
            ["date"] = message.Date.ToUnixTimeSeconds(),
        };
        if (message.Edited)
            json["edit_date"] = options.Time.GetUtcNow().ToUnixTimeSeconds();
        if (message.RepliesTo is { } target && chat.Messages.Find(other => other.MessageId == target) is { } original)
            json["reply_to_message"] = ToJson(original with { RepliesTo = null });
        var (words, entities) = message.Photo is null && message.Document is null ? ("text", "entities") : ("caption", "caption_entities");
        if (message.Text.Length > 0)
            json[words] = message.Text;
        if (message.Entities.Count > 0)
            json[entities] = new JsonArray([.. message.Entities.Select(ToJson)]);
        if (message.Photo is { } photo)
            json["photo"] = new JsonArray(
                new JsonObject
                {
                    ["file_id"] = photo.FileId,
                    ["file_unique_id"] = "u-" + photo.FileId,
                    ["width"] = photo.Width,
                    ["height"] = photo.Height,
                    ["file_size"] = photo.Content.Length,
                }
            );
        if (message.Album is { } album)
            json["media_group_id"] = album;
        if (message.Document is { } document)
            json["document"] = ToJson(document);
        foreach (var (name, value) in message.Other ?? [])
            json[name] = value?.DeepClone();
        if (message.Buttons.Count > 0)
            json["reply_markup"] = message.ReplyMarkup!.DeepClone();
        return json;
    }

    public static JsonObject ToJson(TelegramFile file)
    {
        var json = new JsonObject
        {
            ["file_id"] = file.FileId,
            ["file_unique_id"] = "u-" + file.FileId,
            ["file_size"] = file.Content.Length,
        };
        json["file_name"] = file.Name;
        if (file.ContentType is not null)
            json["mime_type"] = file.ContentType;
        return json;
    }

    private static JsonObject ToJson(TelegramEntity entity)
    {
        var json = new JsonObject
        {
            ["type"] = entity.Type,
            ["offset"] = entity.Offset,
            ["length"] = entity.Length,
        };
        if (entity.Value is { } value)
            json[
                entity.Type switch
                {
                    "text_link" => "url",
                    "custom_emoji" => "custom_emoji_id",
                    _ => "language",
                }
            ] = value;
        return json;
    }

    private JsonObject Send(TelegramRequest request, Func<TelegramMessage, TelegramMessage> content)
    {
        var chat = Reachable(request);
        var message = content(new TelegramMessage(chat.User.Id, 0, FromBot: true, options.Time.GetUtcNow()));
        if (request.Arguments["reply_parameters"] is JsonObject reply && reply["message_id"]?.GetValue<int>() is { } target)
        {
            if (chat.Messages.Exists(other => other.MessageId == target && !other.Deleted))
                message = message with { RepliesTo = target };
            else if (reply["allow_sending_without_reply"]?.GetValue<bool>() != true)
                throw TelegramRefusal.Bad("message to be replied not found");
        }
        message = Marked(message, request) with { MessageId = ++lastMessage, Sequence = ++sequence };
        chat.Messages.Add(message);
        return ToJson(message);
    }

    /// <summary>2 to 10 pictures, each a message, with the mark of what was sent together.</summary>
    private JsonArray SendAlbum(TelegramRequest request)
    {
        var chat = Reachable(request);
        var media = request.Arguments["media"]!.AsArray();
        if (media.Count is < 2 or > 10)
            throw TelegramRefusal.Bad("wrong number of messages in the album");
        var album = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"album-{++lastAlbum}");
        var sent = new JsonArray();
        foreach (var part in media.Select(m => request with { Arguments = m!.AsObject() }))
        {
            var message = new TelegramMessage(chat.User.Id, ++lastMessage, FromBot: true, options.Time.GetUtcNow())
            {
                Photo = Photo(part, "media"),
                Album = album,
                Sequence = ++sequence,
            };
            message = part.Text("caption") is null ? message : Worded(message, part, "caption");
            chat.Messages.Add(message);
            sent.Add(ToJson(message));
        }
        return sent;
    }

    private JsonObject Edit(TelegramRequest request, Func<TelegramMessage, TelegramMessage> content)
    {
        var chat = Reachable(request);
        var id = request.Number("message_id");
        var old = chat.Messages.Find(message => message.MessageId == id && !message.Deleted);
        if (old is null)
            throw TelegramRefusal.Bad("message to edit not found");
        if (!old.FromBot)
            throw TelegramRefusal.Bad("message can't be edited");
        // An edit without reply_markup takes the inline keyboard away.
        var edited = Marked(content(old), request);
        if (
            edited.Text == old.Text
            && edited.Entities.SequenceEqual(old.Entities)
            && JsonNode.DeepEquals(edited.ReplyMarkup, old.ReplyMarkup)
            && edited.Photo == old.Photo
            && edited.Document == old.Document
        )
            throw TelegramRefusal.Bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and "
                    + "reply markup of the message"
            );
        edited = edited with { Edits = old.Edits + 1 };
        Replace(chat, edited);
        return ToJson(edited);
    }

    private static TelegramMessage EditedText(TelegramMessage message, TelegramRequest request) =>
        message.Photo is null && message.Document is null
            ? Worded(message, request, "text")
            : throw TelegramRefusal.Bad("there is no text in the message to edit");

    private static TelegramMessage EditedCaption(TelegramMessage message, TelegramRequest request) =>
        message.Photo is not null || message.Document is not null
            ? Worded(message, request, "caption")
            : throw TelegramRefusal.Bad("there is no caption in the message to edit");

    private TelegramMessage EditedMedia(TelegramMessage message, TelegramRequest request)
    {
        var media = request.Arguments["media"]!.AsObject();
        var part = request with { Arguments = media };
        return media["type"]!.GetValue<string>() switch
        {
            "photo" => Worded(message with { Photo = Photo(part, "media"), Document = null }, part, "caption"),
            "document" => Worded(message with { Document = Upload(part, "media"), Photo = null }, part, "caption"),
            var other => throw new NotSupportedException($"editMessageMedia with {other}"),
        };
    }

    private JsonNode Delete(TelegramRequest request)
    {
        var chat = Reachable(request);
        var id = request.Number("message_id");
        var message = chat.Messages.Find(message => message.MessageId == id && !message.Deleted);
        if (message is null)
            throw TelegramRefusal.Bad("message to delete not found");
        if (options.Time.GetUtcNow() - message.Date > TimeSpan.FromHours(48))
            throw TelegramRefusal.Bad("message can't be deleted for everyone");
        Replace(chat, message with { Deleted = true });
        return true;
    }

    private JsonNode DeleteMany(TelegramRequest request)
    {
        var chat = Reachable(request);
        foreach (var id in request.Arguments["message_ids"]!.AsArray().Select(id => id!.GetValue<int>()))
            if (chat.Messages.Find(message => message.MessageId == id && !message.Deleted) is { } message)
                Replace(chat, message with { Deleted = true });
        return true;
    }

    private JsonNode AnswerPress(TelegramRequest request)
    {
        var id = request.Text("callback_query_id")!;
        if (!presses.TryGetValue(id, out var press))
            throw TelegramRefusal.Bad("query is too old and response timeout expired or query ID is invalid");
        presses[id] = press with { Answered = true, Answer = request.Text("text"), ShowsAlert = request.Flag("show_alert") };
        return true;
    }

    private JsonNode SetCommands(TelegramRequest request)
    {
        Commands[CommandsKey(request)] = request.Arguments["commands"]!.DeepClone().AsArray();
        return true;
    }

    private static string CommandsKey(TelegramRequest request) =>
        $"{request.Arguments["scope"]?.ToJsonString() ?? """{"type":"default"}"""}/{request.Text("language_code")}";

    private JsonObject GetFile(TelegramRequest request)
    {
        var file = FindFile(request.Text("file_id")!) ?? throw TelegramRefusal.Bad("wrong file_id or the file is temporarily unavailable");
        return new JsonObject
        {
            ["file_id"] = file.FileId,
            ["file_unique_id"] = "u-" + file.FileId,
            ["file_size"] = file.Content.Length,
            ["file_path"] = $"files/{file.FileId}",
        };
    }

    private Chat Reachable(TelegramRequest request)
    {
        var chat = request.Number("chat_id") is { } id ? Find(id) : null;
        if (chat is null)
            throw TelegramRefusal.Bad("chat not found");
        if (chat.HasBlocked)
            throw new TelegramRefusal(403, "Forbidden: bot was blocked by the user");
        if (!chat.HasStarted)
            throw new TelegramRefusal(403, "Forbidden: bot can't initiate conversation with a user");
        return chat;
    }

    private static TelegramMessage Worded(TelegramMessage message, TelegramRequest request, string field)
    {
        var (text, entities) = Words.Read(request, field);
        return message with { Text = text, Source = request.Text(field) ?? "", Entities = entities };
    }

    private static TelegramMessage Marked(TelegramMessage message, TelegramRequest request)
    {
        var markup = request.Arguments["reply_markup"] as JsonObject;
        var buttons = markup?["inline_keyboard"] as JsonArray ?? [];
        var keyboard = markup?["keyboard"] as JsonArray ?? [];
        return message with
        {
            ReplyMarkup = buttons.Count > 0 ? markup!.DeepClone() : null,
            RemovesKeyboard = markup?.ContainsKey("remove_keyboard") == true,
            ForcesReply = markup?.ContainsKey("force_reply") == true,
            Keyboard = [.. keyboard.Select(row => (IReadOnlyList<string>)[.. row!.AsArray().Select(Label)])],
            Buttons = [.. buttons.Select(row => (IReadOnlyList<TelegramButton>)[.. row!.AsArray().Select(Button)])],
        };
    }

    private static TelegramButton Button(JsonNode? button) =>
        new(button!["text"]!.GetValue<string>(), button["callback_data"]?.GetValue<string>(), button["url"]?.GetValue<string>());

    private static string Label(JsonNode? button) =>
        button is JsonObject full ? full["text"]!.GetValue<string>() : button!.GetValue<string>();

    private TelegramFile Photo(TelegramRequest request, string field)
    {
        var file = Upload(request, field);
        if (file.Width > 0)
            return file;
        if (file.Content.Length > TelegramRules.PhotoBytesMax)
            throw TelegramRefusal.Bad("file is too big for a photo");
        var (width, height) = Picture.SizeOf(file.Content.Span);
        if (width == 0)
            throw TelegramRefusal.Bad("IMAGE_PROCESS_FAILED");
        if (width + height > 10_000 || Math.Max(width, height) > 20 * Math.Min(width, height))
            throw TelegramRefusal.Bad("PHOTO_INVALID_DIMENSIONS");
        return files[file.FileId] = file with { Width = width, Height = height };
    }

    private TelegramFile Upload(TelegramRequest request, string field)
    {
        var source = request.Text(field)!;
        if (!source.StartsWith(TelegramRequest.Attachment, StringComparison.Ordinal))
            return FindFile(source)
                ?? throw TelegramRefusal.Bad(
                    source.StartsWith("http", StringComparison.Ordinal)
                        ? "failed to get HTTP URL content"
                        : "wrong file identifier/HTTP URL specified"
                );
        var upload = request.Uploads.GetValueOrDefault(source[TelegramRequest.Attachment.Length..]);
        if (upload is null)
            throw TelegramRefusal.Bad($"there is no part {source}");
        if (upload.Content.Length == 0)
            throw TelegramRefusal.Bad("file must be non-empty");
        return Store(upload.Name, upload.ContentType, upload.Content);
    }

    internal sealed class Chat(TelegramUser user)
    {
        public TelegramUser User { get; } = user;
        public List<TelegramMessage> Messages { get; } = [];
        public bool HasStarted { get; set; }
        public bool HasBlocked { get; set; }

        public JsonObject ToJson() =>
            new()
            {
                ["id"] = User.Id,
                ["type"] = "private",
                ["first_name"] = User.FirstName,
                ["username"] = User.Name,
            };
    }
}

/// <summary>The words of a message or a caption after its markup was read.</summary>
internal static class Words
{
    public static (string Text, IReadOnlyList<TelegramEntity> Entities) Read(TelegramRequest request, string field)
    {
        var source = request.Text(field) ?? "";
        if (request.Text("parse_mode") is not { } mode)
            return Trimmed(source, []);
        if (mode != "HTML")
            throw TelegramRefusal.Bad($"the double reads parse_mode HTML only, not {mode}");
        var (text, entities, error) = TelegramHtml.Read(source);
        return error is null ? Trimmed(text, entities) : throw TelegramRefusal.Bad(error);
    }

    private static (string, IReadOnlyList<TelegramEntity>) Trimmed(string text, IReadOnlyList<TelegramEntity> entities)
    {
        var leading = text.Length - text.TrimStart().Length;
        var trimmed = text.Trim();
        var kept = entities
            .Select(entity => (entity, Start: Math.Max(0, entity.Offset - leading), End: entity.Offset - leading + entity.Length))
            .Select(part => part.entity with { Offset = part.Start, Length = Math.Min(part.End, trimmed.Length) - part.Start })
            .Where(entity => entity.Length > 0);
        return (trimmed, kept.ToList());
    }
}

/// <summary>Reads the size of a PNG or a JPEG from its header.</summary>
internal static class Picture
{
    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static (int Width, int Height) SizeOf(ReadOnlySpan<byte> content)
    {
        if (content.Length >= 24 && content.StartsWith(Png))
            return (
                System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(content[16..]),
                System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(content[20..])
            );
        if (content.Length < 4 || content[0] != 0xFF || content[1] != 0xD8)
            return (0, 0);
        for (var i = 2; i + 9 < content.Length && content[i] == 0xFF; )
        {
            var isFrame = content[i + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame)
                return (
                    System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(content[(i + 7)..]),
                    System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(content[(i + 5)..])
                );
            i += 2 + System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(content[(i + 2)..]);
        }
        return (0, 0);
    }
}
