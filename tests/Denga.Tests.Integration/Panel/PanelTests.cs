using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Platform;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Web;
using Npgsql;

namespace Denga.Tests.Integration.Panel;

/// <summary>The operators' panel: who is let in, and what its pages do in a real browser.</summary>
public sealed class PanelTests : IAsyncLifetime
{
    private const string Operator = "olga@example.org";
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
        await anna.Open("/panel/people?email=a");
        Assert.Equal("/app/sign-in?to=%2Fpanel%2Fpeople%3Femail%3Da", anna.Address);
        await anna.Register("anna@example.org");
        await anna.Open("/panel");
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
        Assert.Contains("роли оператора у вас нет", anna.Words, StringComparison.Ordinal);
        Assert.Contains("denga user role anna@example.org --role Operator", anna.Words, StringComparison.Ordinal);
        Assert.Contains("/app/setup", anna.Page, StringComparison.Ordinal);
        await anna.Open("/_blazor");
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
        await anna.Open("/panel/alive");
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
        await anna.Open("/app");
        Assert.DoesNotContain("/panel", anna.Page, StringComparison.Ordinal);

        await denga.Ask(new Appoint("anna@example.org", Role.Operator));
        await anna.Open("/app");
        await anna.Send("/app/sign-out");
        await anna.Open("/panel/people?email=a");
        await anna.Send("/app/sign-in", ("email", "anna@example.org"), ("password", Browser.Password));
        Assert.Equal("/panel/people?email=a", anna.Address);
        Assert.Contains("Почта начинается с", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app");
        await anna.Send("/app/language", ("language", "en"));
        await anna.Open("/panel/people");
        Assert.Contains("E-mail begins with", anna.Words, StringComparison.Ordinal);
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
    public async Task A_site_cannot_open_a_page_s_socket_with_an_operators_cookie()
    {
        await anna.Register("anna@example.org");
        await denga.Ask(new Appoint("anna@example.org", Role.Operator));
        await anna.Post("/_blazor", [], "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
    }

    [Fact]
    public async Task A_module_is_asked_of_where_it_runs_and_only_by_operators()
    {
        await using var chat = await denga.OpenChat();
        Assert.Equal(HttpStatusCode.Forbidden, (await Get("/api/v1/modules/expenses", chat.Opened.Token)).Status);
        var person = (await denga.Ask(new WhoHolds(chat.Opened.Token))).Value.Person;
        var administrator = (await denga.Ask(new Appoint("root@example.org", Role.Administrator))).Value.Person;
        Assert.True((await denga.Ask(new ChangeRole(administrator.Id, person.Id, Role.Operator))).IsOk);
        var (status, state) = await Get("/api/v1/modules/expenses", chat.Opened.Token);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("expenses", state.GetProperty("queue").GetProperty("module").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/api/v1/modules/nothing", chat.Opened.Token)).Status);
        // One that keeps nothing has no queue.
        Assert.Equal(
            JsonValueKind.Null,
            (await Get("/api/v1/modules/web", chat.Opened.Token)).Body.TryGetProperty("queue", out var queue)
                ? queue.ValueKind
                : JsonValueKind.Null
        );
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_once_and_worked()
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
        await using var page = await SignedIn();
        await page.Open(At("/panel"));
        await page.See("Как работает Denga");
        await page.Run("await page.getByRole('link', { name: '1', exact: true }).click()");
        await page.See("Sorry: <b>no</b>");
        Assert.EndsWith("/panel/events?module=analytics", await page.Run("return page.url()"), StringComparison.Ordinal);
        await page.Press("Отправить снова");
        await page.Run("await page.locator('.rz-dialog').waitFor()");
        await page.Press("Отправить снова");
        await page.See("Событие отправлено.");
        await page.See("По этому фильтру ничего нет.");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (
            !await connection.ExecuteScalarAsync<bool>(
                "select exists (select from analytics.inbox where consumer = 'analytics.totals' and event_id = @id)",
                new { id }
            )
        )
            limit.Token.ThrowIfCancellationRequested();
        var olga = (await denga.Ask(new Appoint(Operator, Role.Operator))).Value.Person.Id;
        Assert.Equal("platform.no_dead_letter", (await denga.Ask(new ResendEvent(olga, "analytics", id))).Error?.Code);
    }

    [Fact]
    public async Task What_a_table_shows_is_in_its_address_and_in_the_file()
    {
        await anna.Register("anna@example.org");
        using var boris = new Browser(denga);
        await boris.Register("=boris@example.org");
        await using var page = await SignedIn();
        await page.Open(At("/panel/people"));
        await page.See("anna@example.org");
        await page.Run("await page.getByLabel('Почта начинается с').fill('=bor'); await page.keyboard.press('Enter')");
        await page.Run("await page.getByText('anna@example.org').waitFor({ state: 'hidden' })");
        await page.See("=boris@example.org");
        await page.Run("await page.getByText('Столбцы').click(); await page.getByLabel('Номер').uncheck()");
        await page.Run("await page.waitForURL(/hide=id/)");
        var file = await page.Run(
            """
            const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Скачать CSV" }).click()]);
            const { readFile } = await import("node:fs/promises");
            return await readFile(await download.path(), "utf8");
            """
        );
        Assert.StartsWith("\uFEFFПочта;Роль;", file, StringComparison.Ordinal);
        Assert.Contains("'=boris@example.org;клиент;", file, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", file, StringComparison.Ordinal);
        // Somebody else who opens the address sees the same.
        var address = new Uri(await page.Run("return page.url()"));
        await page.Open(At("/panel"));
        await page.Open(address);
        await page.See("=boris@example.org");
        Assert.Equal("0", await page.Run("return await page.getByText('per_').count()"));
        Assert.Equal("=bor", await page.Run("return await page.getByLabel('Почта начинается с').inputValue()"));
        // Nothing was refused by the content policy, and nothing broke.
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task Nothing_can_be_typed_before_the_page_lives_and_nobody_who_types_loses_the_focus()
    {
        // As it is drawn first, before its socket is there: what was typed then would be lost with it.
        await anna.Register("anna@example.org");
        await denga.Ask(new Appoint("anna@example.org", Role.Operator));
        foreach (var path in new[] { "/panel/postings", "/panel/people" })
        {
            await anna.Open(path);
            Assert.Matches("<input [^>]*type=\"search\"[^>]* disabled", anna.Page);
        }
        await using var page = await SignedIn();
        await page.Open(At("/panel/people"));
        await page.See("anna@example.org");
        Assert.Equal("BODY", await page.Run("return await page.evaluate(() => document.activeElement.tagName)"));
        await page.Run("await page.getByRole('link', { name: 'Журнал' }).click()");
        await page.Run("await page.waitForFunction(() => document.activeElement.tagName === 'H1')");
    }

    [Fact]
    public async Task A_session_that_ends_elsewhere_ends_the_open_page()
    {
        await using var page = await SignedIn();
        await page.Open(At("/panel"));
        await page.See("postgresql");
        var olga = (await denga.Ask(new Appoint(Operator, Role.Operator))).Value.Person.Id;
        Assert.True((await denga.Ask(new SignOutEverywhere(olga))).IsOk);
        await page.Run("await page.waitForURL('**/app/sign-in?to=%2Fpanel')");
    }

    [Fact]
    public async Task Who_is_no_operator_any_more_sees_nothing_more()
    {
        await using var page = await SignedIn();
        await page.Open(At("/panel/people"));
        await page.See(Operator);
        await denga.Ask(new Appoint(Operator, Role.User));
        // The open page asks again only when something is chosen.
        await page.Run("await page.getByLabel('Почта начинается с').fill('o'); await page.keyboard.press('Enter')");
        await page.See("Страница для операторов");
    }

    [Theory]
    [InlineData("""{"colorScheme":"light","viewport":{"width":1280,"height":800}}""")]
    [InlineData("""{"colorScheme":"dark","viewport":{"width":390,"height":844},"isMobile":true,"hasTouch":true}""")]
    public async Task Pages_and_questions_can_be_read_by_everybody(string kind)
    {
        await using var page = await SignedIn(kind, Role.Administrator);
        foreach (
            var (path, words) in new[]
            {
                ("/panel", "postgresql"),
                ("/panel/events", "Все события обработаны."),
                ("/panel/work", "Все задачи выполнены."),
                ("/panel/webhooks", "Провайдеры ничего не присылали."),
                ("/panel/calls", "К провайдерам не обращались."),
                ("/panel/postings", "Номер операции"),
                ("/panel/invoices", "Счетов ещё не было."),
                ("/panel/refunds", "Возвратов ещё не было."),
                ("/panel/approvals", "Согласовывать нечего."),
                ("/panel/cases", "Все три стороны согласны."),
                ("/panel/cases/runs", "Сверок ещё не было."),
                ("/panel/providers", "Пробная оплата"),
                ("/panel/replays", "Репетиций ещё не было."),
                ("/panel/endpoints", "Пока никому не сообщаем."),
                ("/panel/stars", "Звёзды ещё не заказывали."),
                ("/panel/sellers", "Пробный продавец"),
                ("/panel/margins", "Всё остальное"),
                ("/panel/promos", "Промокодов ещё нет."),
                ("/panel/audit", "сама Denga"),
                ("/panel/people", Operator),
            }
        )
        {
            await page.Open(At(path));
            await page.See(words);
            await page.IsReadable();
        }
        await page.Run("await page.locator('td select').first().selectOption('Operator')");
        await page.Run("await page.locator('.rz-dialog').waitFor()");
        await page.IsReadable();
        await page.Press("Сменить роль");
        await page.See("Это последний администратор. Сначала назначьте другого.");
        await page.Press("Отмена");
        // The list shows what is.
        await page.Run("await page.waitForFunction(() => document.querySelector('td select')?.value === 'Administrator')");
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    private Task<Chromium> SignedIn(string kind = "{}", Role role = Role.Operator) => PanelBrowser.SignedIn(denga, Operator, role, kind);

    private Uri At(string path) => new(denga.Http.BaseAddress!, path);

    private async Task<(HttpStatusCode Status, JsonElement Body)> Get(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await denga.Http.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
