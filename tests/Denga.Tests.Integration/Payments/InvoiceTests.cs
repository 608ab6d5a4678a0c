using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Providers;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Payments;

/// <summary>What an invoice becomes of what came: less, more, late, in another currency, twice, in any order.</summary>
[Collection(PaymentsCollection.Name)]
public sealed class InvoiceTests(PaymentsServer server) : IAsyncLifetime
{
    private PersonId anna;

    public async ValueTask InitializeAsync()
    {
        server.Till.Forget();
        anna = await server.Somebody();
    }

    public async ValueTask DisposeAsync() => await server.Agrees();

    [Fact]
    public async Task A_top_up_at_the_sandbox_is_told_by_its_webhook_and_credited_once_with_the_fee_apart()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        Assert.Equal((InvoiceState.Pending, PaymentState.Pending), (invoice.State, invoice.Payment!.State));
        Assert.Contains("/sandbox/pay/" + invoice.Payment.Id, invoice.Payment.Link, StringComparison.Ordinal);
        Assert.StartsWith("<svg", invoice.Payment.Qr, StringComparison.Ordinal);

        await server.Play(invoice, "pay");
        var paid = await server.Until(anna, invoice, InvoiceState.Paid);
        Assert.Equal((PaymentsServer.Rubles(100_00), PaymentState.Paid), (paid.Paid, paid.Payment!.State));
        Assert.NotNull(paid.PaidAt);
        Assert.Equal(100_00, await server.Balance(anna));
        var file = await server.Get(new InvoiceFile(invoice.Id));
        var charge = Assert.Single(file.Charges);
        Assert.Equal(PaymentsServer.Rubles(2_00), charge.Fee);
        var posting = await server.Get(new PostingById(charge.Posting));
        Assert.Equal([-98_00, -2_00, 100_00], posting.Legs.Select(l => l.Amount.Minor).Order());
        Assert.Single(file.Webhooks);
    }

    [Fact]
    public async Task Half_of_it_is_credited_and_the_other_half_can_be_paid_with_another_provider()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await server.Play(invoice, "pay-half");
        await server.Until(anna, invoice, InvoiceState.PartlyPaid);
        Assert.Equal(50_00, await server.Balance(anna));

        var again = await server.Get(new StartPayment(OperationId.New(), anna, invoice.Id, "till"));
        Assert.Equal(PaymentsServer.Rubles(50_00), server.Till.Orders.Last(o => o.Invoice == invoice.Id).Amount);
        await server.Tell(Till.Paid(again, PaymentsServer.Rubles(50_00), server.Clock.GetUtcNow()));
        Assert.Equal(InvoiceState.Paid, (await server.Now(anna, invoice)).State);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task Twice_as_much_is_credited_whole()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await server.Play(invoice, "pay-double");
        Assert.Equal(PaymentsServer.Rubles(200_00), (await server.Until(anna, invoice, InvoiceState.Overpaid)).Paid);
        Assert.Equal(200_00, await server.Balance(anna));
    }

    [Fact]
    public async Task What_nobody_pays_in_time_expires_and_what_comes_afterwards_is_credited_all_the_same()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Pass(TimeSpan.FromHours(1));
        var expired = await server.Until(anna, invoice, InvoiceState.Expired);
        (await server.Ask(new StartPayment(OperationId.New(), anna, invoice.Id, "sandbox"))).IsRefused("payments.invoice_closed");

        await server.Tell(Till.Paid(expired, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        Assert.Equal(InvoiceState.Paid, (await server.Now(anna, invoice)).State);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task What_was_paid_at_the_last_minute_is_asked_for_before_it_expires()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        server.Till.Knows(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        await server.Pass(TimeSpan.FromHours(1));
        await server.Until(anna, invoice, InvoiceState.Paid);
        Assert.Equal(
            0,
            await server.Select<long>(
                "select count(*) from payments.outbox where key = @key and body::text like '%Expired%'",
                new { key = invoice.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task Late_money_of_the_sandbox_is_credited()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await server.Pass(TimeSpan.FromHours(1));
        await server.Until(anna, invoice, InvoiceState.Expired);
        await server.Play(invoice, "pay-late");
        await server.Until(anna, invoice, InvoiceState.Paid);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task An_invoice_that_every_provider_refused_has_failed_at_its_end()
    {
        server.Till.OnStart = order => Till.Pending(order) with { State = ProviderPaymentState.Refused, Reason = "no" };
        var invoice = await server.TopUp(anna, 100_00, "till");
        Assert.Equal((InvoiceState.Pending, PaymentState.Refused), (invoice.State, invoice.Payment!.State));
        await server.Pass(TimeSpan.FromHours(1));
        await server.Until(anna, invoice, InvoiceState.Failed);
    }

    [Fact]
    public async Task Money_in_another_currency_than_asked_is_credited_in_its_own_and_pays_nothing()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(invoice, new Money(100_00, Currency.Usd), server.Clock.GetUtcNow()));
        var now = await server.Now(anna, invoice);
        Assert.Equal((InvoiceState.Pending, 0L), (now.State, now.Paid.Minor));
        Assert.Equal((0L, 100_00L), (await server.Balance(anna), await server.Balance(anna, Currency.Usd)));
        Assert.Equal("other_currency", Assert.Single((await server.Get(new InvoiceFile(invoice.Id))).Payments).Trouble);
        Assert.Contains(
            (await server.Get(new AllInvoices(Customer: anna, Trouble: true))).Items,
            i => i.Invoice.Id == invoice.Id && i.Customer == anna
        );
    }

    [Fact]
    public async Task A_second_payment_of_a_paid_invoice_is_credited_too()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var other = await server.Get(new StartPayment(OperationId.New(), anna, invoice.Id, "sandbox"));
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        Assert.Equal(InvoiceState.Paid, (await server.Now(anna, invoice)).State);
        await server.Play(other, "pay");
        Assert.Equal(PaymentsServer.Rubles(200_00), (await server.Until(anna, invoice, InvoiceState.Overpaid)).Paid);
        Assert.Equal(200_00, await server.Balance(anna));
        Assert.Equal(
            2,
            await server.Select<long>(
                "select count(*) from payments.outbox where key = @key and type = 'payments.invoice-paid.v1'",
                new { key = invoice.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task A_payment_that_is_paid_again_after_a_year_is_credited_again()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var now = server.Clock.GetUtcNow();
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), now, "first"));
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), now, "second"));
        Assert.Equal(InvoiceState.Overpaid, (await server.Now(anna, invoice)).State);
        Assert.Equal(200_00, await server.Balance(anna));
    }

    [Fact]
    public async Task A_cancelled_invoice_takes_money_that_comes_all_the_same()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        for (var times = 0; times < 2; times++)
            Assert.Equal(InvoiceState.Cancelled, (await server.Get(new CancelInvoice(anna, invoice.Id))).State);
        (await server.Ask(new StartPayment(OperationId.New(), anna, invoice.Id, "till"))).IsRefused("payments.invoice_closed");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        Assert.Equal(InvoiceState.Paid, (await server.Now(anna, invoice)).State);
        Assert.Equal(100_00, await server.Balance(anna));
        (await server.Ask(new CancelInvoice(anna, invoice.Id))).IsRefused("payments.invoice_closed");
    }

    [Fact]
    public async Task A_declined_card_and_then_another_card_is_one_payment()
    {
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await server.Play(invoice, "refuse");
        await server.Until(
            "exists (select from payments.payment where id = @id and state = 'Refused')",
            new { id = invoice.Payment!.Id.Value }
        );
        await server.Play(invoice, "pay");
        await server.Until(anna, invoice, InvoiceState.Paid);
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public async Task Facts_may_come_in_any_order(int first, int second, int third)
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var paid = Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow());
        ProviderPayment[] facts =
        [
            paid with
            {
                State = ProviderPaymentState.Pending,
                Charges = [],
            },
            paid with
            {
                State = ProviderPaymentState.Refused,
                Charges = [],
            },
            paid,
        ];
        foreach (var fact in (int[])[first, second, third, first, second, third])
            await server.Tell(facts[fact]);
        var now = await server.Now(anna, invoice);
        Assert.Equal((InvoiceState.Paid, PaymentState.Paid), (now.State, now.Payment!.State));
        Assert.Equal(100_00, await server.Balance(anna));
    }

    [Fact]
    public void No_invoice_moves_otherwise_than_the_table_says()
    {
        foreach (var from in Enum.GetValues<InvoiceState>())
        foreach (var to in (InvoiceState[])[InvoiceState.Created, InvoiceState.Pending])
            Assert.Equal(from == to || (from, to) == (InvoiceState.Created, InvoiceState.Pending), InvoiceStates.IsAllowed(from, to));
        foreach (var from in (InvoiceState[])[InvoiceState.PartlyPaid, InvoiceState.Paid, InvoiceState.Overpaid])
        foreach (var to in (InvoiceState[])[InvoiceState.Expired, InvoiceState.Cancelled, InvoiceState.Failed])
            Assert.False(InvoiceStates.IsAllowed(from, to));
        Assert.False(InvoiceStates.IsAllowed(InvoiceState.Overpaid, InvoiceState.Paid));
        Assert.False(InvoiceStates.IsAllowed(InvoiceState.Refunded, InvoiceState.Paid));
    }

    [Fact]
    public async Task The_database_lets_no_invoice_go_back_whoever_writes()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        foreach (var change in (string[])["paid = 0", "paid = 9999", "refunded = 10001"])
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                server.Execute($"update payments.invoice set {change} where id = @id", new { id = invoice.Id.Value })
            );
    }

    [Fact]
    public async Task An_operator_confirms_cash_of_whatever_amount_it_was()
    {
        var boss = await server.Somebody();
        var invoice = await server.TopUp(anna, 100_00, "cash");
        var payment = invoice.Payment!.Id;
        var confirm = new ConfirmCash(OperationId.New(), boss, payment, PaymentsServer.Rubles(100_00));
        var confirmed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Ask(confirm)));
        Assert.Contains(confirmed, c => c.IsOk);
        Assert.Equal(InvoiceState.Paid, (await server.Get(confirm)).State);
        Assert.Equal(100_00, await server.Balance(anna));
        (await server.Ask(confirm with { Amount = PaymentsServer.Rubles(50_00) })).IsRefused("payments.cash_confirmed");
        (await server.Ask(confirm with { Payment = PaymentId.New() })).IsRefused("payments.payment_not_found");
        var online = await server.TopUp(anna, 100_00, "till");
        (await server.Ask(confirm with { Payment = online.Payment!.Id })).IsRefused("payments.payment_not_found");
    }

    [Fact]
    public async Task What_one_module_sells_is_paid_on_the_persons_own_account()
    {
        var asked = new CreateInvoice(
            OperationId.New(),
            anna,
            "stars",
            "ord_1",
            PaymentsServer.Rubles(120_00),
            [new TaxLine("НДС", 20, PaymentsServer.Rubles(20_00))],
            TimeSpan.FromMinutes(15)
        );
        var invoice = await server.Get(asked);
        Assert.Equal((InvoiceState.Created, "ord_1", 1), (invoice.State, invoice.Reference, invoice.Tax.Count));
        Assert.Equal(invoice.Id, (await server.Get(asked)).Id);
        (await server.Ask(asked with { Reference = "ord_2" })).IsRefused("operation.id_reused");
        var started = await server.Get(new StartPayment(OperationId.New(), anna, invoice.Id, "sandbox"));
        await server.Play(started, "pay");
        await server.Until(anna, invoice, InvoiceState.Paid);
        Assert.Equal(120_00, await server.Balance(anna));
    }

    [Fact]
    public async Task Ten_presses_start_one_payment()
    {
        var invoice = await server.Get(new TopUp(OperationId.New(), anna, PaymentsServer.Rubles(100_00)));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Get(new StartPayment(OperationId.New(), anna, invoice.Id, "till"))));
        Assert.Single(server.Till.Orders, o => o.Invoice == invoice.Id);
        var same = new TopUp(OperationId.New(), anna, PaymentsServer.Rubles(100_00), "till");
        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Get(same)));
        Assert.Single(made.Select(m => m.Id).Distinct());
        Assert.Single(server.Till.Orders, o => o.Invoice == made[0].Id);
    }
}

internal static class Refused
{
    internal static void IsRefused<T>(this Result<T> result, string code) => Assert.Equal(code, result.Error?.Code);
}
