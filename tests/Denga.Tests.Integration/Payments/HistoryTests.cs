using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Identity;
using Denga.Stars;
using Denga.TestKit;

namespace Denga.Tests.Integration.Payments;

/// <summary>One list of what happened to a person's money; and what becomes of payments when people join or go.</summary>
[Collection(PaymentsCollection.Name)]
public sealed class HistoryTests(PaymentsServer server) : IAsyncLifetime
{
    private PersonId anna;
    private PersonId boss;

    public async ValueTask InitializeAsync()
    {
        server.Till.Forget();
        anna = await server.Somebody();
        boss = (await server.Get(new Appoint(DengaStand.Mail("boss"), Role.Administrator))).Person.Id;
    }

    public async ValueTask DisposeAsync() => await server.Agrees();

    [Fact]
    public async Task The_history_has_every_kind_with_its_status_and_goes_on_page_by_page()
    {
        var paid = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(paid, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow(), "c history"));
        var cancelled = await server.TopUp(anna, 20_00, "till");
        await server.Get(new CancelInvoice(anna, cancelled.Id));
        await server.TopUp(anna, 30_00, "till");
        await server.Get(new RefundInvoice(OperationId.New(), boss, paid.Id, "part", PaymentsServer.Rubles(40_00)));
        await server.Until(anna, paid, InvoiceState.PartlyRefunded);
        await server.Adjust(new AdjustBalance(OperationId.New(), boss, anna, MoneyType.Bonus, PaymentsServer.Rubles(5_00), "welcome"));
        await server.Adjust(new AdjustBalance(OperationId.New(), boss, anna, MoneyType.Adjustment, PaymentsServer.Rubles(-1_00), "a slip"));
        var order = new StarsOrder(
            StarsOrderId.From(Guid.CreateVersion7()),
            StarsProduct.Stars,
            100,
            new StarsRecipient("anna", "Anna"),
            StarsWay.Balance,
            PaymentsServer.Rubles(50_00),
            StarsOrderState.Held,
            Invoice: null,
            Reference: null,
            Reason: null,
            server.Clock.GetUtcNow(),
            EndedAt: null,
            server.Clock.GetUtcNow().AddHours(1)
        );
        foreach (var state in (StarsOrderState[])[StarsOrderState.Held, StarsOrderState.Delivered])
            await server.Publish<StarsModule>(
                new StarsOrderChanged(
                    order with
                    {
                        State = state,
                        Promo = "spring",
                        Discount = PaymentsServer.Rubles(2_50),
                    },
                    anna,
                    server.Clock.GetUtcNow()
                )
            );
        var bonus = new StarsBonusPaid(order.Id, anna, PaymentsServer.Rubles(3_00), OperationId.New(), server.Clock.GetUtcNow());
        for (var times = 0; times < 2; times++)
            await server.Publish<StarsModule>(bonus);
        await server.Until("exists (select from payments.bonus where id = @id)", new { id = bonus.Posting.Value });
        await server.Until("exists (select from payments.purchase where id = @id and status = 'Completed')", new { id = order.Id.Value });

        var all = await Pages(new MoneyHistory(anna, Limit: 2));
        Assert.Equal(
            [
                (MoneyType.Bonus, MoneyStatus.Completed, 3_00),
                (MoneyType.Purchase, MoneyStatus.Completed, -50_00),
                (MoneyType.Adjustment, MoneyStatus.Completed, -1_00),
                (MoneyType.Bonus, MoneyStatus.Completed, 5_00),
                (MoneyType.Refund, MoneyStatus.Completed, -40_00),
                (MoneyType.Recharge, MoneyStatus.Pending, 30_00),
                (MoneyType.Recharge, MoneyStatus.Cancelled, 20_00),
                (MoneyType.Recharge, MoneyStatus.Completed, 100_00),
            ],
            all.Select(r => (r.Type, r.Status, r.Amount.Minor))
        );
        Assert.Equal("till:c history", all[^1].ExternalId);
        Assert.Equal(("referral", order.Id.ToString()), (all[0].Metadata["source"], all[0].Metadata["reference"]));
        Assert.Equal(("100", "spring", "2.50"), (all[1].Metadata["quantity"], all[1].Metadata["promo"], all[1].Metadata["discount"]));
        Assert.Equal("welcome", all[3].Metadata["reason"]);
        Assert.Equal(3, (await Pages(new MoneyHistory(anna, MoneyType.Recharge))).Count);
        Assert.Single(await Pages(new MoneyHistory(anna, Status: MoneyStatus.Pending)));
        Assert.Empty(await Pages(new MoneyHistory(boss)));
        (await server.Ask(new MoneyHistory(anna, Cursor: "abc"))).IsRefused("payments.bad_cursor");
    }

    [Fact]
    public async Task A_bonus_is_given_once_and_what_is_not_there_is_not_taken()
    {
        var bonus = new AdjustBalance(OperationId.New(), boss, anna, MoneyType.Bonus, PaymentsServer.Rubles(5_00), "welcome");
        (await server.Ask(bonus)).IsRefused("identity.step_up_needed");
        (await server.Ask(bonus with { Code = "000000" })).IsRefused("identity.bad_code");
        Assert.Equal(0, await server.Balance(anna));
        var code = await server.Code(boss, $"adjust {anna}");
        // Fewer than the wrong codes that lock the second factor.
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Ask(bonus with { Code = code })));
        Assert.Contains(answers, a => a.IsOk);
        Assert.All(answers.Where(a => !a.IsOk), a => a.IsRefused("identity.code_used"));
        // What is done goes on without a code, and once.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Get(bonus)));
        Assert.Equal(5_00, await server.Balance(anna));
        (await server.Ask(bonus with { Amount = PaymentsServer.Rubles(6_00) })).IsRefused("operation.id_reused");
        var take = bonus with { Id = OperationId.New(), Type = MoneyType.Adjustment, Amount = PaymentsServer.Rubles(-6_00) };
        for (var times = 0; times < 2; times++)
            (await server.Adjust(take)).IsRefused("wallet.not_enough");
        Assert.Equal(MoneyStatus.Failed, (await server.Get(new MoneyHistory(anna))).Items[0].Status);
        (await server.Ask(bonus with { Id = OperationId.New(), Type = MoneyType.Recharge })).IsRefused("payments.bad_type");
        (await server.Ask(bonus with { Id = OperationId.New(), Amount = PaymentsServer.Rubles(0) })).IsRefused("payments.bad_amount");
        (await server.Ask(bonus with { Id = OperationId.New(), Reason = " " })).IsRefused("payments.bad_reason");
        Assert.Equal(5_00, await server.Balance(anna));
    }

    [Fact]
    public async Task Money_that_comes_for_somebody_who_was_joined_goes_to_the_one_who_stays()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var kept = await Join(anna);
        await server.Until(
            "exists (select from payments.invoice where id = @id and person_id = @kept)",
            new { id = invoice.Id.Value, kept = kept.Value }
        );
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        // The wallet may hear of it later, and brings what was credited before that.
        await Wait.Until(async () => await server.Balance(kept) == 100_00);
        Assert.Equal(InvoiceState.Paid, (await server.Now(kept, invoice)).State);
        (await server.Ask(new InvoiceById(anna, invoice.Id))).IsRefused("payments.invoice_not_found");
    }

    [Fact]
    public async Task Money_that_comes_for_somebody_who_is_erased_is_kept_for_an_operator()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var unclaimed = (await server.Get(new OpenSystemAccount("unclaimed", Currency.Rub))).Id;
        var before = Assert.Single(await server.Get(new LedgerAccounts([unclaimed]))).Balance.Minor;
        await server.Get(new ErasePerson(anna));
        await server.Until("exists (select from payments.invoice where id = @id and state = 'Cancelled')", new { id = invoice.Id.Value });
        Assert.Null((await server.Get(new InvoiceFile(invoice.Id))).Invoice.Payment!.Link);
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        Assert.Equal(before + 100_00, Assert.Single(await server.Get(new LedgerAccounts([unclaimed]))).Balance.Minor);
    }

    [Fact]
    public async Task The_export_has_what_payments_keep()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        var export = await server.Get(new ExportPersonalRecords(anna));
        Assert.Contains(invoice.Id.ToString(), export.Modules["payments"].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_finds_an_invoice_by_anything_and_sees_all_that_was_said()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow(), "findable"));
        var refund = await server.Get(new RefundInvoice(OperationId.New(), boss, invoice.Id, "part", PaymentsServer.Rubles(1_00)));
        await server.Until(anna, invoice, InvoiceState.PartlyRefunded);
        foreach (
            var text in (string[])
                [invoice.Id.ToString(), invoice.Payment!.Id.ToString(), refund.Id.ToString(), "findable", "t" + invoice.Payment.Id]
        )
            Assert.Equal(invoice.Id, Assert.Single((await server.Get(new AllInvoices(Text: text))).Items).Invoice.Id);
        Assert.Equal(
            invoice.Id,
            Assert
                .Single(
                    (
                        await server.Get(
                            new AllInvoices(
                                InvoiceState.PartlyRefunded,
                                "top-up",
                                "till",
                                Currency.Rub,
                                anna,
                                From: server.Clock.GetUtcNow().AddHours(-1),
                                To: server.Clock.GetUtcNow().AddHours(1)
                            )
                        )
                    ).Items
                )
                .Invoice.Id
        );
        Assert.Empty((await server.Get(new AllInvoices(Text: "'; drop table payments.invoice; --"))).Items);
        var file = await server.Get(new InvoiceFile(invoice.Id));
        Assert.Equal((anna, 1, 1, 1, 1), (file.Customer, file.Payments.Count, file.Charges.Count, file.Refunds.Count, file.Webhooks.Count));
        Assert.Equal(("till", "done"), (file.Webhooks[0].Provider, file.Webhooks[0].State));
        Assert.Empty(file.Calls);
        Assert.Equal(boss, file.Refunds[0].AskedBy);
        (await server.Ask(new InvoiceFile(InvoiceId.New()))).IsRefused("payments.invoice_not_found");

        var first = await server.Get(new AllInvoices(Limit: 1));
        var second = await server.Get(new AllInvoices(Cursor: first.Next, Limit: 1));
        Assert.NotEqual(first.Items[0].Invoice.Id, second.Items[0].Invoice.Id);
        (await server.Ask(new AllInvoices(Cursor: "abc"))).IsRefused("payments.bad_cursor");
    }

    private async Task<PersonId> Join(PersonId absorbed)
    {
        var kept = await server.Somebody();
        await server.Publish<IdentityModule>(new PeopleMerged(kept, absorbed, server.Clock.GetUtcNow()));
        return kept;
    }

    private async Task<List<MoneyRecord>> Pages(MoneyHistory asked)
    {
        var all = new List<MoneyRecord>();
        while (true)
        {
            var page = await server.Get(asked);
            all.AddRange(page.Items);
            if (page.Next is null)
                return all;
            asked = asked with { Cursor = page.Next };
        }
    }
}
