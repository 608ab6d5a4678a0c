using System.Net;
using Denga.Contracts.Identity;
using Denga.Platform.Http;
using Denga.TestKit.Server;
using Denga.Web.Frame;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Web;

/// <summary>Every page and form of the cabinet that there is, with what nobody should send.</summary>
public sealed class HostileFormTests(HostileFormTests.Stand stand) : IClassFixture<HostileFormTests.Stand>
{
    private static readonly string[] Names =
    [
        "to",
        "from",
        "amount",
        "currency",
        "note",
        "code",
        "op",
        "account",
        "purpose",
        "email",
        "password",
        "new",
        "name",
        "mark",
        "side",
        "of",
        "in",
        "day",
        "first",
        "until",
        "rhythm",
        "at",
        "text",
        "kind",
        "cursor",
        "after",
        "challenge",
        "zone",
        "language",
        "lang",
        "contact",
        "schedule",
        "alert",
        "quote",
        "session",
        "widget",
        "hash",
        "q",
        "page",
        "format",
        "expires",
        "days",
    ];

    private static readonly string[] Odd =
    [
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "9.9999999999999999999999999999",
        "9.99999999999999999999999999999999",
        "99999999999999999999999999",
        "0001-01-01",
        "9999-12-31",
        "2200-01-01",
        "a\0b",
        "\0",
        "\u202e",
        "é",
        "/app/é",
        "/app/\r\nX-Evil: 1",
        "//evil.example",
        "/app\\..\\evil",
        "👩‍👩‍👧‍👦",
        "<script>",
        "' or 1=1",
        "op_0198f1c2d3e47a5b8c9d0e1f2a3b4c5d",
        "acc_0198f1c2d3e47a5b8c9d0e1f2a3b4c5d",
        new('x', 5000),
    ];

    [Fact]
    public async Task No_page_and_no_form_breaks()
    {
        var endpoints = stand
            .Denga.Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(e => (Path: e.RoutePattern.RawText!, Verbs: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []))
            .Where(e => e.Path.StartsWith("/app", StringComparison.Ordinal) && !e.Path.Contains("events", StringComparison.Ordinal))
            .Where(e => !e.Path.Contains("sign-out", StringComparison.Ordinal) && !e.Path.Contains("end-all", StringComparison.Ordinal))
            .SelectMany(e => e.Verbs.Select(v => (Verb: v, e.Path)))
            .Distinct()
            .ToList();
        Assert.True(endpoints.Count > 60, $"{endpoints.Count}");
        var broken = new List<string>();
        foreach (var (verb, path) in endpoints)
        foreach (var odd in Odd)
        {
            var address = System.Text.RegularExpressions.Regex.Replace(
                path,
                "{[^}]*}",
                odd.Length == 0 || odd.Contains('\0', StringComparison.Ordinal) ? "x" : Uri.EscapeDataString(odd),
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
            using var request = new HttpRequestMessage(new HttpMethod(verb), address);
            if (verb == "GET")
                // One after the other would be forty times as many, and a page reads what it knows.
                request.RequestUri = new Uri(
                    address + "?" + string.Join('&', Names.Select(n => $"{n}={Uri.EscapeDataString(odd.Length > 100 ? odd[..100] : odd)}")),
                    UriKind.Relative
                );
            else
                request.Content = new FormUrlEncodedContent(
                    Names.Select(n => KeyValuePair.Create(n, odd)).Append(KeyValuePair.Create(BrowserSession.CsrfField, stand.Csrf))
                );
            request.Headers.Add("Cookie", stand.Cookie);
            request.Headers.Add("Origin", stand.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            using var answer = await stand.Http.SendAsync(request);
            if ((int)answer.StatusCode >= 500 && answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                broken.Add($"{verb} {path} with {odd}: {answer.StatusCode}");
            if (answer.Headers.Location is { } location)
                Assert.Matches("^/(app|panel)($|[/?])", location.OriginalString);
        }
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("/app/é", "/app/%C3%A9")]
    [InlineData("/app/send?to=анна", "/app/send?to=%D0%B0%D0%BD%D0%BD%D0%B0")]
    [InlineData("/app/%C3%A9", "/app/%C3%A9")]
    [InlineData("/app/a b\r\nSet-Cookie: x=1", "/app/a%20b%0D%0ASet-Cookie:%20x=1")]
    [InlineData("/app/\U0001F600", "/app/%F0%9F%98%80")]
    [InlineData("//evil.example", "/app")]
    [InlineData("/app\\@evil.example", "/app")]
    [InlineData("/appé", "/app")]
    [InlineData("https://evil.example/app", "/app")]
    [InlineData("/app/../..//evil.example", "/app/../..//evil.example")]
    public async Task Who_is_signed_in_goes_on_within_the_cabinet_whatever_the_letters(string to, string location)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app/sign-in?to=" + Uri.EscapeDataString(to));
        request.Headers.Add("Cookie", stand.Cookie);
        using var answer = await stand.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.SeeOther, location), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        var end = new Uri(new Uri("https://denga.example/app/sign-in"), location);
        Assert.Equal("denga.example", end.Host);
    }

    /// <summary>One Denga, and somebody who is signed in.</summary>
    public sealed class Stand : DengaStand
    {
        public HttpClient Http { get; private set; } = null!;
        public string Cookie { get; private set; } = "";
        public string Csrf { get; private set; } = "";

        protected override Dictionary<string, string> Settings { get; } =
            new(StringComparer.Ordinal)
            {
                ["Identity:Mailbox"] = "true",
                ["Identity:LockAfter"] = "100",
                ["Wallet:Limits:LookupsPerMinute"] = "1000000",
            };

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            {
                BaseAddress = Denga.Http.BaseAddress,
            };
            using var browser = new Browser(Denga);
            await browser.Register("anna@example.org");
            using var answer = await Http.PostAsync(
                "/api/v1/sessions",
                System.Net.Http.Json.JsonContent.Create(
                    new
                    {
                        email = "anna@example.org",
                        password = Browser.Password,
                        browser = true,
                    }
                )
            );
            Cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.Contains("denga_session=", StringComparison.Ordinal)).Split(';')[
                0
            ];
            Csrf = System
                .Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync())
                .RootElement.GetProperty("csrf")
                .GetString()!;
        }

        public override ValueTask DisposeAsync()
        {
            Http.Dispose();
            return base.DisposeAsync();
        }
    }
}
