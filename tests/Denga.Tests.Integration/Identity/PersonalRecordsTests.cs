using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Identity;

/// <summary>Export, erasure, and that secrets and personal data are in no log.</summary>
public sealed class PersonalRecordsTests : IAsyncLifetime
{
    private Site site = null!;

    public async ValueTask InitializeAsync() => site = await Site.Start();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_export_holds_what_every_module_keeps()
    {
        await using var chat = await site.Denga.OpenChat();
        await chat.Say("350 кофе с Борисом");
        var export = await site.Get("/api/v1/me/export", chat.Opened.Token);
        var modules = export.Read<PersonalExport>().Modules;
        Assert.Equal(["expenses", "identity"], modules.Keys.Where(k => k is "expenses" or "identity"));
        Assert.Equal("web", modules["identity"].GetProperty("identities")[0].GetProperty("channel").GetString());
        var entry = modules["expenses"].GetProperty("entries")[0];
        Assert.Equal("кофе с Борисом", entry.GetProperty("note").GetString());
        Assert.Equal("350.00", entry.GetProperty("amount").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task An_erased_person_is_gone_and_a_pseudonym_stays()
    {
        await using var chat = await site.Denga.OpenChat();
        await chat.Say("350 кофе с Борисом");
        var person = (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>().Id;
        (await site.Post("/api/v1/me/erasure", token: chat.Opened.Token)).IsDone();
        (await site.Get("/api/v1/me", chat.Opened.Token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        await site.Until("not exists (select from expenses.book)");
        await site.Until("not exists (select from bot.conversation)");
        Assert.Equal(
            1,
            await site.Select<long>($"select count(*) from identity.person where id = '{person.Value}' and erased_at is not null")
        );
        foreach (var table in new[] { "expenses.expense", "expenses.operation", "identity.identity", "identity.token", "bot.message" })
            Assert.Equal(0, await site.Select<long>($"select count(*) from {table}"));
        Assert.Equal(0, await site.Select<long>("select count(*) from expenses.outbox where body::text like '%Борис%'"));
        Assert.Empty(await global::Denga.Expenses.ExpensesModule.Verify(site.Denga.Services, CancellationToken.None));
    }

    [Fact]
    public async Task An_account_is_erased_with_a_code_and_its_address_is_free_again()
    {
        var anna = await site.Register("anna@example.org");
        var second = await site.SignIn("anna@example.org");
        (await site.Post("/api/v1/me/erasure", token: anna.Tokens!.Access)).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
        await site.Post("/api/v1/step-ups", new { purpose = "erase" }, anna.Tokens.Access);
        var code = await site.CodeFor("anna@example.org");
        (await site.Post("/api/v1/me/erasure", new { code }, anna.Tokens.Access)).IsDone();
        (await site.Get("/api/v1/me", second.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await site.Post("/api/v1/sessions/refresh", new { refreshToken = second.Tokens.Refresh })).IsRefused(
            HttpStatusCode.Unauthorized,
            "identity.bad_token"
        );
        (await site.TrySignIn("anna@example.org")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_credentials");
        Assert.Empty(await site.LettersTo("anna@example.org"));
        var newcomer = await site.Register("anna@example.org");
        Assert.NotEqual(anna.Person!.Id, newcomer.Person!.Id);
    }

    [Fact]
    public async Task The_last_administrator_is_not_erased()
    {
        var anna = await site.Register("anna@example.org");
        await site.Denga.Ask(new Appoint("anna@example.org", Role.Administrator));
        await site.Post("/api/v1/step-ups", new { purpose = "erase" }, anna.Tokens!.Access);
        var code = await site.CodeFor("anna@example.org");
        (await site.Post("/api/v1/me/erasure", new { code }, anna.Tokens.Access)).IsRefused(
            HttpStatusCode.Conflict,
            "identity.last_administrator"
        );
    }

    [Fact]
    public async Task Secrets_and_personal_data_are_in_no_log()
    {
        using var log = new KeptLog();
        var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Identity:Mailbox"] = "true",
                ["Telegram:Token"] = "123456:SECRET-BOT-TOKEN",
                ["Telegram:ApiAddress"] = "http://127.0.0.1:9",
                // As loud as it goes; HttpClient is silenced as in the settings that Denga comes with.
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:Console:LogLevel:Default"] = "None",
                ["Logging:LogLevel:System.Net.Http.HttpClient"] = "None",
            },
            new ShiftedClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)),
            configure: services => services.AddSingleton<ILoggerProvider>(log)
        );
        await using var other = new Site(denga);
        const string email = "recognisable-person@example.org";
        const string password = "a recognisable password";
        var anna = await other.Register(email, password);
        await other.TrySignIn(email, "a recognisable wrong one");
        await other.Post(
            "/api/v1/sessions",
            new
            {
                email,
                password,
                browser = true,
            }
        );
        var renewed = (await other.Post("/api/v1/sessions/refresh", new { refreshToken = anna.Tokens!.Refresh })).Read<SignedIn>();
        // From another agent: a second holder, of whom the log tells.
        await other.Send(
            HttpMethod.Post,
            "/api/v1/sessions/refresh",
            new { refreshToken = anna.Tokens.Refresh },
            headers: ("User-Agent", "curl/8")
        );
        anna = await other.SignIn(email, password);
        var secret = (await other.Post("/api/v1/me/two-factor", new { password }, anna.Tokens!.Access)).Read<TwoFactorSecret>().Secret;
        var link = (await other.Post("/api/v1/me/link-codes", token: anna.Tokens.Access)).Read<LinkCode>().Code;
        await other.Post("/api/v1/recoveries", new { email });
        var code = await other.CodeFor(email);
        await other.Post("/api/v1/sessions/telegram", new { initData = "user=recognisable-user&hash=00" });
        await other.Post(
            "/api/v1/sessions",
            new
            {
                email,
                password,
                unknownField = "recognisable-field",
            }
        );
        await using var chat = await denga.OpenChat();
        await chat.Say("350 recognisable-note");

        var said = log.Said;
        Assert.NotEmpty(said);
        string[] secrets =
        [
            "recognisable",
            "SECRET-BOT-TOKEN",
            anna.Tokens.Access,
            anna.Tokens.Refresh,
            renewed.Tokens!.Refresh,
            chat.Opened.Token,
            secret,
            link,
            " " + code,
        ];
        Assert.All(secrets, s => Assert.DoesNotContain(said, line => line.Contains(s, StringComparison.Ordinal)));
    }
}
