using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts.Identity;
using Denga.Identity.Telegram;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Web;

namespace Denga.Tests.Integration.Identity;

/// <summary>Signing in with what Telegram signed.</summary>
public sealed class TelegramSignInTests : IAsyncLifetime
{
    private const string Token = "123456:TEST-TOKEN";
    private Site site = null!;

    /// <summary>The Bot API is nowhere: signing in does not need it.</summary>
    public async ValueTask InitializeAsync() =>
        site = await Site.Start(("Telegram:Token", Token), ("Telegram:ApiAddress", "http://127.0.0.1:9"));

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData(
        true,
        "auth_date=1700000000\nquery_id=AAE\nuser={\"id\":42,\"first_name\":\"Иван\",\"username\":\"ivan\"}",
        "5ab293759cbf3352c1de621946701b19e9c813abe703326e752bdece9e5ec2eb"
    )]
    [InlineData(
        false,
        "auth_date=1700000000\nfirst_name=Иван\nid=42\nusername=ivan",
        "636e2869c24c8dab9cf6fe9e4e371bec573adf44ba9e12de09a5c84db22eb90b"
    )]
    public void Signatures_are_those_that_Telegram_makes(bool miniApp, string lines, string hash)
    {
        Assert.NotNull(TelegramSignature.Check(Query(lines, hash), Token, miniApp));
        Assert.Null(TelegramSignature.Check(Query(lines, hash), Token, !miniApp));
        Assert.Null(TelegramSignature.Check(Query(lines.Replace("42", "43", StringComparison.Ordinal), hash), Token, miniApp));
        Assert.Null(TelegramSignature.Check(Query(lines, hash) + "&query_id=AAF", Token, miniApp));
        Assert.Null(TelegramSignature.Check(Query(lines, hash), "654321:OTHER", miniApp));
    }

    [Fact]
    public async Task The_person_of_the_bot_signs_in_with_a_Mini_App_or_the_widget()
    {
        var inBot = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person;
        var miniApp = (await Send(initData: MiniApp(42, site.Clock.GetUtcNow()))).Read<SignedIn>();
        var widget = (await Send(widget: Widget("42", site.Clock.GetUtcNow()))).Read<SignedIn>();
        Assert.Equal((inBot.Id, inBot.Id), (miniApp.Person!.Id, widget.Person!.Id));
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/me", miniApp.Tokens!.Access)).Status);
    }

    [Fact]
    public async Task What_Telegram_signed_is_good_once()
    {
        var data = MiniApp(42, site.Clock.GetUtcNow());
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(initData: data)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(a => a.Code == "identity.bad_telegram"));
        await site.Denga.RunJob("identity.forget-old");
        (await Send(initData: data)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
    }

    [Theory]
    [InlineData(-601)]
    [InlineData(-86_400)]
    [InlineData(120)]
    public async Task What_is_old_or_from_the_future_is_refused(int seconds) =>
        (await Send(initData: MiniApp(42, site.Clock.GetUtcNow().AddSeconds(seconds)))).IsRefused(
            HttpStatusCode.Unauthorized,
            "identity.bad_telegram"
        );

    [Theory]
    [InlineData("")]
    [InlineData("hash=")]
    [InlineData("id=42&hash=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("%%%&&&===")]
    public async Task What_is_not_signed_is_refused(string data)
    {
        (await Send(initData: data)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
        (await Send(widget: data)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
    }

    [Fact]
    public async Task Signed_fields_without_a_proper_person_are_refused()
    {
        var now = site.Clock.GetUtcNow();
        (await Send(widget: Widget("042", now))).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
        (await Send(widget: Widget("../1", now))).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
        (await Send(initData: MiniApp(-5, now))).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
        (await Send()).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_telegram");
    }

    [Fact]
    public async Task The_button_of_Telegram_leads_into_the_cabinet_and_asks_first()
    {
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Telegram:Token"] = Token,
                ["Telegram:ApiAddress"] = "http://127.0.0.1:9",
                ["Telegram:BotName"] = "denga_bot",
                ["Identity:Mailbox"] = "true",
            }
        );
        using var anna = new Browser(denga);
        await anna.Open("/app/sign-in");
        Assert.Contains("/app/sign-in/telegram", anna.Page, StringComparison.Ordinal);
        await anna.Open("/app/sign-in/telegram");
        Assert.Contains("data-telegram-login=\"denga_bot\"", anna.Page, StringComparison.Ordinal);

        var signed = Widget("42", TimeProvider.System.GetUtcNow());
        await anna.Open("/app/sign-in/telegram?" + signed);
        Assert.Contains("Иван", anna.Words, StringComparison.Ordinal);
        await anna.Post("/app/sign-in/telegram", [("widget", signed)], origin: "https://elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
        await anna.Open("/app/sign-in/telegram?" + signed);
        await anna.Send("/app/sign-in/telegram");
        Assert.Equal(("/app", HttpStatusCode.OK), (anna.Address, anna.Status));

        using var thief = new Browser(denga);
        await thief.Open("/app/sign-in/telegram?" + signed);
        await thief.Send("/app/sign-in/telegram");
        Assert.Equal(HttpStatusCode.Unauthorized, thief.Status);

        const string Email = "ivan@example.org";
        await anna.Open("/app/security");
        await anna.Send("/app/security/email", ("email", Email), ("password", "short"));
        Assert.Equal("/app/security/email", anna.Address);
        await anna.Send("/app/security/email", ("email", Email), ("password", "a long pass phrase"));
        await anna.Send("/app/security/email/confirm", ("code", "000000"));
        await anna.Send("/app/security/email/confirm", ("code", await anna.Code(Email)));
        Assert.Equal("/app/security?said=email", anna.Address);
        Assert.Contains(Email, anna.Words, StringComparison.Ordinal);
        using var desk = new Browser(denga);
        await desk.Open("/app/sign-in");
        await desk.Send("/app/sign-in", ("email", Email), ("password", "a long pass phrase"));
        Assert.Equal("/app", desk.Address);
    }

    [Fact]
    public async Task Without_a_bot_there_is_no_signing_in_with_Telegram()
    {
        await using var without = await Site.Start();
        (await without.Post("/api/v1/sessions/telegram", new { widget = "id=42" })).IsRefused(
            HttpStatusCode.ServiceUnavailable,
            "identity.telegram_off"
        );
    }

    private Task<Answer> Send(string? initData = null, string? widget = null) =>
        site.Post("/api/v1/sessions/telegram", new { initData, widget });

    private static string MiniApp(long id, DateTimeOffset at)
    {
        var lines = FormattableString.Invariant(
            $"auth_date={at.ToUnixTimeSeconds()}\nquery_id=AAE\nuser={{\"id\":{id},\"first_name\":\"Иван & Ко\",\"language_code\":\"ru\"}}"
        );
        return Query(lines, Hmac(HMACSHA256.HashData("WebAppData"u8, Encoding.UTF8.GetBytes(Token)), lines));
    }

    private static string Widget(string id, DateTimeOffset at)
    {
        var lines = string.Create(CultureInfo.InvariantCulture, $"auth_date={at.ToUnixTimeSeconds()}\nfirst_name=Иван\nid={id}");
        return Query(lines, Hmac(SHA256.HashData(Encoding.UTF8.GetBytes(Token)), lines));
    }

    private static string Hmac(byte[] key, string lines) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(lines)));

    private static string Query(string lines, string hash) =>
        string.Join(
            '&',
            lines.Split('\n').Select(l => l.Split('=', 2)).Select(f => $"{f[0]}={Uri.EscapeDataString(f[1])}").Append("hash=" + hash)
        );
}
