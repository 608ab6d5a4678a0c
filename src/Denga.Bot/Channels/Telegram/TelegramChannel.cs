using System.Globalization;
using System.Text.Json.Nodes;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Platform.Files;
using Denga.Platform.Texts;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Sends and edits messages in Telegram, within its limits. Texts are plain, so nothing needs escaping.</summary>
internal sealed class TelegramChannel(TelegramClient telegram, SendingLimits limits, FileStore files) : IMessengerChannel
{
    private const int TextMax = 4096;
    private const int CaptionMax = 1024;
    private const int ToastMax = 200;
    private const int ButtonsMax = 100;
    private static readonly Error Lost = new("bot.photo_lost", ErrorKind.Unavailable, "The messenger did not give the photo.");

    public string Name => "telegram";

    /// <summary>https://core.telegram.org/bots/api#sendmessage; a keyboard takes 100 buttons.</summary>
    public ChannelLimits Limits { get; } = new(TextMax, CaptionMax, int.MaxValue, ButtonsMax);

    public async Task<Delivered> Deliver(Outgoing message, CancellationToken cancel)
    {
        while (true)
        {
            await limits.Wait(message.ConversationExternal, cancel);
            var answer = message.External is null ? await Send(message, cancel) : await Edit(message, cancel);
            if (answer.IsOk)
                return new Delivered(
                    (answer.Result as JsonObject)?["message_id"]?.GetValue<long>().ToString(CultureInfo.InvariantCulture)
                        ?? message.External
                );
            if (answer.Code == 429)
            {
                await limits.Pause(message.ConversationExternal, TimeSpan.FromSeconds(answer.RetryAfter ?? 1), cancel);
                continue;
            }
            if (answer.Code == 403 || answer.Description.Contains("chat not found", StringComparison.OrdinalIgnoreCase))
                return new Delivered(message.External, Unreachable: true);
            if (answer.Description.Contains("message is not modified", StringComparison.OrdinalIgnoreCase))
                return new Delivered(message.External);
            if (message.External is not null && IsGone(answer.Description))
            {
                // The person deleted it, or it is older than 48 hours: what it should say comes as a new message.
                message = message with
                {
                    External = null,
                };
                continue;
            }
            return answer.Code == 401
                ? throw new ChannelFailureException("Telegram does not know the token. Check Telegram:Token.")
                : new Delivered(message.External, Refused: $"{answer.Code.ToString(CultureInfo.InvariantCulture)} {answer.Description}");
        }
    }

    public async Task AnswerPress(Update update, string? toast, CancellationToken cancel)
    {
        var fields = new JsonObject { ["callback_query_id"] = update.Callback };
        if (toast is not null)
            fields["text"] = PlainText.Cut(toast, ToastMax);
        await BestEffort("answerCallbackQuery", fields, cancel);
    }

    public async Task<Result<string>> KeepPhoto(PersonId person, string photo, CancellationToken cancel)
    {
        try
        {
            var found = await telegram.Call("getFile", new JsonObject { ["file_id"] = photo }, cancel);
            return (found.Result as JsonObject)?["file_path"]?.GetValue<string>() is { } path
                    ? await telegram.Download(path, (content, token) => files.SavePhoto(person, content, token), cancel)
                : found.Description.Contains("too big", StringComparison.OrdinalIgnoreCase) ? FileErrors.PhotoTooLarge
                : Lost;
        }
        catch (ChannelFailureException)
        {
            return Lost;
        }
    }

    private async Task<TelegramAnswer> Send(Outgoing message, CancellationToken cancel)
    {
        var fields = new JsonObject { ["chat_id"] = Chat(message.ConversationExternal) };
        Keyboard(fields, message.Screen);
        if (await Open(message.Screen, cancel) is { } file)
        {
            if (message.Screen.Text.Length > 0)
                fields["caption"] = PlainText.Cut(message.Screen.Text, CaptionMax);
            return await Upload(message.Screen.Picture is null ? "sendDocument" : "sendPhoto", fields, file, cancel);
        }
        Words(fields, message.Screen);
        return await telegram.Call("sendMessage", fields, cancel);
    }

    private async Task<TelegramAnswer> Edit(Outgoing message, CancellationToken cancel)
    {
        var fields = new JsonObject { ["chat_id"] = Chat(message.ConversationExternal), ["message_id"] = Chat(message.External!) };
        if (message.SentPicture != (message.Screen.Picture is not null))
        {
            // A text cannot become a picture, nor a picture a text: the old message goes, a new one comes.
            await BestEffort("deleteMessage", fields, cancel);
            return await Send(message, cancel);
        }
        Keyboard(fields, message.Screen);
        if (message.Screen.Picture is null)
        {
            Words(fields, message.Screen);
            return await telegram.Call("editMessageText", fields, cancel);
        }
        if (await Open(message.Screen, cancel) is not { } picture)
        {
            fields["caption"] = PlainText.Cut(message.Screen.Text, CaptionMax);
            return await telegram.Call("editMessageCaption", fields, cancel);
        }
        fields["media"] = new JsonObject
        {
            ["type"] = "photo",
            ["media"] = "attach://picture",
            ["caption"] = PlainText.Cut(message.Screen.Text, CaptionMax),
        };
        return await Upload("editMessageMedia", fields, picture with { Field = "picture" }, cancel);
    }

    private async Task<TelegramAnswer> Upload(string method, JsonObject fields, Attachment file, CancellationToken cancel)
    {
        await using var content = file.Content;
        return await telegram.Call(method, fields, cancel, (file.Field, file.Name, content));
    }

    private async Task<Attachment?> Open(Screen screen, CancellationToken cancel)
    {
        var key = screen.Picture ?? screen.File;
        // A file that has expired meanwhile, or cannot be read now, is no reason to keep the words back.
        return key is not null && await files.Open(key, cancel) is { IsOk: true } content
            ? new Attachment(screen.Picture is null ? "document" : "photo", FileStore.NameOf(key), content.Value)
            : null;
    }

    /// <summary>An address in somebody's note must not unfold into a picture and a promise.</summary>
    private static void Words(JsonObject fields, Screen screen)
    {
        fields["text"] = PlainText.Cut(screen.Text, TextMax);
        fields["link_preview_options"] = new JsonObject { ["is_disabled"] = true };
    }

    private static void Keyboard(JsonObject fields, Screen screen)
    {
        if (screen.Buttons is not { Count: > 0 } rows)
            return;
        fields["reply_markup"] = new JsonObject
        {
            ["inline_keyboard"] = new JsonArray([
                .. rows.Select(row => new JsonArray([
                    .. row.Select(b => new JsonObject { ["text"] = b.Label, ["callback_data"] = b.Action }),
                ])),
            ]),
        };
    }

    private async Task BestEffort(string method, JsonObject fields, CancellationToken cancel)
    {
        try
        {
            await telegram.Call(method, (JsonObject)fields.DeepClone(), cancel);
        }
        catch (ChannelFailureException)
        {
            // The press or the old message is of no use later; the answer itself is sent on its own.
        }
    }

    private static long Chat(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static bool IsGone(string description) =>
        description.Contains("message to edit not found", StringComparison.OrdinalIgnoreCase)
        || description.Contains("message can't be edited", StringComparison.OrdinalIgnoreCase)
        || description.Contains("MESSAGE_ID_INVALID", StringComparison.OrdinalIgnoreCase);

    private sealed record Attachment(string Field, string Name, Stream Content);
}
