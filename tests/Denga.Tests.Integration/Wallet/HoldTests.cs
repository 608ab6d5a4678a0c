using Denga.Contracts;
using Denga.Contracts.Wallet;
using static Denga.Tests.Integration.Wallet.WalletServer;

namespace Denga.Tests.Integration.Wallet;

[Collection(WalletCollection.Name)]
public sealed class HoldTests(WalletServer wallet)
{
    public static TheoryData<CommitBy> Doors => [CommitBy.Group, CommitBy.Callers];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task What_is_held_cannot_be_spent(CommitBy by)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var place = Hold(anna, 70_00);
        var hold = (await wallet.Place(by, place)).Value;
        Assert.Equal(HoldState.Open, hold.State);
        var account = await wallet.One(anna.Id);
        Assert.Equal((100_00, 70_00, 30_00), (account.Balance.Minor, account.Held.Minor, account.Available!.Value.Minor));
        Assert.Equal("wallet.not_enough", (await wallet.Post(by, Move(anna.Id, boris.Id, 30_01))).Error?.Code);
        Assert.Equal("wallet.not_enough", (await wallet.Place(by, Hold(anna, 30_01))).Error?.Code);
        Assert.True((await wallet.Post(by, Move(anna.Id, boris.Id, 30_00))).IsOk);
        Assert.True((await wallet.Place(by, place)).Value.IsReplay);
        Assert.Equal("operation.id_reused", (await wallet.Place(by, place with { Kind = "other" })).Error?.Code);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_part_is_captured_and_the_rest_is_free_again(CommitBy by)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var hold = (await wallet.Place(by, Hold(anna, 70_00))).Value;
        Assert.Equal("wallet.capture_too_large", (await wallet.Capture(by, Take(hold, anna, boris, 70_01))).Error?.Code);
        var take = Take(hold, anna, boris, 50_00);
        var posting = (await wallet.Capture(by, take)).Value;
        Assert.Equal(hold.Id, posting.Hold);
        var account = await wallet.One(anna.Id);
        Assert.Equal((50_00, 0L), (account.Balance.Minor, account.Held.Minor));
        var ended = await wallet.Get(new HoldById(hold.Id));
        Assert.Equal((HoldState.Captured, 50_00L), (ended.State, ended.Captured.Minor));
        Assert.True((await wallet.Capture(by, take)).Value.IsReplay);
        Assert.Equal("wallet.hold_ended", (await wallet.Capture(by, take with { Id = OperationId.New() })).Error?.Code);
        Assert.Equal("wallet.hold_ended", (await wallet.Release(by, hold.Id)).Error?.Code);
        Assert.Equal([HoldState.Open, HoldState.Captured], (await wallet.Events(anna.Id.ToString())).Select(StateOf).OfType<HoldState>());
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_released_hold_is_free_again_and_a_repeat_is_a_success(CommitBy by)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var hold = (await wallet.Place(by, Hold(anna, 70_00))).Value;
        Assert.Equal(HoldState.Released, (await wallet.Release(by, hold.Id)).Value.State);
        Assert.True((await wallet.Release(by, hold.Id)).Value.IsReplay);
        Assert.Equal("wallet.hold_ended", (await wallet.Capture(by, Take(hold, anna, boris, 1))).Error?.Code);
        Assert.True((await wallet.Post(by, Move(anna.Id, boris.Id, 100_00))).IsOk);
        Assert.Equal("wallet.hold_not_found", (await wallet.Release(by, HoldId.From(Guid.CreateVersion7()))).Error?.Code);
    }

    [Fact]
    public async Task An_expired_hold_cannot_be_captured_and_is_ended_by_the_job()
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var hold = await wallet.Get(Hold(anna, 70_00) with { ExpiresAt = wallet.Clock.GetUtcNow().AddMinutes(10) });
        await wallet.RunJob("wallet.expire-holds");
        Assert.Equal(HoldState.Open, (await wallet.Get(new HoldById(hold.Id))).State);
        wallet.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("wallet.hold_ended", (await wallet.Ask(Take(hold, anna, boris, 1))).Error?.Code);
        await wallet.RunJob("wallet.expire-holds");
        Assert.Equal(HoldState.Expired, (await wallet.Get(new HoldById(hold.Id))).State);
        Assert.Equal(0, (await wallet.One(anna.Id)).Held.Minor);
        Assert.Equal(HoldState.Expired, (await wallet.Get(new Release(hold.Id))).State);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_hold_that_cannot_be_is_refused_with_its_code(CommitBy by)
    {
        var anna = await wallet.Open(100_00);
        async Task Refused(string code, PlaceHold place) => Assert.Equal("wallet." + code, (await wallet.Place(by, place)).Error?.Code);
        await Refused("bad_amount", Hold(anna, 0));
        await Refused("bad_amount", Hold(anna, -1));
        await Refused("bad_kind", Hold(anna, 1) with { Kind = "A" });
        await Refused("bad_time", Hold(anna, 1) with { ExpiresAt = wallet.Clock.GetUtcNow() });
        await Refused("bad_time", Hold(anna, 1) with { ExpiresAt = wallet.Clock.GetUtcNow().AddDays(500) });
        await Refused("wrong_currency", Hold(anna, 1) with { Amount = new Money(1, Currency.Usd) });
        await Refused("account_not_found", Hold(anna, 1) with { Account = AccountId.New() });
    }

    [Fact]
    public async Task Two_hundred_parallel_holds_and_debits_never_exceed_what_there_is()
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(async n =>
                {
                    var by = n % 4 == 0 ? CommitBy.Callers : CommitBy.Group;
                    return n % 2 == 0
                        ? (await wallet.Place(by, Hold(anna, 3_00))).Error?.Code
                        : (await wallet.Post(by, Move(anna.Id, boris.Id, 3_00))).Error?.Code;
                })
        );
        Assert.Equal(33, answers.Count(a => a is null));
        Assert.All(answers.Where(a => a is not null), a => Assert.Equal("wallet.not_enough", a));
        var account = await wallet.One(anna.Id);
        Assert.Equal(1_00, account.Available!.Value.Minor);
        Assert.Equal(100_00, account.Balance.Minor + await wallet.Balance(boris.Id));
    }

    [Fact]
    public async Task Opposite_transfers_never_deadlock()
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open(100_00));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 120)
                .Select(n =>
                    wallet.Post(
                        n % 3 == 0 ? CommitBy.Callers : CommitBy.Group,
                        n % 2 == 0 ? Move(anna.Id, boris.Id, 1) : Move(boris.Id, anna.Id, 1)
                    )
                )
        );
        Assert.All(answers, a => Assert.True(a.IsOk, a.Error?.Detail));
        Assert.Equal(100_00, await wallet.Balance(anna.Id));
    }

    private static HoldState? StateOf(IEvent happened) =>
        happened switch
        {
            HoldPlaced placed => placed.Hold.State,
            HoldEnded ended => ended.Hold.State,
            _ => null,
        };

    private PlaceHold Hold(Account account, long minor) =>
        new(OperationId.New(), account.Id, new Money(minor, account.Currency), "test", wallet.Clock.GetUtcNow().AddDays(1));

    private static Capture Take(Hold hold, Account from, Account to, long minor) =>
        new(
            OperationId.New(),
            hold.Id,
            "purchase",
            [new Leg(from.Id, new Money(-minor, from.Currency)), new Leg(to.Id, new Money(minor, from.Currency))]
        );
}
