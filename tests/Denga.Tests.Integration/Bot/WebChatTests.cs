using System.Net;
using System.Net.Http.Json;
using Denga.Speech;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Bot;

/// <summary>The web chat over HTTP, as design §6 promises it to clients.</summary>
public sealed class WebChatTests(DengaStand stand) : IClassFixture<DengaStand>
{
    private readonly DengaServer denga = stand.Denga;

    [Fact]
    public async Task A_new_conversation_begins_with_a_welcome()
    {
        await using var anna = await denga.OpenChat();
        var messages = await anna.Messages();
        var welcome = Assert.Single(messages);
        Assert.Equal("bot", welcome.From);
        Assert.Contains("350 кофе", welcome.Text, StringComparison.Ordinal);
    }

    /// <summary>More of them than there are connections to the database: nobody may hold one while he waits for another.</summary>
    [Fact]
    public async Task Forty_newcomers_at_once_are_all_welcomed()
    {
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => denga.Http.PostAsJsonAsync("/api/v1/chat", new { language = "ru" }))
        );
        Assert.All(opened, o => Assert.Equal(HttpStatusCode.OK, o.StatusCode));
    }

    [Fact]
    public async Task A_message_sent_twice_with_one_key_is_one_message()
    {
        await using var anna = await denga.OpenChat();
        var first = await anna.Post(new { text = "привет" }, "key-1");
        await anna.Next();
        var second = await anna.Post(new { text = "привет" }, "key-1");
        Assert.Equal(first, second);
        Assert.Equal(3, (await anna.Messages()).Count);
    }

    [Fact]
    public async Task A_key_used_for_other_words_is_refused()
    {
        await using var anna = await denga.OpenChat();
        await anna.Post(new { text = "привет" }, "key-1");
        using var refused = await anna.Send(HttpMethod.Post, "messages", new { text = "пока" }, "key-1");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task Somebody_elses_conversation_does_not_exist()
    {
        await using var anna = await denga.OpenChat();
        await using var boris = await denga.OpenChat();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chat/{anna.Opened.Conversation}/messages");
        request.Headers.Authorization = new("Bearer", boris.Opened.Token);
        using var foreign = await denga.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var missing = await denga.Http.GetAsync($"/api/v1/chat/{anna.Opened.Conversation}/messages");
        Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
    }

    [Theory]
    [InlineData("{\"text\":\"\"}", "chat.empty")]
    [InlineData("{\"text\":\"  \"}", "chat.empty")]
    [InlineData("{}", "chat.empty")]
    [InlineData("{\"text\":\"a\",\"button\":\"b\"}", "chat.empty")]
    [InlineData("{\"text\":", "request.not_json")]
    [InlineData("[1]", "request.not_json")]
    [InlineData("{\"text\":12}", "request.invalid")]
    [InlineData("{\"txet\":\"350\"}", "request.invalid")]
    [InlineData("{\"text\":\"350\",\"person\":\"per_00000000000000000000000000000001\"}", "request.unknown_field")]
    public async Task A_bad_body_is_told_apart_by_its_code(string body, string code)
    {
        await using var anna = await denga.OpenChat();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chat/{anna.Opened.Conversation}/messages");
        request.Headers.Authorization = new("Bearer", anna.Opened.Token);
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await denga.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        Assert.Equal(code, problem!["code"].ToString());
        Assert.NotEqual("", problem["traceId"].ToString());
        Assert.Single(await anna.Messages());
    }
}
