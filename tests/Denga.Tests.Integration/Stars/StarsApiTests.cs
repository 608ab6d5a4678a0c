using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.TestKit.Sellers;

namespace Denga.Tests.Integration.Stars;

/// <summary>The shop as a program on the public API sees it.</summary>
public sealed class StarsApiTests(RealShop shop) : IClassFixture<RealShop>
{
    [Fact]
    public async Task Stars_are_bought_over_http_and_nobody_else_sees_the_order()
    {
        var (person, token) = await shop.Somebody();
        var prices = await shop.Send(HttpMethod.Get, "stars/prices?currency=RUB", token);
        Assert.Equal((HttpStatusCode.OK, 16), (prices.Status, prices.Body.GetProperty("packs").GetArrayLength()));
        var recipient = await shop.Send(
            HttpMethod.Post,
            "stars/recipients",
            token,
            new { product = "Stars", username = "https://t.me/Durov" }
        );
        Assert.Equal("Durov", recipient.Body.GetProperty("username").GetString());
        var quote = await shop.Send(
            HttpMethod.Post,
            "stars/quotes",
            token,
            new
            {
                product = "Stars",
                quantity = 100,
                currency = "RUB",
                username = "durov",
                way = "Fragment",
            }
        );
        Assert.Equal(HttpStatusCode.OK, quote.Status);
        var id = OperationId.New();
        var ordered = await shop.Send(HttpMethod.Post, "stars/orders", token, new { id, quote = quote.Body.GetProperty("id").GetString() });
        Assert.Equal(HttpStatusCode.OK, ordered.Status);
        var order = StarsOrderId.From(id.Value);
        Assert.Equal(StarsOrderState.Delivered, (await shop.Ended(person, order)).State);
        var listed = await shop.Send(HttpMethod.Get, "stars/orders", token);
        Assert.Equal(order.ToString(), listed.Body.GetProperty("items")[0].GetProperty("id").GetString());
        var (_, stranger) = await shop.Somebody(minor: 0);
        var hidden = await shop.Send(HttpMethod.Get, $"stars/orders/{order}", stranger);
        var missing = await shop.Send(HttpMethod.Get, $"stars/orders/{StarsOrderId.From(Guid.CreateVersion7())}", stranger);
        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, hidden.Body.GetProperty("code").GetString()),
            (hidden.Status, missing.Status, missing.Body.GetProperty("code").GetString())
        );
    }

    [Theory]
    [InlineData("GET", "stars/sales")]
    [InlineData("GET", "stars/sellers")]
    [InlineData("GET", "stars/promos")]
    [InlineData("GET", "stars/margins")]
    public async Task What_the_shop_earns_is_for_operators(string method, string path)
    {
        var (_, token) = await shop.Somebody(minor: 0);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Send(new HttpMethod(method), path, token: null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await shop.Send(new HttpMethod(method), path, token)).Status);
    }

    [Fact]
    public async Task For_oneself_it_is_the_username_that_telegram_told_while_it_is_nobody_elses()
    {
        var one = (await shop.Get(new Identify("telegram", "7001", "en", "Ann_of_stars"))).Person.Id;
        Assert.Equal("Ann_of_stars", (await shop.Get(new CheckRecipient(one, StarsProduct.Stars))).Username);
        var two = (await shop.Get(new Identify("telegram", "7002", "en", "ann_OF_stars"))).Person.Id;
        Assert.Equal("stars.no_username", (await shop.Denga.Ask(new CheckRecipient(one, StarsProduct.Stars))).Error?.Code);
        await shop.Get(new Identify("telegram", "7002", "en", "ann_OF_stars"));
        Assert.Equal("ann_OF_stars", (await shop.Get(new CheckRecipient(two, StarsProduct.Stars))).Username);
        Assert.Equal("stars.no_username", (await shop.Denga.Ask(new CheckRecipient(one, StarsProduct.Stars))).Error?.Code);
    }

    [Theory]
    [InlineData("pay")]
    [InlineData("webhook-twice")]
    [InlineData("pay-double")]
    public async Task What_is_missing_is_paid_at_a_provider_and_the_order_goes_on_by_itself(string play)
    {
        var (person, _) = await shop.Somebody(33_00);
        var quote = await shop.Get(new QuoteStars(person, StarsProduct.Stars, 100, Currency.Rub, "durov", StarsWay.Direct));
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id, "sandbox"));
        Assert.Equal((StarsOrderState.Created, quote.Price.Minor - 33_00), (order.State, order.Due?.Minor));
        var invoice = await shop.Get(new InvoiceById(person, order.Invoice!.Value));
        Assert.Equal((order.Due, "stars", order.Id.ToString()), (invoice.Amount, invoice.Purpose, invoice.Reference));
        await shop.Get(new PlaySandbox(invoice.Payment!.Id, play));
        await shop.Until("exists (select from stars.star_order where id = @Value and seller_order is not null)", new { order.Id.Value });
        await Deliver(order.Id);
        Assert.Equal(StarsOrderState.Delivered, (await shop.Ended(person, order.Id)).State);
        var left = play == "pay-double" ? order.Due!.Value.Minor : 0;
        await shop.Until("(select sum(balance) from wallet.account where person_id = @Value) = @left", new { person.Value, left });
    }

    [Fact]
    public async Task Half_of_it_is_not_enough_and_the_rest_brings_the_order_on()
    {
        var (person, _) = await shop.Somebody(minor: 0);
        var quote = await shop.Get(new QuoteStars(person, StarsProduct.Stars, 100, Currency.Rub, "durov", StarsWay.Direct));
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id, "sandbox"));
        var first = (await shop.Get(new InvoiceById(person, order.Invoice!.Value))).Payment!.Id;
        await shop.Get(new PlaySandbox(first, "pay-half"));
        await shop.Until(
            "exists (select from payments.invoice where id = @Value and state = 'PartlyPaid')",
            new { order.Invoice.Value.Value }
        );
        Assert.Equal(StarsOrderState.Created, (await shop.Get(new StarsOrderById(person, order.Id))).State);
        var rest = await shop.Get(new StartPayment(OperationId.New(), person, order.Invoice.Value, "sandbox"));
        Assert.NotEqual(first, rest.Payment!.Id);
        await shop.Get(new PlaySandbox(rest.Payment.Id, "pay"));
        await shop.Until("exists (select from stars.star_order where id = @Value and seller_order is not null)", new { order.Id.Value });
        await Deliver(order.Id);
        Assert.Equal(StarsOrderState.Delivered, (await shop.Ended(person, order.Id)).State);
    }

    [Fact]
    public async Task Who_calls_an_order_off_and_pays_all_the_same_has_the_money_on_his_balance()
    {
        var (person, _) = await shop.Somebody(minor: 0);
        var quote = await shop.Get(new QuoteStars(person, StarsProduct.Stars, 100, Currency.Rub, "durov", StarsWay.Direct));
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id, "sandbox"));
        var payment = (await shop.Get(new InvoiceById(person, order.Invoice!.Value))).Payment!.Id;
        Assert.Equal(StarsOrderState.Cancelled, (await shop.Get(new CancelStarsOrder(person, order.Id))).State);
        await shop.Get(new PlaySandbox(payment, "pay"));
        await shop.Until(
            "exists (select from wallet.account where person_id = @Value and balance = @Minor and held = 0)",
            new { person.Value, quote.Price.Minor }
        );
        Assert.Equal("stars.called_off", (await shop.Get(new StarsOrderById(person, order.Id))).Reason);
    }

    [Fact]
    public async Task While_an_order_is_under_way_its_person_cannot_leave()
    {
        var (person, _) = await shop.Somebody(200_00);
        var order = await shop.Placed(person);
        Assert.True((await shop.Get(new MoneyHeld(person))).Any);
        Assert.Equal("identity.holds_money", (await shop.Denga.Ask(new ErasePerson(person))).Error?.Code);
        shop.MyStars.Pay(order.Id.ToString());
    }

    /// <summary>The seller is paid by somebody, and says so.</summary>
    private async Task Deliver(StarsOrderId order)
    {
        var (body, signature) = MyStarsDouble.Webhook(shop.MyStars.Pay(order.ToString()).Id, "delivered");
        Assert.Equal(HttpStatusCode.OK, await shop.Hook(body, signature));
    }
}
