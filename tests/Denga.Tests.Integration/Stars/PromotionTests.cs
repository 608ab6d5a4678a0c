using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Stars;
using Denga.Stars.People;

namespace Denga.Tests.Integration.Stars;

/// <summary>Promo codes, who brings whom, and what becomes of it when people are joined or erased.</summary>
public sealed class PromotionTests(StarsHost shop) : IClassFixture<StarsHost>
{
    private const long Plenty = 10_000_00;
    private static int made;

    [Fact]
    public async Task A_code_takes_its_part_off_once_a_person_and_never_below_what_the_seller_asks()
    {
        var code = await Promo(percent: 5, uses: 10);
        var given = await shop.System("stars:discounts", Currency.Rub);
        var person = await shop.Somebody(Plenty);
        var quote = await shop.Quote(person, promo: " " + code.ToUpperInvariant());
        Assert.Equal((6_68, 127_08), (quote.Discount.Minor, quote.Price.Minor));
        await shop.Get(new OrderStars(OperationId.New(), person, quote.Id));
        await shop.Work();
        Assert.Equal("stars.bad_promo", (await shop.Ask(Quote(person, code))).Error?.Code);
        var half = await shop.Quote(await shop.Somebody(Plenty), promo: await Promo(percent: 50, uses: 1));
        Assert.Equal((12_16, 121_60), (half.Discount.Minor, half.Price.Minor));
        Assert.Equal(given - 6_68, await shop.System("stars:discounts", Currency.Rub));
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task Fifty_people_at_once_get_no_more_than_there_is()
    {
        var code = await Promo(percent: 5, uses: 7);
        var quotes = new List<(PersonId Person, StarsQuote Quote)>();
        for (var i = 0; i < 50; i++)
        {
            var person = await shop.Somebody(Plenty);
            quotes.Add((person, await shop.Quote(person, promo: code)));
        }
        var answers = await Task.WhenAll(
            quotes.Select(q => Task.Run(() => shop.Ask(new OrderStars(OperationId.New(), q.Person, q.Quote.Id))))
        );
        Assert.Equal(7, answers.Count(a => a.IsOk));
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("stars.bad_promo", a.Error?.Code));
        Assert.Equal(7, await shop.Select<int>("select used from stars.promo where code = @code", new { code }));
        await shop.Work();
    }

    [Fact]
    public async Task One_person_who_redeems_fifty_times_at_once_redeems_once()
    {
        var code = await Promo(percent: 5, uses: 1000);
        var person = await shop.Somebody(100 * Plenty);
        var quotes = new List<StarsQuote>();
        for (var i = 0; i < 50; i++)
            quotes.Add(await shop.Quote(person, promo: code));
        var answers = await Task.WhenAll(quotes.Select(q => Task.Run(() => shop.Ask(new OrderStars(OperationId.New(), person, q.Id)))));
        Assert.Equal(1, answers.Count(a => a.IsOk));
        Assert.Equal(1, await shop.Select<int>("select used from stars.promo where code = @code", new { code }));
        await shop.Work();
    }

    [Fact]
    public async Task An_order_that_comes_to_nothing_gives_its_use_back()
    {
        var code = await Promo(percent: 5, uses: 1);
        var person = await shop.Somebody(Plenty);
        await shop.Get(new OrderStars(OperationId.New(), person, (await shop.Quote(person, "failed_one", promo: code)).Id));
        Assert.Equal("stars.bad_promo", (await shop.Ask(Quote(await shop.Somebody(), code))).Error?.Code);
        await shop.Work(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await shop.Select<int>("select used from stars.promo where code = @code", new { code }));
        Assert.True((await shop.Ask(Quote(person, code))).IsOk);
    }

    [Theory]
    [InlineData("x", 5, 1, 1, "stars.bad_code")]
    [InlineData("<b>code</b>", 5, 1, 1, "stars.bad_code")]
    [InlineData("good-code", 0, 1, 1, "stars.bad_terms")]
    [InlineData("good-code", 51, 1, 1, "stars.bad_terms")]
    [InlineData("good-code", 5, 0, 1, "stars.bad_terms")]
    [InlineData("good-code", 5, 1, -1, "stars.bad_terms")]
    public async Task Codes_and_their_terms_have_limits(string code, int percent, int uses, int days, string error) =>
        Assert.Equal(
            error,
            (await shop.Ask(new CreateStarsPromo(PersonId.New(), code, percent, uses, shop.Clock.GetUtcNow().AddDays(days)))).Error?.Code
        );

    [Fact]
    public async Task Who_brings_somebody_gets_his_part_of_each_delivered_order_once()
    {
        var (referrer, buyer) = (await shop.Somebody(), await shop.Somebody(Plenty));
        var code = (await shop.Get(new StarsReferralOf(referrer))).Code;
        Assert.Equal(code, (await shop.Get(new StarsReferralOf(referrer))).Code);
        Assert.True((await shop.Get(new TakeStarsReferral(buyer, code.ToUpperInvariant()))).IsBrought);
        Assert.True((await shop.Get(new TakeStarsReferral(buyer, code))).IsBrought);
        var order = await shop.Order(buyer);
        await shop.Work();
        Assert.Equal(1_33, (await shop.Main(referrer)).Balance.Minor);
        await shop.Order(buyer, "failed_one");
        await shop.Work(TimeSpan.FromMinutes(1));
        var earned = await shop.Get(new StarsReferralOf(referrer));
        Assert.Equal((1, 1_33L), (earned.Brought, Assert.Single(earned.Earned).Minor));
        Assert.Equal(
            1,
            await shop.Select<int>("select count(*)::int from stars.referral_bonus where order_id = @Value", new { order.Id.Value })
        );
        await shop.LedgerIsRight();
    }

    [Fact]
    public async Task Nobody_brings_himself_or_is_brought_twice_or_after_he_ordered()
    {
        var (one, two) = (await shop.Somebody(Plenty), await shop.Somebody(Plenty));
        var (codeOfOne, codeOfTwo) = ((await shop.Get(new StarsReferralOf(one))).Code, (await shop.Get(new StarsReferralOf(two))).Code);
        Assert.Equal("stars.own_code", (await shop.Ask(new TakeStarsReferral(one, codeOfOne))).Error?.Code);
        Assert.Equal("stars.bad_code", (await shop.Ask(new TakeStarsReferral(one, "' or 1=1"))).Error?.Code);
        await shop.Get(new TakeStarsReferral(one, codeOfTwo));
        // Two who bring each other bring nobody.
        Assert.Equal("stars.brought_already", (await shop.Ask(new TakeStarsReferral(two, codeOfOne))).Error?.Code);
        var third = await shop.Somebody();
        Assert.Equal(
            "stars.brought_already",
            (await shop.Ask(new TakeStarsReferral(one, (await shop.Get(new StarsReferralOf(third))).Code))).Error?.Code
        );
        await shop.Order(two);
        Assert.Equal(
            "stars.brought_already",
            (await shop.Ask(new TakeStarsReferral(two, (await shop.Get(new StarsReferralOf(third))).Code))).Error?.Code
        );
        await shop.Work();
    }

    [Fact]
    public async Task What_two_joined_people_had_is_one_persons_and_they_brought_nobody_by_each_other()
    {
        var (kept, absorbed) = (await shop.Somebody(Plenty), await shop.Somebody(Plenty));
        var code = await Promo(percent: 5, uses: 10);
        await shop.Get(new TakeStarsReferral(absorbed, (await shop.Get(new StarsReferralOf(kept))).Code));
        foreach (var person in new[] { kept, absorbed })
            await shop.Get(new OrderStars(OperationId.New(), person, (await shop.Quote(person, promo: code)).Id));
        await shop.Work();
        var waiting = await shop.Get(new OrderStars(OperationId.New(), absorbed, (await Direct(absorbed)).Id));
        Assert.Equal(StarsOrderState.Created, waiting.State);
        await shop.Hear<OnPeopleMerged>(new PeopleMerged(kept, absorbed, shop.Clock.GetUtcNow()));
        await shop.Work();
        var orders = (await shop.Get(new StarsOrders(kept))).Items;
        Assert.Equal(3, orders.Count);
        Assert.Equal(StarsOrderState.Cancelled, orders.Single(o => o.Id == waiting.Id).State);
        Assert.Empty((await shop.Get(new StarsOrders(absorbed))).Items);
        Assert.False((await shop.Get(new StarsReferralOf(kept))).IsBrought);
        Assert.Equal("stars.bad_promo", (await shop.Ask(Quote(kept, code))).Error?.Code);
    }

    [Fact]
    public async Task Of_an_erased_person_no_names_are_left_and_what_was_earned_is()
    {
        var person = await shop.Somebody(Plenty);
        var order = await shop.Order(person, "a_friend_of_mine");
        await shop.Work();
        var records = (await shop.Get(new StarsRecords(person))).Records.GetRawText();
        Assert.Contains("a_friend_of_mine", records, StringComparison.Ordinal);
        await shop.Hear<OnPersonErased>(new PersonErased(person, shop.Clock.GetUtcNow()));
        var sale = Assert.Single((await shop.Get(new StarsSales(PersonId.New(), Buyer: person))).Items);
        Assert.Equal(
            (order.Id, "…", null, order.Price),
            (sale.Order.Id, sale.Order.Recipient.Username, sale.Order.Recipient.Name, sale.Order.Price)
        );
        Assert.Equal(0, await shop.Select<int>("select count(*)::int from stars.quote where person_id = @Value", new { person.Value }));
    }

    private async Task<string> Promo(decimal percent, int uses)
    {
        var code = "code-" + Interlocked.Increment(ref made);
        var terms = new CreateStarsPromo(PersonId.New(), code, percent, uses, shop.Clock.GetUtcNow().AddDays(30));
        await shop.Get(terms);
        Assert.Equal("stars.code_taken", (await shop.Ask(terms with { UsesMax = uses + 1 })).Error?.Code);
        Assert.Contains(await shop.Get(new StarsPromos(PersonId.New())), p => p.Code == code && p.Used == 0);
        return (await shop.Get(terms)).Code;
    }

    private async Task<StarsQuote> Direct(PersonId person)
    {
        // More than there is on the balance.
        return await shop.Quote(person, quantity: 1_000_000, way: StarsWay.Direct);
    }

    private static QuoteStars Quote(PersonId person, string promo) =>
        new(person, StarsProduct.Stars, 100, Currency.Rub, "durov", Promo: promo);
}
