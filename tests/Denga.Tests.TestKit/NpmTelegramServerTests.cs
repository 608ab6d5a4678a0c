using Denga.TestKit.Telegram;

namespace Denga.Tests.TestKit;

/// <summary>The server from npm, and a bot that talks to it over its Bot API.</summary>
public sealed class NpmTelegramServerTests
{
    [Fact]
    public async Task A_text_and_a_press_reach_the_bot_and_its_answer_and_edit_reach_the_person()
    {
        Assert.SkipWhen(NpmTelegramServer.FindFolder() is null, "npm ci was not run in tests/peers/telegram-test-api");
        var ct = TestContext.Current.CancellationToken;
        await using var server = await NpmTelegramServer.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl, $"/bot{server.Token}/") };

        await server.Sends(7, "350 кофе", ct: ct);
        var updates = await Call("getUpdates", "{}");
        var waiting = server.WaitForMessage(7, message => message.Text == "Записал", ct: ct);
        await Call(
            "sendMessage",
            """{"chat_id":7,"text":"Записал","reply_markup":{"inline_keyboard":[[{"text":"Отменить","callback_data":"undo"}]]}}"""
        );
        var message = await waiting;
        await server.Presses(7, message, "Отменить", ct: ct);
        var press = await Call("getUpdates", "{}");
        await Call("editMessageText", $$"""{"chat_id":7,"message_id":{{message.MessageId}},"text":"Отменено"}""");

        Assert.Contains("350 кофе", updates, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"undo\"", press, StringComparison.Ordinal);
        Assert.Equal("Отменено", Assert.Single(await server.BotMessages(7, ct)).Text);

        async Task<string> Call(string method, string json)
        {
            using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(method, content, ct);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(ct);
        }
    }
}
