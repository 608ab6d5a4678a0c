using System.Globalization;
using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Speech;
using Denga.TestKit.Telegram;

namespace Denga.Tests.Integration.Bot;

/// <summary>The bot in Telegram, with everything that goes wrong there.</summary>
public sealed class TelegramTests
{
    [Fact]
    public async Task A_message_is_answered_by_long_polling()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var answer = await anna.Asks("350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        await stand.Telegram.WaitUntilConfirmed();
        Assert.False(stand.Telegram.HasWebhook);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_message_is_answered_by_webhook()
    {
        await using var stand = await TelegramStand.Start(webhook: true);
        var answer = await stand.Telegram.User(1, "ru").Asks("350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        await stand.Telegram.WaitUntilConfirmed();
        Assert.True(stand.Telegram.HasWebhook);
        Assert.Equal(1, await stand.Select<int>("select count(*) from bot.incoming"));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_username_is_whose_it_was_heard_to_be_last_and_two_claimants_are_nobody_until_one_writes_again()
    {
        await using var stand = await TelegramStand.Start();
        var (anna, eve) = (stand.Telegram.User(2, "ru"), stand.Telegram.User(3, "ru"));
        (anna.Name, eve.Name) = ("anna_k", null);
        await anna.Asks("350 кофе");
        await eve.Asks("350 кофе");
        var (annas, eves) = (await stand.PersonOf(anna), await stand.PersonOf(eve));
        async Task<object?> Owner(string name)
        {
            var found = await stand.Denga.Ask(new PersonByHandle("@" + name));
            return found.IsOk ? found.Value.Person : found.Error.Code;
        }
        Assert.Equal(annas, await Owner("anna_k"));
        // Every update says it: a press as well as a message.
        anna.Name = "anya_k";
        await anna.Asks("200 обед");
        Assert.Equal("identity.unknown_person", await Owner("anna_k"));
        Assert.Equal(annas, await Owner("anya_k"));
        eve.Name = "Anya_K";
        await eve.Asks("200 обед");
        Assert.Equal("identity.username_contested", await Owner("anya_k"));
        // What is said the same again is heard too: that of the one who was there first, which his process thought it knew,
        await anna.Asks("100 чай");
        Assert.Equal(annas, await Owner("anya_k"));
        // and that of the other.
        await eve.Asks("100 чай");
        Assert.Equal("identity.username_contested", await Owner("anya_k"));
        await eve.Asks("100 чай");
        Assert.Equal(eves, await Owner("anya_k"));
        eve.Name = null;
        await eve.Asks("100 чай");
        Assert.Equal("identity.unknown_person", await Owner("anya_k"));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task Who_writes_from_a_messenger_that_was_taken_off_is_a_newcomer()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(2, "ru");
        await anna.Asks("350 кофе");
        var annas = await stand.PersonOf(anna);
        await stand.Denga.Ask(new Identify("whatsapp", "7", "ru"));
        var other = (await stand.Denga.Ask(new Identify("whatsapp", "7", "ru"))).Value.Person.Id;
        var code = (await stand.Denga.Ask(new CreateLinkCode(annas))).Value.Code;
        Assert.True((await stand.Denga.Ask(new RedeemLinkCode(other, code))).IsOk);
        var listed = (await stand.Denga.Ask(new Sessions(annas))).Value.Single(s => s.Kind == "telegram");
        Assert.True((await stand.Denga.Ask(new EndSession(annas, listed.Id))).IsOk);
        await stand.Until("not exists (select from bot.conversation where channel = 'telegram')");
        await anna.Asks("/start");
        Assert.NotEqual(annas, await stand.PersonOf(anna));
        Assert.Empty(await stand.Entries(anna));
    }

    [Fact]
    public async Task Who_writes_too_much_is_told_so_once_and_nothing_is_done()
    {
        await using var stand = await TelegramStand.Start(more: ("Limits:CommandPerMinute", "1"));
        var anna = stand.Telegram.User(1, "ru");
        Assert.StartsWith("Записал: 350", (await anna.Asks("350 кофе")).Text, StringComparison.Ordinal);
        Assert.StartsWith("Слишком много", (await anna.Asks("200 обед")).Text, StringComparison.Ordinal);
        anna.Sends("100 чай");
        Assert.DoesNotContain("Слишком", (await anna.Asks("/help")).Text, StringComparison.Ordinal);
        Assert.StartsWith("Записал: 350", (await stand.Telegram.User(2, "ru").Asks("350 кофе")).Text, StringComparison.Ordinal);
        Assert.Equal(2, await stand.Select<int>("select count(*) from expenses.expense"));
        Assert.Equal(1, await stand.Select<int>("select count(*) from bot.message where text like 'Слишком%'"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another-secret")]
    [InlineData(TelegramStand.Secret + "x")]
    public async Task An_update_without_the_secret_is_refused_and_does_nothing(string? secret)
    {
        await using var stand = await TelegramStand.Start(webhook: true);
        const string update =
            """{"update_id":7,"message":{"message_id":5,"date":1700000000,"chat":{"id":1,"type":"private"},"from":{"id":1,"is_bot":false,"first_name":"A"},"text":"350 кофе"}}""";
        Assert.Equal(HttpStatusCode.Unauthorized, await Push(stand, update, secret));
        Assert.Equal(0, await stand.Select<int>("select count(*) from bot.incoming"));
        Assert.Equal(HttpStatusCode.OK, await Push(stand, update, TelegramStand.Secret));
        Assert.Equal(1, await stand.Select<int>("select count(*) from bot.incoming"));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_message_is_read_whatever_else_of_it_is_newer_than_Denga()
    {
        await using var stand = await TelegramStand.Start(webhook: true);
        const string body = """
            {"update_id":1,"new_kind":{},"message":{"message_id":5,"date":1700000000,"chat":{"id":1,"type":"private"},
                "from":{"id":1,"is_bot":false,"first_name":"A","language_code":"ru"},"text":"350 кофе","new_field":[1],
                "forward_origin":{"type":"new"},"paid_media":{"paid_media":[{"type":"new"}]},"reply_markup":5,"entities":"new"}}
            """;
        Assert.Equal(HttpStatusCode.OK, await Push(stand, body, TelegramStand.Secret));
        await stand.Until("exists (select from expenses.expense where note = 'кофе')");
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused_and_a_broken_update_is_passed_over()
    {
        await using var stand = await TelegramStand.Start(webhook: true);
        foreach (var body in new[] { "", "{", "350 кофе", "{\"update_id\":}" })
            Assert.Equal(HttpStatusCode.BadRequest, await Push(stand, body, TelegramStand.Secret));
        const string chat = "\"chat\":{\"id\":1,\"type\":\"private\"}";
        const string from = "\"from\":{\"id\":1,\"is_bot\":false,\"first_name\":\"A\"}";
        string[] broken =
        [
            "null",
            "[]",
            "{}",
            "12",
            """{"update_id":1}""",
            """{"update_id":"1","message":{}}""",
            """{"update_id":1,"message":{"message_id":5,FROM,"text":"350"}}""",
            """{"update_id":1,"message":{"message_id":5,"chat":{"type":"private"},FROM,"text":"350"}}""",
            """{"update_id":1,"message":{"message_id":5,CHAT,"from":{},"text":"350"}}""",
            """{"update_id":1,"message":{CHAT,FROM,"date":99999999999999999,"text":"350"}}""",
            """{"update_id":1,"message":{"message_id":5,CHAT,FROM,"text":350}}""",
            """{"update_id":1,"message":{"message_id":5,CHAT,FROM,"text":"350","text":"350"}}""",
            """{"update_id":1,"callback_query":{"id":"1","data":"c:undo:x","message":{"message_id":5,CHAT}}}""",
            """{"update_id":1,"callback_query":{"data":"c:undo:x",FROM,"message":{"message_id":5,CHAT}}}""",
            """{"update_id":1,"my_chat_member":{CHAT,"date":1}}""",
        ];
        foreach (
            var body in broken.Select(b =>
                b.Replace("CHAT", chat, StringComparison.Ordinal).Replace("FROM", from, StringComparison.Ordinal)
            )
        )
            Assert.True(HttpStatusCode.OK == await Push(stand, body, TelegramStand.Secret), body);
        Assert.Equal(0, await stand.Select<int>("select count(*) from bot.incoming"));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_broken_update_does_not_stop_the_polling()
    {
        await using var stand = await TelegramStand.Start();
        stand.Telegram.Deliver(
            "callback_query",
            new()
            {
                ["id"] = "1",
                ["data"] = "x",
                ["message"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["message_id"] = 1,
                    ["chat"] = new System.Text.Json.Nodes.JsonObject { ["id"] = 1, ["type"] = "private" },
                },
            }
        );
        stand.Telegram.Deliver(
            "message",
            new()
            {
                ["message_id"] = 1,
                ["date"] = 1,
                ["text"] = "350",
                ["chat"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "private" },
                ["from"] = new System.Text.Json.Nodes.JsonObject { ["id"] = 1 },
            }
        );
        var answer = await stand.Telegram.User(1, "ru").Asks("350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_update_delivered_twice_is_answered_once(bool webhook)
    {
        await using var stand = await TelegramStand.Start(webhook);
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        var update = await stand.Select<string>("select update_id from bot.incoming");
        await stand.Telegram.WaitUntilConfirmed();
        stand.Telegram.RepeatUpdate(int.Parse(update, CultureInfo.InvariantCulture));
        await stand.Telegram.WaitUntilConfirmed();
        await anna.Asks("100 чай", m => m.Text.Contains("100", StringComparison.Ordinal));
        Assert.Equal(2, anna.Messages.Count(m => m.FromBot));
        Assert.Equal(2, (await stand.Entries(anna)).Count);
        Assert.Empty(stand.Telegram.Violations);
    }

    /// <summary>Bot API: "If there are no new updates for at least a week, then identifier of the next update will be chosen randomly".</summary>
    [Theory]
    [InlineData(false, 17)]
    [InlineData(true, 17)]
    [InlineData(false, 900_000_000)]
    public async Task After_a_quiet_week_updates_are_numbered_anew_and_each_is_taken_once(bool webhook, int number)
    {
        await using var stand = await TelegramStand.Start(webhook);
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        await stand.Telegram.WaitUntilConfirmed();
        stand.Telegram.NumberUpdatesFrom(number);
        await anna.Asks("100 чай", m => m.Text.StartsWith("Записал: 100", StringComparison.Ordinal));
        await stand.Telegram.WaitUntilConfirmed();
        await anna.Asks("200 хлеб", m => m.Text.StartsWith("Записал: 200", StringComparison.Ordinal));
        await stand.Telegram.WaitUntilConfirmed();
        Assert.Equal(3, (await stand.Entries(anna)).Count);
        Assert.Equal(3, anna.Messages.Count(m => m.FromBot));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_number_that_is_confirmed_is_not_asked_from_again()
    {
        await using var stand = await TelegramStand.Start(more: ("Telegram:PollSeconds", "0"));
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        await stand.Telegram.WaitUntilConfirmed();
        var polls = stand.Telegram.Polls;
        await stand.Telegram.WaitForPolls(polls + 2);
        // An offset that was kept would confirm it before it is given.
        stand.Telegram.NumberUpdatesFrom(995);
        await anna.Asks("100 чай", m => m.Text.StartsWith("Записал: 100", StringComparison.Ordinal));
        Assert.Equal(2, (await stand.Entries(anna)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_number_that_occurs_again_later_is_another_update_and_another_operation(bool webhook)
    {
        await using var stand = await TelegramStand.Start(webhook);
        var anna = stand.Telegram.User(1, "ru");
        stand.Telegram.NumberUpdatesFrom(5000);
        var first = await anna.Asks("/recharge 1000");
        await stand.Telegram.WaitUntilConfirmed();
        await stand.Select<int>("with old as (update bot.incoming set at = at - interval '8 days' returning 1) select count(*) from old");
        stand.Telegram.NumberUpdatesFrom(5000);
        var again = await anna.Asks("/recharge 1000", m => m.Text.StartsWith("Пополнение счёта", StringComparison.Ordinal));
        await stand.Telegram.WaitUntilConfirmed();
        stand.Telegram.RepeatUpdate(5000);
        await stand.Telegram.WaitUntilConfirmed();
        await anna.Asks("100 чай", m => m.Text.Contains("100", StringComparison.Ordinal));
        Assert.NotEqual(first.Buttons[0][0].Url, again.Buttons[0][0].Url);
        Assert.Equal(3, anna.Messages.Count(m => m.FromBot));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Theory]
    [InlineData("500 ")]
    [InlineData("5 ")]
    [InlineData("500 x")]
    public async Task A_note_of_emoji_is_recorded_and_answered(string beginning)
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        foreach (var emoji in (string[])["😀", "👩‍👩‍👧‍👦", "🇷🇺", "❤️‍🔥"])
            await anna.Asks(
                beginning + string.Concat(Enumerable.Repeat(emoji, 44)),
                m => m.Text.StartsWith("Записал", StringComparison.Ordinal)
            );
        Assert.Equal(4, (await stand.Entries(anna)).Count);
        Assert.DoesNotContain(anna.Messages, m => m.Text.Contains("сломалось", StringComparison.Ordinal));
        await anna.Asks("/list", m => m.Buttons.Count > 4);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Theory]
    [InlineData("ru", "350 кофе", "записано", "второй раз не записываю")]
    [InlineData("en", "350 coffee", "recorded", "do not record it twice")]
    public async Task What_is_recorded_and_cannot_be_answered_is_said_to_be_recorded(
        string language,
        string text,
        string done,
        string already
    )
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, language);
        await anna.Asks("/help");
        await stand.Select<int?>("alter table bot.message add constraint broken check (text not like '%350%') not valid; select 1");
        var told = await anna.Asks(text);
        Assert.Contains(done, told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("350", told.Text, StringComparison.Ordinal);
        Assert.Single(await stand.Entries(anna));
        await stand.Select<int?>("alter table bot.message drop constraint broken; select 1");
        // The same again is asked about, not done; and once more is meant.
        Assert.Contains(already, (await anna.Asks(text)).Text, StringComparison.Ordinal);
        Assert.Single(await stand.Entries(anna));
        Assert.Contains("350", (await anna.Asks(text)).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await stand.Entries(anna)).Count);
    }

    [Fact]
    public async Task What_was_not_done_and_cannot_be_answered_is_to_be_tried_again()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("/start");
        await stand.Select<int?>("alter table bot.message add constraint broken check (text not like '%/report%') not valid; select 1");
        Assert.Contains("Попробуйте ещё раз", (await anna.Asks("/help")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_together_and_cannot_be_read_is_answered_once()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        foreach (var _ in Enumerable.Range(0, 4))
            stand.Telegram.Deliver(
                "message",
                new()
                {
                    ["message_id"] = 1,
                    ["date"] = 1,
                    ["media_group_id"] = "9",
                    ["video"] = new System.Text.Json.Nodes.JsonObject(),
                    ["chat"] = new System.Text.Json.Nodes.JsonObject { ["id"] = 1, ["type"] = "private" },
                    ["from"] = new System.Text.Json.Nodes.JsonObject { ["id"] = 1, ["language_code"] = "ru" },
                },
                key: 1
            );
        await anna.Asks("350 кофе", m => m.Text.StartsWith("Записал", StringComparison.Ordinal));
        Assert.Single(anna.Messages, m => m.FromBot && m.Text.StartsWith("Я понимаю только", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_persons_messages_are_answered_in_order_while_anothers_wait()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var boris = stand.Telegram.User(2, "ru");
        var his = await boris.Asks("350 кофе");
        TelegramMessage hers;
        using (var stall = stand.Telegram.Stall("answerCallbackQuery"))
        {
            boris.Presses(his.MessageId, "Отменить");
            await stall.Reached;
            boris.Sends("200 чай");
            for (var i = 1; i <= 20; i++)
                anna.Sends(string.Create(CultureInfo.InvariantCulture, $"{i + 100} кофе"));
            hers = await anna.WaitsFor(m => m.Text.StartsWith("Записал: 120", StringComparison.Ordinal));
            Assert.DoesNotContain(boris.Messages, m => m.FromBot && m.Text.StartsWith("Записал: 200", StringComparison.Ordinal));
        }
        await boris.WaitsFor(m => m.Text.StartsWith("Записал: 200", StringComparison.Ordinal));
        var answers = anna.Messages.Where(m => m.FromBot).OrderBy(m => m.Sequence).Select(m => m.Text["Записал: ".Length..][..3]);
        Assert.Equal(Enumerable.Range(101, 20).Select(i => i.ToString(CultureInfo.InvariantCulture)), answers);
        Assert.NotNull(hers);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_wait_that_Telegram_asks_for_is_waited_and_the_message_comes_once()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var boris = stand.Telegram.User(2, "ru");
        stand.Telegram.Limit(1, retryAfter: 2);
        var sent = anna.Sends("350 кофе");
        // Others do not wait with her.
        await boris.Asks("200 чай");
        var answer = await anna.WaitsFor();
        Assert.True(answer.Date - sent.Date >= TimeSpan.FromSeconds(2), "It came before the time that Telegram had named.");
        Assert.Equal([429, 200], stand.Telegram.Calls.Where(c => c.Method == "sendMessage" && c["chat_id"] == "1").Select(c => c.Status));
        Assert.Single(anna.Messages, m => m.FromBot);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_blocked_the_bot_is_sent_nothing_until_he_writes_again(bool telegramTellsFirst)
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        var person = await stand.PersonOf(anna);
        if (!telegramTellsFirst)
            stand.Telegram.HoldUpdates();
        anna.Blocks();
        if (!telegramTellsFirst)
            Assert.True((await Notice("раз")).IsOk);
        await stand.Until("blocked_at is not null from bot.conversation");
        var before = stand.Telegram.Calls.Count(c => c.Method == "sendMessage");
        Assert.Equal("bot.unreachable", (await Notice("два")).Error?.Code);
        Assert.Equal(before, stand.Telegram.Calls.Count(c => c.Method == "sendMessage"));
        stand.Telegram.ReleaseUpdates();

        anna.Unblocks();
        await anna.Asks("100 чай", m => m.Text.Contains("100", StringComparison.Ordinal));
        Assert.True((await Notice("три")).IsOk);
        await anna.WaitsFor(m => m.Text == "три");
        Assert.DoesNotContain(anna.Messages, m => m.Text is "раз" or "два");
        Assert.Empty(stand.Telegram.Violations);

        Task<Result<Done>> Notice(string text) => stand.Denga.Ask(new SendNotice(OperationId.New(), person, text));
    }

    [Fact]
    public async Task A_connection_that_breaks_before_Telegram_has_the_message_loses_nothing()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        stand.Telegram.DropConnection("sendMessage", times: 2);
        await anna.Asks("350 кофе");
        await anna.Asks("100 чай", m => m.Text.Contains("100", StringComparison.Ordinal));
        Assert.Equal(2, anna.Messages.Count(m => m.FromBot));
        Assert.Empty(stand.Telegram.Violations);
    }

    /// <summary>The Bot API has no key for a repeat: what Telegram took without saying so may come twice, and is never lost.</summary>
    [Fact]
    public async Task A_connection_that_breaks_after_Telegram_took_the_message_may_double_it()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        stand.Telegram.DropConnection("sendMessage", afterDoing: true);
        await anna.Asks("350 кофе");
        await anna.Asks("100 чай", m => m.Text.Contains("100", StringComparison.Ordinal));
        Assert.InRange(anna.Messages.Count(m => m.FromBot && m.Text.StartsWith("Записал: 350", StringComparison.Ordinal)), 1, 2);
        Assert.Equal(2, (await stand.Entries(anna)).Count);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task An_edited_message_corrects_the_entry_and_the_answer_in_place()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var own = anna.Sends("350 кофе");
        var answer = await anna.WaitsFor();
        anna.Edits(own.MessageId, "370 кофе");
        var corrected = await anna.WaitsFor(m => m.Edited);
        Assert.Equal(answer.MessageId, corrected.MessageId);
        Assert.Contains("370", corrected.Text, StringComparison.Ordinal);
        Assert.Equal("370.00", Assert.Single(await stand.Entries(anna)).Amount.ToAmountString());
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_number_in_reply_to_the_answer_corrects_the_amount()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var answer = await anna.Asks("350 кофе");
        anna.RepliesTo(answer.MessageId, "400");
        await anna.WaitsFor(m => m.Text.Contains("400", StringComparison.Ordinal));
        Assert.Equal("400.00", Assert.Single(await stand.Entries(anna)).Amount.ToAmountString());
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_press_changes_its_message_and_every_press_is_answered()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var message = await anna.Asks("350 кофе");
        foreach (var label in new[] { "Отменить", "Вернуть", "Изменить", "Категория", "Назад", "Готово" })
        {
            var before = stand.Telegram.Sequence;
            var press = anna.Presses(message.MessageId, label);
            var changed = await anna.WaitsFor(after: before);
            Assert.True(message.MessageId == changed.MessageId, $"{label}: {changed}");
            await stand.Telegram.WaitForAnswer(press);
        }
        Assert.Single(anna.Messages, m => m.FromBot);
        Assert.Single(await stand.Entries(anna));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_press_on_another_persons_entry_changes_nothing()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var boris = stand.Telegram.User(2, "ru");
        await anna.Asks("350 кофе");
        var his = await boris.Asks("привет");
        var entry = Assert.Single(await stand.Entries(anna));
        var recording = await stand.Select<Guid>("select id from expenses.operation");
        var id = entry.Id.Value.ToString("N");
        string[] actions =
        [
            $"c:undo:{id}",
            $"c:undoall:{recording:N}",
            $"c:restore:{id}",
            $"c:restoreall:{recording:N}",
            $"c:cat:{id}:taxi",
            $"c:day:{id}:20260101",
            $"c:note:{id}",
            $"c:sum:{id}",
        ];
        foreach (var action in actions)
            await stand.Telegram.WaitForAnswer(boris.PressesForged(his.MessageId, action));
        var last = boris.Sends("500");
        await boris.WaitsFor(after: last.Sequence);
        Assert.Equal(entry with { Tags = [] }, Assert.Single(await stand.Entries(anna)) with { Tags = [] });
        Assert.DoesNotContain(boris.Messages, m => m.FromBot && m.Text.Contains("кофе ·", StringComparison.Ordinal));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_button_that_a_message_no_longer_has_shows_it_as_it_is_and_a_made_up_one_does_nothing()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var message = await anna.Asks("350 кофе");
        var undo = message.Button("Отменить")!.Data!;
        var undone = await anna.Taps(message.MessageId, "Отменить", m => m.Edited);
        foreach (var data in new[] { undo, "x", ":", "e:", "e:1:0", "c:undo:", "nothing:such:thing", new string('я', 32) })
            await stand.Telegram.WaitForAnswer(anna.PressesForged(message.MessageId, data));
        await anna.Asks("100 чай", m => m.Text.StartsWith("Записал: 100", StringComparison.Ordinal));
        Assert.Equal("100.00", Assert.Single(await stand.Entries(anna)).Amount.ToAmountString());
        Assert.StartsWith("Отменил", undone.Text, StringComparison.Ordinal);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_sticker_and_a_voice_note_are_answered_with_a_line_of_help()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var sticker = await anna.WaitsFor(after: anna.SendsSticker().Sequence);
        var voice = await anna.WaitsFor(after: anna.SendsVoice().Sequence);
        Assert.Contains("350 кофе", sticker.Text, StringComparison.Ordinal);
        Assert.Equal(sticker.Text, voice.Text);
        Assert.Empty(await stand.Entries(anna));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_restart_in_the_middle_answers_everything_once_and_keeps_the_conversation()
    {
        await using var stand = await TelegramStand.Start();
        var anna = stand.Telegram.User(1, "ru");
        var question = await anna.Asks("1,250 кофе");
        // One is worked and its answer is not sent; another has not come in.
        using (var stall = stand.Telegram.Stall("sendMessage"))
        {
            anna.Sends("200 чай");
            await stall.Reached;
            await stand.Telegram.WaitUntilConfirmed();
            stand.Telegram.HoldUpdates();
            anna.Sends("300 хлеб");
            await stand.StopDenga();
        }
        stand.Telegram.ReleaseUpdates();
        await stand.StartDenga();

        await anna.WaitsFor(m => m.Text.StartsWith("Записал: 300", StringComparison.Ordinal));
        await anna.Taps(question.MessageId, question.Buttons[0][0].Label, m => m.MessageId == question.MessageId && m.Edited);
        Assert.Equal(3, (await stand.Entries(anna)).Count);
        Assert.Equal(3, anna.Messages.Count(m => m.FromBot));
        Assert.Single(anna.Messages, m => m.FromBot && m.Text.StartsWith("Записал: 200", StringComparison.Ordinal));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task Commands_are_listed_in_both_languages()
    {
        await using var stand = await TelegramStand.Start();
        await stand.Telegram.User(1, "ru").Asks("/start");
        var english = stand.Telegram.Commands();
        var russian = stand.Telegram.Commands("ru");
        Assert.Contains(english, c => c.Command == "report");
        Assert.Equal(english.Select(c => c.Command), russian.Select(c => c.Command));
        Assert.All(russian, c => Assert.Contains(c.Description, letter => letter is >= 'а' and <= 'я'));
        Assert.Empty(stand.Telegram.Violations);
    }

    private static async Task<HttpStatusCode> Push(TelegramStand stand, string body, string? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/telegram");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (secret is not null)
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        using var response = await stand.Denga.Http.SendAsync(request);
        return response.StatusCode;
    }
}
