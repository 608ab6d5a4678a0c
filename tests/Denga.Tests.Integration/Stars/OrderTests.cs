using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Stars.Orders;

namespace Denga.Tests.Integration.Stars;

/// <summary>Orders from the press to the end, with the sandbox's seller, who plays every outcome there is.</summary>
public sealed class OrderTests(StarsHost shop) : IClassFixture<StarsHost>
{
    private const long Plenty = 10_000_00;
    private static readonly Currency Usdt = Currency.Parse("USDT");

    [Fact]
    public async Task Stars_are_bought_from_the_balance_and_every_cent_of_it_is_in_the_ledger()
    {
        var person = await shop.Somebody(Plenty);
        var before = await Books();
        var quote = await shop.Quote(person);
        // 100 × 0.015 + 0.02 USDT at 80, and ten percent of it.
        Assert.Equal((133_76, 13_76), (quote.Price.Minor, quote.Fee.Minor));
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id));
        Assert.Equal(StarsOrderState.Held, order.State);
        Assert.Equal((Plenty, 133_76), ((await shop.Main(person)).Balance.Minor, (await shop.Main(person)).Held.Minor));
        await shop.Work();
        order = await shop.Now(order, person);
        Assert.Equal((StarsOrderState.Delivered, "Durov"), (order.State, order.Recipient.Name));
        Assert.Equal((Plenty - 133_76, 0), ((await shop.Main(person)).Balance.Minor, (await shop.Main(person)).Held.Minor));
        Assert.Equal(1, await shop.Bought(order.Id));
        var after = await Books();
        // The margin before the fee, the fee, and what left by way of liquidity.
        Assert.Equal([13_76, -1_60, 121_60, -1_520_000, 1_520_000], after.Zip(before, (a, b) => a - b));
        var sale = Assert.Single((await shop.Get(new StarsSales(PersonId.New(), Buyer: person))).Items);
        Assert.Equal(
            (1_500_000, 20_000, 121_60, 12_16, 80m, "cbr+peg"),
            (sale.Cost.Minor, sale.SellerFee.Minor, sale.CostInPrice.Minor, sale.Margin.Minor, sale.Rate, sale.RateSource)
        );
        await shop.LedgerIsRight();
    }

    [Theory]
    [InlineData("failed_one", StarsOrderState.Failed, "stars.not_delivered", 1)]
    [InlineData("broke_one", StarsOrderState.Failed, "stars.no_funds", 0)]
    [InlineData("gone_one", StarsOrderState.Failed, "stars.recipient_refused", 0)]
    [InlineData("pricey_one", StarsOrderState.Failed, "stars.price_moved", 0)]
    [InlineData("slow_one", StarsOrderState.Delivered, null, 1)]
    [InlineData("unknown_one", StarsOrderState.Delivered, null, 1)]
    [InlineData("lost_one", StarsOrderState.Delivered, null, 1)]
    public async Task Whatever_the_seller_does_the_order_ends_and_the_money_is_taken_or_free_within_a_minute(
        string username,
        StarsOrderState end,
        string? reason,
        int bought
    )
    {
        var person = await shop.Somebody(Plenty);
        var order = await shop.Order(person, username);
        await shop.Work(TimeSpan.FromMinutes(1));
        order = await shop.Now(order, person);
        Assert.Equal((end, reason), (order.State, order.Reason));
        Assert.Equal(bought, await shop.Bought(order.Id));
        var account = await shop.Main(person);
        Assert.Equal(
            (end == StarsOrderState.Delivered ? Plenty - order.Price.Minor : Plenty, 0),
            (account.Balance.Minor, account.Held.Minor)
        );
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task A_seller_who_lies_about_what_he_delivered_is_not_believed_and_an_operator_decides()
    {
        var person = await shop.Somebody(Plenty);
        var order = await shop.Order(person, "liar_one");
        await shop.Work(TimeSpan.FromMinutes(2));
        order = await shop.Now(order, person);
        Assert.Equal(StarsOrderState.Unknown, order.State);
        Assert.Equal(order.Price.Minor, (await shop.Main(person)).Held.Minor);
        var operators = PersonId.New();
        Assert.Contains((await shop.Get(new StarsSales(operators, Disputed: true))).Items, s => s.Order.Id == order.Id);
        Assert.Equal("stars.bad_reason", (await shop.Ask(new ResolveStarsOrder(operators, order.Id, true, " "))).Error?.Code);
        var sale = await shop.Get(new ResolveStarsOrder(operators, order.Id, Delivered: false, "99 of 100 came; he pays back."));
        Assert.Equal(StarsOrderState.Failed, sale.Order.State);
        Assert.Equal(StarsOrderState.Failed, (await shop.Get(new ResolveStarsOrder(operators, order.Id, false, "Again."))).Order.State);
        Assert.Equal("stars.not_unknown", (await shop.Ask(new ResolveStarsOrder(operators, order.Id, true, "No, it came."))).Error?.Code);
        await shop.Work(TimeSpan.FromMinutes(10));
        Assert.Equal((Plenty, 0), ((await shop.Main(person)).Balance.Minor, (await shop.Main(person)).Held.Minor));
        Assert.Equal(1, await shop.Bought(order.Id));
        Assert.Equal(1, await shop.Select<int>("select count(*) from stars.audit where action = 'stars.order-resolved'"));
    }

    [Fact]
    public async Task A_seller_who_is_away_gets_no_order_and_the_money_is_free_again()
    {
        var person = await shop.Somebody(Plenty);
        var quote = await shop.Quote(person);
        // He goes away after the quote.
        await shop.Execute("update stars.quote set username = 'away_one' where id = @Value", new { quote.Id.Value });
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id));
        await shop.Work(TimeSpan.FromMinutes(1));
        Assert.Equal(StarsOrderState.Purchasing, (await shop.Now(order, person)).State);
        await shop.Work(TimeSpan.FromMinutes(11));
        Assert.Equal("stars.seller_away", (await shop.Now(order, person)).Reason);
        Assert.Equal((Plenty, 0), ((await shop.Main(person)).Balance.Minor, (await shop.Main(person)).Held.Minor));
    }

    [Fact]
    public async Task Ten_fast_taps_are_one_order_and_a_repeat_answers_it_as_it_is()
    {
        var person = await shop.Somebody(Plenty);
        var quote = await shop.Quote(person);
        var taps = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => shop.Get(new OrderStars(OperationId.New(), person, quote.Id))))
        );
        var order = Assert.Single(taps.Select(t => t.Id).Distinct());
        await shop.Work();
        Assert.Equal(1, await shop.Bought(order));
        Assert.Equal(Plenty - quote.Price.Minor, (await shop.Main(person)).Balance.Minor);
        var again = await shop.Get(new OrderStars(OperationId.From(order.Value), person, quote.Id));
        Assert.Equal(StarsOrderState.Delivered, again.State);
        var other = await shop.Quote(person);
        Assert.Equal("operation.id_reused", (await shop.Ask(new OrderStars(OperationId.From(order.Value), person, other.Id))).Error?.Code);
        var stranger = await shop.Somebody(Plenty);
        Assert.Equal(
            "operation.id_reused",
            (await shop.Ask(new OrderStars(OperationId.From(order.Value), stranger, quote.Id))).Error?.Code
        );
        Assert.Equal("stars.quote_not_found", (await shop.Ask(new OrderStars(OperationId.New(), stranger, quote.Id))).Error?.Code);
    }

    [Fact]
    public async Task Too_little_money_is_refused_and_leaves_nothing_behind()
    {
        var person = await shop.Somebody(100_00);
        var quote = await shop.Quote(person);
        var order = new OrderStars(OperationId.New(), person, quote.Id);
        Assert.Equal("wallet.not_enough", (await shop.Ask(order)).Error?.Code);
        Assert.Empty((await shop.Get(new StarsOrders(person))).Items);
        await shop.Pay(person, new Money(Plenty, Currency.Rub));
        Assert.Equal(StarsOrderState.Held, (await shop.Get(order)).State);
        await shop.Work();
    }

    [Fact]
    public async Task Many_orders_of_one_balance_at_once_never_spend_it_twice()
    {
        var person = await shop.Somebody(300_00);
        var quotes = new List<StarsQuote>();
        for (var i = 0; i < 10; i++)
            quotes.Add(await shop.Quote(person));
        var answers = await Task.WhenAll(quotes.Select(q => Task.Run(() => shop.Ask(new OrderStars(OperationId.New(), person, q.Id)))));
        await shop.Work(TimeSpan.FromMinutes(1));
        // Of 300 there are at most two of 133.76; who came while another was not paid was told to wait.
        var delivered = (await shop.Get(new StarsOrders(person))).Items.Count(o => o.State == StarsOrderState.Delivered);
        Assert.InRange(delivered, 1, 2);
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Contains(a.Error!.Code, new[] { "wallet.not_enough", "stars.order_waits" }));
        Assert.Equal((300_00 - delivered * 133_76, 0), ((await shop.Main(person)).Balance.Minor, (await shop.Main(person)).Held.Minor));
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task A_quote_holds_its_price_for_fifteen_minutes_and_not_longer()
    {
        var person = await shop.Somebody(Plenty);
        var quote = await shop.Quote(person);
        Assert.Equal(TimeSpan.FromMinutes(15), quote.ExpiresAt - shop.Clock.GetUtcNow());
        shop.World.Rate = 200;
        try
        {
            shop.Clock.Advance(TimeSpan.FromMinutes(14));
            var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id));
            Assert.Equal(quote.Price, order.Price);
            await shop.Work();
            Assert.Equal(StarsOrderState.Delivered, (await shop.Now(order, person)).State);
        }
        finally
        {
            shop.World.Rate = 80;
        }
        var late = await shop.Quote(person);
        shop.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("stars.quote_expired", (await shop.Ask(new OrderStars(OperationId.New(), person, late.Id))).Error?.Code);
    }

    [Fact]
    public async Task Fragments_way_is_its_own_and_pays_from_the_balance()
    {
        var person = await shop.Somebody(Plenty);
        var order = await shop.Order(person, way: StarsWay.Fragment);
        await shop.Work();
        order = await shop.Now(order, person);
        Assert.Equal((StarsOrderState.Delivered, StarsWay.Fragment), (order.State, order.Way));
    }

    [Fact]
    public async Task Who_pays_in_the_sellers_currency_is_not_exchanged()
    {
        var person = await shop.Somebody(5_000_000, Usdt);
        var quote = await shop.Quote(person, currency: Usdt);
        Assert.Equal(1_672_000, quote.Price.Minor);
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id));
        await shop.Work();
        Assert.Equal(StarsOrderState.Delivered, (await shop.Now(order, person)).State);
        Assert.Equal(5_000_000 - 1_672_000, (await shop.Main(person, Usdt)).Balance.Minor);
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task What_is_missing_is_paid_by_an_invoice_and_the_order_goes_on_by_itself()
    {
        var person = await shop.Somebody(33_76);
        var quote = await shop.Quote(person, way: StarsWay.Direct);
        var order = await shop.Get(new OrderStars(OperationId.New(), person, quote.Id, "sandbox"));
        Assert.Equal((StarsOrderState.Created, 100_00L), (order.State, order.Due?.Minor));
        Assert.Equal(100_00, shop.World.One(order.Invoice!.Value).Amount.Minor);
        // Half of it is not enough, and the rest is.
        await shop.PayInvoice(person, order.Invoice.Value, new Money(60_00, Currency.Rub));
        await shop.Work();
        Assert.Equal(StarsOrderState.Created, (await shop.Now(order, person)).State);
        var paid = await shop.PayInvoice(person, order.Invoice.Value, new Money(40_00, Currency.Rub));
        await shop.Hear<OnInvoicePaid>(paid);
        await shop.Work();
        Assert.Equal(StarsOrderState.Delivered, (await shop.Now(order, person)).State);
        Assert.Equal((0, 0), ((await shop.Main(person)).Balance.Minor, (await shop.Main(person)).Held.Minor));
        Assert.Equal(1, await shop.Bought(order.Id));
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task One_order_waits_for_its_money_at_a_time_and_can_be_called_off()
    {
        var person = await shop.Somebody();
        var first = await shop.Get(new OrderStars(OperationId.New(), person, (await shop.Quote(person, way: StarsWay.Direct)).Id));
        var second = new OrderStars(OperationId.New(), person, (await shop.Quote(person, way: StarsWay.Direct)).Id);
        Assert.Equal("stars.order_waits", (await shop.Ask(second)).Error?.Code);
        Assert.Equal("stars.order_not_found", (await shop.Ask(new CancelStarsOrder(PersonId.New(), first.Id))).Error?.Code);
        for (var times = 0; times < 2; times++)
            Assert.Equal(StarsOrderState.Cancelled, (await shop.Get(new CancelStarsOrder(person, first.Id))).State);
        var other = await shop.Get(second);
        // Money that comes for the first one all the same stays on the balance.
        await shop.PayInvoice(person, first.Invoice!.Value);
        await shop.Work();
        Assert.Equal(133_76, (await shop.Main(person)).Available?.Minor);
        await shop.PayInvoice(person, other.Invoice!.Value);
        await shop.Work();
        Assert.Equal("stars.order_paid", (await shop.Ask(new CancelStarsOrder(person, other.Id))).Error?.Code);
        Assert.Equal(StarsOrderState.Delivered, (await shop.Now(other, person)).State);
    }

    [Fact]
    public async Task An_order_that_nobody_pays_is_cancelled_after_an_hour()
    {
        var person = await shop.Somebody();
        var order = await shop.Order(person, way: StarsWay.Direct);
        await shop.Work(TimeSpan.FromMinutes(59));
        Assert.Equal(StarsOrderState.Created, (await shop.Now(order, person)).State);
        await shop.Work(TimeSpan.FromMinutes(2));
        order = await shop.Now(order, person);
        Assert.Equal((StarsOrderState.Cancelled, "stars.unpaid"), (order.State, order.Reason));
        Assert.Equal(Contracts.Payments.InvoiceState.Cancelled, shop.World.One(order.Invoice!.Value).State);
    }

    [Fact]
    public async Task An_invoice_that_cannot_be_made_leaves_no_order_that_waits()
    {
        var person = await shop.Somebody();
        shop.World.InvoiceRefused = Error.Conflict("payments.amount_too_small", "Too small.");
        try
        {
            var quote = await shop.Quote(person, way: StarsWay.Direct);
            Assert.Equal("payments.amount_too_small", (await shop.Ask(new OrderStars(OperationId.New(), person, quote.Id))).Error?.Code);
        }
        finally
        {
            shop.World.InvoiceRefused = null;
        }
        Assert.Equal(StarsOrderState.Created, (await shop.Order(person, way: StarsWay.Direct)).State);
    }

    [Fact]
    public async Task Orders_are_listed_a_page_at_a_time_to_their_owner_only()
    {
        var person = await shop.Somebody(Plenty);
        var made = new List<StarsOrderId>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await shop.Order(person)).Id);
            await shop.Work(TimeSpan.FromSeconds(1));
        }
        var seen = new List<StarsOrderId>();
        string? cursor = null;
        do
        {
            var page = await shop.Get(new StarsOrders(person, cursor, 2));
            seen.AddRange(page.Items.Select(o => o.Id));
            cursor = page.Next;
        } while (cursor is not null);
        made.Reverse();
        Assert.Equal(made, seen);
        Assert.Equal("stars.order_not_found", (await shop.Ask(new StarsOrderById(PersonId.New(), made[0]))).Error?.Code);
        Assert.Equal("stars.bad_cursor", (await shop.Ask(new StarsOrders(person, "'; drop table star_order"))).Error?.Code);
        Assert.Equal("stars.bad_cursor", (await shop.Ask(new StarsSales(person, Cursor: "1-2"))).Error?.Code);
    }

    [Fact]
    public void The_table_of_moves_leads_from_every_state_to_an_end_and_never_back()
    {
        foreach (var from in Enum.GetValues<StarsOrderState>())
        {
            Assert.False(OrderMoves.Allows(from, from));
            Assert.False(OrderMoves.Allows(from, StarsOrderState.Created));
            Assert.Equal(OrderMoves.IsEnd(from), from is StarsOrderState.Delivered or StarsOrderState.Failed or StarsOrderState.Cancelled);
            foreach (var to in Enum.GetValues<StarsOrderState>().Where(to => OrderMoves.Allows(from, to)))
                Assert.False(OrderMoves.Allows(to, from));
        }
    }

    private async Task<long[]> Books() =>
        [
            await shop.System("stars:margin", Currency.Rub),
            await shop.System("stars:fees", Currency.Rub),
            await shop.System("liquidity", Currency.Rub),
            await shop.System("liquidity", Usdt),
            await shop.System("external:stars-sandbox", Usdt),
        ];
}
