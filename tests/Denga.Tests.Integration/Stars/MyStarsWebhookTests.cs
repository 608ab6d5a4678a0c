using System.Net;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.TestKit.Sellers;

namespace Denga.Tests.Integration.Stars;

/// <summary>What MyStars says by webhook, on the real server.</summary>
public sealed class MyStarsWebhookTests(RealShop shop) : IClassFixture<RealShop>
{
    [Fact]
    public async Task A_webhook_ends_an_order_once_however_often_it_comes()
    {
        var (person, _) = await shop.Somebody();
        var order = await shop.Placed(person);
        shop.MyStars.Pay(order.Id.ToString());
        var (body, signature) = MyStarsDouble.Webhook(order.Reference!, "delivered");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.Hook(body, signature)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        order = await shop.Ended(person, order.Id);
        Assert.Equal(StarsOrderState.Delivered, order.State);
        var account = (await shop.Get(new Balances(person))).Single();
        Assert.Equal((10_000_00 - order.Price.Minor, 0), (account.Balance.Minor, account.Held.Minor));
    }

    [Fact]
    public async Task The_vector_of_the_description_is_signed_right_and_what_is_not_signed_over_these_bytes_is_refused()
    {
        const string body =
            """{"order_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","status":"delivered","failure_reason":null,"purchase_tx":"abc","reversal_tx":null}""";
        const string signature = "e88d4c2d809b31220c157f357360d2734080158215e2bb39d23ae8cef6ef3a9f";
        Assert.Equal(HttpStatusCode.OK, await shop.Hook(body, signature));
        // While he changes his secret he signs with both.
        Assert.Equal(HttpStatusCode.OK, await shop.Hook(body, new string('0', 64) + ", " + signature.ToUpperInvariant()));
        Assert.Equal(HttpStatusCode.Unauthorized, await shop.Hook(body + " ", signature));
        Assert.Equal(HttpStatusCode.Unauthorized, await shop.Hook(body, signature: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await shop.Hook(body, ""));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await shop.Hook(body, MyStarsDouble.Webhook("x", "delivered", secret: "another secret").Signature)
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await shop.Hook(new string('x', 300_000), signature));
        // An order that is not ours moves nothing.
        Assert.Equal(0L, await shop.Select<long>("select count(*) from stars.star_order where seller_order like '7c9e6679%'"));
    }

    [Fact]
    public async Task A_webhook_that_comes_before_the_answer_which_names_the_order_is_worked_when_the_order_is_known()
    {
        var (person, _) = await shop.Somebody();
        shop.MyStars.Next("POST /v1/orders", [.. Enumerable.Repeat(SellerFault.BreaksAfter, 3)]);
        var quote = await shop.Get(new QuoteStars(person, StarsProduct.Stars, 100, Currency.Rub, "durov"));
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id));
        await shop.Until(
            "exists (select from stars.outside_call where operation_id = @Value and failure is not null)",
            new { order.Id.Value }
        );
        var theirs = shop.MyStars.Pay(order.Id.ToString());
        var (body, signature) = MyStarsDouble.Webhook(theirs.Id, "delivered");
        Assert.Equal(HttpStatusCode.OK, await shop.Hook(body, signature));
        Assert.Equal(StarsOrderState.Delivered, (await shop.Ended(person, order.Id)).State);
        Assert.Single(shop.MyStars.Orders, o => o.Key == order.Id.ToString());
        await shop.Until("not exists (select from stars.work where kind = 'webhook.mystars' and state = 'waiting' and error is null)");
    }

    [Fact]
    public async Task A_failure_gives_the_money_back_and_what_contradicts_the_end_moves_nothing_and_is_seen()
    {
        var (person, _) = await shop.Somebody();
        var order = await shop.Placed(person);
        shop.MyStars.Pay(order.Id.ToString(), "failed", "undeliverable");
        var (body, signature) = MyStarsDouble.Webhook(order.Reference!, "failed", "undeliverable");
        await shop.Hook(body, signature);
        order = await shop.Ended(person, order.Id);
        Assert.Equal((StarsOrderState.Failed, "stars.recipient_refused"), (order.State, order.Reason));
        (body, signature) = MyStarsDouble.Webhook(order.Reference!, "delivered");
        await shop.Hook(body, signature);
        await shop.Until("exists (select from stars.star_order where id = @Value and dispute is not null)", new { order.Id.Value });
        Assert.Equal(StarsOrderState.Failed, (await shop.Get(new StarsOrderById(person, order.Id))).State);
        Assert.Equal(10_000_00, (await shop.Get(new Balances(person))).Single().Available?.Minor);
        Assert.Contains((await shop.Get(new StarsSales(person, Disputed: true))).Items, s => s.Order.Id == order.Id);
        Assert.Equal("stars.not_unknown", (await shop.Denga.Ask(new ResolveStarsOrder(person, order.Id, true, "It came."))).Error?.Code);
        await shop.Get(new ResolveStarsOrder(person, order.Id, Delivered: false, "He sold it to himself: it never came."));
        Assert.DoesNotContain((await shop.Get(new StarsSales(person, Disputed: true))).Items, s => s.Order.Id == order.Id);
    }

    [Fact]
    public async Task What_is_signed_and_cannot_be_read_moves_nothing()
    {
        const string body = "{\"order_id\":";
        var signature = System.Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(MyStarsDouble.WebhookSecret),
                System.Text.Encoding.UTF8.GetBytes(body)
            )
        );
        Assert.Equal(HttpStatusCode.OK, await shop.Hook(body, signature));
        await shop.Until("exists (select from stars.work where kind = 'webhook.mystars' and state = 'given_up')");
    }
}
