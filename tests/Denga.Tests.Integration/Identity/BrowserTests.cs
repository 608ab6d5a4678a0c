using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;

namespace Denga.Tests.Integration.Identity;

/// <summary>Sessions of browsers: a cookie, and nobody else's site can use it.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private Site site = null!;
    private string origin = "";
    private string cookie = "";
    private string csrf = "";

    public async ValueTask InitializeAsync()
    {
        site = await Site.Start();
        origin = site.Denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        await site.Register("anna@example.org");
        var answer = await SignIn();
        csrf = answer.Read<SignedIn>().Csrf!;
        cookie = answer.Cookies.Single(c => c.Contains("denga_session=", StringComparison.Ordinal)).Split(';')[0];
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_browser_gets_a_cookie_that_scripts_cannot_read_and_no_token()
    {
        var answer = await SignIn();
        var set = answer.Cookies.Single(c => c.Contains("denga_session=", StringComparison.Ordinal));
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", set, StringComparison.OrdinalIgnoreCase);
        Assert.False(answer.Json.TryGetProperty("tokens", out _));
        Assert.False(answer.Json.TryGetProperty("cookie", out _));
        Assert.DoesNotContain(set.Split(';')[0].Split('=')[1], answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_secure_and_bound_to_the_host()
    {
        var answer = await SignIn(("X-Forwarded-Proto", "https"));
        var set = answer.Cookies.Single(c => c.Contains("denga_session=", StringComparison.Ordinal));
        Assert.StartsWith("__Host-denga_session=", set, StringComparison.Ordinal);
        Assert.Contains("secure", set, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_cookie_signs_in_and_prolongs_itself()
    {
        Assert.Equal(HttpStatusCode.OK, (await Read()).Status);
        site.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.OK, (await Read()).Status);
        site.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.OK, (await Read()).Status);
        site.Clock.Advance(TimeSpan.FromDays(31));
        (await Read()).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task A_write_from_our_own_page_passes()
    {
        var answer = await Write(("Origin", origin), ("Denga-Csrf", csrf));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(HttpStatusCode.OK, (await Write(("Sec-Fetch-Site", "same-origin"), ("Denga-Csrf", csrf))).Status);
    }

    [Fact]
    public async Task A_write_by_cookie_from_anywhere_else_is_refused_and_changes_nothing()
    {
        (string, string)[][] forgeries =
        [
            [],
            [("Origin", origin)],
            [("Denga-Csrf", csrf)],
            [("Origin", "https://evil.example"), ("Denga-Csrf", csrf)],
            [("Origin", "null"), ("Denga-Csrf", csrf)],
            [("Origin", origin + ".evil.example"), ("Denga-Csrf", csrf)],
            [("Origin", origin), ("Sec-Fetch-Site", "cross-site"), ("Denga-Csrf", csrf)],
            [("Sec-Fetch-Site", "same-site"), ("Denga-Csrf", csrf)],
            [("Origin", origin), ("Denga-Csrf", "1")],
            [("Origin", origin), ("Denga-Csrf", "")],
        ];
        foreach (var headers in forgeries)
            (await Write(headers)).IsRefused(HttpStatusCode.Forbidden, "request.forged");
        Assert.Equal("ru", (await Read()).Read<Person>().Language);
    }

    [Fact]
    public async Task The_value_of_one_session_does_not_serve_another()
    {
        var other = (await SignIn()).Read<SignedIn>().Csrf!;
        (await Write(("Origin", origin), ("Denga-Csrf", other))).IsRefused(HttpStatusCode.Forbidden, "request.forged");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_the_cookie_away()
    {
        var answer = await site.Send(
            HttpMethod.Delete,
            "/api/v1/sessions/current",
            headers: [("Cookie", cookie), ("Origin", origin), ("Denga-Csrf", csrf)]
        );
        answer.IsDone();
        Assert.Contains("expires=Thu, 01 Jan 1970", answer.Cookies.Single(), StringComparison.OrdinalIgnoreCase);
        (await Read()).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    private Task<Answer> SignIn(params (string, string)[] headers) =>
        site.Send(
            HttpMethod.Post,
            "/api/v1/sessions",
            new
            {
                email = "anna@example.org",
                password = Site.Password,
                browser = true,
            },
            headers: headers
        );

    private Task<Answer> Read() => site.Send(HttpMethod.Get, "/api/v1/me", headers: ("Cookie", cookie));

    private Task<Answer> Write(params (string, string)[] headers) =>
        site.Send(HttpMethod.Patch, "/api/v1/me", new { language = "en" }, headers: [("Cookie", cookie), .. headers]);
}
