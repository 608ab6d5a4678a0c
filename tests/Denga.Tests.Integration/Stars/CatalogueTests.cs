using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Modules;
using Denga.Stars.Catalogue;
using Denga.TestKit.Sellers;
using Denga.Tests.Integration.Payments;

namespace Denga.Tests.Integration.Stars;

/// <summary>Prices, recipients and quotes.</summary>
public sealed class CatalogueTests(StarsHost shop) : IClassFixture<StarsHost>
{
    [Fact]
    public async Task The_catalogue_has_packs_and_premium_with_prices_fees_and_the_age_of_the_rates()
    {
        var prices = await shop.Get(new StarsCatalogue(PersonId.New(), Currency.Rub));
        Assert.Equal([3, 6, 12], prices.Packs.Where(p => p.Product == StarsProduct.Premium).Select(p => p.Quantity));
        var hundred = prices.Packs.Single(p => p is { Product: StarsProduct.Stars, Quantity: 100 });
        Assert.Equal((133_76, 13_76, 10m), (hundred.Price.Minor, hundred.Fee.Minor, prices.FeePercent));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), prices.RatesAt);
        Assert.Equal("stars.currency_not_taken", (await shop.Ask(new StarsCatalogue(PersonId.New(), Currency.Parse("XTR")))).Error?.Code);
    }

    [Theory]
    [InlineData(StarsProduct.Stars, 49, "stars.bad_quantity")]
    [InlineData(StarsProduct.Stars, 0, "stars.bad_quantity")]
    [InlineData(StarsProduct.Stars, -100, "stars.bad_quantity")]
    [InlineData(StarsProduct.Stars, 1_000_001, "stars.bad_quantity")]
    [InlineData(StarsProduct.Premium, 1, "stars.bad_months")]
    [InlineData(StarsProduct.Premium, 50, "stars.bad_months")]
    [InlineData(StarsProduct.Stars, 50, null)]
    [InlineData(StarsProduct.Stars, 1_000_000, null)]
    [InlineData(StarsProduct.Premium, 12, null)]
    public async Task Any_amount_within_the_limits_is_sold_and_none_beyond(StarsProduct product, int quantity, string? code) =>
        Assert.Equal(code, (await shop.Ask(new QuoteStars(PersonId.New(), product, quantity, Currency.Rub, "durov"))).Error?.Code);

    [Theory]
    [InlineData("@Durov", "Durov")]
    [InlineData("durov", "durov")]
    [InlineData("  t.me/durov ", "durov")]
    [InlineData("https://t.me/DUROV/", "DUROV")]
    [InlineData("HTTP://T.ME/durov", "durov")]
    [InlineData("telegram.me/durov", "durov")]
    [InlineData("abc", null)]
    [InlineData("1durov", null)]
    [InlineData("durov'; drop table star_order --", null)]
    [InlineData("<b>durov</b>", null)]
    [InlineData("t.me/durov/5", null)]
    [InlineData("evil.me/durov", null)]
    [InlineData("дуров", null)]
    [InlineData("", null)]
    [InlineData("a_very_long_username_that_nobody_may_have", null)]
    public void A_username_is_read_in_every_form_and_nothing_else_is(string written, string? username) =>
        Assert.Equal(username, Recipients.Read(written));

    [Theory]
    [InlineData("nobody_here", "stars.recipient_not_found")]
    [InlineData("refused_one", "stars.recipient_refused")]
    [InlineData("away_one", "stars.seller_away")]
    [InlineData("x'--", "stars.bad_username")]
    public async Task A_recipient_is_checked_with_the_seller(string username, string code)
    {
        Assert.Equal(code, (await shop.Ask(new CheckRecipient(PersonId.New(), StarsProduct.Stars, username))).Error?.Code);
        Assert.Equal(code, (await shop.Ask(new QuoteStars(PersonId.New(), StarsProduct.Stars, 100, Currency.Rub, username))).Error?.Code);
    }

    [Fact]
    public async Task For_oneself_the_username_is_the_one_that_the_messenger_told()
    {
        var person = PersonId.New();
        Assert.Equal("stars.no_username", (await shop.Ask(new CheckRecipient(person, StarsProduct.Stars))).Error?.Code);
        shop.World.Usernames[person] = "Ann_B";
        Assert.Equal(new StarsRecipient("Ann_B", "Ann B"), await shop.Get(new CheckRecipient(person, StarsProduct.Stars)));
    }

    [Fact]
    public async Task The_margin_is_by_rules_and_every_currency_is_rounded_up_to_its_own_units()
    {
        var host = new StarsHost(
            database: null,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Stars:MarginPercent"] = "20",
                ["Stars:Margins:0:From"] = "1000",
                ["Stars:Margins:0:Percent"] = "5",
                ["Stars:Margins:1:Product"] = "Premium",
                ["Stars:Margins:1:Percent"] = "0",
                ["Stars:LookupsPerMinute"] = "5",
            },
            shop.Clock.GetUtcNow()
        );
        await host.InitializeAsync();
        var person = PersonId.New();
        // 1.52 USDT and 20 percent; 15.02 and 5; 28.99 + 0.02 and nothing; in yen without decimals.
        Assert.Equal(1_83, (await host.Quote(person, currency: Currency.Usd)).Price.Minor);
        Assert.Equal(15_78, (await host.Quote(person, quantity: 1000, currency: Currency.Usd)).Price.Minor);
        var premium = await host.Get(new QuoteStars(person, StarsProduct.Premium, 12, Currency.Usd, "durov"));
        Assert.Equal(29_01, premium.Price.Minor);
        Assert.Equal(274, (await host.Quote(person, currency: Currency.Parse("JPY"))).Price.Minor);
        await host.Quote(person);
        var slow = (await host.Ask(new CheckRecipient(person, StarsProduct.Stars, "durov"))).Error;
        Assert.Equal(("stars.too_many_lookups", "12"), (slow?.Code, slow?.Args?["retryAfterSeconds"]));
        await AnOperatorSetsThem(host);
        await host.DisposeAsync();
    }

    /// <summary>With a code and a reason, once, and not over what somebody else set meanwhile.</summary>
    private static async Task AnOperatorSetsThem(StarsHost host)
    {
        var by = PersonId.New();
        var seen = await host.Get(new StarsMarginsNow(by));
        Assert.Equal((0L, 20m, 2), (seen.Version, seen.Otherwise, seen.Rules.Count));
        StarsMargin[] rules = [new(StarsProduct.Stars, 100, 50)];
        var set = new SetStarsMargins(OperationId.New(), by, seen.Version, 30, rules, "a sale is over", "right");
        (await host.Ask(set with { Code = null })).IsRefused("identity.step_up_needed");
        (await host.Ask(set with { Reason = "" })).IsRefused("stars.bad_reason");
        (await host.Ask(set with { Otherwise = 201 })).IsRefused("stars.bad_margins");
        (await host.Ask(set with { Rules = [new(null, -1, 5)] })).IsRefused("stars.bad_margins");
        (await host.Ask(set with { Rules = [new(null, 0, 0.00001m)] })).IsRefused("stars.bad_margins");
        Assert.Equal(1, (await host.Get(set)).Version);
        Assert.Equal(1, (await host.Get(set)).Version);
        (await host.Ask(set with { Otherwise = 31 })).IsRefused("operation.id_reused");
        (await host.Ask(set with { Id = OperationId.New() })).IsRefused("stars.margins_changed");
        Assert.Equal(2_28, (await host.Quote(PersonId.New(), currency: Currency.Usd)).Price.Minor);
        var audited = await host.Select<string>("select before::text || after::text from stars.audit where action = 'stars.margins-set'");
        Assert.Contains("20", audited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_seller_is_not_priced_by_old_rates_and_is_left_alone_while_he_fails()
    {
        await using var mystars = await MyStarsDouble.Start();
        var host = new StarsHost(database: null, MyStarsContractTests.Settings(mystars), shop.Clock.GetUtcNow());
        await host.InitializeAsync();
        Assert.Equal(16, (await host.Get(new StarsCatalogue(PersonId.New(), Currency.Rub))).Packs.Count);
        // One question for all packs of Stars, and a minute long no other.
        await host.Get(new StarsCatalogue(PersonId.New(), Currency.Rub));
        Assert.Equal((1, 3), (mystars.Asked("GET /v1/pricing/batch"), mystars.Asked("GET /v1/pricing")));
        host.World.RateDate = new DateOnly(2026, 11, 1);
        Assert.Equal("stars.rates_stale", (await host.Ask(new StarsCatalogue(PersonId.New(), Currency.Rub))).Error?.Code);
        host.World.RateDate = new DateOnly(2026, 11, 20);
        mystars.Next("POST /v1/recipients/check", [.. Enumerable.Repeat(SellerFault.FailsBefore, 20)]);
        var asked = 0;
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(
                "stars.seller_away",
                (await host.Ask(new CheckRecipient(PersonId.New(), StarsProduct.Stars, "durov"))).Error?.Code
            );
            asked = i == 1 ? mystars.Asked("POST /v1/recipients/check") : asked;
        }
        // After five failures at the most he is not asked any more, and after a minute once.
        Assert.InRange(asked, 1, 5);
        Assert.Equal(asked, mystars.Asked("POST /v1/recipients/check"));
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await host.Ask(new CheckRecipient(PersonId.New(), StarsProduct.Stars, "durov"));
        Assert.Equal(asked + 1, mystars.Asked("POST /v1/recipients/check"));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task In_ton_the_price_goes_by_way_of_what_the_seller_says_a_ton_is_worth()
    {
        await using var mystars = await MyStarsDouble.Start();
        var settings = MyStarsContractTests.Settings(mystars);
        settings["Stars:MyStars:PaymentCurrency"] = "ton";
        var host = new StarsHost(database: null, settings, shop.Clock.GetUtcNow());
        await host.InitializeAsync();
        // 1.5 + 0.02 TON at 2.5 USDT at 80, and ten percent.
        var person = await host.Somebody(1_000_00);
        var quote = await host.Quote(person);
        Assert.Equal(334_40, quote.Price.Minor);
        var order = await host.Get(new OrderStars(OperationId.New(), person, quote.Id));
        await host.Work();
        var sale = Assert.Single((await host.Get(new StarsSales(PersonId.New()))).Items);
        Assert.StartsWith("ton://transfer/", sale.PayLink, StringComparison.Ordinal);
        mystars.Pay(order.Id.ToString());
        await host.Work(TimeSpan.FromSeconds(30));
        Assert.Equal(StarsOrderState.Delivered, (await host.Now(order, person)).State);
        Assert.Equal(1_500_000_000, await host.System("external:mystars", Currency.Parse("TON")));
        await host.LedgerIsRight();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("Stars:Fragment", "fragment-api", "SeedLeavesThisHost")]
    [InlineData("Stars:Seller", "mystars", "ApiKey")]
    [InlineData("Stars:Seller", "somebody", "Seller")]
    [InlineData("Stars:Packs:0", "49", "packs")]
    public async Task A_seller_who_wants_the_seed_or_lacks_his_keys_stops_the_start(string setting, string value, string named)
    {
        var host = new StarsHost(
            database: null,
            new Dictionary<string, string>(StringComparer.Ordinal) { [setting] = value },
            shop.Clock.GetUtcNow()
        );
        var stopped = await Assert.ThrowsAsync<SettingException>(() => host.InitializeAsync().AsTask());
        Assert.Contains(named, stopped.Message, StringComparison.Ordinal);
    }
}
