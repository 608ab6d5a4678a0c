using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Outside;
using Denga.Stars.Sellers;
using Denga.TestKit.Sellers;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Stars;

/// <summary>What every seller keeps. A new one passes by a class below.</summary>
public abstract class SellerContractTests : IAsyncLifetime
{
    private readonly StarsHost shop;

    private protected SellerContractTests(IReadOnlyDictionary<string, string> settings) =>
        shop = new StarsHost(database: null, settings, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private protected StarsHost Shop => shop;

    private protected IStarsSeller Seller { get; private set; } = null!;

    private protected abstract string SellerName { get; }

    public virtual async ValueTask InitializeAsync()
    {
        await shop.InitializeAsync();
        Seller = shop.Host.Services.GetServices<IStarsSeller>().Single(s => s.Name == SellerName);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await shop.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>How often his side took money for a reference.</summary>
    private protected abstract Task<int> Bought(string reference);

    /// <summary>Whoever pays him has paid, and he delivers.</summary>
    private protected abstract Task Deliver(string reference);

    private protected virtual IReadOnlyCollection<string> Violations => [];

    [Fact]
    public async Task Prices_come_in_the_order_asked_and_grow_with_the_quantity()
    {
        var stars = await Seller.Prices(StarsProduct.Stars, [50, 100, 1000], default);
        Assert.Equal(3, stars.Count);
        Assert.True(stars[0].Cost.Minor > 0 && stars[0].Cost < stars[1].Cost && stars[1].Cost < stars[2].Cost);
        Assert.All(stars, p => Assert.Same(Seller.Currency, p.Cost.Currency));
        var premium = await Seller.Prices(StarsProduct.Premium, [3, 6, 12], default);
        Assert.True(premium[0].Cost < premium[2].Cost);
        Assert.Empty(Violations);
    }

    [Fact]
    public async Task Somebody_is_found_and_nobody_is_not()
    {
        var found = await Seller.Look(StarsProduct.Stars, "durov", default);
        Assert.Equal("durov", found.Value.Username, ignoreCase: true);
        Assert.Equal("stars.recipient_not_found", (await Seller.Look(StarsProduct.Stars, "nobody_here", default)).Error?.Code);
        Assert.Empty(Violations);
    }

    [Fact]
    public async Task A_placed_order_buys_nothing_and_a_bought_one_is_delivered_once()
    {
        var request = Request("durov");
        var placed = await Seller.Place(request, default);
        Assert.Equal((SellerState.Placed, 0), (placed.State, await Bought(request.Reference)));
        Assert.True(placed.Cost is { Minor: > 0 });
        await Seller.Buy(request, placed.Id, placed.Cost!.Value, default);
        await Deliver(request.Reference);
        var asked = await Seller.Ask(request, placed.Id, default);
        Assert.Equal((SellerState.Delivered, false, 1), (asked?.State, asked!.Contradicts(request), await Bought(request.Reference)));
        Assert.Empty(Violations);
    }

    [Fact]
    public async Task Premium_is_sold_as_well()
    {
        var request = new SellerRequest(StarsOrderId.From(Guid.CreateVersion7()).ToString(), StarsProduct.Premium, 6, "durov");
        var placed = await Seller.Place(request, default);
        await Seller.Buy(request, placed.Id, placed.Cost!.Value, default);
        await Deliver(request.Reference);
        Assert.Equal(SellerState.Delivered, (await Seller.Ask(request, placed.Id, default))?.State);
        Assert.Empty(Violations);
    }

    [Fact]
    public async Task An_order_that_he_does_not_know_is_none() =>
        Assert.Null(await Seller.Ask(Request("durov"), Guid.CreateVersion7().ToString(), default));

    private protected static SellerRequest Request(string username, int quantity = 100) =>
        new(StarsOrderId.From(Guid.CreateVersion7()).ToString(), StarsProduct.Stars, quantity, username);
}

public sealed class SandboxContractTests() : SellerContractTests(new Dictionary<string, string>(StringComparer.Ordinal))
{
    private protected override string SellerName => "sandbox";

    private protected override Task<int> Bought(string reference) =>
        Shop.Select<int>("select coalesce(sum(bought), 0)::int from stars.sandbox_sale where reference = @reference", new { reference });

    private protected override Task Deliver(string reference) => Task.CompletedTask;

    [Fact]
    public async Task A_repeat_is_the_same_order_and_the_same_purchase()
    {
        var request = Request("durov");
        var first = await Seller.Place(request, default);
        Assert.Equal(first.Id, (await Seller.Place(request, default)).Id);
        for (var times = 0; times < 3; times++)
            await Seller.Buy(request, first.Id, first.Cost!.Value, default);
        Assert.Equal(1, await Bought(request.Reference));
    }
}

public sealed class MyStarsContractTests : SellerContractTests
{
    private readonly MyStarsDouble mystars;

    public MyStarsContractTests()
        : this(MyStarsDouble.Start().GetAwaiter().GetResult()) { }

    private MyStarsContractTests(MyStarsDouble mystars)
        : base(Settings(mystars)) => this.mystars = mystars;

    private protected override string SellerName => "mystars";

    private protected override IReadOnlyCollection<string> Violations => mystars.Violations;

    internal static Dictionary<string, string> Settings(MyStarsDouble mystars) =>
        new(StringComparer.Ordinal)
        {
            ["Stars:Seller"] = "mystars",
            ["Stars:MyStars:Address"] = mystars.Address,
            ["Stars:MyStars:ApiKey"] = MyStarsDouble.ApiKey,
            ["Stars:MyStars:WebhookSecret"] = MyStarsDouble.WebhookSecret,
            ["Outside:mystars:RetryDelay"] = "00:00:00",
        };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await mystars.DisposeAsync();
    }

    private protected override Task<int> Bought(string reference) =>
        Task.FromResult(mystars.Orders.Where(o => o.Key == reference).Sum(o => o.Paid));

    private protected override Task Deliver(string reference)
    {
        mystars.Pay(reference);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_order_whose_answer_was_lost_is_the_same_one_when_it_is_sent_again()
    {
        mystars.Next("POST /v1/orders", SellerFault.BreaksAfter, SellerFault.FailsAfter, SellerFault.AnswersNonsense);
        var request = Request("durov");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Seller.Place(request, default));
        var placed = await Seller.Place(request, default);
        Assert.Equal(Assert.Single(mystars.Orders).Id, placed.Id);
        Assert.Empty(mystars.Violations);
    }

    [Fact]
    public async Task Who_cannot_be_given_it_is_refused_without_an_order()
    {
        Assert.Equal("stars.recipient_refused", (await Seller.Look(StarsProduct.Stars, "refused_one", default)).Error?.Code);
        var refused = await Seller.Place(Request("refused_one"), default);
        Assert.Equal((SellerState.Failed, "stars.recipient_refused"), (refused.State, refused.Reason));
        Assert.Empty(mystars.Orders);
    }

    [Theory]
    [InlineData("reserved", SellerState.Underway)]
    [InlineData("held", SellerState.Underway)]
    [InlineData("a state of tomorrow", SellerState.Underway)]
    [InlineData("awaiting_payment", SellerState.Placed)]
    [InlineData("reversed", SellerState.Failed)]
    [InlineData("expired", SellerState.Failed)]
    [InlineData("cancelled", SellerState.Failed)]
    public async Task A_state_is_delivered_or_failed_only_where_he_says_so(string status, object state)
    {
        var request = Request("durov");
        var placed = await Seller.Place(request, default);
        mystars.Pay(request.Reference, status);
        Assert.Equal((SellerState)state, (await Seller.Ask(request, placed.Id, default))?.State);
    }

    [Fact]
    public async Task The_payment_is_a_link_that_opens_in_a_wallet_with_the_exact_amount_and_memo()
    {
        var request = Request("durov");
        var placed = await Seller.Place(request, default);
        Assert.Equal(
            $"ton://transfer/UQBAjaOyi2wGWlk-EDkSabqqnF-MrrwMadnwqrurKpkla4QB?amount=1500000&jetton=EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs&text={placed.Id}",
            placed.PayLink
        );
    }

    [Fact]
    public async Task A_seller_who_is_busy_or_broken_leaves_the_outcome_open()
    {
        mystars.Next("GET /v1/orders/{id}", SellerFault.AnswersNonsense);
        var request = Request("durov");
        var placed = await Seller.Place(request, default);
        await Assert.ThrowsAsync<OutsideException>(() => Seller.Ask(request, placed.Id, default));
        Assert.Equal(SellerState.Placed, (await Seller.Ask(request, placed.Id, default))?.State);
    }

    [Fact]
    public async Task Who_says_that_it_failed_and_delivers_after_all_is_found_out()
    {
        var person = await Shop.Somebody(1_000_00);
        var order = await Shop.Order(person);
        await Shop.Host.Work();
        mystars.Pay(order.Id.ToString(), "failed");
        await Shop.Work(TimeSpan.FromMinutes(1));
        Assert.Equal(
            (StarsOrderState.Failed, 1_000_00),
            ((await Shop.Now(order, person)).State, (await Shop.Main(person)).Available?.Minor)
        );
        await Recheck();
        Assert.Empty((await Shop.Get(new StarsSales(person, Disputed: true))).Items);
        mystars.Pay(order.Id.ToString(), "delivered");
        await Recheck();
        Assert.Equal(order.Id, Assert.Single((await Shop.Get(new StarsSales(person, Disputed: true))).Items).Order.Id);

        Task Recheck() => Shop.Host.RunJob("stars.recheck-failed");
    }

    [Fact]
    public async Task The_key_is_in_no_kept_call()
    {
        await Seller.Place(Request("durov"), default);
        var kept = await Shop.Select<string>("select string_agg(request || answer, ' ') from stars.outside_call");
        Assert.Contains("\"quantity\":100", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(MyStarsDouble.ApiKey, kept, StringComparison.Ordinal);
    }
}

public sealed class FragmentApiContractTests : SellerContractTests
{
    private readonly FragmentApiDouble fragment;

    public FragmentApiContractTests()
        : this(FragmentApiDouble.Start().GetAwaiter().GetResult()) { }

    private FragmentApiContractTests(FragmentApiDouble fragment)
        : base(Settings(fragment)) => this.fragment = fragment;

    private protected override string SellerName => "fragment-api";

    private protected override IReadOnlyCollection<string> Violations => fragment.Violations;

    internal static Dictionary<string, string> Settings(FragmentApiDouble fragment) =>
        new(StringComparer.Ordinal)
        {
            ["Stars:Fragment"] = "fragment-api",
            ["Stars:FragmentApi:Address"] = fragment.Address,
            ["Stars:FragmentApi:Seed"] = FragmentApiDouble.Seed,
            ["Stars:FragmentApi:SeedLeavesThisHost"] = "yes, the seed leaves this host",
            ["Outside:fragment-api:RetryDelay"] = "00:00:00",
        };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await fragment.DisposeAsync();
    }

    private protected override Task<int> Bought(string reference) =>
        Task.FromResult(fragment.Orders.Where(o => o.Info == reference).Sum(o => o.Paid));

    private protected override Task Deliver(string reference) => Task.CompletedTask;

    [Fact]
    public async Task A_payment_without_an_answer_is_asked_about_and_the_seed_is_in_no_kept_call()
    {
        fragment.Next("POST /v2/buyStarsWithoutKYC/pay", SellerFault.BreaksAfter);
        var request = Request("durov");
        var placed = await Seller.Place(request, default);
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Seller.Buy(request, placed.Id, placed.Cost!.Value, default));
        Assert.True(failure.MayHaveArrived);
        Assert.Equal(SellerState.Delivered, (await Seller.Ask(request, placed.Id, default))?.State);
        Assert.Equal((1, 1), (await Bought(request.Reference), fragment.Asked("POST /v2/buyStarsWithoutKYC/pay")));
        var kept = await Shop.Select<string>("select string_agg(request || coalesce(answer, ''), ' ') from stars.outside_call");
        Assert.Contains("order_uuid", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(FragmentApiDouble.Seed)),
            kept,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("5b158ae73ab9431ba20e0c7580be4d19", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_getting_in_buys_nothing_and_may_be_tried_again()
    {
        fragment.Next("POST /v2/auth", SellerFault.FailsBefore, SellerFault.FailsBefore, SellerFault.FailsBefore);
        var request = Request("durov");
        var placed = await Seller.Place(request, default);
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Seller.Buy(request, placed.Id, placed.Cost!.Value, default));
        Assert.False(failure.MayHaveArrived);
        Assert.Equal(0, fragment.Asked("POST /v2/buyStarsWithoutKYC/pay"));
    }

    [Fact]
    public async Task An_empty_wallet_is_a_failure_and_nothing_was_bought()
    {
        var request = Request("broke_one");
        var placed = await Seller.Place(request, default);
        var said = await Seller.Buy(request, placed.Id, placed.Cost!.Value, default);
        Assert.Equal((SellerState.Failed, "stars.no_funds", 0), (said.State, said.Reason, await Bought(request.Reference)));
    }

    [Fact]
    public async Task Through_the_shop_a_payment_without_an_answer_is_made_once_and_the_order_delivered()
    {
        fragment.Next("POST /v2/buyStarsWithoutKYC/pay", SellerFault.FailsAfter);
        fragment.Next("GET /v2/buyStarsWithoutKYC/check", SellerFault.FailsBefore, SellerFault.FailsBefore, SellerFault.FailsBefore);
        var person = await Shop.Somebody(1_000_00);
        var order = await Shop.Order(person, way: StarsWay.Fragment);
        await Shop.Host.Work();
        Assert.Equal(StarsOrderState.Unknown, (await Shop.Now(order, person)).State);
        // He failed so often that he is left alone for a minute, and for another one.
        await Shop.Work(TimeSpan.FromMinutes(3));
        Assert.Equal(StarsOrderState.Delivered, (await Shop.Now(order, person)).State);
        Assert.Equal((1, 1), (await Bought(order.Id.ToString()), fragment.Asked("POST /v2/buyStarsWithoutKYC/pay")));
        // What stands on the account of his wallet is what was paid to him.
        Assert.Equal(1_500_000, await Shop.System("external:fragment-api", Currency.Parse("USDT")));
        await Shop.LedgerIsRight();
    }

    [Fact]
    public async Task A_payment_that_never_shows_is_never_made_again_until_somebody_decides()
    {
        fragment.Next("POST /v2/buyStarsWithoutKYC/pay", SellerFault.BreaksBefore);
        var person = await Shop.Somebody(1_000_00);
        var order = await Shop.Order(person, way: StarsWay.Fragment);
        await Shop.Work(TimeSpan.FromMinutes(5));
        Assert.Equal(StarsOrderState.Unknown, (await Shop.Now(order, person)).State);
        Assert.Equal((0, 1), (await Bought(order.Id.ToString()), fragment.Asked("POST /v2/buyStarsWithoutKYC/pay")));
        await Shop.Get(new ResolveStarsOrder(PersonId.New(), order.Id, Delivered: false, "Nothing left the wallet."));
        Assert.Equal(1_000_00, (await Shop.Main(person)).Available?.Minor);
    }
}
