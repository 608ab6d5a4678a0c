using System.Net;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Web;
using Npgsql;

namespace Denga.Tests.Integration.Panel;

/// <summary>The operators' page: who sees it, and what it can do.</summary>
public sealed class QueuesPageTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private DengaServer denga = null!;
    private Browser anna = null!;

    public async ValueTask InitializeAsync()
    {
        denga = await DengaServer.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["Identity:Mailbox"] = "true" });
        anna = new Browser(denga);
    }

    public async ValueTask DisposeAsync()
    {
        anna.Dispose();
        await denga.DisposeAsync();
    }

    [Fact]
    public async Task Only_operators_see_it_and_others_are_told_what_they_lack()
    {
        await anna.Open("/panel");
        Assert.StartsWith("/app/sign-in", anna.Address, StringComparison.Ordinal);
        await anna.Register("anna@example.org");
        await anna.Open("/panel");
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
        Assert.Contains("роли оператора у вас нет", anna.Words, StringComparison.Ordinal);
        Assert.Contains("denga user role anna@example.org --role Operator", anna.Words, StringComparison.Ordinal);
        Assert.Contains("/app/setup", anna.Page, StringComparison.Ordinal);
        await anna.Open("/app");
        Assert.DoesNotContain("/panel", anna.Page, StringComparison.Ordinal);
        await anna.Open("/app/security");
        await anna.Post(
            "/panel/events/resend",
            [.. anna.FieldsOf("/app/sign-out"), ("event", Guid.CreateVersion7().ToString())],
            denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)
        );
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);

        await denga.Ask(new Appoint("anna@example.org", Role.Operator));
        await anna.Open("/app");
        await anna.Send("/app/sign-out");
        await anna.Open("/panel");
        await anna.Send("/app/sign-in", ("email", "anna@example.org"), ("password", Browser.Password));
        Assert.Equal("/panel", anna.Address);
        Assert.Contains("postgresql", anna.Words, StringComparison.Ordinal);
        Assert.Contains("Все события обработаны", anna.Words, StringComparison.Ordinal);
        await anna.Send("/app/language", ("language", "en"));
        await anna.Open("/panel");
        Assert.Contains("Every event has been worked", anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_started_Denga_becomes_its_administrator_on_the_page_that_the_console_names()
    {
        var code = (await denga.Ask(new OfferAdministration())).Value.Code!;
        await anna.Open("/app/setup?code=" + code);
        Assert.Contains(code, anna.Page, StringComparison.Ordinal);
        await anna.Send("/app/setup", ("email", "anna@example.org"), ("password", "short"));
        Assert.Contains("От 10 до 128".ToLowerInvariant(), anna.Words.ToLowerInvariant(), StringComparison.Ordinal);
        await anna.Send("/app/setup", ("email", "anna@example.org"), ("password", Browser.Password));
        Assert.Equal("/panel", anna.Address);
        Assert.Equal(HttpStatusCode.OK, anna.Status);
        using var boris = new Browser(denga);
        await boris.Register("boris@example.org");
        await boris.Open("/app/setup");
        await boris.Send("/app/setup", ("code", code));
        Assert.Contains("уже использован", boris.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_signed_in_becomes_administrator_with_the_code_alone()
    {
        await anna.Register("anna@example.org");
        var code = (await denga.Ask(new OfferAdministration())).Value.Code!;
        await anna.Open("/app/setup");
        Assert.DoesNotContain("name=\"password\"", anna.Page, StringComparison.Ordinal);
        await anna.Send("/app/setup", ("code", code));
        Assert.Equal(("/panel", HttpStatusCode.OK), (anna.Address, anna.Status));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_and_worked()
    {
        await using var chat = await denga.OpenChat();
        await chat.Say("350 кофе");
        await chat.Today("350\u00a0₽");
        await using var connection = new NpgsqlConnection(denga.Database);
        // As if the totals had given up on it.
        var id = await connection.QuerySingleAsync<Guid>(
            """
            insert into analytics.dead_letter (consumer, event_id, type, key, body, at, attempts, error, parked_at)
            select 'analytics.totals', id, type, key, body, at, 8, 'Sorry: <b>no</b>', now() from expenses.outbox
            where type = 'expenses.expense-recorded.v1' returning event_id
            """
        );
        await connection.ExecuteAsync("delete from analytics.inbox where consumer = 'analytics.totals' and event_id = @id", new { id });
        await anna.Register("anna@example.org");
        await denga.Ask(new Appoint("anna@example.org", Role.Operator));
        await anna.Open("/panel");
        Assert.Contains("Sorry: <b>no</b>", anna.Words, StringComparison.Ordinal);
        await anna.Send("/panel/events/resend", ("event", id.ToString()));
        Assert.Contains("Событие отправлено", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(id.ToString(), anna.Page, StringComparison.Ordinal);
        using var limit = new CancellationTokenSource(HangMax);
        while (
            !await connection.ExecuteScalarAsync<bool>(
                "select exists (select from analytics.inbox where consumer = 'analytics.totals' and event_id = @id)",
                new { id }
            )
        )
            limit.Token.ThrowIfCancellationRequested();
        // A second time there is nothing to send.
        await anna.Post(
            "/panel/events/resend",
            [.. anna.FieldsOf("/app/sign-out"), ("event", id.ToString())],
            denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)
        );
        Assert.Equal(HttpStatusCode.NotFound, anna.Status);
    }
}
