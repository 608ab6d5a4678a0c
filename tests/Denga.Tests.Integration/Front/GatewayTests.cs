using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Front;

/// <summary>A server with a site of somebody else's, and a reader of its log.</summary>
public sealed class GatewayStand : DengaStand
{
    internal const string OurSite = "https://panel.example";

    internal KeptLog Log { get; } = new("Denga.Requests");

    protected override Dictionary<string, string> Settings { get; } =
        new(StringComparer.Ordinal)
        {
            ["Http:CorsOrigins"] = OurSite,
            ["Http:ConversationsPerMinute"] = "2",
            ["Http:BodyBytesMax"] = "2048",
            ["Limits:HandlesPerMinute"] = "3",
            ["Logging:LogLevel:Denga.Requests"] = "Information",
        };

    protected override void Configure(IServiceCollection services) =>
        services.RemoveAll<ILoggerProvider>().AddSingleton<ILoggerProvider>(Log);
}

/// <summary>What every request passes before a module sees it.</summary>
public sealed class GatewayTests(GatewayStand stand) : IClassFixture<GatewayStand>
{
    private const string OurSite = GatewayStand.OurSite;
    private readonly DengaServer denga = stand.Denga;

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/no-such-thing")]
    [InlineData("/health/live")]
    public async Task Every_answer_guards_the_browser(string path)
    {
        using var answer = await denga.Http.GetAsync(path);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Contains("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotNull(Header(answer, "Referrer-Policy"));
        Assert.Null(Header(answer, "Strict-Transport-Security"));
        Assert.Null(Header(answer, "Server"));
        using var secure = await Send(HttpMethod.Get, path, ("X-Forwarded-Proto", "https"));
        Assert.StartsWith("max-age=", Header(secure, "Strict-Transport-Security"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_configured_sites_may_call_the_api_from_a_browser()
    {
        (string, string)[] asks =
        [
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,idempotency-key"),
        ];
        using var ours = await Send(HttpMethod.Options, "/api/v1/transfers", [("Origin", OurSite), .. asks]);
        Assert.Equal(HttpStatusCode.NoContent, ours.StatusCode);
        Assert.Equal(OurSite, Header(ours, "Access-Control-Allow-Origin"));
        Assert.Null(Header(ours, "Access-Control-Allow-Credentials"));
        using var foreign = await Send(HttpMethod.Options, "/api/v1/transfers", [("Origin", "https://evil.example"), .. asks]);
        Assert.Null(Header(foreign, "Access-Control-Allow-Origin"));
        // What is refused can be read as well.
        using var refused = await Send(HttpMethod.Get, "/api/v1/accounts", ("Origin", OurSite));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(OurSite, Header(refused, "Access-Control-Allow-Origin"));
        using var page = await Send(HttpMethod.Get, "/", ("Origin", OurSite));
        Assert.Null(Header(page, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Behind_a_proxy_each_client_is_limited_by_itself()
    {
        foreach (var client in (string[])["203.0.113.7", "203.0.113.8"])
        {
            int[] answers = [await Open(client), await Open(client), await Open(client)];
            Assert.Equal([200, 200, 429], answers);
            // What the client itself says it came through is worth nothing.
            Assert.Equal(429, await Open("198.51.100.1, " + client));
        }
    }

    [Fact]
    public async Task A_home_of_version_6_is_one_client_and_the_two_forms_of_version_4_are_one()
    {
        int[] home = [await Open("2001:db8:7:1::1"), await Open("2001:db8:7:1:ffff::2"), await Open("2001:db8:7:1:1:2:3:4")];
        Assert.Equal([200, 200, 429], home);
        Assert.Equal(200, await Open("2001:db8:7:2::1"));
        int[] forms = [await Open("203.0.113.60"), await Open("::ffff:203.0.113.60"), await Open("203.0.113.60")];
        Assert.Equal([200, 200, 429], forms);
        // The same address with a stroke at its end is the same one.
        using var stroke = await Send(HttpMethod.Post, "/api/v1/chat/", ("X-Forwarded-For", "203.0.113.60"));
        Assert.Equal(HttpStatusCode.TooManyRequests, stroke.StatusCode);
    }

    [Fact]
    public async Task Who_has_an_account_is_told_so_often_from_a_network_whoever_asks()
    {
        var asked = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            // A new person, with a fresh limit of his own, from another address of the same home.
            await using var somebody = await denga.OpenChat();
            using var answer = await Send(
                HttpMethod.Get,
                $"/api/v1/payees?to=somebody{i}%40example.org",
                ("Authorization", "Bearer " + somebody.Opened.Token),
                ("X-Forwarded-For", $"2001:db8:8:1::{i + 1}")
            );
            asked.Add((int)answer.StatusCode);
            if (i < 4)
                continue;
            Assert.Equal("request.too_many", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            // Other doors to the same answer are shut as well; what names nobody by a handle is open.
            (HttpMethod, string, object?, HttpStatusCode)[] doors =
            [
                (HttpMethod.Post, "/api/v1/contacts", new { to = "@somebody" }, HttpStatusCode.TooManyRequests),
                (
                    HttpMethod.Post,
                    "/api/v1/transfers",
                    new { to = "a@example.org", amount = new { amount = "1.00", currency = "RUB" } },
                    HttpStatusCode.TooManyRequests
                ),
                (
                    HttpMethod.Post,
                    $"/api/v1/chat/{somebody.Opened.Conversation}/messages",
                    new { text = "/send 100 a@example.org" },
                    HttpStatusCode.TooManyRequests
                ),
                (HttpMethod.Post, $"/api/v1/chat/{somebody.Opened.Conversation}/messages", new { text = "350 coffee" }, HttpStatusCode.OK),
                (HttpMethod.Get, "/api/v1/payees?to=acc_0198f1c2d3e47a5b8c9d0e1f2a3b4c5d", null, HttpStatusCode.NotFound),
            ];
            foreach (var (method, path, body, expected) in doors)
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Add("Authorization", "Bearer " + somebody.Opened.Token);
                request.Headers.Add("X-Forwarded-For", "2001:db8:8:1::99");
                if (body is not null)
                    request.Content = JsonContent.Create(body);
                using var door = await denga.Http.SendAsync(request);
                Assert.Equal((path, expected), (path, door.StatusCode));
            }
        }
        Assert.Equal([404, 404, 404, 429, 429], asked);
    }

    [Fact]
    public async Task Nobody_else_is_believed()
    {
        await using var bare = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Http:TrustedProxies"] = "10.0.0.1,10.1.0.0/16",
                ["Http:ConversationsPerMinute"] = "1",
            },
            database: denga.Database
        );
        using var first = await Send(bare.Http, HttpMethod.Post, "/api/v1/chat", ("X-Forwarded-For", "203.0.113.9"));
        using var second = await Send(bare.Http, HttpMethod.Post, "/api/v1/chat", ("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        using var page = await Send(bare.Http, HttpMethod.Get, "/", ("X-Forwarded-Proto", "https"));
        Assert.Null(Header(page, "Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_a_problem()
    {
        using var content = new StringContent($$"""{"language":"{{new string('x', 4000)}}"}""", Encoding.UTF8, "application/json");
        using var answer = await denga.Http.PostAsync("/api/v1/chat", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("request.too_large", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_log_tells_of_every_request_and_of_no_secret()
    {
        stand.Log.Clear();
        const string request = "0123456789abcdef0123456789abcdef";
        const string conversation = "chat_0123456789abcdef0123456789abcdef";
        using var answer = await Send(
            HttpMethod.Get,
            $"/api/v1/chat/{conversation}/messages?after=topsecret",
            ("Authorization", "Bearer topsecret"),
            ("X-Request-Id", request),
            ("X-Forwarded-For", "203.0.113.7")
        );
        using var file = await Send(HttpMethod.Get, "/files/topsecret.svg");
        using var nowhere = await Send(HttpMethod.Get, "/topsecret");
        Assert.Equal(
            [
                $"in GET /api/v1/chat/{conversation}/messages from 203.0.113.7, request {request}, (null) bytes",
                $"out GET /api/v1/chat/{conversation}/messages, request {request}: 401",
                "in GET /files/{key} from 127.0.0.1, request (null), (null) bytes",
                "out GET /files/{key}, request (null): 404",
                "in GET (no such place) from 127.0.0.1, request (null), (null) bytes",
                "out GET (no such place), request (null): 404",
            ],
            // Parts ask each other, and log that as well.
            stand.Log.Said.Where(line => !line.Contains("/internal/", StringComparison.Ordinal)).Select(line => line.Split(" in ")[0])
        );
        Assert.DoesNotContain(stand.Log.Said, line => line.Contains("topsecret", StringComparison.Ordinal));
    }

    private async Task<int> Open(string client)
    {
        using var answer = await Send(HttpMethod.Post, "/api/v1/chat", ("X-Forwarded-For", client));
        return (int)answer.StatusCode;
    }

    private Task<HttpResponseMessage> Send(HttpMethod method, string path, params (string Name, string Value)[] headers) =>
        Send(denga.Http, method, path, headers);

    private static async Task<HttpResponseMessage> Send(
        HttpClient http,
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(new { language = "ru", timeZone = "Europe/Moscow" });
        return await http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
