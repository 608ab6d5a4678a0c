using System.Globalization;
using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Platform;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;

namespace Denga.Tests.Integration.Payments;

/// <summary>Webhooks that come first, twice, never, from somebody else.</summary>
[Collection(PaymentsCollection.Name)]
public sealed class LostAndForeignTests(PaymentsServer server) : IAsyncLifetime
{
    private PersonId anna;

    public async ValueTask InitializeAsync()
    {
        server.Till.Forget();
        anna = await server.Somebody();
    }

    public async ValueTask DisposeAsync() => await server.Agrees();

    [Fact]
    public async Task A_hundred_deliveries_to_two_processes_at_once_credit_once()
    {
        await using var another = await server.StartAnother();
        var invoice = await server.TopUp(anna, 100_00, "till");
        var told = Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow(), fee: 3_00);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    server.Deliver(told, (i / 2).ToString(CultureInfo.InvariantCulture), i % 2 == 0 ? server.Denga.Http : another.Http)
                )
        );
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        await server.Until("not exists (select from payments.work where kind = 'webhook.till' and state = 'waiting')");
        Assert.Equal(PaymentsServer.Rubles(100_00), (await server.Now(anna, invoice)).Paid);
        Assert.Equal(100_00, await server.Balance(anna));
        Assert.Equal(
            1,
            await server.Select<long>(
                "select count(*) from payments.outbox where key = @key and type = 'payments.invoice-paid.v1'",
                new { key = invoice.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task A_webhook_that_comes_before_the_providers_answer_credits()
    {
        server.Till.OnStart = order =>
        {
            var paid = Till.Pending(order) with
            {
                State = ProviderPaymentState.Paid,
                Charges = [new ProviderCharge("first" + order.Key, order.Amount, Fee: null, order.StartedAt)],
            };
            server.Tell(paid).GetAwaiter().GetResult();
            return Till.Pending(order);
        };
        var invoice = await server.TopUp(anna, 100_00, "till");
        Assert.Equal((InvoiceState.Paid, PaymentState.Paid), (invoice.State, invoice.Payment!.State));
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task A_webhook_that_comes_before_our_row_waits_for_it()
    {
        var operation = OperationId.New();
        var made = await server.Get(new TopUp(OperationId.New(), anna, PaymentsServer.Rubles(100_00)));
        var payment = new PaymentAttempt(new PaymentId(operation.Value), "till", PaymentState.Pending, null, null, made.CreatedAt);
        await server.Deliver(Till.Paid(made with { Payment = payment }, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        await server.Until("exists (select from payments.work where kind = 'webhook.till' and error = 'payments.payment_not_found')");
        await server.Get(new StartPayment(operation, anna, made.Id, "till"));
        await server.Pass(TimeSpan.FromMinutes(1));
        await server.Until(anna, made, InvoiceState.Paid);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task What_no_webhook_told_is_asked_for()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await server.Play(invoice, "no-webhook");
        Assert.Equal(0, await server.Balance(anna));
        await server.Pass(TimeSpan.FromMinutes(5));
        await server.Until(anna, invoice, InvoiceState.Paid);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task It_is_asked_within_five_minutes_then_hourly_then_daily_for_five_days_and_no_longer()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var key = invoice.Payment!.Id;
        var asked = 0;
        async Task AskedAfter(TimeSpan time)
        {
            await server.Pass(time);
            await server.Until(
                "exists (select from payments.work where kind = 'payments.ask' and key = @key and (state = 'done' or lease is null and next_at > @now))",
                new { key = key.ToString(), now = server.Clock.GetUtcNow() }
            );
            var times = server.Till.Asked.GetValueOrDefault(key);
            Assert.True(times > asked, $"{time}: {times}");
            asked = times;
        }
        await AskedAfter(TimeSpan.FromMinutes(5));
        for (var hour = 0; hour < 3; hour++)
            await AskedAfter(TimeSpan.FromHours(1));
        for (var day = 0; day < 6; day++)
            await AskedAfter(TimeSpan.FromDays(1));
        await server.Until(
            "exists (select from payments.work where kind = 'payments.ask' and key = @key and state = 'done')",
            new { key = key.ToString() }
        );
        Assert.Equal(PaymentState.Expired, (await server.Now(anna, invoice)).Payment!.State);
    }

    [Fact]
    public async Task No_answer_leaves_it_unknown_and_it_is_asked_about_and_never_repeated_under_a_new_key()
    {
        var came = false;
        server.Till.OnStart = order =>
        {
            // It arrived, and the answer was lost.
            if (!came)
                server.Till.Knows(Till.Pending(order));
            came = true;
            throw Till.Silence();
        };
        var invoice = await server.TopUp(anna, 100_00, "till");
        Assert.Equal((InvoiceState.Pending, PaymentState.Unknown, null), (invoice.State, invoice.Payment!.State, invoice.Payment.Link));
        Assert.Equal(0, await server.Balance(anna));
        await server.Pass(TimeSpan.FromSeconds(20));
        await server.Until(
            "exists (select from payments.payment where id = @id and state = 'Pending')",
            new { id = invoice.Payment.Id.Value }
        );
        Assert.Single(server.Till.Orders, o => o.Invoice == invoice.Id);
        Assert.NotNull((await server.Now(anna, invoice)).Payment!.Link);
    }

    [Fact]
    public async Task What_the_provider_never_heard_of_is_asked_for_again_under_the_same_key()
    {
        var isAway = true;
        server.Till.OnStart = order => isAway ? throw Till.Silence() : Till.Pending(order);
        var invoice = await server.TopUp(anna, 100_00, "till");
        isAway = false;
        await server.Pass(TimeSpan.FromSeconds(20));
        await server.Until(
            "exists (select from payments.payment where id = @id and state = 'Pending')",
            new { id = invoice.Payment!.Id.Value }
        );
        var orders = server.Till.Orders.Where(o => o.Invoice == invoice.Id).ToList();
        Assert.Equal(2, orders.Count);
        Assert.Equal(orders[0] with { Tax = [] }, orders[1] with { Tax = [] });
    }

    [Fact]
    public async Task The_same_webhook_under_two_ids_credits_once()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await server.Play(invoice, "webhook-twice");
        await server.Until(anna, invoice, InvoiceState.Paid);
        await server.Until(
            "(select count(*) from payments.payment_webhook where payment_id = @id) = 2",
            new { id = invoice.Payment!.Id.Value }
        );
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task A_fact_of_the_other_mode_counts_for_nothing()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()) with { IsLive = false });
        Assert.Equal(InvoiceState.Pending, (await server.Now(anna, invoice)).State);
        Assert.Equal(0, await server.Balance(anna));
        Assert.True(
            await server.Select<bool>("select exists (select from payments.work where state = 'given_up' and error = 'payments.test_mode')")
        );
    }

    [Fact]
    public async Task A_charge_id_that_is_used_again_after_a_year_is_another_charge_and_at_the_same_time_it_is_none()
    {
        var first = await server.TopUp(anna, 100_00, "till");
        var second = await server.TopUp(anna, 70_00, "till");
        var now = server.Clock.GetUtcNow();
        await server.Tell(Till.Paid(first, PaymentsServer.Rubles(100_00), now.AddDays(-366), "used again"));
        await server.Tell(Till.Paid(second, PaymentsServer.Rubles(70_00), now, "used again"));
        await server.Tell(Till.Paid(second, PaymentsServer.Rubles(70_00), now, "used again"));
        Assert.Equal(170_00, await server.Balance(anna));

        var third = await server.TopUp(anna, 50_00, "till");
        await server.Tell(Till.Paid(third, PaymentsServer.Rubles(50_00), now.AddDays(-366), "used again"));
        Assert.Equal(170_00, await server.Balance(anna));
        Assert.Equal("charge_of_another", Assert.Single((await server.Get(new InvoiceFile(third.Id))).Payments).Trouble);
    }

    [Fact]
    public async Task A_charge_that_is_told_with_another_amount_later_is_not_credited_again()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var now = server.Clock.GetUtcNow();
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), now));
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(900_00), now));
        Assert.Equal(100_00, await server.Balance(anna));
        Assert.Equal("charge_changed", Assert.Single((await server.Get(new InvoiceFile(invoice.Id))).Payments).Trouble);
    }

    [Fact]
    public async Task A_fee_that_is_told_after_the_money_was_credited_is_posted_once()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var now = server.Clock.GetUtcNow();
        var fees = (await server.Get(new OpenSystemAccount("fees:till", Currency.Rub))).Id;
        var external = (await server.Get(new OpenSystemAccount("external:till", Currency.Rub))).Id;
        async Task<long> Balance(AccountId account) => (await server.Get(new LedgerAccounts([account]))).Single().Balance.Minor;
        async Task<(long, long)> Books() => (await Balance(fees), await Balance(external));
        var (keptBefore, owedBefore) = await Books();
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), now));
        Assert.Equal((keptBefore, owedBefore - 100_00), await Books());
        var told = Till.Paid(invoice, PaymentsServer.Rubles(100_00), now, fee: 3_00);
        await Task.WhenAll(server.Tell(told), server.Tell(told), server.Tell(told));
        await server.Tell(told);
        // Another figure later is not believed.
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), now, fee: 4_00));
        Assert.Equal((keptBefore - 3_00, owedBefore - 97_00), await Books());
        Assert.Equal(100_00, await server.Balance(anna));
        var charge = Assert.Single((await server.Get(new InvoiceFile(invoice.Id))).Charges);
        Assert.Equal(PaymentsServer.Rubles(3_00), charge.Fee);
    }

    [Fact]
    public async Task What_an_operator_has_settled_is_not_marked_again_by_the_same_fact_and_is_by_another()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var (payment, now) = (invoice.Payment!.Id, server.Clock.GetUtcNow());
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), now));
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(900_00), now));
        var boss = await server.Somebody();
        var settle = new SettleTrouble(boss, payment, "charge_changed", "the bank says 100");
        (await server.Ask(settle with { Reason = " " })).IsRefused("payments.bad_reason");
        (await server.Ask(settle with { Trouble = "review" })).IsRefused("payments.trouble_changed");
        (await server.Ask(settle with { Payment = PaymentId.New() })).IsRefused("payments.payment_not_found");
        Assert.Null((await server.Get(settle)).Payments.Single().Trouble);
        Assert.Null((await server.Get(settle)).Payments.Single().Trouble);
        Assert.Empty((await server.Get(new AllInvoices(Customer: anna, Trouble: true))).Items);
        Assert.Equal(
            1,
            await server.Select<long>(
                "select count(*) from payments.audit where action = 'payments.trouble-settled' and subject = @payment and reason = 'the bank says 100'",
                new { payment = payment.ToString() }
            )
        );

        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(900_00), now));
        Assert.Null((await server.Get(new InvoiceFile(invoice.Id))).Payments.Single().Trouble);
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(901_00), now));
        Assert.Equal("charge_changed", (await server.Get(new InvoiceFile(invoice.Id))).Payments.Single().Trouble);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task What_is_unsigned_changed_or_stale_is_refused_kept_as_refused_and_never_credited()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var told = Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow());
        var asked = new WebhooksOf("payments", "till", Refused: true);
        var before = (await server.Get(asked)).Items.Count;
        var now = server.Clock.GetUtcNow();
        using var changed = Till.Webhook(told, "x", now, body => [.. body, (byte)' ']);
        using var unsigned = Till.Webhook(told, "x", now);
        unsigned.Headers.Remove("Till-Signature");
        using var stale = Till.Webhook(told, "x", now.AddMinutes(-6));
        using var early = Till.Webhook(told, "x", now.AddMinutes(6));
        foreach (var request in (HttpRequestMessage[])[changed, unsigned, stale, early])
        {
            using var answer = await server.Denga.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        var refused = (await server.Get(asked)).Items;
        Assert.Equal(before + 4, refused.Count);
        Assert.Equal(["stale", "stale", "signature", "signature"], refused.Take(4).Select(r => r.Error));
        Assert.All(refused.Take(4), r => Assert.Equal("refused", r.State));
        var read = await server.Get(new ReadWebhook(anna, "payments", refused[0].Id));
        Assert.Contains(invoice.Payment!.Id.ToString(), read.Body, StringComparison.Ordinal);
        Assert.Equal("platform.no_webhook", (await server.Ask(new ReplayWebhook(anna, "payments", refused[0].Id))).Error?.Code);
        Assert.Equal(0, await server.Balance(anna));
    }

    [Fact]
    public async Task What_is_signed_and_about_nobody_here_is_given_up_after_an_hour()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var stranger = new PaymentAttempt(PaymentId.New(), "till", PaymentState.Pending, null, null, invoice.CreatedAt);
        var delivery = Guid.CreateVersion7().ToString();
        await server.Deliver(Till.Paid(invoice with { Payment = stranger }, PaymentsServer.Rubles(100_00), invoice.CreatedAt), delivery);
        const string work =
            "exists (select from payments.webhook h join payments.work w on w.key = h.id::text where h.delivery_key = @delivery and ";
        await server.Until(work + "w.error = 'payments.payment_not_found')", new { delivery });
        await server.Pass(TimeSpan.FromMinutes(61));
        await server.Until(work + "w.state = 'given_up')", new { delivery });
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_is_no_webhook_is_refused(string? body, HttpStatusCode status)
    {
        using var content = new StringContent(body ?? new string('x', 300_000), Encoding.UTF8, "application/json");
        foreach (var provider in (string[])["till", "sandbox"])
        {
            using var answer = await server.Denga.Http.PostAsync(new Uri("/hooks/" + provider, UriKind.Relative), content);
            Assert.Equal(status, answer.StatusCode);
        }
        using var nobody = await server.Denga.Http.PostAsync(new Uri("/hooks/nobody", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }
}
