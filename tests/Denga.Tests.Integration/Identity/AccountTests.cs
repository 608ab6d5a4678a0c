using System.Net;
using Denga.Contracts.Identity;

namespace Denga.Tests.Integration.Identity;

/// <summary>Registration, sign-in and recovery by e-mail.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private Site site = null!;

    public async ValueTask InitializeAsync() => site = await Site.Start();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_newcomer_registers_confirms_the_address_and_is_signed_in()
    {
        var anna = await site.Register("anna@example.org");
        var me = (await site.Get("/api/v1/me", anna.Tokens!.Access)).Read<Person>();
        Assert.Equal((anna.Person!.Id, "ru", Role.User), (me.Id, me.Language, me.Role));
        var again = await site.SignIn("Anna@Example.org");
        Assert.Equal(me.Id, again.Person!.Id);
        Assert.NotEqual(anna.Session, again.Session);
    }

    [Fact]
    public async Task Nobody_is_registered_before_the_code_came_back()
    {
        await site.Post("/api/v1/registrations", new { email = "anna@example.org", password = Site.Password });
        (await site.TrySignIn("anna@example.org")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_credentials");
        Assert.Equal(0, await site.Select<long>("select count(*) from identity.person"));
    }

    [Fact]
    public async Task An_address_that_is_registered_gets_the_same_answers_and_its_owner_a_letter()
    {
        await site.Register("anna@example.org");
        var known = await site.Post("/api/v1/registrations", new { email = "anna@example.org", password = "another password" });
        var unknown = await site.Post("/api/v1/registrations", new { email = "boris@example.org", password = "another password" });
        Assert.Equal(unknown.Status, known.Status);
        Assert.Equal(unknown.Json.EnumerateObject().Select(p => p.Name), known.Json.EnumerateObject().Select(p => p.Name));
        var challenge = known.Read<ChallengeStarted>().Challenge;
        (await site.Post($"/api/v1/registrations/{challenge}/confirmation", new { code = "123456" })).IsRefused(
            HttpStatusCode.BadRequest,
            "identity.bad_code"
        );
        Assert.Contains("already", (await site.LettersTo("anna@example.org"))[0].Subject, StringComparison.Ordinal);
        await site.SignIn("anna@example.org");
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_read_the_same()
    {
        await site.Register("anna@example.org");
        var wrong = (await site.TrySignIn("anna@example.org", "wrong password")).Json;
        var unknown = (await site.TrySignIn("nobody@example.org", "wrong password")).Json;
        Assert.Equal(wrong.GetProperty("detail").GetString(), unknown.GetProperty("detail").GetString());
        Assert.Equal(wrong.GetProperty("code").GetString(), unknown.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("anna", "correct horse battery", "identity.bad_email")]
    [InlineData("anna@localhost", "correct horse battery", "identity.bad_email")]
    [InlineData("Anna <anna@example.org>", "correct horse battery", "identity.bad_email")]
    [InlineData("anna@example.org\r\nBcc: all@example.org", "correct horse battery", "identity.bad_email")]
    [InlineData("anna@example.org", "short", "identity.weak_password")]
    [InlineData("anna@example.org", "password123", "identity.weak_password")]
    [InlineData("anna@example.org", "aaaaaaaaaaaa", "identity.weak_password")]
    [InlineData("anna@example.org", "anna@example.org", "identity.weak_password")]
    public async Task A_bad_address_or_password_is_refused_before_anything_is_sent(string email, string password, string code)
    {
        (await site.Post("/api/v1/registrations", new { email, password })).IsRefused(HttpStatusCode.BadRequest, code);
        Assert.Equal(0, await site.Select<long>("select count(*) from identity.letter"));
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_five_tries()
    {
        var started = (
            await site.Post("/api/v1/registrations", new { email = "anna@example.org", password = Site.Password })
        ).Read<ChallengeStarted>();
        var path = $"/api/v1/registrations/{started.Challenge}/confirmation";
        var code = await site.CodeFor("anna@example.org");
        for (var attempt = 0; attempt < 5; attempt++)
            (await site.Post(path, new { code = Site.Wrong(code) })).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
        (await site.Post(path, new { code })).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");

        var second = (
            await site.Post("/api/v1/registrations", new { email = "anna@example.org", password = Site.Password })
        ).Read<ChallengeStarted>();
        var right = new { code = await site.CodeFor("anna@example.org") };
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => site.Post($"/api/v1/registrations/{second.Challenge}/confirmation", right))
        );
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(1, await site.Select<long>("select count(*) from identity.email_account"));
        Assert.Equal(1, await site.Select<long>("select count(*) from identity.person"));
    }

    [Fact]
    public async Task An_expired_code_is_refused()
    {
        var started = (
            await site.Post("/api/v1/registrations", new { email = "anna@example.org", password = Site.Password })
        ).Read<ChallengeStarted>();
        site.Clock.Advance(TimeSpan.FromMinutes(16));
        var code = await site.CodeFor("anna@example.org");
        (await site.Post($"/api/v1/registrations/{started.Challenge}/confirmation", new { code })).IsRefused(
            HttpStatusCode.BadRequest,
            "identity.bad_code"
        );
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_and_every_session_ends()
    {
        var before = await site.Register("anna@example.org");
        var started = (await site.Post("/api/v1/recoveries", new { email = "anna@example.org", language = "ru" })).Read<ChallengeStarted>();
        var body = new { code = await site.CodeFor("anna@example.org"), password = "a new long password" };
        var recovered = (await site.Post($"/api/v1/recoveries/{started.Challenge}/confirmation", body)).Read<SignedIn>();
        Assert.Equal(before.Person!.Id, recovered.Person!.Id);
        (await site.Get("/api/v1/me", before.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await site.TrySignIn("anna@example.org")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_credentials");
        await site.SignIn("anna@example.org", "a new long password");
        (await site.Post($"/api/v1/recoveries/{started.Challenge}/confirmation", body)).IsRefused(
            HttpStatusCode.BadRequest,
            "identity.bad_code"
        );
    }

    [Fact]
    public async Task Recovery_answers_the_same_for_an_unknown_address()
    {
        await site.Register("anna@example.org");
        var known = await site.Post("/api/v1/recoveries", new { email = "anna@example.org" });
        var unknown = await site.Post("/api/v1/recoveries", new { email = "nobody@example.org" });
        Assert.Equal(known.Status, unknown.Status);
        Assert.Equal(known.Json.EnumerateObject().Select(p => p.Name), unknown.Json.EnumerateObject().Select(p => p.Name));
        (
            await site.Post(
                $"/api/v1/recoveries/{unknown.Read<ChallengeStarted>().Challenge}/confirmation",
                new { code = "123456", password = "a new long password" }
            )
        ).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_a_while_and_an_unknown_address_alike()
    {
        await site.Register("anna@example.org");
        foreach (var email in new[] { "anna@example.org", "nobody@example.org" })
        {
            for (var attempt = 0; attempt < 5; attempt++)
                (await site.TrySignIn(email, "wrong password")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_credentials");
            var locked = await site.TrySignIn(email);
            locked.IsRefused(HttpStatusCode.TooManyRequests, "identity.locked");
            Assert.InRange(locked.RetryAfter!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        }
        site.Clock.Advance(TimeSpan.FromMinutes(15));
        await site.SignIn("anna@example.org");
    }

    [Fact]
    public async Task Guesses_at_once_get_no_more_than_their_number()
    {
        await site.Register("anna@example.org");
        var guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => site.TrySignIn("anna@example.org", "wrong password " + i)));
        Assert.Equal(5, guesses.Count(g => g.Code == "identity.bad_credentials"));
        Assert.Equal(15, guesses.Count(g => g.Code == "identity.locked"));
    }

    [Fact]
    public async Task Letters_to_one_address_are_limited()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await site.Post("/api/v1/recoveries", new { email = "anna@example.org" })).Status);
        var limited = await site.Post("/api/v1/recoveries", new { email = "anna@example.org" });
        limited.IsRefused(HttpStatusCode.TooManyRequests, "identity.too_many");
        Assert.InRange(limited.RetryAfter!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, (await site.Post("/api/v1/recoveries", new { email = "anna@example.org" })).Status);
    }

    [Fact]
    public async Task One_network_address_cannot_try_many_accounts()
    {
        var from = new Contracts.Client("203.0.113.7", null);
        for (var i = 0; i < 60; i++)
            Assert.NotEqual(
                "identity.too_many",
                (await site.Denga.Ask(new Recover(FormattableString.Invariant($"p{i}@example.org"), Client: from))).Error?.Code
            );
        Assert.Equal("identity.too_many", (await site.Denga.Ask(new SignIn("last@example.org", "password", Client: from))).Error?.Code);
        var other = new Contracts.Client("203.0.113.8", null);
        Assert.Equal(
            "identity.bad_credentials",
            (await site.Denga.Ask(new SignIn("last@example.org", "password", Client: other))).Error?.Code
        );
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions()
    {
        var first = await site.Register("anna@example.org");
        var second = await site.SignIn("anna@example.org");
        var changed = await site.Send(
            HttpMethod.Put,
            "/api/v1/me/password",
            new { password = Site.Password, newPassword = "a new long password" },
            second.Tokens!.Access
        );
        changed.IsDone();
        (await site.Get("/api/v1/me", first.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/me", second.Tokens.Access)).Status);
    }

    [Fact]
    public async Task A_person_of_the_web_chat_adds_an_address_and_stays_the_same_person()
    {
        await using var chat = await site.Denga.OpenChat();
        var me = (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>();
        var started = (
            await site.Post("/api/v1/me/email", new { email = "anna@example.org", password = Site.Password }, chat.Opened.Token)
        ).Read<ChallengeStarted>();
        var code = await site.CodeFor("anna@example.org");
        var signedIn = (await site.Post($"/api/v1/registrations/{started.Challenge}/confirmation", new { code })).Read<SignedIn>();
        Assert.Equal(me.Id, signedIn.Person!.Id);
        (await site.Post("/api/v1/me/email", new { email = "other@example.org", password = Site.Password }, chat.Opened.Token)).IsRefused(
            HttpStatusCode.Conflict,
            "identity.has_email"
        );
    }

    [Fact]
    public async Task The_development_mailbox_shows_the_letters_to_this_machine_only()
    {
        await site.Post("/api/v1/recoveries", new { email = "<b>@example.org", language = "en" });
        await site.Post("/api/v1/recoveries", new { email = "anna@example.org", language = "en" });
        var page = await site.Get("/dev/mailbox");
        Assert.Contains("anna@example.org", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>@", page.Text, StringComparison.Ordinal);
        var proxied = await site.Send(HttpMethod.Get, "/dev/mailbox", headers: ("X-Forwarded-For", "203.0.113.7"));
        Assert.Equal(HttpStatusCode.NotFound, proxied.Status);
        var named = await site.Send(HttpMethod.Get, "/dev/mailbox", headers: ("Host", "denga.example"));
        Assert.Equal(HttpStatusCode.NotFound, named.Status);
        await using var real = await Site.Start(("Identity:SmtpHost", "127.0.0.1"));
        Assert.Equal(HttpStatusCode.NotFound, (await real.Get("/dev/mailbox")).Status);
    }
}
