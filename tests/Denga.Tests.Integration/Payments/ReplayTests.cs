using System.Net;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;

namespace Denga.Tests.Integration.Payments;

/// <summary>Stored webhooks against today's code: what would change is shown, and then exactly that is done, once.</summary>
public sealed class ReplayTests(PaymentsServer server) : IClassFixture<PaymentsServer>, IAsyncLifetime
{
    private PersonId anna;
    private PersonId admin;

    public async ValueTask InitializeAsync() => (anna, admin) = (await server.Somebody(), await server.Somebody());

    public async ValueTask DisposeAsync()
    {
        server.Till.ReadsNothing = false;
        await server.Agrees();
    }

    [Fact]
    public async Task What_was_shown_is_done_and_a_second_time_changes_nothing()
    {
        var invoice = await server.TopUp(anna, 100_00, "till");
        var webhook = await Overlooked(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow(), fee: 1_00));
        var before = await State(invoice);
        var preview = await server.Get(new PreviewReplay(OperationId.New(), admin, webhook));
        Assert.Equal((ReplayState.Previewed, webhook), (preview.State, Assert.Single(preview.Webhooks)));
        Assert.Contains(preview.Effect.Rows, c => c.Column == "state" && c.Before == "\"Pending\"" && c.After == "\"Paid\"");
        Assert.Equal((long[])[-99_00, -1_00, 100_00], preview.Effect.Legs.Select(l => l.Amount.Minor).Order().ToArray());
        Assert.Contains($"payments.invoice-paid.v1 {invoice.Id}", preview.Effect.Events);
        // It was shown, and not done.
        Assert.Equal(before, await State(invoice));
        Assert.Equal(0, await server.Balance(anna));
        var posting = preview.Effect.Legs[0].Posting;
        Assert.Equal("wallet.posting_not_found", (await server.Ask(new PostingById(posting))).Error!.Code);

        var last = await server.Select<long>("select coalesce(max(seq), 0) from payments.outbox");
        var apply = new ApplyReplay(admin, preview.Id);
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Ask(apply))))
            Assert.Equal(ReplayState.Applied, answer.Value.State);
        foreach (var change in preview.Effect.Rows)
            Assert.Equal(change.After, await Value(invoice, change));
        Assert.Equal(
            preview.Effect.Legs.Select(l => (l.Account, l.Amount)).ToHashSet(),
            (await server.Get(new PostingById(posting))).Legs.Select(l => (l.Account, l.Amount)).ToHashSet()
        );
        Assert.Equal(
            string.Join('\n', preview.Effect.Events),
            await server.Select<string>(
                "select string_agg(type || ' ' || key, E'\n' order by seq) from payments.outbox where seq > @last and key = @key",
                new { last, key = invoice.Id.ToString() }
            )
        );
        Assert.Equal(100_00, await server.Balance(anna));
        var again = await server.Get(new PreviewReplay(OperationId.New(), admin, webhook));
        Assert.Empty(again.Effect.Rows);
        Assert.Empty(again.Effect.Legs);
        Assert.Empty(again.Effect.Events);
        Assert.Equal(
            1,
            await server.Select<long>(
                "select count(*) from payments.audit where action = 'payments.webhooks-replayed' and subject = @id",
                new { id = preview.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task A_range_is_shown_together_and_what_has_changed_since_or_was_discarded_is_not_done()
    {
        var from = server.Clock.GetUtcNow();
        var (paid, unknown) = (await server.TopUp(anna, 100_00, "till"), PaymentId.New());
        var told = Till.Paid(paid, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow());
        await Overlooked(told);
        await Overlooked(told with { Refunded = PaymentsServer.Rubles(40_00) });
        var foreign = await Overlooked(told with { Key = unknown });
        var range = new PreviewReplay(OperationId.New(), admin, Provider: "till", From: from);
        var preview = await server.Get(range);
        Assert.Equal(3, preview.Webhooks.Count);
        Assert.Equal(new RefusedWebhook(foreign, "payments.payment_not_found"), Assert.Single(preview.Effect.Refused));
        Assert.Single(preview.Effect.Work, w => w.StartsWith("payments.refund ", StringComparison.Ordinal));
        Assert.Equal(preview.Effect.Rows, (await server.Get(range)).Effect.Rows);
        Assert.Equal("operation.id_reused", (await server.Ask(range with { Provider = "sandbox" })).Error!.Code);

        // The money is heard of in another way meanwhile.
        await server.Tell(told with { At = told.At.AddSeconds(1) });
        await server.Until(anna, paid, InvoiceState.Paid);
        Assert.Equal("payments.replay_changed", (await server.Ask(new ApplyReplay(admin, preview.Id))).Error!.Code);
        Assert.Equal(ReplayState.Discarded, (await server.Get(new DiscardReplay(admin, preview.Id))).State);
        Assert.Equal("payments.replay_discarded", (await server.Ask(new ApplyReplay(admin, preview.Id))).Error!.Code);

        var now = await server.Get(new PreviewReplay(OperationId.New(), admin, Provider: "till", From: from));
        await server.Get(new ApplyReplay(admin, now.Id));
        await server.Until(anna, paid, InvoiceState.PartlyRefunded);
        Assert.Equal(60_00, await server.Balance(anna));
        Assert.Equal("payments.replay_applied", (await server.Ask(new DiscardReplay(admin, now.Id))).Error!.Code);
    }

    [Fact]
    public async Task Unknown_webhooks_and_previews_are_refused()
    {
        Assert.Equal(
            "payments.no_webhooks",
            (await server.Ask(new PreviewReplay(OperationId.New(), admin, Guid.CreateVersion7()))).Error!.Code
        );
        Assert.Equal("payments.no_webhooks", (await server.Ask(new PreviewReplay(OperationId.New(), admin))).Error!.Code);
        Assert.Equal("payments.replay_not_found", (await server.Ask(new ApplyReplay(admin, OperationId.New()))).Error!.Code);
        Assert.Equal("payments.replay_not_found", (await server.Ask(new DiscardReplay(admin, OperationId.New()))).Error!.Code);
    }

    /// <summary>A webhook that was kept and in which the code of that time found nothing.</summary>
    private async Task<Guid> Overlooked(ProviderPayment told)
    {
        server.Till.ReadsNothing = true;
        var delivery = Guid.CreateVersion7().ToString();
        Assert.Equal(HttpStatusCode.OK, await server.Deliver(told, delivery));
        await server.Until(
            "exists (select from payments.webhook h join payments.work w on w.kind = 'webhook.till' and w.key = h.id::text where h.delivery_key = @delivery and w.state <> 'waiting')",
            new { delivery }
        );
        server.Till.ReadsNothing = false;
        return await server.Select<Guid>("select id from payments.webhook where delivery_key = @delivery", new { delivery });
    }

    private Task<string> State(Invoice invoice) =>
        server.Select<string>(
            "select i::text || p::text || (select count(*) from payments.charge where invoice_id = i.id) from payments.invoice i join payments.payment p on p.invoice_id = i.id where i.id = @id",
            new { id = invoice.Id.Value }
        );

    private Task<string?> Value(Invoice invoice, ChangedValue change)
    {
        var table = change.Row.Split(' ')[0];
        return server.Select<string?>(
            $"select (to_jsonb(t) -> @column)::text from payments.{table} t where {(table == "invoice" ? "id" : "invoice_id")} = @id",
            new { column = change.Column, id = invoice.Id.Value }
        );
    }
}
