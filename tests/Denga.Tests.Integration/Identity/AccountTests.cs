using System.Net;
using Denga.Contracts;
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
            "identity.code_used"
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
    public async Task Wrong_passwords_from_one_network_lock_nobody_who_comes_from_another()
    {
        await site.Register("anna@example.org");
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.Equal("identity.bad_credentials", await Guess($"2001:db8:1:1::{attempt + 1}"));
        // A home has one network of version 6, however many addresses.
        Assert.Equal("identity.locked", await Guess("2001:db8:1:1:ffff::9", Site.Password));
        Assert.Null(await Guess("2001:db8:1:2::1", Site.Password));
        Assert.Null(await Guess("203.0.113.7", Site.Password));
    }

    [Fact]
    public async Task Guesses_from_everywhere_are_bounded_and_a_known_device_still_gets_in()
    {
        await site.Register("anna@example.org");
        var home = new Contracts.Client("203.0.113.7", "Firefox");
        var device = (await site.Denga.Ask(new SignIn("anna@example.org", Site.Password, Browser: true, home))).Value.Cookie!.Device;
        var looked = 0;
        for (var network = 0; network < 30; network++)
        for (var attempt = 0; attempt < 5; attempt++)
            looked += await Guess($"198.51.100.{network}") == "identity.bad_credentials" ? 1 : 0;
        Assert.Equal(50, looked);
        Assert.Equal("identity.locked", await Guess("192.0.2.1", Site.Password));
        // The same browser, on a train.
        var known = new Contracts.Client("192.0.2.2", "Firefox", device);
        Assert.True((await site.Denga.Ask(new SignIn("anna@example.org", Site.Password, Client: known))).IsOk);
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.Equal("identity.bad_credentials", await Guess("192.0.2.2", "wrong password", device));
        Assert.Equal("identity.locked", await Guess("192.0.2.3", Site.Password, device));
        // What was made up, or is somebody else's, knows nobody.
        foreach (var forged in new[] { "x", device![..^1] + (device[^1] == 'A' ? 'B' : 'A'), "...." })
            Assert.Equal("identity.locked", await Guess("192.0.2.4", Site.Password, forged));
        site.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await Guess("192.0.2.1", Site.Password));
    }

    [Fact]
    public async Task A_browser_keeps_its_device_when_the_session_ends_and_sign_in_finds_it()
    {
        await site.Register("anna@example.org");
        var signedIn = await site.Post(
            "/api/v1/sessions",
            new
            {
                email = "anna@example.org",
                password = Site.Password,
                browser = true,
            }
        );
        var cookie = Assert.Single(signedIn.Cookies, c => c.StartsWith("denga_device=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Device", signedIn.Text, StringComparison.OrdinalIgnoreCase);
        for (var attempt = 0; attempt < 5; attempt++)
            await site.TrySignIn("anna@example.org", "wrong password");
        (await site.TrySignIn("anna@example.org")).IsRefused(HttpStatusCode.TooManyRequests, "identity.locked");
        var known = await site.Send(
            HttpMethod.Post,
            "/api/v1/sessions",
            new { email = "anna@example.org", password = Site.Password },
            headers: ("Cookie", cookie.Split(';')[0])
        );
        Assert.Equal(HttpStatusCode.OK, known.Status);
    }

    private async Task<string?> Guess(string from, string password = "wrong password", string? device = null) =>
        (await site.Denga.Ask(new SignIn("anna@example.org", password, Client: new Contracts.Client(from, null, device)))).Error?.Code;

    [Fact]
    public async Task A_password_is_what_is_seen_however_it_is_spelt()
    {
        const string composed = "мой-кофейный-йод";
        var decomposed = composed.Normalize(System.Text.NormalizationForm.FormD);
        Assert.NotEqual(composed, decomposed);
        await site.Register("anna@example.org", decomposed);
        await site.SignIn("anna@example.org", composed);
        var anna = await site.SignIn("anna@example.org", decomposed);
        // A space is a space: U+00A0, U+2003 and U+3000 as well.
        (
            await site.Send(
                HttpMethod.Put,
                "/api/v1/me/password",
                new { password = composed, newPassword = "correct\u00a0horse\u2003ba\u0308ttery" },
                anna.Tokens!.Access
            )
        ).IsDone();
        await site.SignIn("anna@example.org", "correct horse\u3000b\u00e4ttery");
        var started = (await site.Post("/api/v1/recoveries", new { email = "anna@example.org" })).Read<ChallengeStarted>();
        await site.Post(
            $"/api/v1/recoveries/{started.Challenge}/confirmation",
            new { code = await site.CodeFor("anna@example.org"), password = decomposed }
        );
        anna = await site.SignIn("anna@example.org", composed);
        (await site.Post("/api/v1/me/two-factor", new { password = decomposed }, anna.Tokens!.Access)).Read<TwoFactorSecret>();
    }

    [Theory]
    // Ten letters as typed, five as seen; ten as seen, however many as typed.
    [InlineData("й1й2й", false)]
    [InlineData("йабйцдйефй", true)]
    [InlineData("correct\thorse battery", false)]
    [InlineData("🙂🙃😉😊😇", false)]
    public async Task The_length_of_a_password_is_counted_as_it_is_seen(string seen, bool isGood)
    {
        var password = seen.Normalize(System.Text.NormalizationForm.FormD);
        var answer = await site.Post("/api/v1/registrations", new { email = "anna@example.org", password });
        Assert.Equal(isGood ? null : "identity.weak_password", answer.Code);
    }

    [Fact]
    public async Task A_password_that_was_hashed_as_typed_keeps_working_and_is_hashed_anew()
    {
        var typed = "мой-кофейный-йод".Normalize(System.Text.NormalizationForm.FormD);
        await site.Register("anna@example.org");
        var old = new Microsoft.AspNetCore.Identity.PasswordHasher<object>().HashPassword(new object(), typed);
        await site.Execute($"update identity.email_account set password_hash = '{old}'");
        await site.SignIn("anna@example.org", typed);
        await site.SignIn("anna@example.org", typed.Normalize());
    }

    [Fact]
    public async Task Every_letter_goes_to_the_address_as_its_owner_confirmed_it()
    {
        await site.Register("mike@example.org");
        await site.Post("/api/v1/recoveries", new { email = "MIKE@Example.org" });
        await site.Post("/api/v1/registrations", new { email = "Mike@EXAMPLE.org", password = Site.Password });
        var letters = (await site.Denga.Ask(new Mailbox())).Value;
        Assert.Equal(3, letters.Count);
        Assert.All(letters, l => Assert.Equal("mike@example.org", l.To));
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
