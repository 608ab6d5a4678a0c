using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Telegram;

public sealed record TelegramDoubleOptions
{
    public long BotId { get; init; } = 123456;

    public string BotName { get; init; } = "denga_test_bot";

    /// <summary>Dates of messages, the timeout of getUpdates and the pauses between redeliveries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The pause before the next push of an update whose n-th push failed; by default next to none, so that tests are quick.</summary>
    public Func<int, TimeSpan> RedeliveryDelay { get; init; } = attempt => TimeSpan.FromMilliseconds(Math.Min(5 * attempt, 200));

    /// <summary>Like a local Bot API server: a webhook on a loopback address may be plain HTTP on any port.</summary>
    public bool AllowsLoopbackWebhook { get; init; } = true;

    /// <summary>Where the webhook is called; null calls its address over the network.</summary>
    public HttpMessageHandler? WebhookHandler { get; init; }

    /// <summary>Telegram's own pauses: 1 s, doubling, up to a minute.</summary>
    public static TimeSpan TelegramBackoff(int attempt) => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt - 1), 60));
}

/// <summary>A Bot API server for tests. It holds every request against the published description of the API, refuses a wrong one as Telegram
/// does, and keeps it in <see cref="Violations"/>; plays the people who write to the bot; and fails, stalls, repeats and reorders when told.
/// Source of the limits: the Bot API's documentation, version 10.1.</summary>
public sealed class TelegramDouble : IAsyncDisposable
{
    private const string TokenSecret = "AAE-TEST-TOKEN-35-characters-long_0";
    private static readonly JsonSerializerOptions Readably = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly Lock gate = new();
    private readonly Pulse pulse;
    private readonly TelegramDoubleOptions options;
    private readonly WebApplication app;
    private readonly Conversations conversations;
    private readonly StarTill till;
    private readonly UpdateQueue updates;
    private readonly Faults faults = new();
    private readonly List<TelegramViolation> violations = [];
    private readonly List<TelegramCall> calls = [];
    private readonly Dictionary<string, Func<JsonObject, JsonNode>> answers = new(StringComparer.OrdinalIgnoreCase);

    private TelegramDouble(TelegramDoubleOptions options)
    {
        this.options = options;
        pulse = new Pulse(gate);
        conversations = new Conversations(options);
        till = new StarTill(options);
        updates = new UpdateQueue(gate, pulse, options, ExecuteFromWebhook);
        Token = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{options.BotId}:{TokenSecret}");

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = TelegramRules.UploadBytesMax * 2L);
        builder.Services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(form =>
            form.MultipartBodyLengthLimit = TelegramRules.UploadBytesMax * 2L
        );
        app = builder.Build();
        app.Run(Handle);
    }

    public string Token { get; }

    /// <summary>The address to configure instead of https://api.telegram.org.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Requests that a right bot would not have sent. A test ends with asserting that there are none.</summary>
    public IReadOnlyList<TelegramViolation> Violations
    {
        get
        {
            lock (gate)
                return [.. violations];
        }
    }

    /// <summary>Every call so far, refused ones too, without getUpdates.</summary>
    public IReadOnlyList<TelegramCall> Calls
    {
        get
        {
            lock (gate)
                return [.. calls];
        }
    }

    public IReadOnlyList<TelegramDelivery> Deliveries
    {
        get
        {
            lock (gate)
                return [.. updates.Deliveries];
        }
    }

    public bool HasWebhook
    {
        get
        {
            lock (gate)
                return updates.HasWebhook;
        }
    }

    /// <summary>A number that grows with every change of any chat.</summary>
    public long Sequence
    {
        get
        {
            lock (gate)
                return conversations.Sequence;
        }
    }

    public static async Task<TelegramDouble> StartAsync(TelegramDoubleOptions? options = null)
    {
        var telegram = new TelegramDouble(options ?? new TelegramDoubleOptions());
        await telegram.app.StartAsync();
        var addresses = telegram.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        telegram.BaseUrl = new Uri(addresses.Single());
        return telegram;
    }

    public async ValueTask DisposeAsync()
    {
        await updates.DisposeAsync();
        // Long polls and stalls must not hold the stop up.
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    /// <summary>The person with this id; the first call makes him. Until he writes, the bot cannot write to him, as in Telegram.</summary>
    public TelegramUser User(long id, string language = "en", string firstName = "Anna")
    {
        lock (gate)
            return conversations.Find(id)?.User ?? conversations.Open(new TelegramUser(this, id, language, firstName)).User;
    }

    public IReadOnlyList<TelegramMessage> Messages(long chatId)
    {
        lock (gate)
            return [.. conversations.Find(chatId)?.Messages ?? []];
    }

    /// <summary>The commands that the bot set for a scope (a type such as <c>default</c>) and a language.</summary>
    public IReadOnlyList<(string Command, string Description)> Commands(string language = "", string scope = "default")
    {
        lock (gate)
            return
            [
                .. (conversations.Commands.GetValueOrDefault($$"""{"type":"{{scope}}"}/{{language}}""") ?? []).Select(command =>
                    (command!["command"]!.GetValue<string>(), command["description"]!.GetValue<string>())
                ),
            ];
    }

    public byte[] FileContent(string fileId)
    {
        lock (gate)
            return conversations.FindFile(fileId)!.Content.ToArray();
    }

    /// <summary>The bot's first message in the chat, deleted ones excepted, that fits as it stands now; waits until there is one.</summary>
    public Task<TelegramMessage> WaitForMessage(long chatId, Func<TelegramMessage, bool> predicate, TimeSpan? timeout = null) =>
        pulse.Until(
            () => conversations.Find(chatId)?.Messages.Find(message => message.FromBot && !message.Deleted && predicate(message)),
            timeout,
            () => Described($"No message of the bot in chat {chatId} fits.", chatId)
        );

    /// <summary>Waits until the message is deleted.</summary>
    public Task<TelegramMessage> WaitForDeletion(long chatId, int messageId, TimeSpan? timeout = null) =>
        pulse.Until(
            () => conversations.Find(chatId)?.Messages.Find(message => message.MessageId == messageId && message.Deleted),
            timeout,
            () => Described($"Message {messageId} of chat {chatId} is not deleted.", chatId)
        );

    public Task<TelegramCall> WaitForCall(string method, Func<TelegramCall, bool>? predicate = null, TimeSpan? timeout = null) =>
        pulse.Until(
            () => calls.Find(call => call.Method == method && (predicate is null || predicate(call))),
            timeout,
            () => Described($"No call of {method} fits.", null)
        );

    /// <summary>Waits until the bot answered the press, and tells how.</summary>
    public Task<TelegramPress> WaitForAnswer(TelegramPress press, TimeSpan? timeout = null) =>
        pulse.Until(
            () => conversations.FindPress(press.Id) is { Answered: true } answered ? answered : null,
            timeout,
            () => Described($"The press on message {press.MessageId} is not answered.", press.ChatId)
        );

    /// <summary>Waits until the bot confirmed every update: by the offset of getUpdates, or by a 2xx to the webhook.</summary>
    public Task WaitUntilConfirmed(TimeSpan? timeout = null) =>
        pulse.Until(() => updates.IsEmpty ? this : null, timeout, () => Described("Not every update is confirmed.", null));

    public Task WaitForDelivery(Func<TelegramDelivery, bool> predicate, TimeSpan? timeout = null) =>
        pulse.Until(
            () => updates.Deliveries.FirstOrDefault(predicate),
            timeout,
            () => Described($"No delivery fits: {string.Join(", ", updates.Deliveries)}.", null)
        );

    /// <summary>Delivers an update that no other member makes, such as a pre_checkout_query.</summary>
    public int Deliver(string kind, JsonObject payload, long key = 0)
    {
        lock (gate)
            return updates.Add(kind, payload, key);
    }

    /// <summary>As after a week without updates: the next one has this number. An offset of the old numbering then confirms nothing, and what waits is
    /// given again and again; a lower number than the offset is gone.</summary>
    public void NumberUpdatesFrom(int updateId)
    {
        lock (gate)
            updates.NumberFrom(updateId);
    }

    /// <summary>Waits until the bot has asked for updates so often.</summary>
    public Task WaitForPolls(int count, TimeSpan? timeout = null) =>
        pulse.Until(() => updates.Polls >= count ? this : null, timeout, () => Described("The bot does not ask for updates.", null));

    /// <summary>How often the bot has asked for updates.</summary>
    public int Polls
    {
        get
        {
            lock (gate)
                return updates.Polls;
        }
    }

    /// <summary>Somebody opens a link of the bot's (or one with this payload) and presses "pay": the bot is asked. Its answer comes later.</summary>
    /// <param name="stars">Another amount than the invoice's, as a hostile client would have it.</param>
    public StarQuestion OpenStars(TelegramUser payer, string linkOrPayload, long? stars = null)
    {
        lock (gate)
        {
            var invoice = till.Invoice(linkOrPayload);
            var (question, update) = till.Ask(payer, invoice, stars ?? StarsOf(invoice));
            updates.Add("pre_checkout_query", update, payer.Id);
            return question;
        }
    }

    public Task<StarQuestion> WaitForAnswer(StarQuestion question, TimeSpan? timeout = null) =>
        pulse.Until(
            () => question.IsAnswered ? question : null,
            timeout,
            () => Described("Whether Stars may be taken is not answered.", null)
        );

    /// <summary>The Stars are taken, and the bot is told, unless the update is lost. Answers Telegram's id of the charge.</summary>
    public string TakeStars(TelegramUser payer, string linkOrPayload, long? stars = null, bool isTold = true)
    {
        lock (gate)
        {
            var invoice = till.Invoice(linkOrPayload);
            var paid = till.Take(payer, invoice, stars ?? StarsOf(invoice));
            if (isTold)
                Say(payer, message => message with { Other = new JsonObject { ["successful_payment"] = paid.DeepClone() } });
            return paid["telegram_payment_charge_id"]!.GetValue<string>();
        }
    }

    /// <summary>The same charge in one more update.</summary>
    public void TellStarsAgain(TelegramUser payer)
    {
        lock (gate)
        {
            var told = Messages(payer.Id).Last(m => m.Other?["successful_payment"] is not null).Other!;
            Say(payer, message => message with { Other = told.DeepClone().AsObject() });
        }
    }

    /// <summary>As its owner can in Telegram's own pages.</summary>
    public void GiveStarsBack(string charge)
    {
        lock (gate)
            till.Refund(charge);
    }

    public IReadOnlyList<string> StarCharges(string payload)
    {
        lock (gate)
            return till.Charges(payload);
    }

    public long StarsGivenBack(string payload)
    {
        lock (gate)
            return till.GivenBack(payload);
    }

    private static long StarsOf(JsonObject invoice) => invoice["prices"]![0]!["amount"]!.GetValue<long>();

    /// <summary>Delivers an update once more, with the id that it had.</summary>
    public void RepeatUpdate(int updateId)
    {
        lock (gate)
            updates.Repeat(updateId);
    }

    /// <summary>Keeps new updates back until <see cref="ReleaseUpdates"/>.</summary>
    public void HoldUpdates()
    {
        lock (gate)
            updates.Hold();
    }

    /// <summary>Delivers what was kept back, in the order that is given.</summary>
    public void ReleaseUpdates(Func<IReadOnlyList<int>, IEnumerable<int>>? order = null)
    {
        lock (gate)
            updates.Release(order);
    }

    /// <summary>Answers the next calls of the method (null: of any) with an error. <paramref name="chatId"/> narrows it to a chat;
    /// <paramref name="afterDoing"/> carries the request out all the same.</summary>
    public void FailNext(
        string? method,
        int status,
        string description,
        int? retryAfter = null,
        int times = 1,
        long? chatId = null,
        bool afterDoing = false
    )
    {
        lock (gate)
            faults.Add(
                new Faults.Failure(method, times)
                {
                    Status = status,
                    Description = description,
                    RetryAfter = retryAfter,
                    ChatId = chatId,
                    AfterDoing = afterDoing,
                }
            );
    }

    /// <summary>Nothing fails any more.</summary>
    public void ForgetFailures()
    {
        lock (gate)
            faults.Clear();
    }

    /// <summary>The next calls that go to the chat are too many.</summary>
    public void Limit(long chatId, int retryAfter, int times = 1) =>
        FailNext(null, 429, $"Too Many Requests: retry after {retryAfter}", retryAfter, times, chatId);

    /// <summary>Cuts the connection instead of answering; with <paramref name="afterDoing"/> the request was carried out before.</summary>
    public void DropConnection(string method, int times = 1, bool afterDoing = false)
    {
        lock (gate)
            faults.Add(new Faults.Failure(method, times) { Drops = true, AfterDoing = afterDoing });
    }

    /// <summary>Calls of the method wait until the answer is released.</summary>
    public TelegramStall Stall(string method)
    {
        lock (gate)
        {
            var stall = new TelegramStall(
                method,
                released =>
                {
                    lock (gate)
                        faults.Remove(released);
                }
            );
            faults.Add(stall);
            return stall;
        }
    }

    /// <summary>Answers a method that the double does not carry out itself, after the request was checked.</summary>
    public void Answer(string method, Func<JsonObject, JsonNode> answer)
    {
        lock (gate)
            answers[method] = answer;
    }

    internal TelegramMessage Say(TelegramUser user, Func<TelegramMessage, TelegramMessage> content)
    {
        lock (gate)
        {
            var said = conversations.Say(conversations.Open(user), content);
            updates.Add("message", WithCommand(conversations.ToJson(said)), user.Id);
            return said;
        }
    }

    internal TelegramMessage SayWithFile(
        TelegramUser user,
        string name,
        string contentType,
        ReadOnlyMemory<byte> content,
        Func<TelegramFile, JsonObject> describe
    )
    {
        lock (gate)
        {
            var file = conversations.Store(name, contentType, content);
            return Say(user, message => message with { Other = describe(file) });
        }
    }

    internal TelegramMessage SayWithPhoto(
        TelegramUser user,
        ReadOnlyMemory<byte> content,
        string caption,
        int? repliesTo,
        string? album = null
    )
    {
        lock (gate)
        {
            var photo = conversations.Store("photo.jpg", "image/jpeg", content);
            return Say(
                user,
                message => message with { Photo = photo, Text = caption, Source = caption, RepliesTo = repliesTo, Album = album }
            );
        }
    }

    internal TelegramMessage EditOwn(TelegramUser user, int messageId, string text)
    {
        lock (gate)
        {
            var chat = conversations.Open(user);
            var old = chat.Messages.Find(message => message.MessageId == messageId && !message.FromBot);
            if (old is null)
                throw new ArgumentException($"Message {messageId} is not one of this person's.", nameof(messageId));
            var edited = old with { Text = text, Source = text, Edits = old.Edits + 1 };
            conversations.Replace(chat, edited);
            updates.Add("edited_message", WithCommand(conversations.ToJson(edited)), user.Id);
            return chat.Messages.Find(message => message.MessageId == messageId)!;
        }
    }

    internal TelegramPress Press(TelegramUser user, int messageId, string labelOrData)
    {
        lock (gate)
        {
            var message = conversations.Open(user).Messages.Find(message => message.MessageId == messageId && !message.Deleted);
            if (message is null)
                throw new ArgumentException($"There is no message {messageId} in the chat.", nameof(messageId));
            if (message.Button(labelOrData)?.Data is not { } data)
                throw new ArgumentException($"The message has no such button '{labelOrData}':\n{message}", nameof(labelOrData));
            return Press(user, message, data);
        }
    }

    internal TelegramPress PressForged(TelegramUser user, int messageId, string data)
    {
        lock (gate)
            return Press(user, conversations.Open(user).Messages.Find(message => message.MessageId == messageId)!, data);
    }

    internal void SetBlocked(TelegramUser user, bool isBlocked)
    {
        lock (gate)
        {
            var chat = conversations.Open(user);
            if (chat.HasBlocked == isBlocked)
                return;
            chat.HasBlocked = isBlocked;
            var change = new JsonObject
            {
                ["chat"] = chat.ToJson(),
                ["from"] = user.ToJson(),
                ["date"] = options.Time.GetUtcNow().ToUnixTimeSeconds(),
                ["old_chat_member"] = Member(!isBlocked),
                ["new_chat_member"] = Member(isBlocked),
            };
            updates.Add("my_chat_member", change, user.Id);
        }
    }

    private JsonObject Member(bool isBlocked)
    {
        var member = new JsonObject { ["status"] = isBlocked ? "kicked" : "member", ["user"] = conversations.Me.DeepClone() };
        if (isBlocked)
            member["until_date"] = 0;
        return member;
    }

    private TelegramPress Press(TelegramUser user, TelegramMessage message, string data) =>
        conversations.Press(
            user.Id,
            message.MessageId,
            id =>
                updates.Add(
                    "callback_query",
                    new JsonObject
                    {
                        ["id"] = id,
                        ["from"] = user.ToJson(),
                        ["message"] = conversations.ToJson(message),
                        ["chat_instance"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{user.Id}7"),
                        ["data"] = data,
                    },
                    user.Id
                ),
            data
        );

    private static JsonObject WithCommand(JsonObject message)
    {
        if (message["text"]?.GetValue<string>() is { } text && text.StartsWith('/') && text.Length > 1)
            message["entities"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "bot_command",
                    ["offset"] = 0,
                    ["length"] = text.IndexOfAny([' ', '\n']) is var end and > 0 ? end : text.Length,
                }
            );
        return message;
    }

    private async Task Handle(HttpContext context)
    {
        try
        {
            await Route(context);
        }
        catch (TelegramRefusal refusal)
        {
            await Refuse(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The bot went away while it waited.
        }
    }

    private async Task Route(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length >= 3 && parts[0] == "file" && parts[1] == "bot" + Token && parts[2] == "files")
        {
            await SendFile(context, parts[^1]);
            return;
        }
        if (parts.Length != 2 || !parts[0].StartsWith("bot", StringComparison.Ordinal))
            throw new TelegramRefusal(404, "Not Found");
        if (!parts[0].Contains(':', StringComparison.Ordinal))
            throw Violated(parts[1], new TelegramRefusal(401, "Unauthorized: invalid token specified"), "");
        if (parts[0] != "bot" + Token)
            throw Violated(parts[1], new TelegramRefusal(401, "Unauthorized"), "");
        var method =
            TelegramSpec.Current.Find(parts[1]) ?? throw Violated(parts[1], new TelegramRefusal(404, "Not Found: method not found"), "");

        var problems = new Problems();
        var request = await TelegramRequest.ReadAsync(context.Request, method, problems, context.RequestAborted);
        TelegramStall? stall;
        lock (gate)
            stall = faults.StallOf(method.Name);
        if (stall is not null)
            await stall.Wait(context.RequestAborted);

        Faults.Failure? failure;
        lock (gate)
            failure = faults.Take(method.Name, request.Arguments);
        if (failure is { AfterDoing: false })
        {
            Record(method, request, failure.Drops ? 0 : failure.Status, failure.Description);
            await Fail(context, failure);
            return;
        }
        var result = await Execute(method, request, problems, context.RequestAborted);
        if (failure is not null)
            await Fail(context, failure);
        else
            await Write(context, 200, new JsonObject { ["ok"] = true, ["result"] = result });
    }

    private async Task<JsonNode> Execute(TelegramSpec.Method method, TelegramRequest request, Problems problems, CancellationToken ct)
    {
        try
        {
            Check(method, request, problems);
            if (method.Name == "getUpdates")
                return await updates.GetUpdates(request, ct);
            lock (gate)
            {
                var result = Perform(method.Name, request);
                Record(method, request, 200, null);
                return result;
            }
        }
        catch (TelegramRefusal refusal)
        {
            Record(method, request, refusal.Status, refusal.Message);
            throw;
        }
    }

    private void Check(TelegramSpec.Method method, TelegramRequest request, Problems problems)
    {
        TelegramSpec.Current.CheckCall(method, request.Arguments, TelegramRules.CheckObject, problems);
        TelegramRules.CheckCall(method.Name, request.Arguments, options.AllowsLoopbackWebhook, problems);
        StarTill.Check(method.Name, request.Arguments, problems);
        if (problems.Count > 0)
            throw Violated(method.Name, TelegramRefusal.Bad(string.Join("; ", problems)), Readable(request.Arguments));
        try
        {
            CheckWords(method, request);
        }
        catch (TelegramRefusal refusal)
        {
            throw Violated(method.Name, refusal, Readable(request.Arguments));
        }
    }

    private static void CheckWords(TelegramSpec.Method method, TelegramRequest request)
    {
        if (method.Name is "sendMessage" or "editMessageText" && request.Text("text") is not null)
        {
            var (text, _) = Words.Read(request, "text");
            if (text.Length == 0)
                throw TelegramRefusal.Bad("message text is empty");
            if (text.Length > TelegramRules.TextLengthMax)
                throw TelegramRefusal.Bad("message is too long");
        }
        var captioned = request.Arguments["media"] is JsonObject media ? request with { Arguments = media } : request;
        if (captioned.Text("caption") is not null && Words.Read(captioned, "caption").Text.Length > TelegramRules.CaptionLengthMax)
            throw TelegramRefusal.Bad("message caption is too long");
        foreach (var part in new[] { request.Text("photo"), request.Text("document"), captioned.Text("media") })
            if (
                part?.StartsWith(TelegramRequest.Attachment, StringComparison.Ordinal) == true
                && !request.Uploads.ContainsKey(part[TelegramRequest.Attachment.Length..])
            )
                throw TelegramRefusal.Bad($"there is no part {part}");
    }

    private JsonNode Perform(string method, TelegramRequest request)
    {
        try
        {
            switch (method)
            {
                case "setWebhook":
                    updates.SetWebhook(request);
                    return true;
                case "deleteWebhook":
                    updates.DeleteWebhook(request);
                    return true;
                case "getWebhookInfo":
                    return updates.WebhookInfo();
                default:
                    return answers.TryGetValue(method, out var answer)
                        ? answer(request.Arguments)
                        : till.Perform(method, request) ?? conversations.Perform(method, request);
            }
        }
        catch (NotSupportedException)
        {
            throw Violated(
                method,
                new TelegramRefusal(501, $"Not Implemented: the double does not carry out {method}; give it an Answer"),
                Readable(request.Arguments)
            );
        }
    }

    private async Task ExecuteFromWebhook(JsonObject call)
    {
        var problems = new Problems();
        if (TelegramSpec.Current.Find(call["method"]!.ToString()) is not { } method)
            return;
        var arguments = call.DeepClone().AsObject();
        arguments.Remove("method");
        try
        {
            await Execute(
                method,
                new TelegramRequest(arguments, new Dictionary<string, TelegramUpload>()),
                problems,
                CancellationToken.None
            );
        }
        catch (TelegramRefusal)
        {
            // Telegram does not report the outcome of a call in the body of a webhook's answer; it is in Calls.
        }
    }

    private async Task SendFile(HttpContext context, string fileId)
    {
        TelegramFile? file;
        lock (gate)
            file = conversations.FindFile(fileId);
        if (file is null)
            throw new TelegramRefusal(404, "Not Found");
        context.Response.ContentType = "application/octet-stream";
        await context.Response.BodyWriter.WriteAsync(file.Content, context.RequestAborted);
    }

    private TelegramRefusal Violated(string method, TelegramRefusal refusal, string request)
    {
        lock (gate)
        {
            violations.Add(new TelegramViolation(method, refusal.Message, request));
            pulse.Beat();
        }
        return refusal;
    }

    private void Record(TelegramSpec.Method method, TelegramRequest request, int status, string? description)
    {
        if (method.Name == "getUpdates" && status == 200)
            return;
        lock (gate)
        {
            calls.Add(new TelegramCall(method.Name, request.Arguments, status, description));
            pulse.Beat();
        }
    }

    private static async Task Fail(HttpContext context, Faults.Failure failure)
    {
        if (failure.Drops)
            context.Abort();
        else
            await Refuse(context, new TelegramRefusal(failure.Status, failure.Description, failure.RetryAfter));
    }

    private static Task Refuse(HttpContext context, TelegramRefusal refusal)
    {
        var body = new JsonObject
        {
            ["ok"] = false,
            ["error_code"] = refusal.Status,
            ["description"] = refusal.Message,
        };
        if (refusal.RetryAfter is { } seconds)
        {
            body["parameters"] = new JsonObject { ["retry_after"] = seconds };
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return Write(context, refusal.Status, body);
    }

    private static Task Write(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static string Readable(JsonObject arguments) => arguments.ToJsonString(Readably);

    private string Described(string what, long? chatId)
    {
        var lines = new List<string> { what };
        if (chatId is { } id)
            lines.AddRange((conversations.Find(id)?.Messages ?? []).TakeLast(10).Select(message => message.ToString()));
        lines.AddRange(calls.Where(call => !call.Succeeded).TakeLast(5).Select(call => $"{call.Method} was refused: {call.Description}"));
        lines.AddRange(violations.TakeLast(5).Select(violation => violation.ToString()));
        return string.Join('\n', lines);
    }
}
