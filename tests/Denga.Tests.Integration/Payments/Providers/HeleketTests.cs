using System.Text;
using Denga.Contracts;
using Denga.Payments.Providers;
using Denga.Payments.Providers.Heleket;
using Denga.Platform.Outside;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>What is Heleket's own.</summary>
public sealed class HeleketTests(HeleketStand stand) : IClassFixture<HeleketStand>
{
    private const string Webhook =
        """{"type":"payment","uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d","order_id":"97a75bf8eda5cca41ba9d2e104840fcd","amount":"3.00000000","payment_amount":"3.00000000","payment_amount_usd":"0.23","merchant_amount":"2.94000000","commission":"0.06000000","is_final":true,"status":"paid","from":"THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH","wallet_address_uuid":null,"network":"tron","currency":"TRX","payer_currency":"TRX","additional_data":"https:\/\/t.me\/bot?start=1","convert":{"to_currency":"USDT","commission":null,"rate":"0.07700000","amount":"0.22638000"},"txid":"6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b","sign":"5def00c3fe68ec288ac6e3365a89d15b"}""";

    [Theory]
    [InlineData("""{"amount":"15","currency":"USD","order_id":"1"}""", "merchant-api-key-42", "27241b4fe4019e6c19622ce88888603c")]
    [InlineData("", "super-secret-key", "378e56fc949159c7db57153df46c4978")]
    [InlineData(
        """{"amount":"15.00","currency":"USD","order_id":"order-42","url_callback":"https://shop.example/webhook/heleket","additional_data":"Заказ №42"}""",
        "pay-key-0001",
        "c6def062bd70e16a3ad7f045882efd6b"
    )]
    [InlineData(
        """{"amount":"15.00","currency":"USD","order_id":"order-42","url_callback":"https:\/\/shop.example\/webhook\/heleket","additional_data":"Заказ №42"}""",
        "pay-key-0001",
        "9dd1e2700c09affb0f894cbdf2fbcc07"
    )]
    [InlineData(
        """{"amount":"15.00","currency":"USD","order_id":"order-42","url_callback":"https:\/\/shop.example\/webhook\/heleket","additional_data":"\u0417\u0430\u043a\u0430\u0437 \u211642"}""",
        "pay-key-0001",
        "ca254c1392f0e5a793fad1ac088f8893"
    )]
    public void Its_signature_is_of_exactly_the_bytes(string body, string key, string sign) =>
        Assert.Equal(sign, HeleketSignature.Of(Encoding.UTF8.GetBytes(body), key));

    [Fact]
    public void A_webhook_as_PHP_writes_it_is_right_wherever_its_signature_stands()
    {
        Assert.True(IsRight(Webhook));
        const string sign = "\"sign\":\"5def00c3fe68ec288ac6e3365a89d15b\"";
        var first = "{" + sign + "," + Webhook[1..].Replace("," + sign, "", StringComparison.Ordinal);
        Assert.True(IsRight(first));
    }

    [Theory]
    [InlineData("\\/", "/")]
    [InlineData("\"3.00000000\"", "3.00000000")]
    [InlineData("\"status\":\"paid\"", "\"status\":\"fail\"")]
    [InlineData("\"status\":\"paid\"", "\"status\":\"paid\",\"sign\":\"5def00c3fe68ec288ac6e3365a89d15b\"")]
    [InlineData("5def00c3fe68ec288ac6e3365a89d15b", "5DEF00C3FE68EC288AC6E3365A89D15B")]
    [InlineData("5def00c3fe68ec288ac6e3365a89d15b", "3a09d387325cdf1a367bbbc292a776a6")]
    [InlineData("5def00c3fe68ec288ac6e3365a89d15b\"}", "5def00c3fe68ec288ac6e3365a89d15b\"}{}")]
    public void One_that_was_written_anew_or_changed_is_not(string old, string changed) =>
        Assert.False(IsRight(Webhook.Replace(old, changed, StringComparison.Ordinal)));

    [Fact]
    public void The_key_of_payouts_is_another() => Assert.False(HeleketSignature.IsRight(Encoding.UTF8.GetBytes(Webhook), "payout-key"));

    [Fact]
    public async Task A_made_up_webhook_that_it_signs_for_whoever_tries_is_not_believed()
    {
        var order = stand.Order();
        await stand.Provider.Start(order, default);
        var made = stand.Double.TestWebhook(order.Key.ToString());
        Assert.NotNull(stand.Verify(made));
        Assert.Empty(Assert.Single(await stand.Read(made)).Charges);
    }

    [Theory]
    [InlineData("process", "Pending")]
    [InlineData("confirm_check", "Pending")]
    [InlineData("wrong_amount_waiting", "Pending")]
    [InlineData("a_state_of_next_year", "Pending")]
    [InlineData("locked", "Review")]
    [InlineData("fail", "Refused")]
    [InlineData("system_fail", "Refused")]
    [InlineData("cancel", "Expired")]
    public async Task A_state_ends_nothing_unless_it_is_known_to(string status, string state)
    {
        var order = stand.Order();
        await stand.Provider.Start(order, default);
        stand.Double.SetStatus(order.Key.ToString(), status);
        var told = await stand.Ask(order);
        Assert.Equal((state, 0), (told.State.ToString(), told.Charges.Count));
    }

    [Fact]
    public async Task Where_it_says_that_it_failed_and_that_money_came_a_person_looks()
    {
        var order = stand.Order();
        await stand.Provider.Start(order, default);
        stand.Pay(order.Key);
        stand.Double.SetStatus(order.Key.ToString(), "system_fail");
        Assert.Equal(ProviderPaymentState.Review, (await stand.Ask(order)).State);
    }

    [Fact]
    public async Task Refunds_are_signed_by_the_other_key_and_end_as_it_says()
    {
        var (order, paid) = await stand.Paid();
        var refund = new RefundOrder(
            new Contracts.Payments.RefundId(Guid.CreateVersion7()),
            ProviderStand.Reference(order, paid.ProviderId),
            paid.Charges[0].Id,
            order.Amount,
            order.Person,
            "because"
        );
        Assert.Equal(ProviderRefundState.Pending, (await stand.Provider.Refund(refund, default)).State);
        stand.Double.EndRefunds(done: false);
        var asked = await stand.Provider.AskRefund(
            new RefundReference(refund.Key, ProviderId: null, refund.Payment, refund.Amount),
            default
        );
        Assert.Equal(ProviderRefundState.Failed, asked!.State);
        Assert.Empty(stand.Violations);
    }

    [Fact]
    public async Task A_coin_has_the_limits_of_its_networks_that_work()
    {
        var usdt = Currency.Parse("USDT");
        var range = await stand.Provider.Range(usdt, default);
        Assert.Equal((new Money(1_000_000, usdt), new Money(10_000_000_000_000, usdt)), (range!.Least, range.Most));
    }

    [Fact]
    public async Task It_tells_what_stands_there_of_the_merchants()
    {
        var usdt = Currency.Parse("USDT");
        Assert.Contains(new Money(12_500_000, usdt), (await stand.Provider.Balances(default))!);
    }

    [Fact]
    public async Task A_merchant_that_is_refused_is_no_payment_that_is_unknown()
    {
        stand.FailNext(200, body: """{"state":1,"message":"You are forbidden"}""");
        var failure = await Assert.ThrowsAsync<OutsideException>(() => stand.Provider.Ask(ProviderStand.Reference(stand.Order()), default));
        Assert.Equal(OutsideFailure.Refuses, failure.Why);
    }

    private static bool IsRight(string body) => HeleketSignature.IsRight(Encoding.UTF8.GetBytes(body), "pay-key-0001");
}
