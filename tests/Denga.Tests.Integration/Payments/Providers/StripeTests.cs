using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Payments.Providers;
using Denga.Payments.Providers.Stripe;
using Denga.Platform.Outside;
using Denga.Platform.Webhooks;
using Denga.TestKit;
using Denga.TestKit.Providers;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>What is Stripe's own.</summary>
public sealed class StripeTests(StripeStand stand) : IClassFixture<StripeStand>
{
    [Theory]
    [InlineData("ISK", 500, "50000")]
    [InlineData("UGX", 5_000, "500000")]
    [InlineData("JPY", 500, "500")]
    [InlineData("KWD", 5_120, "5120")]
    [InlineData("HUF", 17_550, "17550")]
    [InlineData("TWD", 80_000, "80000")]
    public async Task A_currency_with_units_of_its_own_is_asked_for_and_comes_back_as_it_was(string code, long minor, string units)
    {
        var money = new Money(minor, Currency.Parse(code));
        var order = stand.Order(money);
        Assert.NotNull(await stand.Provider.Range(money.Currency, default));
        await stand.Provider.Start(order, default);
        Assert.Contains(
            "unit_amount]=" + units,
            WebUtility.UrlDecode(stand.Double.Requests.Last(r => r.Method == "POST").Text),
            StringComparison.Ordinal
        );
        stand.Pay(order.Key);
        Assert.Equal(money, Assert.Single((await stand.Ask(order)).Charges).Amount);
        Assert.Empty(stand.Violations);
    }

    [Fact]
    public async Task A_thousandth_that_it_cannot_take_is_refused_before_it_is_asked()
    {
        var before = stand.Calls;
        var refused = await stand.Provider.Start(stand.Order(new Money(5_124, Currency.Parse("KWD"))), default);
        Assert.Equal((ProviderPaymentState.Refused, before), (refused.State, stand.Calls));
    }

    [Fact]
    public async Task Money_in_another_currency_than_was_asked_for_is_told_in_its_own()
    {
        var order = stand.Order();
        await stand.Provider.Start(order, default);
        stand.Double.PayIn(order.Key.ToString(), "eur");
        Assert.Equal(new Money(10_000, Currency.Eur), Assert.Single((await stand.Ask(order)).Charges).Amount);
    }

    [Fact]
    public async Task An_old_signature_is_refused_and_so_is_one_of_a_time_to_come()
    {
        var (order, _) = await stand.Paid();
        var now = stand.Now.ToUnixTimeSeconds();
        Assert.NotNull(stand.Verify(stand.Double.Event(order.Key.ToString(), at: now - 299)));
        Assert.Null(stand.Verify(stand.Double.Event(order.Key.ToString(), at: now - 301)));
        Assert.Null(stand.Verify(stand.Double.Event(order.Key.ToString(), at: now + 301)));
    }

    [Fact]
    public async Task Of_several_signatures_one_that_is_right_is_enough_and_no_other_scheme_counts()
    {
        var (order, _) = await stand.Paid();
        var webhook = stand.Webhook(order);
        Assert.NotNull(stand.Verify(StripeDouble.WithTwoSecrets(webhook)));
        Assert.Null(stand.Verify(stand.Double.Event(order.Key.ToString(), secret: "whsec_of_another_endpoint")));
        var older = webhook.Headers["Stripe-Signature"].Replace(",v1=", ",v0=", StringComparison.Ordinal);
        Assert.Null(
            stand.Verify(webhook with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Stripe-Signature"] = older } })
        );
    }

    [Fact]
    public async Task An_event_of_the_other_mode_is_refused()
    {
        var (order, _) = await stand.Paid();
        Assert.Null(stand.Verify(stand.Double.Event(order.Key.ToString(), live: true)));
    }

    [Theory]
    [InlineData("charge.refunded")]
    [InlineData("refund.created")]
    [InlineData("payment_intent.succeeded")]
    [InlineData("checkout.session.completed")]
    public async Task Whatever_event_comes_first_tells_all_there_is_to_tell(string kind)
    {
        var (order, paid) = await stand.Paid();
        await stand.Provider.Refund(
            new RefundOrder(
                new Contracts.Payments.RefundId(Guid.CreateVersion7()),
                ProviderStand.Reference(order, paid.ProviderId),
                paid.Charges[0].Id,
                new Money(6_000, Currency.Usd),
                order.Person,
                "because"
            ),
            default
        );
        var webhook = stand.Double.Event(order.Key.ToString(), kind);
        Assert.NotNull(stand.Verify(webhook));
        var told = Assert.Single(await stand.Read(webhook));
        Assert.Equal((order.Key, new Money(6_000, Currency.Usd)), (told.Key, told.Refunded));
        Assert.Equal(paid.Charges[0].Id, Assert.Single(told.Charges).Id);
    }

    [Fact]
    public async Task The_same_happening_under_two_ids_is_two_deliveries_of_one_charge()
    {
        var (order, paid) = await stand.Paid();
        var (one, two) = (stand.Webhook(order), stand.Webhook(order));
        Assert.NotEqual(stand.Verify(one)!.DeliveryKey, stand.Verify(two)!.DeliveryKey);
        Assert.Equal(stand.Verify(one)!.OrderKey, stand.Verify(two)!.OrderKey);
        Assert.Equal(paid.Charges[0].Id, (await stand.Read(two))[0].Charges[0].Id);
    }

    [Fact]
    public async Task A_key_that_is_being_worked_on_leaves_the_outcome_open()
    {
        stand.FailNext(409, body: """{"error":{"type":"invalid_request_error","code":"idempotency_key_in_use","message":"in use"}}""");
        Assert.True((await Assert.ThrowsAsync<OutsideException>(() => stand.Provider.Start(stand.Order(), default))).MayHaveArrived);
    }

    [Fact]
    public async Task It_tells_what_stands_there_with_what_is_on_its_way() =>
        Assert.Equal([new Money(1_475_00, Currency.Rub), new Money(700, Currency.Parse("JPY"))], (await stand.Provider.Balances(default))!);

    /// <summary>Computed by two programs that are not ours.</summary>
    [Fact]
    public void Its_published_way_of_signing_is_ours()
    {
        var clock = new ManualClock();
        using var http = new HttpClient();
        using var breakers = new OutsideBreakers(clock);
        var provider = new StripeProvider(
            new StripeCalls(http),
            new StripeOptions { SecretKey = "sk_test_1", WebhookSecret = "whsec_test_secret" },
            breakers,
            clock
        );
        var body =
            """{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent","amount":150000,"currency":"rub","status":"succeeded"}}}""";
        const string signature = "t=1492774577,v1=cb9a1989cbeafab5d583534c1ba3d4c7764f4003fb7b4fa7d09b73e44feb5958";
        VerifiedWebhook? Verify(string text) =>
            provider.Verify(
                new WebhookRequest(Encoding.UTF8.GetBytes(text), _ => signature),
                DateTimeOffset.FromUnixTimeSeconds(1492774600)
            );
        Assert.Equal("evt_1", Verify(body)?.DeliveryKey);
        Assert.Null(Verify(body + " "));
    }
}
