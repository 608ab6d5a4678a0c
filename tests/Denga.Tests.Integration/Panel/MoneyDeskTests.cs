using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Platform;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;
using Denga.Platform;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Payments;

namespace Denga.Tests.Integration.Panel;

/// <summary>What operators see and do of payments and of the Stars shop.</summary>
public sealed partial class MoneyDeskTests(MoneyDeskTests.Stand stand) : IClassFixture<MoneyDeskTests.Stand>
{
    private DengaServer Denga => stand.Denga;

    public sealed class Stand : DengaStand
    {
        protected override Dictionary<string, string> Settings { get; } =
            new(StringComparer.Ordinal)
            {
                ["Identity:Mailbox"] = "true",
                ["Payments:Cash"] = "true",
                ["Payments:Sandbox"] = "true",
                ["Stars:RatesMaxAge"] = "36500.00:00:00",
            };
    }

    [Fact]
    public async Task An_invoice_is_found_opened_and_given_back_in_part_for_a_reason()
    {
        var customer = await Somebody();
        var invoice = await Paid(customer, 1_234_56);
        await using var page = await SignedIn();
        await page.Open(At("/panel/invoices"));
        await page.See("1\u00a0234,56\u00a0₽");
        await page.Run("await page.getByLabel('Сумма').first().fill('1234,56'); await page.keyboard.press('Enter')");
        await page.Run("await page.waitForURL(/amount=1234/)");
        await page.See("1\u00a0234,56\u00a0₽");
        await page.IsReadable();
        await page.Run($"await page.locator('tr', {{ hasText: '{invoice.Id}' }}).getByRole('link').first().click()");
        await page.See("Поступления");
        await page.See("charge ");
        await page.See("Что прислали провайдеры");
        await page.IsReadable();
        // Correcting a balance is for administrators.
        Assert.Equal("0", await page.Run("return await page.getByRole('button', { name: 'Исправить баланс' }).count()"));
        await page.Press("Вернуть деньги");
        await page.See("Осталось вернуть самое большее 1\u00a0234,56\u00a0₽");
        await page.IsReadable();
        await page.Run("await page.locator('#input-amount').fill('5000'); await page.getByLabel('Причина').fill('Ошибка <b>кассы</b>')");
        await page.Press("Вернуть деньги");
        await page.See("Вернуть можно не больше");
        // Another amount is another refund; the first one was never made.
        await page.Run("await page.locator('#input-amount').fill('234,56')");
        await page.Press("Вернуть деньги");
        await page.See("Возврат начат.");
        await Until(new InvoiceById(customer, invoice.Id), i => i.State == InvoiceState.PartlyRefunded);
        await page.Open(At($"/panel/refunds?person={customer}"));
        await page.See("Ошибка <b>кассы</b>");
        await page.Run("await page.locator('td', { hasText: 'возвращён' }).first().waitFor()");
        await page.IsReadable();
        Assert.Equal("[]", await page.Run("return complaints"));
        var refund = Assert.Single((await Denga.Ask(new AllRefunds(Customer: customer))).Value.Items);
        Assert.Equal((234_56, "Ошибка <b>кассы</b>"), (refund.Record.Refund.Amount.Minor, refund.Record.Refund.Reason));
    }

    [Fact]
    public async Task A_large_refund_takes_a_code_once_and_never_more_than_came()
    {
        var customer = await Somebody();
        var invoice = await Paid(customer, 20_000_00);
        var boss = (await Denga.Ask(new Appoint(DengaStand.Mail("large"), Role.Operator))).Value.Person.Id;
        var whole = new RefundInvoice(OperationId.New(), boss, invoice.Id, "too much");
        // What cannot be done needs no code.
        (await Denga.Ask(whole with { Amount = Rubles(30_000_00) })).IsRefused("payments.refund_too_large");
        Assert.True((await Denga.Ask(new RefundInvoice(OperationId.New(), boss, invoice.Id, "little", Rubles(9_999_99)))).IsOk);
        var rest = whole with { Amount = Rubles(10_000_00) };
        var needed = (await Denga.Ask(rest)).Error!;
        Assert.Equal(("identity.step_up_needed", $"refund {invoice.Id}"), (needed.Code, needed.Args!["purpose"]));
        (await Denga.Ask(rest with { Code = "000000" })).IsRefused("identity.bad_code");
        Assert.True((await Denga.Ask(new RequestStepUp(boss, needed.Args["purpose"]))).IsOk);
        var refund = (await Denga.Ask(rest with { Code = await Code(boss) })).Value;
        Assert.Equal(refund.Id, (await Denga.Ask(rest)).Value.Id);
        await Until(new InvoiceById(customer, invoice.Id), i => i.Refunded == Rubles(19_999_99));
    }

    [Fact]
    public async Task A_refund_that_takes_two_people_is_agreed_to_by_the_second_one()
    {
        var customer = await Somebody();
        var invoice = await Paid(customer, 150_000_00);
        var first = (await Denga.Ask(new Appoint(DengaStand.Mail("first"), Role.Operator))).Value.Person.Id;
        (await Denga.Ask(new RefundInvoice(OperationId.New(), first, invoice.Id, "Праздник <b>отменили</b>"))).IsRefused(
            "payments.approval_needed"
        );
        var email = DengaStand.Mail("second");
        await using var page = await SignedIn(Role.Operator, email);
        await page.Open(At("/panel/approvals?state=Waiting"));
        await page.See("Праздник <b>отменили</b>");
        await page.IsReadable();
        await page.Press("Согласиться");
        await page.See("Деньги уйдут сразу.");
        await page.Press("Согласиться");
        await page.See("Код пришёл на почту.");
        await page.IsReadable();
        var second = (await Denga.Ask(new Appoint(email, Role.Operator))).Value.Person.Id;
        await page.Run($"await page.getByLabel('Код подтверждения').fill('{await Code(second)}')");
        await page.Press("Согласиться");
        await page.See("Возврат согласован.");
        await Until(new InvoiceById(customer, invoice.Id), i => i.State == InvoiceState.Refunded);
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task A_balance_is_corrected_by_an_administrator_with_a_code()
    {
        var customer = await Somebody();
        var email = DengaStand.Mail("root");
        await using var page = await SignedIn(Role.Administrator, email);
        await page.Open(At($"/panel/people/{customer}"));
        await page.Press("Исправить баланс");
        await page.Run("await page.locator('#input-amount').fill('−5'); await page.getByLabel('Причина').fill('Лишнее')");
        await page.Press("Исправить баланс");
        await page.See("Код пришёл на почту.");
        await page.IsReadable();
        await page.Run("await page.locator('#input-amount').fill('77,50')");
        var root = (await Denga.Ask(new Appoint(email, Role.Administrator))).Value.Person.Id;
        await page.Run($"await page.getByLabel('Код подтверждения').fill('{await Code(root)}')");
        await page.Press("Исправить баланс");
        await page.See("Баланс исправлен.");
        Assert.Equal(77_50, (await Denga.Ask(new Balances(customer))).Value.Sum(a => a.Balance.Minor));
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task Cash_is_confirmed_and_an_unpaid_invoice_cancelled_from_the_invoices_file()
    {
        var customer = await Somebody();
        var cash = (await Denga.Ask(new TopUp(OperationId.New(), customer, Rubles(500_00), "cash"))).Value;
        var unpaid = (await Denga.Ask(new TopUp(OperationId.New(), customer, Rubles(600_00), "sandbox"))).Value;
        await using var page = await SignedIn();
        await page.Open(At($"/panel/invoices/{cash.Id}"));
        await page.Press("Принять наличные");
        await page.See("Деньги у вас в руках?");
        await page.Press("Принять наличные");
        await page.See("Наличные приняты.");
        await Until(new InvoiceById(customer, cash.Id), i => i.State == InvoiceState.Paid);
        await page.Open(At($"/panel/invoices/{unpaid.Id}"));
        await page.Press("Отменить счёт");
        await page.Run("await page.getByLabel('Причина').fill('Передумал')");
        await page.Press("Отменить счёт");
        await page.See("Счёт отменён.");
        Assert.Equal(InvoiceState.Cancelled, (await Denga.Ask(new InvoiceById(customer, unpaid.Id))).Value.State);
        var boss = PersonId.New();
        Assert.True((await Denga.Ask(new CancelInvoiceOf(boss, unpaid.Id, "again"))).IsOk);
        (await Denga.Ask(new CancelInvoiceOf(boss, cash.Id, "paid"))).IsRefused("payments.invoice_closed");
        (await Denga.Ask(new CancelInvoiceOf(boss, unpaid.Id, " "))).IsRefused("payments.bad_reason");
        (await Denga.Ask(new CancelInvoiceOf(boss, InvoiceId.New(), "x"))).IsRefused("payments.invoice_not_found");
        Assert.Equal("Передумал", Assert.Single(await Trail("payments", "payments.invoice-cancelled", unpaid.Id.ToString())).Reason);
        await page.Open(At("/panel/providers"));
        await page.See("Пробная оплата");
        await page.See("отвечает");
        Assert.Equal("[]", await page.Run("return complaints"));
        var till = (await Denga.Ask(new PaymentProviders())).Value.Single(p => p.Name == "cash");
        Assert.True(till is { IsOffered: true, IsAvailable: true, OpenCases: 0 });
        Assert.Contains(till.Balances, b => b.Ours.Currency == Currency.Rub && b.Ours.Minor >= 500_00);
    }

    [Fact]
    public async Task A_webhook_is_rehearsed_shown_in_words_and_then_done()
    {
        var customer = await Somebody();
        var invoice = (await Denga.Ask(new TopUp(OperationId.New(), customer, Rubles(321_00), "sandbox"))).Value;
        var webhook = await Overlooked(invoice);
        await using (var operators = await SignedIn())
        {
            await operators.Open(At("/panel/webhooks?module=payments&provider=sandbox"));
            await operators.Run(
                $"await page.locator('tr', {{ hasText: '{webhook}' }}).getByRole('button', {{ name: 'Отрепетировать' }}).click()"
            );
            await operators.See("Что изменится");
            await operators.See("321,00\u00a0₽");
            await operators.See("деньги зачислены; человеку придёт сообщение");
            await operators.See("Основной счёт");
            await operators.IsReadable();
            Assert.Equal(
                "",
                await operators.Run(
                    @"return (await page.locator('main').innerText()).match(/\bv1\b|\d{4}-\d{2}-\d{2}|_id\b|\bminor\b|\bnull\b/)?.[0] ?? ''"
                )
            );
            // Doing it is for administrators.
            Assert.Equal("0", await operators.Run("return await page.getByRole('button', { name: 'Сделать по-настоящему' }).count()"));
        }
        var preview = Assert.Single((await Denga.Ask(new WebhookReplays())).Value, r => r.Webhooks.Contains(webhook));
        Assert.Equal(preview.Id, (await Denga.Ask(new ReplayById(preview.Id))).Value.Id);
        (await Denga.Ask(new ReplayById(OperationId.New()))).IsRefused("payments.replay_not_found");
        Assert.Contains(preview.Effect.Rows, r => r is { Column: "paid", Currency: { } currency } && currency == Currency.Rub);
        await using var page = await SignedIn(Role.Administrator);
        await page.Open(At("/panel/replays"));
        await page.Run($"await page.locator('a[href$=\"{preview.Id}\"]').click()");
        await page.Press("Сделать по-настоящему");
        await page.See("Случится ровно то, что показано");
        await page.Press("Сделать по-настоящему");
        await page.See("Сделано.");
        Assert.Equal(InvoiceState.Paid, (await Denga.Ask(new InvoiceById(customer, invoice.Id))).Value.State);
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task A_difference_is_told_in_words_and_closed_by_an_administrator_for_a_reason()
    {
        var customer = await Somebody();
        var invoice = await Paid(customer, 50_00);
        var id = CaseId.From(Guid.CreateVersion7());
        await Denga.Execute(
            """
            insert into payments.reconciliation_case (id, provider, kind, subject, here, ledger, invoice_id, proposed, state, happened_at, found_at, seen_at)
            values (@id, 'sandbox', 'MissingThere', 'charge 7', '{"amount":"50.00","currency":"RUB"}', '{"amount":"50.00","currency":"RUB"}', @invoice,
                '{"action":"None","legs":[]}', 'Open', now(), now(), now())
            """,
            new { id = id.Value, invoice = invoice.Id.Value }
        );
        await using (var operators = await SignedIn())
        {
            await operators.Open(At("/panel/cases?state=Open"));
            await operators.Run($"await page.locator('a[href$=\"{id}\"]').click()");
            await operators.See("Двигать деньги не нужно.");
            await operators.IsReadable();
            Assert.Equal("0", await operators.Run("return await page.getByRole('button', { name: 'Закрыть без движения денег' }).count()"));
        }
        await using var page = await SignedIn(Role.Administrator);
        await page.Open(At($"/panel/cases/{id}"));
        await page.Press("Закрыть без движения денег");
        await page.Run("await page.getByLabel('Причина').fill('Провайдер потерял запись')");
        await page.Press("Закрыть без движения денег");
        await page.See("Расхождение закрыто.");
        await page.See("Провайдер потерял запись");
        Assert.Equal(CaseState.Closed, (await Denga.Ask(new ReconciliationCaseById(id))).Value.State);
        (await Denga.Ask(new ReconciliationCaseById(default))).IsRefused("payments.case_not_found");
        await page.Open(At("/panel/cases/runs"));
        await page.Press("Сверить сейчас");
        await page.See("Сверка пойдёт в фоне.");
        await page.IsReadable();
        await page.Press("Сверить сейчас");
        await page.See("Сверка началась.");
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task An_endpoint_is_added_with_a_secret_that_is_shown_once_and_switched_off()
    {
        await using var page = await SignedIn(Role.Administrator);
        await page.Open(At("/panel/endpoints"));
        await page.Press("Добавить получателя");
        await page.Run("await page.locator('#input-url').fill('http://example.org/hook')");
        await page.Press("Добавить получателя");
        await page.See("Адрес должен начинаться с https://");
        await page.IsReadable();
        await page.Run(
            "await page.locator('#input-url').fill('https://example.org/hook'); await page.getByLabel('счёт изменился').uncheck()"
        );
        await page.Press("Добавить получателя");
        await page.See("Сохраните его сейчас");
        var secret = await page.Run("return await page.locator('.secret').innerText()");
        Assert.True(secret!.Length > 20);
        await page.IsReadable();
        await page.Run("await page.reload()");
        await page.See("https://example.org/hook");
        Assert.Equal("0", await page.Run("return await page.locator('.secret').count()"));
        var added = Assert.Single((await Denga.Ask(new Contracts.Payments.Endpoints())).Value);
        Assert.DoesNotContain("payments.invoice-changed.v1", added.Events);
        await page.Press("Выключить");
        await page.See("Больше ничего не сообщать на https://example.org/hook?");
        await page.Press("Выключить");
        await page.See("Готово.");
        Assert.False(Assert.Single((await Denga.Ask(new Contracts.Payments.Endpoints())).Value).IsOn);
        await Denga.Execute(
            """
            insert into payments.outgoing_delivery (id, endpoint_id, event_id, type, body, state, attempts, status, error, happened_at, created_at, tried_at)
            values (gen_random_uuid(), @id, gen_random_uuid(), 'payments.invoice-paid.v1', '{}', 'Failed', 10, 500, 'payments.endpoint_refused', now(), now(), now())
            """,
            new { id = added.Id.Value }
        );
        await page.Run("await page.locator('td a', { hasText: 'https://example.org/hook' }).click()");
        await page.See("Получатель не принял сообщение. 500");
        await page.IsReadable();
        await page.Press("Отправить снова");
        await page.See("Номер сообщения тот же");
        await page.Press("Отправить снова");
        await page.See("Получатель выключен. Сначала включите его.");
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task An_order_of_stars_shows_what_it_brings_and_an_unknown_one_is_resolved_by_hand()
    {
        var customer = await Somebody();
        await Paid(customer, 5_000_00);
        var quote = (await Denga.Ask(new QuoteStars(customer, StarsProduct.Stars, 100, Currency.Rub, "liar_one"))).Value;
        var order = (await Denga.Ask(new OrderStars(OperationId.New(), customer, quote.Id))).Value;
        await Until(new StarsOrderById(customer, order.Id), o => o.State == StarsOrderState.Unknown);
        await using var page = await SignedIn();
        await page.Open(At("/panel/stars?state=Unknown"));
        await page.Run("await page.locator('td', { hasText: 'уточняем у продавца' }).first().waitFor()");
        await page.IsReadable();
        await page.Run($"await page.locator('a[href$=\"{order.Id}\"]').click()");
        await page.See("Экономика заказа");
        await page.See("Пробный продавец");
        await page.IsReadable();
        await page.Press("Не доставлен: вернуть деньги");
        await page.Run("await page.getByLabel('Причина').fill('Пришло 99 из 100')");
        await page.Press("Не доставлен: вернуть деньги");
        await page.See("Записано.");
        await page.See("не удался");
        Assert.Equal(StarsOrderState.Failed, (await Denga.Ask(new StarsOrderById(customer, order.Id))).Value.State);
        var file = (await Denga.Ask(new StarsSaleFile(order.Id))).Value;
        Assert.Equal((customer, order.Id), (file.Sale.Buyer, file.Sale.Order.Id));
        Assert.NotNull(file.HeldAt);
        (await Denga.Ask(new StarsSaleFile(default))).IsRefused("stars.order_not_found");
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    [Fact]
    public async Task The_shops_money_is_moved_for_a_reason_and_a_promo_code_is_made()
    {
        await using var page = await SignedIn();
        await page.Open(At("/panel/sellers"));
        await page.Press("Переместить");
        await page.Run("await page.locator('#input-amount').fill('100'); await page.getByLabel('Причина').fill('Пополнили кошелёк')");
        await page.IsReadable();
        await page.Press("Переместить");
        await page.See("Перемещение записано.");
        Assert.Equal("Пополнили кошелёк", Assert.Single(await Trail("stars", "stars.funds-moved")).Reason);
        await page.Open(At("/panel/promos"));
        await page.Press("Создать промокод");
        await page.Run("await page.locator('#input-code').fill('autumn'); await page.getByLabel('Скидка, %').fill('сто')");
        await page.Press("Создать промокод");
        await page.See("Скидка — от 0,1 до 50 процентов");
        await page.IsReadable();
        await page.Run("await page.getByLabel('Скидка, %').fill('7,5')");
        await page.Press("Создать промокод");
        await page.See("Промокод создан.");
        await page.See("7,5\u00a0%");
        Assert.Equal(7.5m, Assert.Single((await Denga.Ask(new StarsPromos(PersonId.New()))).Value).Percent);
        Assert.Equal("[]", await page.Run("return complaints"));
    }

    private static Money Rubles(long minor) => new(minor, Currency.Rub);

    private Uri At(string path) => new(Denga.Http.BaseAddress!, path);

    private Task<Chromium> SignedIn(Role role = Role.Operator, string? email = null) =>
        PanelBrowser.SignedIn(Denga, email ?? DengaStand.Mail("desk"), role);

    private async Task<PersonId> Somebody() => (await Denga.Ask(new Appoint(DengaStand.Mail("customer"), Role.User))).Value.Person.Id;

    private async Task<Invoice> Paid(PersonId person, long minor)
    {
        var invoice = (await Denga.Ask(new TopUp(OperationId.New(), person, Rubles(minor), "sandbox"))).Value;
        Assert.True((await Denga.Ask(new PlaySandbox(invoice.Payment!.Id, "pay"))).IsOk);
        return await Until(new InvoiceById(person, invoice.Id), i => i.State == InvoiceState.Paid);
    }

    private async Task<T> Until<T>(IOperation<T> question, Func<T, bool> isSo)
    {
        var answer = default(T)!;
        await TestKit.Wait.Until(async () => isSo(answer = (await Denga.Ask(question)).Value));
        return answer;
    }

    /// <summary>A webhook that says that the invoice is paid, kept, and not worked.</summary>
    private async Task<Guid> Overlooked(Invoice invoice)
    {
        var (id, payment, now) = (Guid.CreateVersion7(), invoice.Payment!, TimeProvider.System.GetUtcNow());
        var told = new ProviderPayment(
            $"sandbox {payment.Id.Value:N}",
            payment.Id,
            ProviderPaymentState.Paid,
            invoice.Amount,
            [new ProviderCharge($"charge {payment.Id.Value:N}", invoice.Amount, Rubles(6_42), now)],
            IsLive: false,
            now
        );
        await Denga.Execute(
            "insert into payments.webhook (id, provider, delivery_key, headers, body, received_at) values (@id, 'sandbox', @key, '{}', @body, @now)",
            new
            {
                id,
                key = id.ToString(),
                body = JsonSerializer.SerializeToUtf8Bytes(told, DengaJson.Options),
                now,
            }
        );
        return id;
    }

    private async Task<string> Code(PersonId person)
    {
        var address = (await Denga.Ask(new Security(person))).Value.Email;
        return Digits().Match((await Denga.Ask(new Mailbox())).Value.First(l => l.To == address).Text).Value;
    }

    private async Task<IReadOnlyList<AuditEntry>> Trail(string module, string action, string? subject = null) =>
        (await Denga.Ask(new AuditTrail(module, action, subject))).Value.Items;

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
