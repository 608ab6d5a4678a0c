using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Wallet.Ledger;
using Microsoft.Extensions.DependencyInjection;
using static Denga.Tests.Integration.Wallet.WalletServer;

namespace Denga.Tests.Integration.Wallet;

/// <summary>What both doors of the ledger keep.</summary>
[Collection(WalletCollection.Name)]
public sealed class PostingTests(WalletServer wallet)
{
    public static TheoryData<Door> Doors => [Door.Group, Door.Callers];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Money_moves_and_both_sides_see_it(Door door)
    {
        var (anna, boris) = (await wallet.Open(1000_00), await wallet.Open(50_00));
        var posting = (await wallet.Post(door, Move(anna.Id, boris.Id, 300_00))).Value;
        Assert.False(posting.IsReplay);
        Assert.Equal([700_00L, 350_00L], posting.Legs.Select(l => l.BalanceAfter.Minor));
        Assert.Equal([anna.Person, boris.Person], posting.Legs.Select(l => l.Person));
        Assert.Equal([2L, 2L], posting.Legs.Select(l => l.Number));
        Assert.Equal(700_00, await wallet.Balance(anna.Id));
        Assert.Equal(350_00, await wallet.Balance(boris.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_same_request_again_gets_the_first_answer(Door door)
    {
        var (anna, boris) = (await wallet.Open(1000_00), await wallet.Open());
        var post = Move(anna.Id, boris.Id, 300_00) with
        {
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "за обед \"вчера\"" },
            Rate = new UsedRate(91.50m, "cbr", wallet.Clock.GetUtcNow()),
        };
        var first = (await wallet.Post(door, post)).Value;
        await wallet.Post(door, Move(anna.Id, boris.Id, 100_00));
        var again = (await wallet.Post(door, post)).Value;
        Assert.True(again.IsReplay);
        Assert.Equivalent(first with { IsReplay = true }, again, strict: true);
        Assert.Equal(600_00, await wallet.Balance(anna.Id));
        Assert.Equivalent(again with { IsReplay = false }, await wallet.Get(new PostingById(post.Id)), strict: true);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Another_request_under_a_used_id_is_a_conflict(Door door)
    {
        var (anna, boris) = (await wallet.Open(1000_00), await wallet.Open());
        var post = Move(anna.Id, boris.Id, 300_00);
        await wallet.Post(door, post);
        Assert.Equal("operation.id_reused", (await wallet.Post(door, Move(anna.Id, boris.Id, 300_01, id: post.Id))).Error?.Code);
        Assert.Equal("operation.id_reused", (await wallet.Post(door, post with { Kind = "other" })).Error?.Code);
        Assert.Equal(700_00, await wallet.Balance(anna.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_refused_posting_changes_nothing_and_keeps_its_id_free(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var post = Move(anna.Id, boris.Id, 300_00);
        var refused = (await wallet.Post(door, post)).Error!;
        Assert.Equal("wallet.not_enough", refused.Code);
        Assert.Equal("100.00", refused.Args!["amount"]);
        Assert.Equal(100_00, await wallet.Balance(anna.Id));
        Assert.Equal(0, await wallet.Number("select count(*) from posting where id = @Value", new { post.Id.Value }));
        await wallet.Post(door, Move(await wallet.World(Currency.Rub), anna.Id, 200_00));
        Assert.False((await wallet.Post(door, post)).Value.IsReplay);
        Assert.Equal(0, await wallet.Balance(anna.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_agreed_overdraft_can_be_used_up_and_no_more(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        await wallet.Get(new AgreeFloor(anna.Id, new Money(-50_00, Currency.Rub)));
        Assert.Equal("wallet.not_enough", (await wallet.Post(door, Move(anna.Id, boris.Id, 150_01))).Error?.Code);
        Assert.True((await wallet.Post(door, Move(anna.Id, boris.Id, 150_00))).IsOk);
        Assert.Equal(-50_00, await wallet.Balance(anna.Id));
        Assert.Equal("wallet.bad_floor", (await wallet.Ask(new AgreeFloor(anna.Id, new Money(-49_99, Currency.Rub)))).Error?.Code);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Several_currencies_balance_each_by_itself(Door door)
    {
        var (rubles, dollars) = (await wallet.Open(1000_00), await wallet.Open(0, Currency.Usd));
        var bankRubles = await wallet.Get(new OpenSystemAccount("liquidity", Currency.Rub));
        var bankDollars = await wallet.Get(new OpenSystemAccount("liquidity", Currency.Usd));
        Post Exchange(long cents) =>
            new(
                OperationId.New(),
                "exchange",
                [
                    new Leg(rubles.Id, new Money(-900_00, Currency.Rub)),
                    new Leg(bankRubles.Id, new Money(900_00, Currency.Rub)),
                    new Leg(bankDollars.Id, new Money(-10_00, Currency.Usd)),
                    new Leg(dollars.Id, new Money(cents, Currency.Usd)),
                ],
                Rate: new UsedRate(0.0111m, "cbr", wallet.Clock.GetUtcNow())
            );
        Assert.Equal("wallet.unbalanced", (await wallet.Post(door, Exchange(9_99))).Error?.Code);
        Assert.True((await wallet.Post(door, Exchange(10_00))).IsOk);
        Assert.Equal(100_00, await wallet.Balance(rubles.Id));
        Assert.Equal(10_00, await wallet.Balance(dollars.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task What_cannot_be_posted_is_refused_with_its_code(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var dollars = await wallet.Open(0, Currency.Usd);
        async Task Refused(string code, Post post) => Assert.Equal("wallet." + code, (await wallet.Post(door, post)).Error?.Code);
        var good = Move(anna.Id, boris.Id, 1);
        await Refused("bad_legs", good with { Legs = [] });
        await Refused("bad_legs", good with { Legs = [good.Legs[0]] });
        await Refused("bad_legs", Move(anna.Id, boris.Id, 0));
        await Refused("bad_legs", Move(anna.Id, anna.Id, 1));
        await Refused("bad_legs", good with { Legs = [.. Enumerable.Repeat(good.Legs[0], 65)] });
        await Refused("unbalanced", good with { Legs = [good.Legs[0], new Leg(boris.Id, new Money(2, Currency.Rub))] });
        await Refused("unbalanced", good with { Legs = [good.Legs[0], new Leg(dollars.Id, new Money(1, Currency.Usd))] });
        await Refused("wrong_currency", Move(anna.Id, dollars.Id, 1));
        await Refused("account_not_found", Move(anna.Id, AccountId.New(), 1));
        await Refused("bad_kind", good with { Kind = "" });
        await Refused("bad_kind", good with { Kind = "Перевод" });
        await Refused("bad_kind", good with { Kind = new string('a', 41) });
        await Refused("bad_time", good with { EventAt = wallet.Clock.GetUtcNow().AddDays(2) });
        await Refused("bad_time", good with { EventAt = new DateTimeOffset(1999, 12, 31, 0, 0, 0, TimeSpan.Zero) });
        await Refused("bad_metadata", good with { Metadata = Enumerable.Range(0, 17).ToDictionary(n => "n" + n, n => "x") });
        await Refused("bad_metadata", good with { Metadata = new Dictionary<string, string> { ["note"] = new string('x', 501) } });
        await Refused("bad_metadata", good with { Metadata = new Dictionary<string, string> { ["note"] = "a\0b" } });
        await Refused("bad_metadata", good with { Rate = new UsedRate(0, "cbr", wallet.Clock.GetUtcNow()) });
        await Refused("overflow", Move(await wallet.World(Currency.Rub), anna.Id, long.MaxValue));
        Assert.Equal(100_00, await wallet.Balance(anna.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_account_never_overflows(Door door)
    {
        var world = await wallet.Get(new OpenSystemAccount("external:overflow-" + door.ToString().ToLowerInvariant(), Currency.Rub));
        var account = await wallet.Open();
        Assert.True((await wallet.Post(door, Move(world.Id, account.Id, 1L << 62))).IsOk);
        Assert.Equal("wallet.overflow", (await wallet.Post(door, Move(world.Id, account.Id, 1))).Error?.Code);
        Assert.Equal(1L << 62, await wallet.Balance(account.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Nothing_is_posted_to_a_closed_account(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        Assert.Equal("wallet.account_not_empty", (await wallet.Ask(new CloseAccount(anna.Person!.Value, anna.Id))).Error?.Code);
        await wallet.Get(new CloseAccount(boris.Person!.Value, boris.Id));
        Assert.Equal("wallet.account_closed", (await wallet.Post(door, Move(anna.Id, boris.Id, 1))).Error?.Code);
        await wallet.Get(new OpenAccount(boris.Person.Value, Currency.Rub));
        Assert.True((await wallet.Post(door, Move(anna.Id, boris.Id, 1))).IsOk);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_posting_is_reversed_once_and_a_reversal_never(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var post = Move(anna.Id, boris.Id, 40_00);
        await wallet.Post(door, post);
        var reverse = new Reverse(OperationId.New(), post.Id);
        var reversal = (await wallet.Reverse(door, reverse)).Value;
        Assert.Equal(post.Id, reversal.Reverses);
        Assert.Equal(100_00, await wallet.Balance(anna.Id));
        Assert.True((await wallet.Reverse(door, reverse)).Value.IsReplay);
        Assert.Equal("wallet.already_reversed", (await wallet.Reverse(door, new Reverse(OperationId.New(), post.Id))).Error?.Code);
        Assert.Equal("wallet.is_reversal", (await wallet.Reverse(door, new Reverse(OperationId.New(), reverse.Id))).Error?.Code);
        Assert.Equal(
            "wallet.posting_not_found",
            (await wallet.Reverse(door, new Reverse(OperationId.New(), OperationId.New()))).Error?.Code
        );
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Of_parallel_reversals_exactly_one_is_made(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var post = Move(anna.Id, boris.Id, 40_00);
        await wallet.Post(door, post);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(n => wallet.Reverse(n == 0 ? Door.Group : door, new Reverse(OperationId.New(), post.Id)))
        );
        Assert.Single(answers, a => a.IsOk);
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("wallet.already_reversed", a.Error!.Code));
        Assert.Equal(100_00, await wallet.Balance(anna.Id));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_same_id_sent_many_times_at_once_moves_money_once(Door door)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var post = Move(anna.Id, boris.Id, 10_00);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => wallet.Post(n % 5 == 0 ? Door.Group : door, post)));
        Assert.Single(answers, a => !a.Value.IsReplay);
        Assert.Equal(90_00, await wallet.Balance(anna.Id));
    }

    [Fact]
    public async Task The_event_of_a_posting_says_what_its_answer_says()
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var posting = await wallet.Get(
            Move(anna.Id, boris.Id, 40_00) with
            {
                Rate = new UsedRate(1.5m, "cbr", wallet.Clock.GetUtcNow()),
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "кофе & «торт»" },
            }
        );
        var moved = Assert.IsType<MoneyMoved>((await wallet.Events(anna.Id.ToString()))[^1]);
        Assert.Equal(anna.Id.ToString(), moved.Key);
        Assert.Equivalent(
            posting,
            new Posting(
                moved.Id,
                moved.Kind,
                moved.Legs,
                moved.EventAt,
                moved.RecordedAt,
                moved.Reverses,
                moved.Hold,
                moved.Rate,
                moved.Metadata
            ),
            strict: true
        );
    }

    [Fact]
    public async Task A_transaction_that_does_not_commit_moves_nothing()
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            wallet.Database.Transaction<Posting>(
                async unit =>
                {
                    Assert.True((await wallet.Ledger.Post(unit, Move(anna.Id, boris.Id, 40_00), CancellationToken.None)).IsOk);
                    throw new OperationCanceledException();
                },
                CancellationToken.None
            )
        );
        Assert.Equal(100_00, await wallet.Balance(anna.Id));
        Assert.True((await wallet.Ask(Move(anna.Id, boris.Id, 100_00))).IsOk);
    }

    [Fact]
    public async Task A_full_queue_answers_busy()
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        await using var small = await wallet.Another(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Wallet:QueueMax"] = "1", ["Wallet:BatchMax"] = "1" }
        );
        var ledger = small.Services.GetRequiredService<GeneralLedger>();
        // Whoever holds the account holds the queue; it is the caller's transaction.
        var results = await wallet.Database.Transaction(
            async unit =>
            {
                await wallet.Ledger.Post(unit, Move(anna.Id, boris.Id, 1), CancellationToken.None);
                var waiting = Enumerable.Range(0, 50).Select(_ => ledger.Post(Move(anna.Id, boris.Id, 1), CancellationToken.None)).ToList();
                return waiting;
            },
            CancellationToken.None
        );
        var answers = await Task.WhenAll(results);
        Assert.Contains(answers, a => a.Error?.Code == "wallet.busy");
        Assert.Contains(answers, a => a.IsOk);
        Assert.Equal(100_00 - 1 - answers.Count(a => a.IsOk), await wallet.Balance(anna.Id));
    }
}
