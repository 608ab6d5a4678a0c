using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Platform;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Panel;

/// <summary>What operators see and do: work, webhooks, calls to providers, postings, people, the audit.</summary>
public sealed partial class OperatorPagesTests(DengaStand stand) : IClassFixture<DengaStand>
{
    private DengaServer Denga => stand.Denga;

    [Fact]
    public async Task A_posting_is_found_and_reversed_for_a_reason_and_with_a_code()
    {
        var (_, posting) = await TopUp(350_00);
        await using var page = await SignedIn("root@example.org", Role.Administrator);
        await page.Open(At("/panel/postings"));
        await page.Run($"await page.getByLabel('Номер операции').fill('{posting}'); await page.keyboard.press('Enter')");
        await page.See("Пополнение");
        await page.See("+350,00\u00a0₽");
        await page.Press("Отменить операцию");
        await page.See("Обратная проводка вернёт деньги");
        await page.IsReadable();
        await page.Run("await page.getByLabel('Причина').fill('Ошибка <b>кассира</b>')");
        await page.Press("Отменить операцию");
        await page.See("Код пришёл на почту.");
        await page.Run("await page.getByLabel('Код подтверждения').fill('000000')");
        await page.Press("Отменить операцию");
        await page.See("Код не подошёл");
        await page.Run($"await page.getByLabel('Код подтверждения').fill('{await Code("root@example.org")}')");
        await page.Press("Отменить операцию");
        await page.See("Операция отменена.");
        await page.Run("await page.getByText('Отменена').last().waitFor()");
        Assert.Equal("0", await page.Run("return await page.getByRole('button', { name: 'Отменить операцию' }).count()"));
        await page.Run("await page.locator('dl').getByRole('link', { name: 'Журнал' }).click()");
        await page.See("Ошибка <b>кассира</b>");
        await page.Run("await page.locator('td').getByText('операция отменена').waitFor()");
        await page.IsReadable();
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task A_reversal_takes_a_reason_and_a_code_and_is_done_once_however_often_it_is_asked_for()
    {
        var (person, posting) = await TopUp(500_00);
        var root = (await Denga.Ask(new Appoint("once@example.org", Role.Administrator))).Value.Person.Id;
        var reverse = new ReversePosting(OperationId.New(), root, posting, "wrong person");
        Assert.Equal("request.invalid", (await Denga.Ask(reverse with { Reason = " " })).Error?.Code);
        Assert.Equal("wallet.posting_not_found", (await Denga.Ask(reverse with { Posting = OperationId.New() })).Error?.Code);
        var needed = (await Denga.Ask(reverse)).Error!;
        Assert.Equal("identity.step_up_needed", needed.Code);
        Assert.True((await Denga.Ask(new RequestStepUp(root, needed.Args!["purpose"]))).IsOk);
        Assert.Equal("identity.bad_code", (await Denga.Ask(reverse with { Code = "000000" })).Error?.Code);
        var code = await Code("once@example.org");
        // Fewer than the wrong codes that lock the second factor.
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Denga.Ask(reverse with { Code = code })));
        Assert.Contains(answers, a => a.IsOk);
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("identity.code_used", a.Error!.Code));
        // Whose answer was lost asks again, without another code.
        Assert.True((await Denga.Ask(reverse)).Value.IsReplay);
        Assert.Equal("operation.id_reused", (await Denga.Ask(reverse with { Posting = (await TopUp(1_00)).Posting })).Error?.Code);
        Assert.Equal("wallet.already_reversed", (await Denga.Ask(reverse with { Id = OperationId.New() })).Error?.Code);
        Assert.Equal(0, (await Denga.Ask(new Balances(person))).Value.Sum(a => a.Balance.Minor));
        var written = Assert.Single(await Trail("wallet", "wallet.posting-reversed", posting.ToString()));
        Assert.Equal((root, "wrong person"), (written.By!.Value, written.Reason));
        var found = (await Denga.Ask(new FindPosting(posting))).Value;
        Assert.Equal(reverse.Id, found.ReversedBy);
        Assert.Equal(["external:play", "main"], found.Purposes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_who_edit_one_person_are_shown_both_values_and_nothing_is_overwritten()
    {
        var person = (await Denga.Ask(new Appoint("customer@example.org", Role.User))).Value.Person.Id;
        await Denga.Ask(new ChangeProfile(person, "ru", "Europe/Moscow"));
        await using var page = await SignedIn("editor@example.org");
        await page.Open(At($"/panel/people/{person}"));
        await page.See("customer@example.org");
        await page.Run("await page.getByLabel('Часовой пояс').fill('Atlantis'); await page.keyboard.press('Enter')");
        await page.See("Такого часового пояса нет.");
        await page.IsReadable();
        await page.Run("await page.getByLabel('Часовой пояс').fill('Asia/Omsk')");
        await Denga.Ask(new ChangeProfile(person, "en", "Europe/Berlin"));
        await page.Press("Сохранить");
        await page.See("Пока форма была открыта");
        await page.See("Теперь здесь: Europe/Berlin");
        await page.IsReadable();
        // Undecided, it is not saved.
        await page.Press("Сохранить");
        Assert.Equal("Europe/Berlin", (await Denga.Ask(new Profile(person))).Value.TimeZone);
        await page.Press("Оставить «Asia/Omsk»");
        await page.Press("Сохранить");
        await page.See("Сохранено.");
        var now = (await Denga.Ask(new Profile(person))).Value;
        Assert.Equal(("en", "Asia/Omsk"), (now.Language, now.TimeZone));
        var written = Assert.Single(await Trail("identity", "identity.person-changed", person.ToString()));
        Assert.Equal("Europe/Berlin", written.Before!.Value.GetProperty("timeZone").GetString());
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task What_was_typed_and_not_saved_is_there_when_the_page_is_opened_anew()
    {
        var person = (await Denga.Ask(new Appoint("typed@example.org", Role.User))).Value.Person.Id;
        await Denga.Ask(new ChangeProfile(person, "en", "Europe/Berlin"));
        await using var page = await SignedIn("typist@example.org");
        await page.Open(At($"/panel/people/{person}"));
        await page.See("typed@example.org");
        await page.Run(
            "await page.getByLabel('Часовой пояс').pressSequentially('x'); await page.getByLabel('Часовой пояс').fill('Asia/Omsk')"
        );
        await page.Run("await page.reload()");
        await page.See("Это вы набрали раньше и не сохранили.");
        Assert.Equal("Asia/Omsk", await page.Run("return await page.getByLabel('Часовой пояс').inputValue()"));
        // Somebody else was quicker: what was typed meets what is there.
        await Denga.Ask(new ChangeProfile(person, TimeZone: "Europe/London"));
        await page.Run("await page.reload()");
        await page.See("Теперь здесь: Europe/London");
        await page.Press("Взять «Europe/London»");
        await page.Run("await page.getByText('Теперь здесь').waitFor({ state: 'detached' })");
        Assert.Equal("Europe/London", await page.Run("return await page.getByLabel('Часовой пояс').inputValue()"));
        Assert.Equal("Europe/London", (await Denga.Ask(new Profile(person))).Value.TimeZone);
    }

    [Fact]
    public async Task A_person_is_changed_by_the_version_that_was_seen_and_a_repeat_changes_nothing()
    {
        var person = (await Denga.Ask(new Appoint("versioned@example.org", Role.User))).Value.Person.Id;
        var by = (await Denga.Ask(new Appoint("by@example.org", Role.Operator))).Value.Person.Id;
        var seen = (await Denga.Ask(new PersonById(person))).Value;
        var change = new ChangePerson(by, person, seen.Version, "ru", "Asia/Omsk", "asked by telephone");
        var changed = (await Denga.Ask(change)).Value;
        Assert.True(changed.Version > seen.Version);
        Assert.Equal(changed.Version, (await Denga.Ask(change)).Value.Version);
        Assert.Equal("identity.person_changed", (await Denga.Ask(change with { Language = "en" })).Error?.Code);
        Assert.Equal("request.invalid", (await Denga.Ask(change with { Reason = new string('x', 501) })).Error?.Code);
        Assert.Equal("asked by telephone", Assert.Single(await Trail("identity", "identity.person-changed", person.ToString())).Reason);
        Assert.Equal("identity.unknown_person", (await Denga.Ask(new PersonById(PersonId.New()))).Error?.Code);
    }

    [Fact]
    public async Task Work_that_was_given_up_is_done_again_once_and_written_down()
    {
        var id = await Denga.Select<long>(
            """
            insert into reports.work (kind, key, body, state, attempts, error, added_at, next_at, forget_at)
            values ('reports.nothing', 'letter 7', '{}', 'given_up', 3, 'TimeoutException', now(), now(), now() + interval '1 day') returning id
            """
        );
        await using var page = await SignedIn("worker@example.org");
        await page.Open(At("/panel"));
        await page.Run("await page.locator('[aria-labelledby=work]').getByRole('link', { name: '1', exact: true }).click()");
        await page.See("сбой внутри Denga (TimeoutException)");
        await page.IsReadable();
        await page.Press("Повторить");
        await page.See("Выполнить задачу «reports.nothing» (letter 7) ещё раз?");
        await page.Press("Повторить");
        await page.See("Задача поставлена снова.");
        Assert.Equal("waiting", await Denga.Select<string>($"select state from reports.work where id = {id}"));
        var by = (await Denga.Ask(new Appoint("worker@example.org", Role.Operator))).Value.Person.Id;
        Assert.Equal("platform.no_work", (await Denga.Ask(new RetryWork(by, "reports", id))).Error?.Code);
        Assert.Equal("platform.no_work", (await Denga.Ask(new RetryWork(by, "web", id))).Error?.Code);
        var written = Assert.Single(await Trail("reports", "platform.work-retried"));
        Assert.Equal((by, "127.0.0.1"), (written.By!.Value, written.Address));
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task A_webhook_is_worked_again_by_operators_and_read_without_secrets_by_administrators_who_are_written_down()
    {
        var id = Guid.CreateVersion7();
        await Denga.Execute(
            """
            insert into reports.webhook (id, provider, delivery_key, headers, body, received_at)
            values (@id, 'till', 'delivery 5', '{"x-version":"1"}', convert_to('{"amount":"350.00","token":"nobody may read this"}', 'UTF8'), now())
            """,
            new { id }
        );
        await using (var operators = await SignedIn("hooks@example.org"))
        {
            await operators.Open(At("/panel/webhooks?provider=till"));
            await operators.See("delivery 5");
            Assert.Equal("0", await operators.Run("return await page.getByRole('link', { name: 'Открыть' }).count()"));
            await operators.Press("Отработать снова");
            await operators.See("Дважды ничего не зачислится.");
            await operators.Press("Отработать снова");
            await operators.See("Вебхук поставлен в работу.");
            await operators.See("ждёт");
        }
        Assert.True(await Denga.Select<bool>($"select state = 'waiting' from reports.work where kind = 'webhook.till' and key = '{id}'"));
        await using var page = await SignedIn("reader@example.org", Role.Administrator);
        await page.Open(At("/panel/webhooks?provider=till"));
        await page.Run("await page.getByRole('link', { name: 'Открыть' }).click()");
        await page.See("\"amount\": \"350.00\"");
        await page.See("\"token\": \"***\"");
        await page.See("x-version: 1");
        await page.IsReadable();
        Assert.Equal(id.ToString(), Assert.Single(await Trail("reports", "platform.webhook-read")).Subject);
        Assert.Equal(id.ToString(), Assert.Single(await Trail("reports", "platform.webhook-replayed")).Subject);
        var by = (await Denga.Ask(new Appoint("reader@example.org", Role.Administrator))).Value.Person.Id;
        Assert.Equal("platform.no_webhook", (await Denga.Ask(new ReadWebhook(by, "reports", Guid.CreateVersion7()))).Error?.Code);
        Assert.Equal("platform.no_webhook", (await Denga.Ask(new ReplayWebhook(by, "web", id))).Error?.Code);
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task Calls_to_providers_are_listed_in_pages_and_shown_with_what_was_said()
    {
        var operation = OperationId.New();
        await Denga.Execute(
            """
            insert into wallet.outside_call (id, provider, operation_id, request, sent_at, ended_at, status, answer, forget_at)
            select gen_random_uuid(), 'bulk', gen_random_uuid(), 'POST https://bulk.example/', now(), now(), 200, '', now() + interval '1 day'
            from generate_series(1, 120);
            insert into wallet.outside_call (id, provider, operation_id, request, sent_at, forget_at)
            values (gen_random_uuid(), 'till', @Value, E'POST https://till.example/pay\nAuthorization: ***\n\n{"amount":"350.00"}', now(), now() + interval '1 day')
            """,
            new { operation.Value }
        );
        var first = (await Denga.Ask(new ProviderCallsOf("wallet", "bulk"))).Value;
        var second = (await Denga.Ask(new ProviderCallsOf("wallet", "bulk", After: Guid.Parse(first.Next!)))).Value;
        Assert.Equal((100, 20, (string?)null), (first.Items.Count, second.Items.Count, second.Next));
        Assert.Equal(120, first.Items.Concat(second.Items).Select(c => c.Id).Distinct().Count());
        Assert.Equal("platform.no_provider_call", (await Denga.Ask(new ProviderCallById("wallet", Guid.CreateVersion7()))).Error?.Code);
        await using var page = await SignedIn("caller@example.org");
        await page.Open(At("/panel/calls?provider=bulk"));
        await page.Run(
            "await page.getByRole('link', { name: 'Дальше' }).click(); await page.getByRole('link', { name: 'К началу' }).waitFor()"
        );
        await page.Run("await page.waitForFunction(() => document.querySelectorAll('.rz-grid-table tbody tr').length === 20)");
        await page.Open(At($"/panel/calls?operation={operation}"));
        await page.See("неизвестен: запрос мог подействовать");
        await page.Run("await page.getByRole('link', { name: 'Открыть' }).click()");
        await page.See("Authorization: ***");
        await page.See("\"amount\": \"350.00\"");
        await page.IsReadable();
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    private Uri At(string path) => new(Denga.Http.BaseAddress!, path);

    private Task<Chromium> SignedIn(string email, Role role = Role.Operator) => PanelBrowser.SignedIn(Denga, email, role);

    private async Task<(PersonId Person, OperationId Posting)> TopUp(long minor)
    {
        var person = (await Denga.Ask(new Appoint($"{Guid.CreateVersion7():N}@example.org", Role.User))).Value.Person.Id;
        var id = OperationId.New();
        Assert.True((await Denga.Ask(new SandboxTopUp(id, person, new Money(minor, Currency.Rub)))).IsOk);
        return (person, id);
    }

    private async Task<string> Code(string email) =>
        Digits().Match((await Denga.Ask(new Mailbox())).Value.First(l => l.To == email).Text).Value;

    private async Task<IReadOnlyList<AuditEntry>> Trail(string module, string action, string? subject = null) =>
        (await Denga.Ask(new AuditTrail(module, action, subject))).Value.Items;

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
