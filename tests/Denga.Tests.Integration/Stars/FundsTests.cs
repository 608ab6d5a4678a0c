using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Health;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Stars;

/// <summary>The shop's own money: caps, wallets, alarms.</summary>
public sealed class FundsTests : IAsyncLifetime
{
    private static readonly Currency Usdt = Currency.Parse("USDT");
    private readonly StarsHost shop = new(
        database: null,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Stars:CapPerHour"] = "4",
            ["Stars:CapPerDay"] = "6",
            ["Stars:SandboxSeller:Funds"] = "40",
        },
        new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)
    );

    public ValueTask InitializeAsync() => shop.InitializeAsync();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task No_more_is_bought_in_an_hour_or_a_day_than_the_caps_allow_whoever_orders_at_once()
    {
        // An order of 100 costs 1.52 USDT.
        Assert.Equal(2, await OrderedOf(5));
        shop.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, await OrderedOf(5));
        // A failed one is not counted.
        shop.Clock.Advance(TimeSpan.FromDays(1));
        var person = await shop.Somebody(10_000_00);
        for (var i = 0; i < 4; i++)
        {
            await shop.Order(person, "broke_one");
            await shop.Work(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(2, await OrderedOf(3));
    }

    [Fact]
    public async Task Money_for_a_seller_is_in_his_wallet_or_put_away_and_compared_with_what_he_says()
    {
        var operators = PersonId.New();
        var fill = Move(StarsPurse.Owner, StarsPurse.Hot, 60);
        Assert.Equal(60_000_000, (await shop.Get(fill)).Hot.Minor);
        Assert.Equal(60_000_000, (await shop.Get(fill)).Hot.Minor);
        Assert.Equal("operation.id_reused", (await shop.Ask(fill with { Amount = new Money(1, Usdt) })).Error?.Code);
        var seller = await shop.Get(Move(StarsPurse.Hot, StarsPurse.Cold, 20));
        Assert.Equal((40_000_000, 20_000_000, 40_000_000L), (seller.Hot.Minor, seller.Cold.Minor, seller.Said?.Minor));
        var person = await shop.Somebody(1_000_00);
        await shop.Order(person);
        await shop.Work();
        seller = Assert.Single(await shop.Get(new StarsSellers(operators)));
        Assert.Equal(
            (40_000_000 - 1_520_000, 1_520_000, 4_000_000, true),
            (seller.Hot.Minor, seller.SpentInHour.Minor, seller.CapPerHour.Minor, seller.IsLow)
        );
        Assert.Equal([StarsWay.Balance, StarsWay.Direct, StarsWay.Fragment], seller.Uses);
        Assert.Equal("stars.bad_amount", (await shop.Ask(Move(StarsPurse.Hot, StarsPurse.Hot, 1))).Error?.Code);
        Assert.Equal("stars.bad_amount", (await shop.Ask(Move(StarsPurse.Hot, StarsPurse.Cold, 0))).Error?.Code);
        Assert.Equal("stars.bad_reason", (await shop.Ask(Move(StarsPurse.Hot, StarsPurse.Cold, 1) with { Reason = "" })).Error?.Code);
        Assert.Equal(
            "stars.unknown_seller",
            (await shop.Ask(Move(StarsPurse.Hot, StarsPurse.Cold, 1) with { Seller = "mystars" })).Error?.Code
        );
        Assert.Equal(2, await shop.Select<int>("select count(*)::int from stars.audit where action = 'stars.funds-moved'"));
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task Little_money_and_orders_that_nobody_can_tell_of_are_told_to_the_operator()
    {
        var check = shop.Host.Services.GetServices<IHealthCheck>().Single(c => c.Name == "stars");
        Assert.Equal(HealthState.Ok, (await check.Check(default)).State);
        await Watch();
        var low = await check.Check(default);
        Assert.Equal(HealthState.Degraded, low.State);
        Assert.Contains("40.000000 USDT", low.Detail, StringComparison.Ordinal);
        var person = await shop.Somebody(1_000_00);
        await shop.Order(person, "liar_one");
        await shop.Work(TimeSpan.FromSeconds(10));
        await Watch();
        Assert.Contains("Of 1 orders nobody knows the outcome", (await check.Check(default)).Detail, StringComparison.Ordinal);

        Task Watch() => shop.Host.RunJob("stars");
    }

    [Fact]
    public async Task Sales_are_found_by_what_is_asked_of_them()
    {
        var person = await shop.Somebody(1_000_00);
        var first = await shop.Order(person, "Alice_1");
        await shop.Work(TimeSpan.FromSeconds(1));
        var second = await shop.Order(person, "broke_bob");
        await shop.Work(TimeSpan.FromSeconds(1));
        await Found([second.Id, first.Id], all => all);
        await Found([first.Id], all => all with { State = StarsOrderState.Delivered });
        await Found([first.Id], all => all with { Username = "@alice_1" });
        await Found([], all => all with { Seller = "mystars" });
        await Found([second.Id], all => all with { From = second.CreatedAt });
        await Found([first.Id], all => all with { To = second.CreatedAt });
        await Found([], all => all with { Disputed = true });
        var page = await shop.Get(new StarsSales(person, Limit: 1));
        await Found([first.Id], all => all with { Cursor = page.Next });

        async Task Found(StarsOrderId[] expected, Func<StarsSales, StarsSales> asked) =>
            Assert.Equal(expected, (await shop.Get(asked(new StarsSales(person)))).Items.Select(s => s.Order.Id));
    }

    private MoveStarsFunds Move(StarsPurse from, StarsPurse to, long whole) =>
        new(OperationId.New(), PersonId.New(), "sandbox", from, to, new Money(whole * 1_000_000, Usdt), "Filled for the week.");

    /// <summary>So many people order at once; how many got their order, the others being told that the shop has sold enough.</summary>
    private async Task<int> OrderedOf(int people)
    {
        var quotes = new List<(PersonId Person, StarsQuote Quote)>();
        for (var i = 0; i < people; i++)
        {
            var person = await shop.Somebody(1_000_00);
            quotes.Add((person, await shop.Quote(person)));
        }
        var answers = await Task.WhenAll(
            quotes.Select(q => Task.Run(() => shop.Ask(new OrderStars(OperationId.New(), q.Person, q.Quote.Id))))
        );
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("stars.capped", a.Error?.Code));
        await shop.Work();
        return answers.Count(a => a.IsOk);
    }
}
