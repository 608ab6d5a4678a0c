using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments;

namespace Denga.Tests.Integration.Payments;

/// <summary>The verification names what differs between payments and the ledger, and nothing else.</summary>
public sealed class ProofTests(PaymentsServer server) : IClassFixture<PaymentsServer>
{
    [Fact]
    public async Task Every_planted_difference_is_named_and_nothing_else()
    {
        var anna = await server.Somebody();
        var invoices = new List<Invoice>();
        for (var i = 0; i < 4; i++)
        {
            var invoice = await server.TopUp(anna, 100_00, "till");
            await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow(), $"c{i}", fee: 1_00));
            invoices.Add(invoice);
        }
        await server.Get(new RefundInvoice(OperationId.New(), anna, invoices[3].Id, "part", PaymentsServer.Rubles(10_00)));
        await server.Until(anna, invoices[3], InvoiceState.PartlyRefunded);
        Assert.Empty(await Verify());

        // An invoice that says more than came.
        await server.Execute("update payments.invoice set paid = paid + 1 where id = @id", new { id = invoices[0].Id.Value });
        // A charge of another amount than was posted, and one that was never posted.
        await server.Execute("update payments.charge set fee = fee + 1 where id = 'c1'");
        await server.Execute("update payments.charge set posting_id = gen_random_uuid() where id = 'c2'");
        // Money that moved, and of which payments know nothing.
        var (till, own) = (
            (await server.Get(new OpenSystemAccount("external:till", Currency.Rub))).Id,
            (await server.Get(new Balances(anna)))[0].Id
        );
        await server.Get(
            new Post(OperationId.New(), "top-up", [new Leg(own, PaymentsServer.Rubles(5)), new Leg(till, PaymentsServer.Rubles(-5))])
        );
        // Money that came, and that nobody credits.
        await server.Execute(
            """
            insert into payments.charge (provider, id, payment_id, invoice_id, minor, currency, charged_at, came_at, posting_id)
            select provider, 'c9', payment_id, invoice_id, 1, currency, charged_at, came_at - interval '2 hours', gen_random_uuid()
            from payments.charge where id = 'c0'
            """
        );
        var wrong = await Verify();
        Assert.Equal(6, wrong.Count);
        Assert.Single(wrong, w => w.Contains(invoices[0].Id.ToString(), StringComparison.Ordinal));
        Assert.Single(wrong, w => w.Contains("charge c9 came and is not credited", StringComparison.Ordinal));
        Assert.Single(wrong, w => w.Contains("charge c1 is -98.99 RUB in payments and -99.00 RUB in the ledger", StringComparison.Ordinal));
        Assert.Single(wrong, w => w.Contains("charge c2 is -99.00 RUB in payments and nothing in the ledger", StringComparison.Ordinal));
        Assert.Single(wrong, w => w.Contains("is nothing in payments and -99.00 RUB in the ledger", StringComparison.Ordinal));
        Assert.Single(wrong, w => w.Contains("is nothing in payments and -0.05 RUB in the ledger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_reversed_or_closed_with_a_correction_is_named_no_more()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        var invoice = await server.TopUp(anna, 100_00, "till");
        var told = Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow(), "not posted", fee: 1_00);
        server.Till.Knows(told);
        await server.Tell(told);
        var before = (await Verify()).Count;
        var (till, own) = (
            (await server.Get(new OpenSystemAccount("external:till", Currency.Rub))).Id,
            (await server.Get(new Balances(anna)))[0].Id
        );
        // A posting that belongs to nothing, and a charge whose posting is not there.
        var alone = OperationId.New();
        await server.Get(new Post(alone, "top-up", [new Leg(own, PaymentsServer.Rubles(7)), new Leg(till, PaymentsServer.Rubles(-7))]));
        var posting = await server.Select<Guid>("select posting_id from payments.charge where id = 'not posted'");
        await server.Execute("update payments.charge set posting_id = gen_random_uuid() where id = 'not posted'");
        await server.Get(new Reverse(OperationId.New(), new OperationId(posting)));
        Assert.Equal(before + 2, (await Verify()).Count);

        await server.Execute("delete from payments.work where kind in ('payments.ask', 'payments.expire')");
        server.Clock.Advance(TimeSpan.FromHours(2));
        var run = Assert.Single(await server.Get(new ReconcilePayments(OperationId.New(), admin, "till"))).Id.Value;
        await server.Until("exists (select from payments.reconciliation_run where id = @run and state = 'Done')", new { run });
        var open = (await server.Get(new ReconciliationCases(CaseState.Open, "till"))).Items;
        foreach (var found in open.Where(c => c.Subject == alone.ToString() || c.Subject == "not posted"))
            await server.Get(new CloseCase(OperationId.New(), admin, found.Id, "mended"));
        Assert.Equal(before, (await Verify()).Count);
        Assert.Equal(100_00, await server.Balance(anna));
        // The next comparison says the same of them.
        run = Assert.Single(await server.Get(new ReconcilePayments(OperationId.New(), admin, "till"))).Id.Value;
        await server.Until("exists (select from payments.reconciliation_run where id = @run and state = 'Done')", new { run });
        Assert.DoesNotContain(
            (await server.Get(new ReconciliationCases(CaseState.Open, "till"))).Items,
            c => c.Subject == alone.ToString() || c.Subject == "not posted" || c.Posting == alone
        );
    }

    private Task<IReadOnlyList<string>> Verify() => PaymentsModule.Verify(server.Denga.Services, CancellationToken.None);
}
