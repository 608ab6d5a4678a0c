using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Denga.Contracts.Bot;
using Denga.Speech;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Bot;

/// <summary>What people, and those who mean harm, send to the web chat: each has its clear answer, and changes nothing.</summary>
public sealed class BadInputTests(BadInputTests.Stage stage) : IClassFixture<BadInputTests.Stage>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 кофе", "сумма ноль")]
    [InlineData("-350", "расход или нет")]
    [InlineData("350 кофе <b>'; drop table expense; --</b>", "")]
    [InlineData("1000000000000000000000000000000 кофе", "не поместится")]
    [InlineData("1/0 кофе", "на ноль делить нельзя")]
    [InlineData("350 кофе 31 февраля", "такого дня нет")]
    [InlineData("350 кофе 01.01.0000", "")]
    [InlineData("350 кофе 01.01.1850", "с 2000 года")]
    [InlineData("😀🎉👍", "не похоже на трату")]
    [InlineData("\u202e\u200f\u200e", "")]
    [InlineData("'; drop table expense; --", "не похоже на трату")]
    [InlineData("<script>alert(document.cookie)</script>", "не похоже на трату")]
    [InlineData("{\"text\":null}", "не похоже на трату")]
    [InlineData("%s%s%n {0} {1} ${jndi:ldap://x}", "")]
    [InlineData("/nonsense '); --", "/help")]
    public async Task A_text_that_is_no_entry_is_answered_and_saves_nothing(string text, string words)
    {
        await using var anna = await stage.Denga.OpenChat();
        await anna.Say("100 чай");
        var before = await Count(anna);
        var answer = await anna.Say(text);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("сломалось", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Count(anna));
    }

    [Theory]
    [InlineData("\u202e350 кофе\u202c")]
    public async Task Direction_marks_around_an_entry_do_no_harm(string text)
    {
        await using var anna = await stage.Denga.OpenChat();
        var answer = await anna.Say(text);
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Count(anna));
    }

    [Theory]
    [InlineData(10_001, HttpStatusCode.BadRequest, "chat.too_long")]
    [InlineData(100_000, HttpStatusCode.BadRequest, "chat.too_long")]
    [InlineData(1_100_000, HttpStatusCode.RequestEntityTooLarge, "request.too_large")]
    public async Task A_text_that_is_too_long_is_refused(int characters, HttpStatusCode status, string code)
    {
        await using var anna = await stage.Denga.OpenChat();
        await Refused(anna, new { text = new string('5', characters) }, status, code);
    }

    [Theory]
    [InlineData("", "chat.empty")]
    [InlineData(" \n\t ", "chat.empty")]
    [InlineData("350 ко\0фе", "request.invalid")]
    public async Task A_text_that_cannot_be_kept_is_refused(string text, string code)
    {
        await using var anna = await stage.Denga.OpenChat();
        await Refused(anna, new { text }, HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        await using var anna = await stage.Denga.OpenChat();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chat/{anna.Opened.Conversation}/messages");
        request.Headers.Authorization = new("Bearer", anna.Opened.Token);
        request.Content = new StringContent("{\"text\":\"350 \\ud800\"}", Encoding.UTF8, "application/json");
        using var response = await stage.Denga.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), (response.StatusCode, await Code(response)));
        Assert.Single(await anna.Messages());
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_an_unknown_one_alike()
    {
        var clock = new ShiftedClock(Noon);
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Identity:TokenLifetime"] = "00:05:00" },
            clock
        );
        await using var anna = await denga.OpenChat();
        await anna.Say("350 кофе");
        clock.Advance(TimeSpan.FromMinutes(6));
        using var expired = await anna.Send(HttpMethod.Post, "messages", new { text = "100 чай" }, null);
        Assert.Equal((HttpStatusCode.Unauthorized, "identity.bad_token"), (expired.StatusCode, await Code(expired)));
        Assert.Equal("Bearer", expired.Headers.WwwAuthenticate.Single().Scheme);

        foreach (var token in new[] { "x", new string('A', 43), anna.Opened.Token[..^1], anna.Opened.Token + "A", "'--" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chat/{anna.Opened.Conversation}/messages");
            request.Headers.Authorization = new("Bearer", token);
            using var unknown = await denga.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "identity.bad_token"), (unknown.StatusCode, await Code(unknown)));
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("conv_")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("exp_00000000000000000000000000000001")]
    [InlineData("%00")]
    [InlineData("'--")]
    public async Task A_malformed_conversation_is_refused(string conversation)
    {
        await using var anna = await stage.Denga.OpenChat();
        foreach (var (method, path) in new[] { (HttpMethod.Get, "messages"), (HttpMethod.Post, "messages"), (HttpMethod.Get, "events") })
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/chat/{conversation}/{path}");
            request.Headers.Authorization = new("Bearer", anna.Opened.Token);
            if (method == HttpMethod.Post)
                request.Content = JsonContent.Create(new { text = "350 кофе" });
            using var response = await stage.Denga.Http.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 404);
        }
        Assert.Equal(0, await Count(anna));
    }

    [Theory]
    [InlineData("edit", "x")]
    [InlineData("edit", "0")]
    [InlineData("edit", "-1")]
    [InlineData("edit", "99999999999999999999999")]
    public async Task An_edit_of_a_message_that_is_not_his_is_refused(string field, string reference)
    {
        await using var anna = await stage.Denga.OpenChat();
        await Refused(
            anna,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["text"] = "350 кофе", [field] = reference },
            HttpStatusCode.BadRequest,
            "chat.bad_reference"
        );
        using var bot = await anna.Send(HttpMethod.Post, "messages", new { text = "350 кофе", edit = anna.Last!.Id }, null);
        Assert.Equal("chat.bad_reference", await Code(bot));
        using var after = await anna.Send(HttpMethod.Get, "messages?after=" + reference + "x", null, null);
        Assert.Equal("chat.bad_reference", await Code(after));
    }

    [Fact]
    public async Task A_button_of_somebody_elses_conversation_changes_nothing()
    {
        await using var anna = await stage.Denga.OpenChat();
        await using var boris = await stage.Denga.OpenChat();
        var hers = await anna.Say("350 кофе");
        await boris.Say("100 чай");
        foreach (var button in hers.Buttons.SelectMany(r => r))
        {
            await boris.Post(new { button = button.Id });
            await boris.Post(new { button = boris.Last!.Id + button.Id[button.Id.IndexOf('|', StringComparison.Ordinal)..] });
        }
        await Settled(boris);
        Assert.Equal(1, await Count(anna));
        Assert.Equal(hers.Text, (await anna.Messages())[^1].Text);
        Assert.Equal(1, await Count(boris));
    }

    [Theory]
    [InlineData("")]
    [InlineData("|")]
    [InlineData("x")]
    [InlineData("99999999|c:undo:00000000000000000000000000000001")]
    [InlineData("-5|e:9:9")]
    [InlineData("1|c:cat:00000000000000000000000000000001:'--")]
    [InlineData("1|c:day:00000000000000000000000000000001:20261399")]
    [InlineData("1|report:month:99999")]
    [InlineData("1|list:-1")]
    [InlineData("1|lim:x:y:z")]
    public async Task A_button_that_never_existed_changes_nothing(string button)
    {
        await using var anna = await stage.Denga.OpenChat();
        await anna.Say("350 кофе");
        await anna.Post(new { button });
        await Settled(anna);
        Assert.Equal(1, await Count(anna));
        Assert.DoesNotContain(await anna.Messages(), m => m.Text.Contains("сломалось", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_button_of_last_month_does_what_it_says_on_that_entry_only()
    {
        var clock = new ShiftedClock(Noon);
        await using var denga = await DengaServer.Start(clock: clock);
        await using var anna = await denga.OpenChat();
        var old = await anna.Say("350 кофе");
        clock.Advance(TimeSpan.FromDays(35));
        await anna.Say("100 чай");
        var undone = await anna.Press("Отменить", old);
        Assert.Equal(old.Id, undone.Id);
        var again = await anna.Press("Отменить", old);
        Assert.Equal(undone.Text, again.Text);
        Assert.Equal(1, await Count(anna, denga));
    }

    [Fact]
    public async Task A_key_used_for_another_button_or_another_correction_is_a_conflict_and_does_nothing()
    {
        await using var anna = await stage.Denga.OpenChat();
        var own = await anna.Post(new { text = "350 кофе" });
        var answer = await anna.Next();
        var undo = answer.Buttons.SelectMany(r => r).First(b => b.Label == "Отменить").Id;
        await anna.Post(new { button = answer.Id + "|nothing" }, "key");
        using var press = await anna.Send(HttpMethod.Post, "messages", new { button = undo }, "key");
        Assert.Equal((HttpStatusCode.Conflict, "operation.id_reused"), (press.StatusCode, await Code(press)));

        await anna.Post(new { text = "370 кофе", edit = own }, "edit");
        using var edit = await anna.Send(HttpMethod.Post, "messages", new { text = "999 кофе", edit = own }, "edit");
        Assert.Equal((HttpStatusCode.Conflict, "operation.id_reused"), (edit.StatusCode, await Code(edit)));
        await Settled(anna);
        Assert.Equal("370 кофе", (await anna.Messages()).Single(m => m.Id == own).Text);
        Assert.Equal(1, await Count(anna));
    }

    private async Task Refused(ChatClient anna, object body, HttpStatusCode status, string code)
    {
        var before = await Count(anna);
        var messages = (await anna.Messages()).Count;
        using var response = await anna.Send(HttpMethod.Post, "messages", body, null);
        Assert.Equal((status, code), (response.StatusCode, await Code(response)));
        Assert.Equal(messages, (await anna.Messages()).Count);
        Assert.Equal(before, await Count(anna));
    }

    /// <summary>A person's messages are worked in order: when this one is answered, everything before it is.</summary>
    private static async Task Settled(ChatClient anna)
    {
        await anna.Post(new { text = "/nonsense" });
        while (!(await anna.Next()).Text.Contains("нет", StringComparison.Ordinal)) { }
    }

    private static async Task<string> Code(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;

    private Task<int> Count(ChatClient anna) => Count(anna, stage.Denga);

    private static async Task<int> Count(ChatClient anna, DengaServer denga)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/expenses?limit=100");
        request.Headers.Authorization = new("Bearer", anna.Opened.Token);
        using var response = await denga.Http.SendAsync(request);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").GetArrayLength();
    }

    public sealed class Stage : DengaStand
    {
        protected override TimeProvider Clock { get; } = new ShiftedClock(Noon);
    }
}
