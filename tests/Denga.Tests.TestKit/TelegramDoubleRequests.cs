using System.Text.Json.Nodes;
using Denga.TestKit.Telegram;

namespace Denga.Tests.TestKit;

/// <summary>The double accepts right requests, and refuses and records wrong ones.</summary>
public sealed class TelegramDoubleRequests : IAsyncLifetime
{
    private TelegramDouble telegram = null!;
    private BotClient bot = null!;

    public static TheoryData<string, string, string> WrongRequests { get; } =
        new()
        {
            { "sendMessage", """{"chat_id":7}""", "text: is required" },
            { "sendMessage", """{"chat_id":7,"text":5}""", "text: must be String" },
            { "sendMessage", """{"chat_id":7,"text":null}""", "text: must be String" },
            { "sendMessage", """{"chat_id":7.5,"text":"a"}""", "chat_id: must be Integer" },
            { "sendMessage", """{"chat_id":"anna","text":"a"}""", "chat_id: must be a number or @name" },
            {
                "sendMessage",
                """{"chat_id":7,"text":"a","disable_web_page_preview":true}""",
                "disable_web_page_preview: there is no such field"
            },
            { "sendMessage", """{"chat_id":7,"text":"  "}""", "message text is empty" },
            { "sendMessage", """{"chat_id":7,"text":"a","parse_mode":"html"}""", "parse_mode: must be HTML" },
            { "sendMessage", """{"chat_id":7,"text":"<b>a","parse_mode":"HTML"}""", "can't parse entities: Can't find end tag" },
            { "sendMessage", """{"chat_id":7,"text":"<b><i>a</b></i>","parse_mode":"HTML"}""", "can't parse entities: Unmatched end tag" },
            { "sendMessage", """{"chat_id":7,"text":"a<br>b","parse_mode":"HTML"}""", "Unsupported start tag \"br\"" },
            { "sendMessage", """{"chat_id":7,"text":"Кафе & бар","parse_mode":"HTML"}""", "Character '&' is not escaped" },
            {
                "sendMessage",
                """{"chat_id":7,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"b"}]]}}""",
                "exactly one action, has none"
            },
            {
                "sendMessage",
                """{"chat_id":7,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"b","callback_data":"c","url":"https://d.e"}]]}}""",
                "exactly one action, has url, callback_data"
            },
            {
                "sendMessage",
                """{"chat_id":7,"text":"a","reply_markup":{"inline_keyboard":[{"text":"b","callback_data":"c"}]}}""",
                "reply_markup.inline_keyboard[0]: must be an array"
            },
            {
                "sendMessage",
                """{"chat_id":7,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"b","callback_data":"ddddddddddddddddddddddddddddddddддддддддддддддддд"}]]}}""",
                "BUTTON_DATA_INVALID"
            },
            { "editMessageText", """{"chat_id":7,"text":"a"}""", "either chat_id and message_id or inline_message_id" },
            {
                "editMessageMedia",
                """{"chat_id":7,"message_id":1,"media":{"type":"photo","media":"attach://a"}}""",
                "there is no part attach://a"
            },
            { "editMessageMedia", """{"chat_id":7,"message_id":1,"media":{"type":"picture","media":"a"}}""", "media.type: must be" },
            { "deleteMessages", """{"chat_id":7,"message_ids":[]}""", "message_ids: must have 1 to 100 items" },
            { "setMyCommands", """{"commands":[{"command":"Add","description":"a"}]}""", "commands[0].command: must be" },
            { "setMyCommands", """{"commands":[{"command":"add","description":""}]}""", "commands[0].description: must be" },
            { "setMyCommands", """{"commands":[],"language_code":"rus"}""", "language_code: must be" },
            { "setMyCommands", """{"commands":[],"scope":{"type":"chat"}}""", "scope.chat_id: is required" },
            { "setWebhook", """{"url":"http://denga.example/hooks"}""", "An HTTPS URL must be provided" },
            { "setWebhook", """{"url":"https://denga.example:444/hooks"}""", "only on ports 80, 88, 443 or 8443" },
            { "setWebhook", """{"url":"https://denga.example","secret_token":"a b"}""", "secret_token: must be" },
            { "sendChatAction", """{"chat_id":7,"action":"thinking"}""", "action: must be one of" },
            { "getUpdates", """{"allowed_updates":["messages"]}""", "there is no update messages" },
            { "getUpdates", """{"limit":1000}""", "limit: must be 1 to 100" },
        };

    public async ValueTask InitializeAsync()
    {
        telegram = await TelegramDouble.StartAsync();
        bot = new BotClient(telegram);
        telegram.User(7).Sends("/start");
    }

    public async ValueTask DisposeAsync()
    {
        bot.Dispose();
        await telegram.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task A_wrong_request_is_refused_and_recorded(string method, string arguments, string problem)
    {
        var answer = await bot.Call(method, JsonNode.Parse(arguments)!.AsObject());

        Assert.Equal(400, answer.Status);
        Assert.Contains(problem, answer.Description, StringComparison.Ordinal);
        var violation = Assert.Single(telegram.Violations);
        Assert.Equal(method, violation.Method);
        Assert.Contains(problem, violation.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(telegram.Messages(7), message => message.FromBot);
    }

    [Fact]
    public async Task A_method_that_does_not_exist_and_a_wrong_token_are_recorded()
    {
        var unknown = await bot.Call("sendLetter");
        using var http = new HttpClient();
        using var foreign = await http.GetAsync(
            new Uri(telegram.BaseUrl, "/bot1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/getMe"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((404, "Not Found: method not found"), (unknown.Status, unknown.Description));
        Assert.Equal(401, (int)foreign.StatusCode);
        Assert.Equal(2, telegram.Violations.Count);
    }

    [Fact]
    public async Task A_text_of_4096_characters_after_its_markup_passes_and_of_4097_does_not()
    {
        var longest = new string('д', 4096);

        Assert.Equal(200, (await bot.Sends(7, $"<b>{longest}</b>")).Status);
        Assert.Empty(telegram.Violations);
        Assert.Equal("Bad Request: message is too long", (await bot.Sends(7, longest + "!")).Description);
        Assert.Single(telegram.Violations);
    }

    [Fact]
    public async Task Html_becomes_text_and_entities_in_utf16_units()
    {
        var answer = await bot.Sends(
            7,
            "☕ 😀 <b>350&nbsp;₽</b>".Replace("&nbsp;", "&#160;", StringComparison.Ordinal)
                + " <a href=\"https://d.e/?a=1&amp;b=2\">&lt;тут&gt;</a>"
        );

        var message = Assert.Single(telegram.Messages(7), message => message.FromBot);
        Assert.Equal("☕ 😀 350\u00a0₽ <тут>", message.Text);
        Assert.Equal([new("bold", 5, 5), new("text_link", 11, 5, "https://d.e/?a=1&b=2")], message.Entities);
        Assert.Equal("bold", answer.Result["entities"]![0]!["type"]!.GetValue<string>());
        AssertFits("Message", answer.Result);
        Assert.Empty(telegram.Violations);
    }

    [Fact]
    public async Task A_form_with_nested_json_is_read_like_json()
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["chat_id"] = "7",
                ["text"] = "Сколько?",
                ["disable_notification"] = "true",
                ["reply_markup"] = """{"inline_keyboard":[[{"text":"350","callback_data":"sum:350"}]]}""",
            }
        );

        Assert.Equal(200, (await bot.Post("sendmessage", form)).Status);

        Assert.Equal("sum:350", Assert.Single(telegram.Messages(7), message => message.FromBot).Button("350")?.Data);
        Assert.Empty(telegram.Violations);
    }

    [Fact]
    public async Task A_photo_comes_as_a_part_and_can_be_sent_again_by_its_id()
    {
        var picture = Pictures.Png(600, 400);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("7"), "chat_id" },
            { new StringContent("<b>Итого</b>"), "caption" },
            { new StringContent("HTML"), "parse_mode" },
            { new ByteArrayContent(picture), "photo", "report.png" },
        };

        var answer = await bot.Post("sendPhoto", form);
        var again = await bot.Call(
            "sendPhoto",
            new JsonObject { ["chat_id"] = 7, ["photo"] = answer.Result["photo"]![0]!["file_id"]!.DeepClone() }
        );

        AssertFits("Message", answer.Result);
        var message = telegram.Messages(7).First(message => message.FromBot);
        Assert.Equal(("Итого", 600, 400), (message.Text, message.Photo!.Width, message.Photo.Height));
        Assert.Equal(picture, message.Photo.Content.ToArray());
        Assert.Equal(200, again.Status);
        Assert.Empty(telegram.Violations);
    }

    [Fact]
    public async Task A_part_that_nothing_refers_to_and_a_picture_that_is_none_are_refused()
    {
        using var unused = new MultipartFormDataContent
        {
            { new StringContent("7"), "chat_id" },
            { new StringContent("a"), "text" },
            { new ByteArrayContent([1]), "file0", "a.png" },
        };
        using var broken = new MultipartFormDataContent
        {
            { new StringContent("7"), "chat_id" },
            { new ByteArrayContent([1, 2, 3]), "photo", "a.png" },
        };

        Assert.Contains(
            "file0: the uploaded part is not used",
            (await bot.Post("sendMessage", unused)).Description,
            StringComparison.Ordinal
        );
        Assert.Equal("Bad Request: IMAGE_PROCESS_FAILED", (await bot.Post("sendPhoto", broken)).Description);
    }

    [Fact]
    public async Task Commands_are_kept_by_language()
    {
        await bot.Call("setMyCommands", JsonNode.Parse("""{"commands":[{"command":"add","description":"Add an expense"}]}""")!.AsObject());
        await bot.Call(
            "setMyCommands",
            JsonNode.Parse("""{"commands":[{"command":"add","description":"Добавить трату"}],"language_code":"ru"}""")!.AsObject()
        );

        Assert.Equal(("add", "Add an expense"), Assert.Single(telegram.Commands()));
        Assert.Equal(("add", "Добавить трату"), Assert.Single(telegram.Commands("ru")));
        Assert.Empty(telegram.Violations);
    }

    internal static void AssertFits(string type, JsonNode node)
    {
        var problems = new Problems();
        TelegramSpec.Current.CheckType(type, node, problems);
        Assert.Empty(problems);
    }
}
