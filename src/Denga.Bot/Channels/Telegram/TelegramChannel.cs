using System.Globalization;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Platform.Files;
using Denga.Platform.Texts;
using Telegram.Bot.Requests;
using Telegram.Bot.Requests.Abstractions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.ReplyMarkups;
using Update = Denga.Bot.Engine.Update;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Sends and edits messages in Telegram, within its limits. Texts are plain, so nothing needs escaping.</summary>
internal sealed class TelegramChannel(TelegramClient telegram, SendingLimits limits, FileStore files) : IMessengerChannel
{
    private const int TextMax = 4096;
    private const int CaptionMax = 1024;
    private const int ToastMax = 200;

    /// <summary>An address in somebody's note must not unfold into a picture and a promise.</summary>
    private static readonly LinkPreviewOptions NoPreview = new() { IsDisabled = true };

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
                return new Delivered(answer.Number("message_id")?.ToString(CultureInfo.InvariantCulture) ?? message.External);
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

    public Task AnswerPress(Update update, string? toast, CancellationToken cancel) =>
        BestEffort(
            new AnswerCallbackQueryRequest
            {
                CallbackQueryId = update.Callback!,
                Text = toast is null ? null : PlainText.Cut(toast, ToastMax),
            },
            cancel
        );

    public async Task<Result<string>> KeepPhoto(PersonId person, string photo, CancellationToken cancel)
    {
        try
        {
            var found = await telegram.Call(new GetFileRequest { FileId = photo }, cancel);
            return found.Text("file_path") is { } path
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
        var (chat, screen) = (Number(message.ConversationExternal), message.Screen);
        if (screen.Pictures.Count > 1)
            return await SendAlbum(chat, screen, cancel);
        if (await Open(screen.Picture ?? screen.File, cancel) is not { } file)
            return await telegram.Call(
                new SendMessageRequest
                {
                    ChatId = chat,
                    Text = Words(screen),
                    LinkPreviewOptions = NoPreview,
                    ReplyMarkup = Keyboard(screen),
                },
                cancel
            );
        await using var content = file.Content;
        return await telegram.Call(
            screen.Picture is null
                ? new SendDocumentRequest
                {
                    ChatId = chat,
                    Document = file,
                    Caption = Caption(screen),
                    ReplyMarkup = Keyboard(screen),
                }
                : new SendPhotoRequest
                {
                    ChatId = chat,
                    Photo = file,
                    Caption = Caption(screen),
                    ReplyMarkup = Keyboard(screen),
                },
            cancel
        );
    }

    private async Task<TelegramAnswer> Edit(Outgoing message, CancellationToken cancel)
    {
        var (chat, number, screen) = (Number(message.ConversationExternal), (int)Number(message.External!), message.Screen);
        if (message.SentPicture != (screen.Picture is not null))
        {
            // A text cannot become a picture, nor a picture a text: the old message goes, a new one comes.
            await BestEffort(new DeleteMessageRequest { ChatId = chat, MessageId = number }, cancel);
            return await Send(message, cancel);
        }
        if (screen.Picture is null)
            return await telegram.Call(
                new EditMessageTextRequest
                {
                    ChatId = chat,
                    MessageId = number,
                    Text = Words(screen),
                    LinkPreviewOptions = NoPreview,
                    ReplyMarkup = Keyboard(screen),
                },
                cancel
            );
        if (await Open(screen.Picture, cancel) is not { } picture)
            return await telegram.Call(
                new EditMessageCaptionRequest
                {
                    ChatId = chat,
                    MessageId = number,
                    Caption = Caption(screen),
                    ReplyMarkup = Keyboard(screen),
                },
                cancel
            );
        await using var content = picture.Content;
        return await telegram.Call(
            new EditMessageMediaRequest
            {
                ChatId = chat,
                MessageId = number,
                Media = new InputMediaPhoto(picture) { Caption = Caption(screen) },
                ReplyMarkup = Keyboard(screen),
            },
            cancel
        );
    }

    private async Task<TelegramAnswer> SendAlbum(long chat, Screen screen, CancellationToken cancel)
    {
        var photos = new List<InputFileStream>();
        try
        {
            foreach (var key in screen.Pictures.Take(Screen.AlbumMax))
                if (await Open(key, cancel) is { } photo)
                    photos.Add(photo);
            return photos.Count switch
            {
                0 => await telegram.Call(
                    new SendMessageRequest
                    {
                        ChatId = chat,
                        Text = Words(screen),
                        LinkPreviewOptions = NoPreview,
                    },
                    cancel
                ),
                1 => await telegram.Call(
                    new SendPhotoRequest
                    {
                        ChatId = chat,
                        Photo = photos[0],
                        Caption = Caption(screen),
                    },
                    cancel
                ),
                _ => await telegram.Call(
                    new SendMediaGroupRequest
                    {
                        ChatId = chat,
                        // The words of the first are those of the album.
                        Media = [.. photos.Select((photo, i) => new InputMediaPhoto(photo) { Caption = i == 0 ? Caption(screen) : null })],
                    },
                    cancel
                ),
            };
        }
        finally
        {
            foreach (var photo in photos)
                await photo.Content.DisposeAsync();
        }
    }

    /// <summary>A file that has expired meanwhile, or cannot be read now, is no reason to keep the words back.</summary>
    private async Task<InputFileStream?> Open(string? key, CancellationToken cancel) =>
        key is not null && await files.Open(key, cancel) is { IsOk: true } content
            ? InputFile.FromStream(content.Value, FileStore.NameOf(key))
            : null;

    private static string Words(Screen screen) => PlainText.Cut(screen.Text, TextMax);

    private static string? Caption(Screen screen) => screen.Text.Length > 0 ? PlainText.Cut(screen.Text, CaptionMax) : null;

    private static InlineKeyboardMarkup? Keyboard(Screen screen) =>
        screen.Buttons is { Count: > 0 } rows ? new(rows.Select(row => row.Select(Key))) : null;

    private static InlineKeyboardButton Key(Button button) =>
        button.Link() is { } link
            ? InlineKeyboardButton.WithUrl(button.Label, link)
            : InlineKeyboardButton.WithCallbackData(button.Label, button.Action);

    private async Task BestEffort(IRequest request, CancellationToken cancel)
    {
        try
        {
            await telegram.Call(request, cancel);
        }
        catch (ChannelFailureException)
        {
            // The press or the old message is of no use later; the answer itself is sent on its own.
        }
    }

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static bool IsGone(string description) =>
        description.Contains("message to edit not found", StringComparison.OrdinalIgnoreCase)
        || description.Contains("message can't be edited", StringComparison.OrdinalIgnoreCase)
        || description.Contains("MESSAGE_ID_INVALID", StringComparison.OrdinalIgnoreCase);
}
