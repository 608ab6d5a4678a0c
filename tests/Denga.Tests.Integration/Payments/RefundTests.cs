using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;

namespace Denga.Tests.Integration.Payments;

/// <summary>Money back, whole and in part: never more than came, never what was spent, once.</summary>
[Collection(PaymentsCollection.Name)]
public sealed class RefundTests(PaymentsServer server) : IAsyncLifetime
{
    private PersonId anna;
    private PersonId boss;

    public async ValueTask InitializeAsync()
    {
        server.Till.Forget();
        anna = await server.Somebody();
        boss = await server.Somebody();
    }

    public async ValueTask DisposeAsync() => await server.Agrees();

    [Fact]
    public async Task The_whole_of_it_goes_back_the_way_it_came_and_a_repeat_gives_nothing_more()
    {
        var invoice = await Paid(100_00);
        var asked = new RefundInvoice(OperationId.New(), boss, invoice.Id, "changed her mind");
        Assert.Equal((RefundState.Pending, "till"), ((await server.Get(asked)).State, (await server.Get(asked)).Provider));
        await server.Until(anna, invoice, InvoiceState.Refunded);
        var again = await server.Get(asked);
        Assert.Equal((RefundState.Done, PaymentsServer.Rubles(100_00)), (again.State, again.Amount));
        Assert.NotNull(again.EndedAt);
        Assert.Equal(0, await server.Balance(anna));
        Assert.Single(server.Till.RefundOrders, r => r.Key == again.Id);
        Assert.Equal([again], await server.Get(new Refunds(anna, invoice.Id)));
        (await server.Ask(asked with { Id = OperationId.New() })).IsRefused("payments.refund_too_large");
        (await server.Ask(asked with { Reason = "another" })).IsRefused("operation.id_reused");
    }

    [Fact]
    public async Task Fifty_refunds_at_once_never_give_back_more_than_came()
    {
        var invoice = await Paid(100_00);
        var asked = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ => server.Ask(new RefundInvoice(OperationId.New(), boss, invoice.Id, "at once", PaymentsServer.Rubles(7_00))))
        );
        Assert.Equal(14, asked.Count(a => a.IsOk));
        Assert.All(asked.Where(a => !a.IsOk), a => a.IsRefused("payments.refund_too_large"));
        await server.Until(
            "not exists (select from payments.refund where invoice_id = @id and state = 'Pending')",
            new { id = invoice.Id.Value }
        );
        Assert.Equal(PaymentsServer.Rubles(98_00), (await server.Now(anna, invoice)).Refunded);
        Assert.Equal(2_00, await server.Balance(anna));
        Assert.Equal(0, await Held());
    }

    [Fact]
    public async Task Of_two_refunds_of_60_on_100_one_is_refused()
    {
        var invoice = await Paid(100_00);
        var asked = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ => server.Ask(new RefundInvoice(OperationId.New(), boss, invoice.Id, "60", PaymentsServer.Rubles(60_00))))
        );
        Assert.Single(asked, a => a.IsOk);
        var refused = asked.Single(a => !a.IsOk);
        refused.IsRefused("payments.refund_too_large");
        Assert.Equal("40.00", refused.Error!.Args!["left"]);
        Assert.Equal(InvoiceState.PartlyRefunded, (await server.Until(anna, invoice, InvoiceState.PartlyRefunded)).State);
        await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "the rest"));
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Equal(0, await server.Balance(anna));
    }

    [Fact]
    public async Task What_was_spent_meanwhile_is_not_given_back_and_nobody_is_asked()
    {
        var invoice = await Paid(100_00);
        await server.Spend(anna, 50_00);
        var asked = new RefundInvoice(OperationId.New(), boss, invoice.Id, "too late");
        (await server.Ask(asked)).IsRefused("wallet.not_enough");
        (await server.Ask(asked)).IsRefused("wallet.not_enough");
        Assert.DoesNotContain(server.Till.RefundOrders, r => r.Key.Value == asked.Id.Value);
        Assert.Equal((50_00, 0L), (await server.Balance(anna), await Held()));
        Assert.Equal(InvoiceState.Paid, (await server.Now(anna, invoice)).State);
        // The half that is there can be.
        await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "half", PaymentsServer.Rubles(50_00)));
        await server.Until(anna, invoice, InvoiceState.PartlyRefunded);
        Assert.Equal(0, await server.Balance(anna));
    }

    [Fact]
    public async Task What_was_spent_is_given_back_where_an_overdraft_was_agreed()
    {
        var invoice = await Paid(100_00);
        await server.Spend(anna, 100_00);
        var account = Assert.Single(await server.Get(new Balances(anna)));
        await server.Get(new AgreeFloor(account.Id, PaymentsServer.Rubles(-100_00)));
        await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "agreed"));
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Equal(-100_00, await server.Balance(anna));
    }

    [Fact]
    public async Task While_it_is_under_way_the_money_cannot_be_spent_and_a_refusal_sets_it_free()
    {
        server.Till.OnRefund = order => new ProviderRefund("r", ProviderRefundState.Pending, order.Amount);
        var invoice = await Paid(100_00);
        var refund = await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "slow"));
        await server.Until("exists (select from payments.refund where id = @id and provider_id = 'r')", new { id = refund.Id.Value });
        Assert.Equal((100_00, 100_00L), (await server.Balance(anna), await Held()));

        server.Till.Knows(refund.Id, new ProviderRefund("r", ProviderRefundState.Failed, refund.Amount, "no card any more"));
        await server.Pass(TimeSpan.FromHours(1));
        await server.Until("exists (select from payments.refund where id = @id and state = 'Failed')", new { id = refund.Id.Value });
        Assert.Equal((100_00, 0L), (await server.Balance(anna), await Held()));
        Assert.Equal(InvoiceState.Paid, (await server.Now(anna, invoice)).State);
        Assert.Equal(anna, Assert.Single(server.Till.RefundOrders, r => r.Key == refund.Id).Person);
        // A word from before it failed comes late.
        await server.Tell(
            Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()) with
            {
                Refunded = PaymentsServer.Rubles(100_00),
            }
        );
        Assert.Equal((100_00, InvoiceState.Paid), (await server.Balance(anna), (await server.Now(anna, invoice)).State));
        Assert.Equal("refunded_more", (await server.Get(new InvoiceFile(invoice.Id))).Payments[0].Trouble);
        server.Till.OnRefund = null;
        await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "once more"));
        await server.Until(anna, invoice, InvoiceState.Refunded);
    }

    [Fact]
    public async Task An_unknown_outcome_is_asked_about_and_not_given_back_twice()
    {
        server.Till.OnRefund = order =>
        {
            server.Till.Knows(order.Key, new ProviderRefund("r", ProviderRefundState.Done, order.Amount));
            throw Till.Silence();
        };
        var invoice = await Paid(100_00);
        var refund = await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "silence"));
        await server.Until(
            "exists (select from payments.work where kind = 'payments.refund' and key = @key and error is not null)",
            new { key = refund.Id.ToString() }
        );
        Assert.Equal((100_00, 100_00L), (await server.Balance(anna), await Held()));
        await server.Pass(TimeSpan.FromMinutes(1));
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Single(server.Till.RefundOrders, r => r.Key == refund.Id);
        Assert.Equal((0L, 0L), (await server.Balance(anna), await Held()));
    }

    [Fact]
    public async Task A_refund_that_is_told_before_the_payment_counts_when_the_payment_does()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var paid = Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow());
        await server.Tell(paid with { Refunded = PaymentsServer.Rubles(30_00) });
        Assert.Equal(PaymentsServer.Rubles(30_00), (await server.Until(anna, invoice, InvoiceState.PartlyRefunded)).Refunded);
        // An older word comes later, and the newest one twice.
        await server.Tell(paid);
        await server.Tell(paid with { Refunded = PaymentsServer.Rubles(30_00) });
        await server.Tell(paid with { Refunded = PaymentsServer.Rubles(100_00) });
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Equal(0, await server.Balance(anna));
    }

    [Fact]
    public async Task What_the_provider_gives_back_by_itself_is_taken_as_far_as_it_is_there_and_the_rest_is_owed()
    {
        var invoice = await Paid(100_00);
        await server.Spend(anna, 60_00);
        var owed = (await server.Get(new OpenSystemAccount("owed", Currency.Rub))).Id;
        var before = Assert.Single(await server.Get(new LedgerAccounts([owed]))).Balance.Minor;
        await server.Tell(
            Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()) with
            {
                Refunded = PaymentsServer.Rubles(100_00),
            }
        );
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Equal(0, await server.Balance(anna));
        Assert.Equal(before - 60_00, Assert.Single(await server.Get(new LedgerAccounts([owed]))).Balance.Minor);
    }

    [Fact]
    public async Task Our_own_refund_is_not_taken_for_one_of_the_providers()
    {
        var invoice = await Paid(100_00);
        await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "30", PaymentsServer.Rubles(30_00)));
        await server.Until(anna, invoice, InvoiceState.PartlyRefunded);
        await server.Tell(
            Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()) with
            {
                Refunded = PaymentsServer.Rubles(30_00),
            }
        );
        Assert.Equal(PaymentsServer.Rubles(30_00), (await server.Now(anna, invoice)).Refunded);
        Assert.Equal(70_00, await server.Balance(anna));
    }

    [Fact]
    public async Task Who_gives_back_only_whole_payments_is_not_asked_for_a_part()
    {
        server.Till.Abilities = new ProviderAbilities(Refunds: true, RefundsInPart: false, TimeSpan.Zero);
        var invoice = await Paid(100_00);
        (await server.Ask(new RefundInvoice(OperationId.New(), boss, invoice.Id, "part", PaymentsServer.Rubles(1_00)))).IsRefused(
            "payments.refund_not_supported"
        );
        server.Till.Abilities = new ProviderAbilities(Refunds: false, RefundsInPart: false, TimeSpan.Zero);
        (await server.Ask(new RefundInvoice(OperationId.New(), boss, invoice.Id, "all"))).IsRefused("payments.refund_not_supported");
    }

    [Fact]
    public async Task What_no_single_payment_brought_is_given_back_of_several_each_the_way_it_came()
    {
        var invoice = await Paid(60_00, of: 100_00);
        var rest = await server.Get(new StartPayment(OperationId.New(), anna, invoice.Id, "sandbox"));
        await server.Play(rest, "pay");
        await server.Until(anna, invoice, InvoiceState.Paid);
        var asked = new RefundInvoice(OperationId.New(), boss, invoice.Id, "all", PaymentsServer.Rubles(100_01));
        var refused = await server.Ask(asked);
        refused.IsRefused("payments.refund_too_large");
        Assert.Equal("100.00", refused.Error!.Args!["left"]);
        // One that is large enough is taken alone.
        Assert.Equal("sandbox", (await server.Get(asked with { Id = OperationId.New(), Amount = PaymentsServer.Rubles(15_00) })).Provider);
        await server.Until(anna, invoice, InvoiceState.PartlyRefunded);
        // Spent in part: none of the parts is begun.
        await server.Spend(anna, 5_00);
        var all = asked with { Id = OperationId.New(), Amount = PaymentsServer.Rubles(85_00) };
        (await server.Ask(all)).IsRefused("wallet.not_enough");
        Assert.Equal(80_00, await server.Balance(anna));
        Assert.Single(await server.Get(new Refunds(anna, invoice.Id)));

        all = all with { Id = OperationId.New(), Amount = PaymentsServer.Rubles(70_00) };
        Assert.Equal(PaymentsServer.Rubles(70_00), (await server.Get(all)).Amount);
        await server.Until(
            "not exists (select from payments.refund where invoice_id = @id and state = 'Pending')",
            new { id = invoice.Id.Value }
        );
        var done = await server.Get(all);
        Assert.Equal((RefundState.Done, PaymentsServer.Rubles(70_00)), (done.State, done.Amount));
        Assert.Equal(
            [("sandbox", 15_00L), ("till", 60_00L), ("sandbox", 10_00L)],
            (await server.Get(new Refunds(anna, invoice.Id)))
                .OrderBy(r => r.AskedAt)
                .ThenByDescending(r => r.Amount.Minor)
                .Select(r => (r.Provider, r.Amount.Minor))
        );
        Assert.Equal((10_00L, 0L), (await server.Balance(anna), await Held()));
        Assert.Equal(PaymentsServer.Rubles(85_00), (await server.Now(anna, invoice)).Refunded);
    }

    [Theory]
    [InlineData(0L, "good", "payments.bad_amount")]
    [InlineData(-1L, "good", "payments.bad_amount")]
    [InlineData(100_01L, "good", "payments.refund_too_large")]
    [InlineData(1L, "", "payments.bad_reason")]
    [InlineData(1L, null, "payments.bad_reason")]
    public async Task What_cannot_be_given_back_is_refused(long minor, string? reason, string code)
    {
        var invoice = await Paid(100_00);
        var asked = new RefundInvoice(OperationId.New(), boss, invoice.Id, reason ?? new string('x', 201), PaymentsServer.Rubles(minor));
        (await server.Ask(asked)).IsRefused(code);
        (await server.Ask(asked with { Invoice = InvoiceId.New(), Reason = "good", Amount = null })).IsRefused(
            "payments.invoice_not_found"
        );
        (await server.Ask(asked with { Reason = "good", Amount = new Money(1_00, Currency.Usd) })).IsRefused("payments.refund_too_large");
        Assert.Equal((100_00, 0L), (await server.Balance(anna), await Held()));
    }

    private async Task<long> Held() => (await server.Get(new Balances(anna))).Sum(a => a.Held.Minor);

    private async Task<Invoice> Paid(long minor, long? of = null)
    {
        var invoice = await server.TopUp(anna, of ?? minor, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(minor), server.Clock.GetUtcNow()));
        return await server.Now(anna, invoice);
    }
}
