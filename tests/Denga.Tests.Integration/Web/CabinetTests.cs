using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Web;

/// <summary>The way into the cabinet, and what is a person's own there.</summary>
public sealed partial class CabinetTests(DengaStand stand) : IClassFixture<DengaStand>, IDisposable
{
    private readonly DengaServer denga = stand.Denga;
    private readonly Browser anna = new(stand.Denga);
    private readonly string annas = DengaStand.Mail("anna");

    public void Dispose() => anna.Dispose();

    public static TheoryData<string> OwnPages =>
        [
            "/app",
            "/app/accounts/open",
            "/app/accounts/acc_0192f0c1a2b34c5d8e9f0a1b2c3d4e5f",
            "/app/security",
            "/app/settings",
            "/app/settings/export",
            "/app/settings/erase",
            "/app/parts/transfers",
        ];

    [Theory]
    [MemberData(nameof(OwnPages))]
    public async Task Who_is_not_signed_in_is_asked_to(string page)
    {
        await anna.Open(page);
        Assert.StartsWith("/app/sign-in", anna.Address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, anna.Status);
    }

    [Fact]
    public async Task A_newcomer_registers_confirms_and_opens_an_account()
    {
        await anna.Register(annas);
        await anna.Open("/app/accounts/open");
        await anna.Send("/app/accounts/open", ("currency", "RUB"));
        Assert.Matches("^/app/accounts/acc_[0-9a-f]{32}$", anna.Address);
        await anna.Open("/app");
        Assert.Contains("0,00\u00a0₽", anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_signing_in_one_is_where_one_wanted_to_be_and_nowhere_else()
    {
        await anna.Register(annas);
        await anna.Open("/app/security");
        await anna.Send("/app/sign-out");
        await anna.Open("/app/security");
        await anna.Send("/app/sign-in", ("email", annas), ("password", Browser.Password));
        Assert.Equal("/app/security", anna.Address);
        await anna.Send("/app/sign-out");
        foreach (
            var elsewhere in (string[])["https://evil.example/", "//evil.example", "/application", "/app\\evil", "javascript:alert(1)"]
        )
        {
            await anna.Open("/app/sign-in?to=" + Uri.EscapeDataString(elsewhere));
            await anna.Send("/app/sign-in", ("email", annas), ("password", Browser.Password));
            Assert.Equal("/app", anna.Address);
            await anna.Send("/app/sign-out");
        }
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_read_the_same()
    {
        await anna.Register(annas);
        using var stranger = new Browser(denga);
        await stranger.Open("/app/sign-in");
        await stranger.Send("/app/sign-in", ("email", annas), ("password", "not the password"));
        var wrong = Alert().Match(stranger.Page).Value;
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.Status);
        await stranger.Send("/app/sign-in", ("email", "nobody@example.org"), ("password", "not the password"));
        Assert.Equal(wrong, Alert().Match(stranger.Page).Value);
        Assert.NotEmpty(wrong);
        Assert.DoesNotContain("not the password", stranger.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_code_is_told_at_its_field_and_may_be_tried_again()
    {
        await anna.Open("/app/register");
        await anna.Send("/app/register", ("email", annas), ("password", Browser.Password));
        await anna.Send("/app/register/confirm", ("code", "000000"));
        Assert.Contains("aria-invalid=\"true\"", anna.Page, StringComparison.Ordinal);
        Assert.Contains("Код не подошёл", anna.Words, StringComparison.Ordinal);
        await anna.Send("/app/register/confirm", ("code", await anna.Code(annas)));
        Assert.Equal("/app", anna.Address);
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_e_mail()
    {
        await anna.Register(annas);
        using var later = new Browser(denga);
        await later.Open("/app/recover");
        await later.Send("/app/recover", ("email", annas));
        await later.Send("/app/recover/confirm", ("code", await later.Code(annas)), ("password", "another long password"));
        Assert.Equal("/app", later.Address);
        await anna.Open("/app");
        Assert.Equal("/app/sign-in", anna.Address);
    }

    [Fact]
    public async Task A_form_that_another_site_sends_is_refused_and_changes_nothing()
    {
        await anna.Register(annas);
        await anna.Open("/app/accounts/open");
        var here = denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var own = anna.FieldsOf("/app/accounts/open").Append(("currency", "RUB")).ToArray();
        foreach (
            var (fields, origin) in new ((string, string)[], string?)[]
            {
                (own, "https://evil.example"),
                (own, null),
                ([("currency", "RUB")], here),
                ([("currency", "RUB"), ("csrf", "x")], here),
            }
        )
        {
            await anna.Post("/app/accounts/open", fields, origin);
            Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
        }
        using var stranger = new Browser(denga);
        await stranger.Post("/app/sign-in", [("email", annas), ("password", Browser.Password)], "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, stranger.Status);
        await anna.Open("/app");
        Assert.DoesNotContain("acc_", anna.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_persons_account_is_as_unknown_as_one_that_does_not_exist()
    {
        await anna.Register(annas);
        var foreign = (await denga.Ask(new OpenAccount(PersonId.New(), Currency.Rub))).Value.Id;
        foreach (var id in (string[])[foreign.ToString(), AccountId.New().ToString(), "acc_nonsense"])
        {
            await anna.Open("/app/accounts/" + id);
            Assert.Equal(HttpStatusCode.NotFound, anna.Status);
            await anna.Open($"/app/accounts/{id}/statement.csv");
            Assert.Equal(HttpStatusCode.NotFound, anna.Status);
        }
    }

    [Fact]
    public async Task The_language_is_changed_for_the_person_and_the_pages_follow()
    {
        await anna.Register(annas);
        await anna.Open("/app/security");
        await anna.Send("/app/language", ("language", "en"));
        Assert.Equal("/app/security", anna.Address);
        Assert.Contains("Sign-in and security", anna.Words, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", anna.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_other_browser_too()
    {
        await anna.Register(annas);
        using var other = new Browser(denga);
        await other.SignIn(annas);
        await other.Open("/app/security");
        Assert.Equal(2, Session().Count(other.Page));
        await other.Send("/app/security/sessions/end-all");
        await anna.Open("/app");
        Assert.Equal("/app/sign-in", anna.Address);
    }

    [Fact]
    public async Task One_session_can_be_ended_from_another()
    {
        await anna.Register(annas);
        using var other = new Browser(denga);
        await other.SignIn(annas);
        await anna.Open("/app/security");
        var sessions = Session().Matches(anna.Page).Select(m => m.Groups["id"].Value).ToList();
        var mine = anna.FieldsOf("/app/security/sessions/end");
        // The newest is first: the other browser's.
        await anna.Post(
            "/app/security/sessions/end",
            [.. mine, ("session", sessions[0])],
            denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)
        );
        Assert.StartsWith("/app/security", anna.Address, StringComparison.Ordinal);
        await other.Open("/app");
        Assert.Equal("/app/sign-in", other.Address);
    }

    [Fact]
    public async Task What_is_kept_of_a_person_can_be_taken_away_and_erased()
    {
        await anna.Register(annas);
        await anna.Open("/app/settings/export");
        Assert.Equal("application/json", anna.Type);
        Assert.Contains(annas, JsonDocument.Parse(anna.Page).RootElement.ToString(), StringComparison.Ordinal);
        await anna.Open("/app/settings/erase");
        await anna.Send("/app/settings/erase/code");
        await anna.Send("/app/settings/erase", ("code", await anna.Code(annas)));
        Assert.StartsWith("/app/sign-in", anna.Address, StringComparison.Ordinal);
        await anna.SignIn(annas);
        Assert.Equal(HttpStatusCode.Unauthorized, anna.Status);
    }

    [Fact]
    public async Task Pages_forbid_scripts_of_others_and_are_not_kept()
    {
        await anna.Register(annas);
        using var response = await denga.Http.GetAsync("/app/sign-in");
        Assert.Contains("script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.DoesNotMatch("<script(?![^>]* src=)|\\son[a-z]+=|style=\"", anna.Page);
    }

    [GeneratedRegex("<p class=\"alert\"[^>]*>(?<words>[^<]*)</p>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex("name=\"session\" value=\"(?<id>ses_[0-9a-f]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Session();
}
