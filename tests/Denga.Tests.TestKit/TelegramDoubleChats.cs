using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Denga.TestKit;
using Denga.TestKit.Telegram;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Denga.Tests.TestKit;

/// <summary>Chats, edits, presses, updates and faults.</summary>
public sealed class TelegramDoubleChats : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private readonly WebhookReceiver webhook = new();
    private TelegramDouble telegram = null!;
    private BotClient bot = null!;
    private TelegramUser anna = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = await TelegramDouble.StartAsync(
            new TelegramDoubleOptions
            {
                Time = clock,
                WebhookHandler = webhook,
                RedeliveryDelay = TelegramDoubleOptions.TelegramBackoff,
            }
        );
        bot = new BotClient(telegram);
        anna = telegram.User(7, "ru", "Анна");
    }

    public async ValueTask DisposeAsync()
    {
        bot.Dispose();
        await telegram.DisposeAsync();
        webhook.Dispose();
    }

    [Fact]
    public async Task A_bot_cannot_write_first_nor_to_one_who_blocked_it()
    {
        Assert.Equal("Bad Request: chat not found", (await bot.Sends(8, "a")).Description);
        Assert.Equal("Forbidden: bot can't initiate conversation with a user", (await bot.Sends(7, "a")).Description);
        anna.Sends("/start");
        Assert.Equal(200, (await bot.Sends(7, "a")).Status);
        anna.Blocks();
        Assert.Equal((403, "Forbidden: bot was blocked by the user"), await Refusal(bot.Sends(7, "b")));
        anna.Unblocks();
        Assert.Equal(200, (await bot.Sends(7, "c")).Status);
        Assert.Empty(telegram.Violations);
    }

    [Fact]
    public async Task An_edit_replaces_the_text_and_takes_the_buttons_away_unless_they_are_sent_again()
    {
        anna.Sends("/start");
        var id = (await bot.Sends(7, "Сохранить?", BotClient.Button("Да", "yes"))).MessageId;

        var waiting = telegram.WaitForMessage(7, message => message.Edited);
        await bot.Call("editMessageText", Edit(id, "Сохранено"));

        var edited = await waiting;
        Assert.Equal((id, "Сохранено", 1), (edited.MessageId, edited.Text, edited.Edits));
        Assert.Empty(edited.Buttons);
    }

    [Fact]
    public async Task Wrong_edits_get_telegrams_refusals()
    {
        var mine = anna.Sends("350 кофе");
        var text = (await bot.Sends(7, "Готово")).MessageId;
        telegram.User(8).Sends("/start");

        Assert.StartsWith(
            "Bad Request: message is not modified",
            (await bot.Call("editMessageText", Edit(text, "Готово "))).Description,
            StringComparison.Ordinal
        );
        Assert.Equal("Bad Request: message can't be edited", (await bot.Call("editMessageText", Edit(mine.MessageId, "a"))).Description);
        Assert.Equal("Bad Request: message to edit not found", (await bot.Call("editMessageText", Edit(text, "a", chat: 8))).Description);
        Assert.Equal(
            "Bad Request: there is no caption in the message to edit",
            (await bot.Call("editMessageCaption", Of(("chat_id", 7), ("message_id", text), ("caption", "a")))).Description
        );
        Assert.Equal(200, (await bot.Call("deleteMessage", Of(("chat_id", 7), ("message_id", text)))).Status);
        Assert.Equal("Bad Request: message to edit not found", (await bot.Call("editMessageText", Edit(text, "a"))).Description);
        Assert.Equal(
            "Bad Request: message to delete not found",
            (await bot.Call("deleteMessage", Of(("chat_id", 7), ("message_id", text)))).Description
        );
        Assert.Empty(telegram.Violations);
    }

    [Fact]
    public async Task A_press_comes_as_an_update_and_its_answer_comes_back()
    {
        anna.Sends("/start");
        var id = (await bot.Sends(7, "Сохранить?", BotClient.Button("Да", "yes"))).MessageId;
        var press = anna.Presses(id, "Да");

        var query = (await bot.Call("getUpdates")).Result[1]!["callback_query"]!;
        await bot.Call("answerCallbackQuery", Of(("callback_query_id", query["id"]!.GetValue<string>()), ("text", "Готово")));

        Assert.Equal("yes", query["data"]!.GetValue<string>());
        Assert.Equal("Готово", (await telegram.WaitForAnswer(press)).Answer);
        Assert.StartsWith(
            "Bad Request: query is too old",
            (await bot.Call("answerCallbackQuery", Of(("callback_query_id", "1")))).Description,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => anna.Presses(id, "Нет"));
    }

    [Fact]
    public async Task Every_update_that_a_person_causes_fits_the_published_description()
    {
        var said = anna.Sends("/add@denga_test_bot 350");
        anna.RepliesTo(said.MessageId, "кофе");
        anna.Edits(said.MessageId, "/add 400");
        anna.SendsSticker();
        anna.SendsVoice();
        anna.SendsDocument("rows.csv", "text/csv", "a;b"u8.ToArray());
        anna.Presses((await bot.Sends(7, "a", BotClient.Button("b", "c"))).MessageId, "c");
        anna.Blocks();
        anna.Unblocks();

        var updates = (await bot.Call("getUpdates")).Result.AsArray();

        Assert.Equal(9, updates.Count);
        foreach (var update in updates)
            TelegramDoubleRequests.AssertFits("Update", update!);
    }

    [Fact]
    public async Task A_voice_can_be_downloaded()
    {
        var content = new byte[] { 1, 2, 3 };
        anna.SendsVoice(content);
        var update = (await bot.Call("getUpdates")).Result[0]!;

        var file = await bot.Call("getFile", Of(("file_id", update["message"]!["voice"]!["file_id"]!.GetValue<string>())));
        using var http = new HttpClient();
        var loaded = await http.GetByteArrayAsync(
            new Uri(telegram.BaseUrl, $"/file/bot{telegram.Token}/{file.Result["file_path"]}"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(content, loaded);
    }

    [Fact]
    public async Task An_update_comes_again_until_a_larger_offset_confirms_it()
    {
        anna.Sends("один");
        anna.Sends("два");

        var first = (await bot.Call("getUpdates", Of(("limit", 1)))).Result[0]!["update_id"]!.GetValue<int>();
        var again = (await bot.Call("getUpdates")).Result.AsArray();
        var rest = (await bot.Call("getUpdates", Of(("offset", first + 1)))).Result.AsArray();
        var none = (await bot.Call("getUpdates", Of(("offset", first + 2)))).Result.AsArray();

        Assert.Equal(2, again.Count);
        Assert.Equal("два", Assert.Single(rest)!["message"]!["text"]!.GetValue<string>());
        Assert.Empty(none);
        await telegram.WaitUntilConfirmed();
    }

    [Fact]
    public async Task A_long_poll_returns_when_something_comes_or_when_its_time_is_over()
    {
        var poll = bot.Call("getUpdates", Of(("timeout", 30)));
        await clock.WaitForTimer(clock.GetUtcNow().AddSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(29));
        anna.Sends("кофе");
        var update = Assert.Single((await poll).Result.AsArray())!;

        var empty = bot.Call("getUpdates", Of(("timeout", 40), ("offset", update["update_id"]!.GetValue<int>() + 1)));
        await clock.WaitForTimer(clock.GetUtcNow().AddSeconds(40));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Empty((await empty).Result.AsArray());
    }

    [Fact]
    public async Task A_second_poller_and_a_webhook_end_the_first_poll()
    {
        var first = bot.Call("getUpdates", Of(("timeout", 50)));
        await clock.WaitForTimer(clock.GetUtcNow().AddSeconds(50));
        var second = bot.Call("getUpdates", Of(("timeout", 49)));
        Assert.Equal(409, (await first).Status);

        await clock.WaitForTimer(clock.GetUtcNow().AddSeconds(49));
        await SetWebhook();

        Assert.Equal((409, "Conflict: terminated by setWebhook request"), await Refusal(second));
        Assert.StartsWith("Conflict: can't use getUpdates", (await bot.Call("getUpdates")).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_webhook_gets_the_secret_and_what_was_waiting()
    {
        anna.Sends("кофе");
        await SetWebhook();
        await telegram.WaitUntilConfirmed();

        var (secret, update) = Assert.Single(webhook.Received);
        Assert.Equal("s-1", secret);
        TelegramDoubleRequests.AssertFits("Update", update);
    }

    [Fact]
    public async Task A_refused_push_is_repeated_after_a_pause_and_holds_only_its_own_chat_up()
    {
        webhook.Statuses.Enqueue(HttpStatusCode.InternalServerError);
        await SetWebhook();
        var start = clock.GetUtcNow();
        anna.Sends("один");
        await telegram.WaitForDelivery(delivery => delivery.Status == 500);
        anna.Sends("два");
        telegram.User(8).Sends("три");
        await telegram.WaitForDelivery(delivery => delivery.Succeeded);
        await clock.WaitForTimer(start.AddSeconds(1));
        Assert.Equal(["один", "три"], Texts());
        Assert.Contains(
            "500",
            (await bot.Call("getWebhookInfo")).Result["last_error_message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );

        clock.Advance(TimeSpan.FromSeconds(1));
        await telegram.WaitUntilConfirmed();

        Assert.Equal(["один", "три", "один", "два"], Texts());
    }

    [Fact]
    public async Task A_method_in_the_answer_to_a_push_is_carried_out()
    {
        webhook.Body = """{"method":"sendMessage","chat_id":7,"text":"Записал"}""";
        await SetWebhook();

        var answer = await anna.Asks("350 кофе");

        Assert.Equal("Записал", answer.Text);
    }

    [Fact]
    public async Task A_webhook_that_listens_later_gets_what_was_sent_before()
    {
        var ct = TestContext.Current.CancellationToken;
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var address = $"http://{port.LocalEndpoint}";
        port.Stop();
        await using var live = await TelegramDouble.StartAsync();
        using var client = new BotClient(live);
        Assert.Equal(200, (await client.Call("setWebhook", Of(("url", address + "/hooks/telegram"), ("secret_token", "s-2")))).Status);
        live.User(7).Sends("кофе");
        await live.WaitForDelivery(delivery => delivery.Status == 0);

        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add(address);
        var secret = "";
        app.MapPost("/hooks/telegram", (HttpRequest request) => secret = request.Headers["X-Telegram-Bot-Api-Secret-Token"]);
        await app.StartAsync(ct);
        await live.WaitUntilConfirmed();

        Assert.Equal("s-2", secret);
    }

    [Fact]
    public async Task Updates_can_be_repeated_and_reordered()
    {
        await SetWebhook();
        telegram.HoldUpdates();
        anna.Sends("один");
        anna.Sends("два");
        telegram.ReleaseUpdates(ids => ids.Reverse());
        await telegram.WaitUntilConfirmed();
        telegram.RepeatUpdate(webhook.Received.First().Update["update_id"]!.GetValue<int>());
        await telegram.WaitUntilConfirmed();

        Assert.Equal(["два", "один", "два"], Texts());
    }

    [Fact]
    public async Task A_repeated_update_reaches_a_poller_that_confirmed_it()
    {
        anna.Sends("один");
        var id = (await bot.Call("getUpdates")).Result[0]!["update_id"]!.GetValue<int>();
        await bot.Call("getUpdates", Of(("offset", id + 1)));

        telegram.RepeatUpdate(id);

        Assert.Single((await bot.Call("getUpdates", Of(("offset", id + 1)))).Result.AsArray());
        Assert.Empty((await bot.Call("getUpdates", Of(("offset", id + 1)))).Result.AsArray());
    }

    [Fact]
    public async Task Faults_come_when_told_and_only_then()
    {
        anna.Sends("/start");
        telegram.User(8).Sends("/start");
        telegram.FailNext("sendMessage", 500, "Internal Server Error");
        telegram.Limit(7, retryAfter: 5);

        Assert.Equal(500, (await bot.Sends(7, "a")).Status);
        Assert.Equal(200, (await bot.Sends(8, "a")).Status);
        var limited = await bot.Sends(7, "a");
        Assert.Equal((429, 5), (limited.Status, limited.Body["parameters"]!["retry_after"]!.GetValue<int>()));
        Assert.Equal(200, (await bot.Sends(7, "b")).Status);
        Assert.Single(telegram.Messages(7), message => message.FromBot);
        Assert.Empty(telegram.Violations);
    }

    [Fact]
    public async Task A_cut_connection_leaves_the_outcome_unknown()
    {
        anna.Sends("/start");
        telegram.DropConnection("sendMessage", afterDoing: true);
        await Assert.ThrowsAsync<HttpRequestException>(() => bot.Sends(7, "a"));
        telegram.DropConnection("sendMessage");
        await Assert.ThrowsAsync<HttpRequestException>(() => bot.Sends(7, "b"));

        Assert.Equal("a", Assert.Single(telegram.Messages(7), message => message.FromBot).Text);
    }

    [Fact]
    public async Task A_stalled_call_goes_on_when_it_is_released()
    {
        anna.Sends("/start");
        using var stall = telegram.Stall("sendMessage");
        var sending = bot.Sends(7, "a");
        await stall.Reached;
        Assert.False(sending.IsCompleted);
        Assert.DoesNotContain(telegram.Messages(7), message => message.FromBot);

        stall.Release();

        Assert.Equal(200, (await sending).Status);
    }

    [Fact]
    public async Task Waiting_in_vain_tells_what_is_there()
    {
        anna.Sends("/start");
        await bot.Sends(7, "Привет");

        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            telegram.WaitForMessage(7, message => message.Text == "Пока", TimeSpan.FromMilliseconds(1))
        );

        Assert.Contains("Привет", error.Message, StringComparison.Ordinal);
    }

    private async Task SetWebhook() =>
        Assert.Equal(200, (await bot.Call("setWebhook", Of(("url", "http://localhost/hooks/telegram"), ("secret_token", "s-1")))).Status);

    private IEnumerable<string> Texts() => webhook.Received.Select(push => push.Update["message"]!["text"]!.GetValue<string>());

    private static async Task<(int, string?)> Refusal(Task<BotAnswer> call)
    {
        var answer = await call;
        return (answer.Status, answer.Description);
    }

    private static JsonObject Edit(int id, string text, long chat = 7) => Of(("chat_id", chat), ("message_id", id), ("text", text));

    private static JsonObject Of(params (string Name, JsonNode Value)[] fields)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in fields)
            arguments[name] = value;
        return arguments;
    }
}
