using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;

namespace Denga.Tests.Integration.Payments;

/// <summary>Provider, payments and ledger side by side: what was planted is found, and nothing else; and it is closed by postings.</summary>
public sealed class ReconciliationTests(PaymentsServer server) : IClassFixture<PaymentsServer>
{
    [Fact]
    public async Task Planted_differences_are_found_and_nothing_else_and_closed_by_corrections()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        var paid = new List<Invoice>();
        for (var i = 0; i < 5; i++)
            paid.Add(await Paid(anna, $"c{i}"));
        await server.Get(new RefundInvoice(OperationId.New(), anna, paid[0].Id, "part", PaymentsServer.Rubles(10_00)));
        await server.Until(anna, paid[0], InvoiceState.PartlyRefunded);
        // The provider takes money and nobody hears of it.
        var silent = await server.TopUp(anna, 100_00, "till");
        server.Till.Knows(Told(silent, "silent", 100_00));
        // It has less of another one than was credited.
        server.Till.Knows(Told(paid[1], "c1", 90_00));
        // The ledger was credited twice.
        var (till, own) = (await Account("external:till"), (await server.Get(new Balances(anna)))[0].Id);
        var twice = OperationId.New();
        await server.Get(
            new Post(
                twice,
                "top-up",
                [new Leg(own, PaymentsServer.Rubles(50_00)), new Leg(till, PaymentsServer.Rubles(-50_00))],
                Metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["invoice"] = paid[2].Id.ToString() }
            )
        );
        await Later();
        // At the edge: paid a moment ago, and nobody has told us yet.
        var underWay = await server.TopUp(anna, 100_00, "till");
        server.Till.Knows(Told(underWay, "under way", 100_00));

        await Reconcile(admin);
        var open = (await server.Get(new ReconciliationCases(CaseState.Open))).Items.ToDictionary(c => c.Kind);
        Assert.Equal(3, open.Count);
        Assert.Equal(("silent", PaymentsServer.Rubles(100_00)), (open[CaseKind.MissingHere].Subject, open[CaseKind.MissingHere].There));
        var other = open[CaseKind.OtherAmount];
        Assert.Equal(
            (PaymentsServer.Rubles(90_00), PaymentsServer.Rubles(100_00), PaymentsServer.Rubles(100_00)),
            (other.There, other.Here, other.Ledger)
        );
        Assert.Equal((twice, paid[2].Id), (open[CaseKind.PostedTwice].Posting, open[CaseKind.PostedTwice].Invoice));
        // The next night finds the same, once.
        await Reconcile(admin);
        Assert.Equal(3, await server.Select<long>("select count(*) from payments.reconciliation_case where state = 'Open'"));

        var before = await server.Balance(anna);
        var close = new CloseCase(OperationId.New(), admin, other.Id, "the bank kept ten");
        // Many at once, and again: closed once.
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.Ask(close))))
            Assert.Equal(CaseState.Closed, answer.Value.State);
        Assert.Equal("payments.case_closed", (await server.Ask(new CloseCase(OperationId.New(), admin, other.Id, "again"))).Error!.Code);
        foreach (var kind in (CaseKind[])[CaseKind.MissingHere, CaseKind.PostedTwice])
            await server.Get(new CloseCase(OperationId.New(), admin, open[kind].Id, "mended"));
        Assert.Equal(before - 10_00 + 100_00 - 50_00, await server.Balance(anna));
        Assert.Equal(
            3,
            await server.Select<long>(
                "select count(*) from payments.audit where action = 'payments.case-closed' and subject = any(@ids)",
                new { ids = open.Values.Select(c => c.Id.ToString()).ToArray() }
            )
        );
        // What was corrected is found no more as something open.
        await Reconcile(admin);
        Assert.Empty((await server.Get(new ReconciliationCases(CaseState.Open))).Items);
    }

    [Fact]
    public async Task A_difference_that_is_gone_closes_itself_and_what_was_spent_is_owed()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        var (lost, alone) = (await Paid(anna, "lost"), await Paid(anna, "alone"));
        server.Till.Knows(Told(lost, "another", 100_00));
        server.Till.Knows(Told(alone, "alone", 100_00) with { Refunded = PaymentsServer.Rubles(30_00) });
        await Later();
        await Reconcile(admin);
        var open = await Open(lost, alone);
        Assert.Equal(
            (CaseKind[])[CaseKind.MissingHere, CaseKind.MissingThere, CaseKind.RefundMissingHere],
            open.Select(c => c.Kind).Order().ToArray()
        );

        // The provider has mended its list; the refund was told meanwhile.
        server.Till.Knows(Told(lost, "lost", 100_00));
        await server.Tell(Told(alone, "alone", 100_00) with { Refunded = PaymentsServer.Rubles(30_00) });
        await server.Until(anna, alone, InvoiceState.PartlyRefunded);
        await Reconcile(admin);
        Assert.Empty(await Open(lost, alone));
        Assert.Equal(
            3,
            await server.Select<long>(
                "select count(*) from payments.reconciliation_case where state = 'Gone' and id = any(@ids)",
                new { ids = open.Select(c => c.Id.Value).ToArray() }
            )
        );

        // Gone again, and spent: the case that was gone is open again, and what is missing is owed.
        server.Till.Knows(Told(lost, "lost", 100_00) with { Charges = [] });
        await server.Spend(anna, 150_00);
        await Reconcile(admin);
        var missing = Assert.Single(await Open(lost, alone));
        Assert.Equal((CaseKind.MissingThere, open.Single(c => c.Kind == CaseKind.MissingThere).Id), (missing.Kind, missing.Id));
        await server.Get(new CloseCase(OperationId.New(), admin, missing.Id, "never came"));
        Assert.Equal(0, await server.Balance(anna));
        Assert.Equal(-80_00, (await server.Get(new LedgerAccounts([await Account("owed")]))).Single().Balance.Minor);
        await Reconcile(admin);
        Assert.Empty(await Open(lost, alone));
    }

    [Fact]
    public async Task What_else_moved_the_providers_account_is_one_case_that_is_evened_once()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        await Paid(anna, "even");
        var (till, other) = (await Account("external:till"), await Account("external:test"));
        await server.Get(
            new Post(OperationId.New(), "test", [new Leg(till, PaymentsServer.Rubles(5_00)), new Leg(other, PaymentsServer.Rubles(-5_00))])
        );
        await Later();
        await Reconcile(admin);
        var differs = Assert.Single((await server.Get(new ReconciliationCases(CaseState.Open, Kind: CaseKind.BalanceDiffers))).Items);
        Assert.Equal(PaymentsServer.Rubles(5_00), differs.Ledger);
        await server.Get(new CloseCase(OperationId.New(), admin, differs.Id, "posted by mistake"));
        Assert.Equal(5_00, (await server.Get(new LedgerAccounts([await Account("adjustments")]))).Single().Balance.Minor);
        await Reconcile(admin);
        Assert.Empty((await server.Get(new ReconciliationCases(CaseState.Open, Kind: CaseKind.BalanceDiffers))).Items);
    }

    [Fact]
    public async Task A_foreign_case_an_empty_reason_and_an_unknown_provider_are_refused()
    {
        var admin = await server.Somebody();
        Assert.Equal("payments.case_not_found", (await server.Ask(new CloseCase(OperationId.New(), admin, default, "x"))).Error!.Code);
        Assert.Equal("payments.bad_reason", (await server.Ask(new CloseCase(OperationId.New(), admin, default, " "))).Error!.Code);
        Assert.Equal(
            "payments.unknown_provider",
            (await server.Ask(new ReconcilePayments(OperationId.New(), admin, "nobody"))).Error!.Code
        );
        var (from, to) = (server.Clock.GetUtcNow(), server.Clock.GetUtcNow().AddDays(-1));
        Assert.Equal(
            "payments.bad_period",
            (await server.Ask(new ReconcilePayments(OperationId.New(), admin, "till", from, to))).Error!.Code
        );
        Assert.Equal("payments.bad_cursor", (await server.Ask(new ReconciliationCases(Cursor: "x"))).Error!.Code);
    }

    /// <summary>Two hours later, and nobody has asked the provider meanwhile.</summary>
    private async Task Later()
    {
        await server.Execute("delete from payments.work where kind in ('payments.ask', 'payments.expire')");
        server.Clock.Advance(TimeSpan.FromHours(2));
    }

    private async Task<Invoice> Paid(PersonId person, string charge)
    {
        var invoice = await server.TopUp(person, 100_00, "till");
        var told = Told(invoice, charge, 100_00);
        server.Till.Knows(told);
        await server.Tell(told);
        return invoice;
    }

    private ProviderPayment Told(Invoice invoice, string charge, long minor) =>
        Till.Paid(invoice, PaymentsServer.Rubles(minor), server.Clock.GetUtcNow(), charge, fee: 1_00);

    private async Task Reconcile(PersonId admin)
    {
        var runs = await server.Get(new ReconcilePayments(OperationId.New(), admin, "till"));
        var run = Assert.Single(runs).Id.Value;
        await server.Until("exists (select from payments.reconciliation_run where id = @run and state = 'Done')", new { run });
    }

    private async Task<List<ReconciliationCase>> Open(params Invoice[] of) =>
        [.. (await server.Get(new ReconciliationCases(CaseState.Open))).Items.Where(c => of.Any(i => i.Id == c.Invoice))];

    private async Task<AccountId> Account(string purpose) => (await server.Get(new OpenSystemAccount(purpose, Currency.Rub))).Id;
}
