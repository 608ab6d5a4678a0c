using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.TwoFactor;

namespace Denga.Tests.Integration.Identity;

public sealed class TotpTests
{
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, Totp.At("12345678901234567890"u8, DateTimeOffset.FromUnixTimeSeconds(seconds)));
}

/// <summary>Authenticators, recovery codes, and codes before something weighty.</summary>
public sealed class TwoFactorTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private Site site = null!;
    private SignedIn anna = null!;

    public async ValueTask InitializeAsync()
    {
        site = await Site.Start();
        anna = await site.Register("anna@example.org");
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task With_an_authenticator_signing_in_takes_a_code()
    {
        var (secret, _) = await SwitchOn();
        site.Clock.Advance(Step);
        var first = await site.SignIn("anna@example.org");
        Assert.Null(first.Tokens);
        var done = (await Second(first, Code(secret))).Read<SignedIn>();
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/me", done.Tokens!.Access)).Status);
    }

    [Fact]
    public async Task A_code_of_the_authenticator_is_good_once()
    {
        var (secret, _) = await SwitchOn();
        site.Clock.Advance(Step);
        var code = Code(secret);
        (await Second(await site.SignIn("anna@example.org"), code)).Read<SignedIn>();
        // Having it is no guessing: it is said plainly, counts for nothing, and the next code of the same sign-in is taken.
        var again = await site.SignIn("anna@example.org");
        for (var i = 0; i < 7; i++)
            (await Second(again, code)).IsRefused(HttpStatusCode.BadRequest, "identity.code_used");
        site.Clock.Advance(Step);
        (await Second(again, Code(secret))).Read<SignedIn>();
    }

    [Fact]
    public async Task Switching_it_on_and_off_takes_the_password_and_no_chats_token_gets_around_that()
    {
        await using var chat = await site.Denga.OpenChat();
        var link = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>().Code;
        (await site.Post("/api/v1/me/links", new { code = link }, chat.Opened.Token)).Read<Linked>();
        foreach (var token in new[] { anna.Tokens.Access, chat.Opened.Token })
        {
            (await site.Post("/api/v1/me/two-factor", token: token)).IsRefused(HttpStatusCode.Forbidden, "identity.password_needed");
            (await site.Post("/api/v1/me/two-factor", new { password = "wrong password" }, token)).IsRefused(
                HttpStatusCode.Unauthorized,
                "identity.bad_credentials"
            );
        }
        var (_, codes) = await SwitchOn();
        foreach (var path in new[] { "removal", "recovery-codes" })
            (await site.Post("/api/v1/me/two-factor/" + path, new { code = codes[0] }, chat.Opened.Token)).IsRefused(
                HttpStatusCode.Forbidden,
                "identity.password_needed"
            );
        // The code was not used up by that.
        (await site.Post("/api/v1/me/two-factor/removal", new { code = codes[0], password = Site.Password }, anna.Tokens.Access)).IsDone();
    }

    [Fact]
    public async Task A_chats_token_of_somebody_with_a_messenger_changes_nothing_about_signing_in()
    {
        await using var chat = await site.Denga.OpenChat();
        var inBot = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id;
        var link = (await site.Denga.Ask(new CreateLinkCode(inBot))).Value.Code;
        (await site.Post("/api/v1/me/links", new { code = link }, chat.Opened.Token)).Read<Linked>();
        (await site.Post("/api/v1/me/two-factor", token: chat.Opened.Token)).IsRefused(HttpStatusCode.Forbidden, "identity.sign_in_needed");
        (await site.Post("/api/v1/me/email", new { email = "thief@example.org", password = Site.Password }, chat.Opened.Token)).IsRefused(
            HttpStatusCode.Forbidden,
            "identity.sign_in_needed"
        );
    }

    [Fact]
    public async Task An_authenticator_that_somebody_began_before_there_was_a_password_is_void_with_it()
    {
        await using var chat = await site.Denga.OpenChat();
        var secret = (await site.Post("/api/v1/me/two-factor", token: chat.Opened.Token)).Read<TwoFactorSecret>().Secret;
        var started = (
            await site.Post("/api/v1/me/email", new { email = "boris@example.org", password = Site.Password }, chat.Opened.Token)
        ).Read<ChallengeStarted>();
        await site.Post($"/api/v1/registrations/{started.Challenge}/confirmation", new { code = await site.CodeFor("boris@example.org") });
        (await site.Post("/api/v1/me/two-factor/confirmation", new { code = Code(secret) }, chat.Opened.Token)).IsRefused(
            HttpStatusCode.BadRequest,
            "identity.bad_code"
        );
    }

    [Fact]
    public async Task Linking_asks_for_the_second_factor_where_there_is_one()
    {
        var (secret, codes) = await SwitchOn();
        var inBot = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id;
        var code = (await site.Denga.Ask(new CreateLinkCode(anna.Person!.Id))).Value.Code;
        Assert.Equal("identity.second_factor_needed", (await site.Denga.Ask(new RedeemLinkCode(inBot, code))).Error?.Code);
        Assert.Equal("identity.bad_code", (await site.Denga.Ask(new RedeemLinkCode(inBot, code, Site.Wrong(Code(secret))))).Error?.Code);
        Assert.Equal(anna.Person.Id, (await site.Denga.Ask(new RedeemLinkCode(inBot, code, codes[0]))).Value.Person.Id);

        // The other way round: whoever has the authenticator redeems.
        var other = (await site.Denga.Ask(new Identify("telegram", "43", "ru"))).Value.Person.Id;
        var theirs = (await site.Denga.Ask(new CreateLinkCode(other))).Value.Code;
        (await site.Post("/api/v1/me/links", new { code = theirs }, anna.Tokens!.Access)).IsRefused(
            HttpStatusCode.Forbidden,
            "identity.second_factor_needed"
        );
        (await site.Post("/api/v1/me/links", new { code = theirs, secondFactor = codes[1] }, anna.Tokens.Access)).Read<Linked>();
    }

    [Fact]
    public async Task The_bot_asks_for_the_second_factor_in_its_next_message()
    {
        var (_, codes) = await SwitchOn();
        await using var chat = await site.Denga.OpenChat();
        var code = (await site.Denga.Ask(new CreateLinkCode(anna.Person!.Id))).Value.Code;
        Assert.Contains("второй фактор", (await chat.Say("/link " + code)).Text, StringComparison.Ordinal);
        Assert.Contains("не подходит", (await chat.Say("AAAA-AAAA-AAAA")).Text, StringComparison.Ordinal);
        Assert.StartsWith("Готово", (await chat.Say(codes[0])).Text, StringComparison.Ordinal);
        Assert.Equal(anna.Person.Id, (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>().Id);
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_and_the_list_is_kept_as_hashes()
    {
        var (_, codes) = await SwitchOn();
        Assert.Equal(10, codes.Distinct().Count());
        (await Second(await site.SignIn("anna@example.org"), codes[0].ToLowerInvariant())).Read<SignedIn>();
        (await Second(await site.SignIn("anna@example.org"), codes[0])).IsRefused(HttpStatusCode.BadRequest, "identity.code_used");
        Assert.Equal(9, (await site.Get("/api/v1/me/security", anna.Tokens!.Access)).Read<SecuritySettings>().RecoveryCodesLeft);
        Assert.Equal(
            0,
            await site.Select<long>($"select count(*) from identity.recovery_code r where r::text ilike '%{codes[1].Replace("-", "")}%'")
        );
    }

    [Fact]
    public async Task Wrong_codes_lock_the_second_factor_also_over_several_sign_ins()
    {
        var (secret, _) = await SwitchOn();
        site.Clock.Advance(Step);
        for (var i = 0; i < 5; i++)
        {
            var challenge = await site.SignIn("anna@example.org");
            (await Second(challenge, Site.Wrong(Code(secret)))).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
        }
        (await Second(await site.SignIn("anna@example.org"), Code(secret))).IsRefused(HttpStatusCode.TooManyRequests, "identity.locked");
        site.Clock.Advance(TimeSpan.FromMinutes(15));
        (await Second(await site.SignIn("anna@example.org"), Code(secret))).Read<SignedIn>();
    }

    [Fact]
    public async Task A_new_password_by_e_mail_does_not_get_around_the_second_factor()
    {
        await SwitchOn();
        var started = (await site.Post("/api/v1/recoveries", new { email = "anna@example.org" })).Read<ChallengeStarted>();
        var recovered = await site.Post(
            $"/api/v1/recoveries/{started.Challenge}/confirmation",
            new { code = await site.CodeFor("anna@example.org"), password = "a new long password" }
        );
        Assert.Null(recovered.Read<SignedIn>().Tokens);
        Assert.NotNull(recovered.Read<SignedIn>().SecondFactor);
    }

    [Fact]
    public async Task An_authenticator_counts_only_after_its_first_code()
    {
        var secret = (
            await site.Post("/api/v1/me/two-factor", new { password = Site.Password }, anna.Tokens!.Access)
        ).Read<TwoFactorSecret>();
        Assert.StartsWith("otpauth://totp/Denga%3Aanna%40example.org?secret=" + secret.Secret, secret.Uri, StringComparison.Ordinal);
        Assert.Contains("<svg", secret.Qr, StringComparison.Ordinal);
        Assert.NotNull((await site.SignIn("anna@example.org")).Tokens);
        (
            await site.Post("/api/v1/me/two-factor/confirmation", new { code = Site.Wrong(Code(secret.Secret)) }, anna.Tokens.Access)
        ).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
    }

    [Fact]
    public async Task It_is_switched_off_with_a_code_and_not_without()
    {
        var (_, codes) = await SwitchOn();
        (await site.Post("/api/v1/me/two-factor", new { password = Site.Password }, anna.Tokens!.Access)).IsRefused(
            HttpStatusCode.Conflict,
            "identity.two_factor_on"
        );
        (
            await site.Post("/api/v1/me/two-factor/removal", new { code = "AAAA-AAAA-AAAA", password = Site.Password }, anna.Tokens.Access)
        ).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
        (await site.Post("/api/v1/me/two-factor/removal", new { code = codes[3], password = Site.Password }, anna.Tokens.Access)).IsDone();
        Assert.NotNull((await site.SignIn("anna@example.org")).Tokens);
    }

    [Fact]
    public async Task New_recovery_codes_void_the_old_ones()
    {
        var (_, old) = await SwitchOn();
        var fresh = (
            await site.Post("/api/v1/me/two-factor/recovery-codes", new { code = old[0], password = Site.Password }, anna.Tokens!.Access)
        ).Read<RecoveryCodes>();
        (await Second(await site.SignIn("anna@example.org"), old[1])).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
        (await Second(await site.SignIn("anna@example.org"), fresh.Codes[0])).Read<SignedIn>();
    }

    [Fact]
    public async Task The_secret_is_sealed_in_the_database()
    {
        var (secret, _) = await SwitchOn();
        var box = await site.Select<byte[]>("select secret from identity.authenticator");
        Assert.True(box.AsSpan().IndexOf(FromBase32(secret)) < 0);
    }

    [Fact]
    public async Task A_step_up_code_from_an_e_mail_allows_one_purpose_once()
    {
        var asked = (await site.Post("/api/v1/step-ups", new { purpose = "transfer 1" }, anna.Tokens!.Access)).Read<StepUp>();
        Assert.Equal("email", asked.Method);
        var code = await site.CodeFor("anna@example.org");
        Assert.Equal("identity.bad_code", (await Verify("transfer 2", code)).Error?.Code);
        Assert.Equal("identity.bad_code", (await Verify("transfer 1", Site.Wrong(code))).Error?.Code);
        Assert.True((await Verify("transfer 1", code)).IsOk);
        for (var i = 0; i < 7; i++)
            Assert.Equal("identity.code_used", (await Verify("transfer 1", code)).Error?.Code);
        Assert.Equal("identity.bad_code", (await Verify("transfer 1", Site.Wrong(code))).Error?.Code);
    }

    [Fact]
    public async Task A_step_up_with_an_authenticator_takes_its_code_once()
    {
        var (secret, _) = await SwitchOn();
        site.Clock.Advance(Step);
        var asked = (await site.Post("/api/v1/step-ups", new { purpose = "transfer 1" }, anna.Tokens!.Access)).Read<StepUp>();
        Assert.Equal("authenticator", asked.Method);
        var code = Code(secret);
        Assert.True((await Verify("transfer 1", code)).IsOk);
        Assert.Equal("identity.code_used", (await Verify("transfer 2", code)).Error?.Code);
    }

    [Fact]
    public async Task Without_an_e_mail_address_the_code_comes_by_messenger()
    {
        await using var chat = await site.Denga.OpenChat();
        var asked = (await site.Post("/api/v1/step-ups", new { purpose = "transfer 1" }, chat.Opened.Token)).Read<StepUp>();
        Assert.Equal("messenger", asked.Method);
        var code = string.Concat((await chat.Next()).Text.Where(char.IsAsciiDigit));
        var person = (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>();
        Assert.True((await site.Denga.Ask(new VerifyStepUp(person.Id, "transfer 1", code))).IsOk);
    }

    private Task<Contracts.Result<Contracts.Done>> Verify(string purpose, string code) =>
        site.Denga.Ask(new VerifyStepUp(anna.Person!.Id, purpose, code));

    private Task<Answer> Second(SignedIn first, string code) =>
        site.Post("/api/v1/sessions/second-factor", new { challenge = first.SecondFactor!.Challenge.ToString(), code });

    private async Task<(string Secret, IReadOnlyList<string> Codes)> SwitchOn()
    {
        var secret = (await site.Post("/api/v1/me/two-factor", new { password = Site.Password }, anna.Tokens!.Access))
            .Read<TwoFactorSecret>()
            .Secret;
        var on = await site.Post("/api/v1/me/two-factor/confirmation", new { code = Code(secret) }, anna.Tokens.Access);
        return (secret, on.Read<RecoveryCodes>().Codes);
    }

    private string Code(string secret) => Totp.At(FromBase32(secret), site.Clock.GetUtcNow());

    /// <summary>As an authenticator reads it.</summary>
    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}
