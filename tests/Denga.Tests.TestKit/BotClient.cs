using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Denga.TestKit.Telegram;

namespace Denga.Tests.TestKit;

/// <summary>A bot that sends exactly what a test says.</summary>
internal sealed class BotClient(TelegramDouble telegram) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(telegram.BaseUrl, $"/bot{telegram.Token}/") };

    public async Task<BotAnswer> Call(string method, JsonObject? arguments = null) =>
        await Read(await http.PostAsJsonAsync(method, arguments ?? [], TestContext.Current.CancellationToken));

    public async Task<BotAnswer> Post(string method, HttpContent content) =>
        await Read(await http.PostAsync(method, content, TestContext.Current.CancellationToken));

    public Task<BotAnswer> Sends(long chat, string text, params JsonNode[] buttons)
    {
        var arguments = new JsonObject
        {
            ["chat_id"] = chat,
            ["text"] = text,
            ["parse_mode"] = "HTML",
        };
        if (buttons.Length > 0)
            arguments["reply_markup"] = new JsonObject { ["inline_keyboard"] = new JsonArray(new JsonArray(buttons)) };
        return Call("sendMessage", arguments);
    }

    public static JsonNode Button(string label, string data) => new JsonObject { ["text"] = label, ["callback_data"] = data };

    public void Dispose() => http.Dispose();

    private static async Task<BotAnswer> Read(HttpResponseMessage response)
    {
        using (response)
            return new BotAnswer(
                (int)response.StatusCode,
                (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!
            );
    }
}

internal sealed record BotAnswer(int Status, JsonObject Body)
{
    public JsonNode Result => Body["result"]!;

    public string? Description => Body["description"]?.GetValue<string>();

    public int MessageId => Result["message_id"]!.GetValue<int>();
}
