using System.Net;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Providers;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>What is YooKassa's own.</summary>
public sealed class YooKassaTests(YooKassaStand stand) : IClassFixture<YooKassaStand>
{
    [Fact]
    public async Task A_payment_has_a_receipt_that_adds_up_with_its_tax_and_the_payers_address()
    {
        var order = stand.Order();
        await stand.Provider.Start(order, default);
        var sent = JsonNode.Parse(stand.Double.Requests.Last(r => r.Method == "POST").Body)!;
        var item = Assert.Single(sent["receipt"]!["items"]!.AsArray())!;
        Assert.Equal(
            ("anna@example.org", "100.00", 4, "full_prepayment", "service", 2),
            (
                sent["receipt"]!["customer"]!["email"]!.GetValue<string>(),
                item["amount"]!["value"]!.GetValue<string>(),
                item["vat_code"]!.GetValue<int>(),
                item["payment_mode"]!.GetValue<string>(),
                item["payment_subject"]!.GetValue<string>(),
                sent["receipt"]!["tax_system_code"]!.GetValue<int>()
            )
        );
        Assert.True(sent["capture"]!.GetValue<bool>());
        Assert.Empty(stand.Violations);
    }

    [Theory]
    [InlineData("185.71.76.1", true)]
    [InlineData("::ffff:77.75.156.35", true)]
    [InlineData("2a02:5180::7", true)]
    [InlineData("77.75.156.36", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData(null, false)]
    public async Task A_webhook_comes_from_its_addresses_only(string? from, bool isTaken)
    {
        var (order, _) = await stand.Paid();
        Assert.Equal(isTaken, stand.Verify(stand.Webhook(order), from is null ? null : IPAddress.Parse(from), stand.Now) is not null);
    }

    [Fact]
    public async Task A_webhook_of_a_refund_tells_of_its_payment_also_when_it_comes_first()
    {
        var (order, paid) = await stand.Paid();
        await stand.Provider.Refund(Refund(order, paid, new Money(6_000, Currency.Rub)), default);
        var webhook = stand.Double.RefundWebhook(order.Key.ToString());
        Assert.NotNull(stand.Verify(webhook));
        var told = Assert.Single(await stand.Read(webhook));
        Assert.Equal((ProviderPaymentState.Paid, new Money(6_000, Currency.Rub)), (told.State, told.Refunded));
    }

    [Theory]
    [InlineData(true, "Done")]
    [InlineData(false, "Failed")]
    public async Task A_refund_that_takes_time_is_asked_about(bool done, string state)
    {
        var (order, paid) = await stand.Paid();
        stand.Double.RefundsTakeTime = true;
        try
        {
            var refund = Refund(order, paid, order.Amount);
            var begun = await stand.Provider.Refund(refund, default);
            Assert.Equal(ProviderRefundState.Pending, begun.State);
            stand.Double.EndRefunds(done);
            var ended = await stand.Provider.AskRefund(
                new RefundReference(refund.Key, begun.ProviderId, refund.Payment, refund.Amount),
                default
            );
            Assert.Equal(state, ended!.State.ToString());
        }
        finally
        {
            stand.Double.RefundsTakeTime = false;
        }
    }

    [Fact]
    public async Task Money_that_is_held_is_not_paid_and_a_person_looks()
    {
        var order = stand.Order();
        await stand.Provider.Start(order, default);
        stand.Double.Change(order.Key.ToString(), payment => payment["status"] = "waiting_for_capture");
        var told = await stand.Ask(order);
        Assert.Equal((ProviderPaymentState.Review, 0), (told.State, told.Charges.Count));
    }

    [Fact]
    public async Task A_test_shop_takes_no_real_money()
    {
        var (_, paid) = await stand.Paid();
        Assert.False(stand.Provider.IsLive);
        Assert.False(paid.IsLive);
    }

    [Fact]
    public async Task Another_request_under_a_key_is_refused_there_and_the_first_is_found()
    {
        var order = stand.Order();
        var first = await stand.Provider.Start(order, default);
        var again = await stand.Provider.Start(order with { Description = "Other words" }, default);
        Assert.Equal((first.ProviderId, ProviderPaymentState.Pending), (again.ProviderId, again.State));
    }

    private static RefundOrder Refund(PaymentOrder order, ProviderPayment paid, Money amount) =>
        new(
            new RefundId(Guid.CreateVersion7()),
            ProviderStand.Reference(order, paid.ProviderId),
            paid.Charges[0].Id,
            amount,
            order.Person,
            "because"
        );
}
