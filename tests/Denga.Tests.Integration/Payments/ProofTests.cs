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

    private Task<IReadOnlyList<string>> Verify() => PaymentsModule.Verify(server.Denga.Services, CancellationToken.None);
}
