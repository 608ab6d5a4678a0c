using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Platform;
using Denga.Contracts.Wallet;
using Denga.Payments;
using Denga.Payments.Providers;
using Denga.Payments.Refunds;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Payments;

/// <summary>Work that was given up, although the other side had done its part, and that an operator has done anew: nothing happens twice.</summary>
[Collection(PaymentsCollection.Name)]
public sealed class RetriedWorkTests(PaymentsServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Refunded = TimeSpan.FromDays(61);
    private PersonId anna;
    private PersonId boss;

    public async ValueTask InitializeAsync()
    {
        server.Till.Forget();
        anna = await server.Somebody();
        boss = (await server.Get(new Appoint(DengaStand.Mail("boss"), Role.Administrator))).Person.Id;
    }

    public async ValueTask DisposeAsync()
    {
        server.Till.Forget();
        await server.Agrees();
    }

    [Fact]
    public async Task A_refund_that_was_given_up_after_the_provider_had_done_it_is_not_given_back_again()
    {
        // It does what it is asked, forgets the key of the request, and its answers never come.
        server.Till.OnRefund = order =>
        {
            server.Till.Knows(order.Key, new ProviderRefund("r" + order.Key, ProviderRefundState.Done, order.Amount));
            throw Till.Silence();
        };
        server.Till.OnAskRefund = _ => throw Till.Silence();
        var (invoice, refund) = await Refund();
        await Attempted(refund, 1);
        await server.Pass(Refunded);
        await GivenUp("payments.refund", refund.Id.ToString());

        server.Clock.Advance(TimeSpan.FromDays(1));
        (server.Till.OnRefund, server.Till.OnAskRefund) = (null, null);
        await Retry("payments.refund", refund.Id.ToString());
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Single(server.Till.RefundOrders, o => o.Key == refund.Id);
        Assert.Equal((0L, 0L), (await server.Balance(anna), await Held()));
    }

    [Fact]
    public async Task A_refund_that_never_came_to_the_provider_is_asked_for_when_it_is_retried()
    {
        server.Till.OnRefund = _ => throw Till.Silence();
        server.Till.OnAskRefund = _ => throw Till.Silence();
        var (invoice, refund) = await Refund();
        await Attempted(refund, 1);
        await server.Pass(Refunded);
        await GivenUp("payments.refund", refund.Id.ToString());

        (server.Till.OnRefund, server.Till.OnAskRefund) = (null, null);
        await Retry("payments.refund", refund.Id.ToString());
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Equal(2, server.Till.RefundOrders.Count(o => o.Key == refund.Id));
        Assert.Equal((0L, 0L), (await server.Balance(anna), await Held()));
    }

    [Fact]
    public async Task A_refusal_is_not_forgotten_by_who_sets_the_money_aside_meanwhile()
    {
        server.Till.OnRefund = _ => throw Till.Silence();
        server.Till.OnAskRefund = _ => throw Till.Silence();
        var (_, refund) = await Refund();
        await Attempted(refund, 1);
        var cancel = TestContext.Current.CancellationToken;
        var tables = server.Denga.Services.GetRequiredService<IPaymentTables>();
        // Read before the provider refused, written after it.
        var before = (await tables.Refund(refund.Id, cancel))!;
        var refusal = new Refusal("payments.refund_refused", "No.");
        await tables.Transaction(unit => tables.Save(unit, before with { IsHeld = true, Error = refusal }, cancel), cancel);
        var after = (await server.Denga.Services.GetRequiredService<Refunding>().Hold(before, cancel)).Value;
        Assert.Equal((RefundState.Pending, refusal.Code), (after.State, after.Error?.Code));

        // From here on the provider would grant it.
        var asked = server.Till.RefundOrders.Count(o => o.Key == refund.Id);
        (server.Till.OnRefund, server.Till.OnAskRefund) = (null, null);
        await server.Pass(TimeSpan.FromDays(1));
        await server.Until("(select state = 'Failed' from payments.refund where id = @id)", new { id = refund.Id.Value });
        Assert.Equal(asked, server.Till.RefundOrders.Count(o => o.Key == refund.Id));
        Assert.Equal((100_00L, 0L), (await server.Balance(anna), await Held()));
    }

    [Fact]
    public async Task Cash_that_was_given_back_before_the_work_died_is_taken_from_the_account_once()
    {
        var invoice = await server.TopUp(anna, 100_00, "cash");
        await server.Get(new ConfirmCash(OperationId.New(), boss, invoice.Payment!.Id, PaymentsServer.Rubles(100_00)));
        var refund = await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "cash back"));
        await server.Until(anna, invoice, InvoiceState.Refunded);
        // The ledger had it; that it is done was not written down any more.
        await server.Execute("alter table payments.invoice disable trigger invoice_never_goes_back");
        await server.Execute(
            """
            update payments.refund set state = 'Pending', ended_at = null where id = @refund;
            update payments.invoice set refunded = 0, state = 'Paid' where id = @invoice
            """,
            new { refund = refund.Id.Value, invoice = invoice.Id.Value }
        );
        await server.Execute("alter table payments.invoice enable trigger invoice_never_goes_back");
        await Died("payments.refund", refund.Id.ToString(), new { refund = refund.Id });

        await Retry("payments.refund", refund.Id.ToString());
        await server.Until(anna, invoice, InvoiceState.Refunded);
        Assert.Equal((0L, 0L), (await server.Balance(anna), await Held()));
        Assert.Equal(1, await Postings("refund"));
    }

    [Fact]
    public async Task A_payment_that_nobody_asked_about_any_more_is_credited_once_when_it_is_asked_about_again()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var key = invoice.Payment!.Id.ToString();
        await server.Until(
            "exists (select from payments.work where kind = 'payments.ask' and key = @key and lease is null and error is not null)",
            new { key }
        );
        await Died("payments.ask", key, new { payment = invoice.Payment.Id });
        server.Till.Knows(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        server.Clock.Advance(TimeSpan.FromDays(1));
        await Retry("payments.ask", key);
        await server.Until(anna, invoice, InvoiceState.Paid);
        await Died("payments.ask", key, new { payment = invoice.Payment.Id });
        await Retry("payments.ask", key);
        await server.Until("exists (select from payments.work where kind = 'payments.ask' and key = @key and state = 'done')", new { key });
        Assert.Equal((100_00L, 1L), (await server.Balance(anna), await Postings("top-up")));
    }

    [Fact]
    public async Task A_correction_that_the_ledger_had_is_not_posted_again()
    {
        var asked = new AdjustBalance(OperationId.New(), boss, anna, MoneyType.Bonus, PaymentsServer.Rubles(5_00), "for waiting");
        Assert.True((await server.Adjust(asked)).IsOk);
        await server.Execute("update payments.adjustment set status = 'Processing' where id = @id", new { id = asked.Id.Value });
        await Died("payments.adjustment", asked.Id.ToString(), new { adjustment = asked.Id.Value });
        await Retry("payments.adjustment", asked.Id.ToString());
        await server.Until("(select status = 'Completed' from payments.adjustment where id = @id)", new { id = asked.Id.Value });
        Assert.Equal((5_00L, 1L), (await server.Balance(anna), await Postings("bonus")));
    }

    private async Task<(Invoice Invoice, Refund Refund)> Refund()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        return (invoice, await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "wanted back")));
    }

    private Task Attempted(Refund refund, int times) =>
        server.Until(
            "exists (select from payments.work where kind = 'payments.refund' and key = @key and attempts >= @times and lease is null)",
            new { key = refund.Id.ToString(), times }
        );

    private Task GivenUp(string kind, string key) =>
        server.Until("exists (select from payments.work where kind = @kind and key = @key and state = 'given_up')", new { kind, key });

    /// <summary>As if its attempts had died until it was given up.</summary>
    private Task Died(string kind, string key, object body) =>
        server.Execute(
            """
            update payments.work set state = 'given_up', lease = null, body = @body::json, forget_at = next_at + interval '1 year', error = 'work.died'
            where kind = @kind and key = @key
            """,
            new
            {
                kind,
                key,
                body = System.Text.Json.JsonSerializer.Serialize(body, Denga.Platform.DengaJson.Options),
            }
        );

    private async Task Retry(string kind, string key)
    {
        var id = await server.Select<long>("select id from payments.work where kind = @kind and key = @key", new { kind, key });
        await server.Get(new RetryWork(boss, "payments", id));
    }

    private async Task<long> Held() => (await server.Get(new Balances(anna))).Sum(a => a.Held.Minor);

    /// <summary>That moved anything of hers.</summary>
    private async Task<long> Postings(string kind)
    {
        var account = (await server.Get(new Balances(anna))).Single().Id;
        return (await server.Get(new AccountEntries(account, 0, 1000))).Count(e => e.Kind == kind);
    }
}
