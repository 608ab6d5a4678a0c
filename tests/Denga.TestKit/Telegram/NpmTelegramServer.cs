using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>The npm package telegram-test-api: a Bot API server that is not ours, run by Node as a child process. It knows getMe, getUpdates
/// (no long poll, no offset: what was read once is gone), setWebhook and deleteWebhook (no secret), sendMessage, editMessageText,
/// editMessageReplyMarkup, deleteMessage and answerCallbackQuery, as JSON or form; it checks next to nothing. Every other method answers 500,
/// uploads included.</summary>
public sealed class NpmTelegramServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient http;
    private readonly Lock gate = new();
    private readonly Pulse pulse;
    private readonly Task listening;

    private NpmTelegramServer(Process process, Uri baseUrl)
    {
        this.process = process;
        BaseUrl = baseUrl;
        http = new HttpClient { BaseAddress = baseUrl };
        pulse = new Pulse(gate);
        listening = Listen();
    }

    public Uri BaseUrl { get; }

    public string Token { get; } = "123456:AAE-TEST-TOKEN-35-characters-long_0";

    /// <summary>Null when the package was not installed; the setup script runs <c>npm ci</c> in tests/peers/telegram-test-api.</summary>
    public static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peer = Path.Combine(folder.FullName, "tests", "peers", "telegram-test-api");
            if (Directory.Exists(Path.Combine(peer, "node_modules", "telegram-test-api")))
                return peer;
        }
        return null;
    }

    public static async Task<NpmTelegramServer> StartAsync()
    {
        var folder =
            FindFolder()
            ?? throw new InvalidOperationException("telegram-test-api is not installed: run npm ci in tests/peers/telegram-test-api.");
        var node = ChildProcess.Start(
            new ProcessStartInfo("node", ["server.js"])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            }
        );
        // The first line is the address; the server ends when its standard input does, so it cannot outlive the tests.
        var address = await node.StandardOutput.ReadLineAsync();
        return address is not null
            ? new NpmTelegramServer(node, new Uri(address))
            : throw new InvalidOperationException("telegram-test-api did not start.");
    }

    /// <summary>A person's text; with a leading slash, a command. Returns when the server has it; with a webhook it does not tell the
    /// outcome of the push.</summary>
    public async Task Sends(long userId, string text, string language = "en", CancellationToken ct = default)
    {
        var message = Common(userId, language);
        message["text"] = text;
        var isCommand = text.StartsWith('/');
        if (isCommand)
            message["entities"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "bot_command",
                    ["offset"] = 0,
                    ["length"] = text.Split(' ')[0].Length,
                }
            );
        await Post(isCommand ? "sendCommand" : "sendMessage", message, ct);
    }

    /// <summary>A press on the inline button of a message.</summary>
    public async Task Presses(
        long userId,
        NpmTelegramMessage message,
        string labelOrData,
        string language = "en",
        CancellationToken ct = default
    )
    {
        var button = message.Buttons.First(button => button.Label == labelOrData || button.Data == labelOrData);
        var query = Common(userId, language);
        var below = Common(userId, language);
        below["message_id"] = message.MessageId;
        below["date"] = 1_700_000_000;
        below["text"] = message.Text;
        query["message"] = below;
        query["data"] = button.Data;
        await Post("sendCallback", query, ct);
    }

    /// <summary>The bot's messages in the chat as they stand now, oldest first; edits are applied in place.</summary>
    public async Task<IReadOnlyList<NpmTelegramMessage>> BotMessages(long chatId, CancellationToken ct = default)
    {
        var answer = await Post("getUpdatesHistory", new JsonObject { ["token"] = Token }, ct);
        return answer["result"]!
            .AsArray()
            .Where(entry => entry!["message"]?["chat_id"]?.ToString() == chatId.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Select(entry => new NpmTelegramMessage(
                entry!["messageId"]!.GetValue<int>(),
                entry["message"]!["text"]?.GetValue<string>() ?? "",
                [
                    .. (entry["message"]!["reply_markup"]?["inline_keyboard"] as JsonArray ?? [])
                        .SelectMany(row => row!.AsArray())
                        .Select(button => new TelegramButton(
                            button!["text"]!.GetValue<string>(),
                            button["callback_data"]?.GetValue<string>(),
                            button["url"]?.GetValue<string>()
                        )),
                ]
            ))
            .ToList();
    }

    /// <summary>Waits until the chat has a bot's message that fits.</summary>
    public async Task<NpmTelegramMessage> WaitForMessage(
        long chatId,
        Func<NpmTelegramMessage, bool> predicate,
        TimeSpan? timeout = null,
        CancellationToken ct = default
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            Task change;
            lock (gate)
                change = pulse.Next;
            if ((await BotMessages(chatId, patience.Token)).FirstOrDefault(predicate) is { } found)
                return found;
            await change.WaitAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await listening;
        process.Dispose();
        http.Dispose();
    }

    private async Task Listen()
    {
        while (await process.StandardOutput.ReadLineAsync() is not null)
            lock (gate)
                pulse.Beat();
    }

    private JsonObject Common(long userId, string language) =>
        new()
        {
            ["botToken"] = Token,
            ["date"] = 1_700_000_000,
            ["from"] = new JsonObject
            {
                ["id"] = userId,
                ["is_bot"] = false,
                ["first_name"] = "Anna",
                ["language_code"] = language,
            },
            ["chat"] = new JsonObject
            {
                ["id"] = userId,
                ["type"] = "private",
                ["first_name"] = "Anna",
            },
        };

    private async Task<JsonNode> Post(string path, JsonObject body, CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync(path, body, ct);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>(ct))!;
    }
}

/// <summary>A message of the bot as telegram-test-api keeps it.</summary>
public sealed record NpmTelegramMessage(int MessageId, string Text, IReadOnlyList<TelegramButton> Buttons);
