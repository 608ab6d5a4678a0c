using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Wallet;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static Denga.Tests.Integration.Wallet.WalletServer;

namespace Denga.Tests.Integration.Wallet;

/// <summary>Random operations, some of them twice, many at once, through both doors: whatever comes, the six invariants hold. On a server of its
/// own: the whole ledger is verified, and other tests break theirs on purpose.</summary>
public sealed class InvariantTests(WalletServer wallet) : IClassFixture<WalletServer>
{
    private sealed record Step(int What, int From, int To, int Minor, int CommitBy, int Twice, int Parallel);

    private static readonly Gen<Step> Steps =
        from numbers in Gen.Choose(0, 9).ArrayOf(5)
        from minor in Gen.Choose(1, 150_00)
        from what in Gen.Choose(0, 11)
        select new Step(what, numbers[0] % 5, numbers[1] % 5, minor, numbers[2], numbers[3], numbers[4]);

    [Property(MaxTest = 12)]
    public Property Invariants_hold_over_random_operations() => Prop.ForAll(Steps.ArrayOf(60).ToArbitrary(), Holds);

    [Property(MaxTest = 8)]
    public Property A_dry_run_answers_as_the_real_one_and_writes_nothing() => Prop.ForAll(Steps.ArrayOf(25).ToArbitrary(), IsParity);

    private async Task<bool> Holds(Step[] steps)
    {
        var world = await World();
        for (var i = 0; i < steps.Length; )
        {
            var together = steps.Skip(i).Take(1 + steps[i].Parallel).ToList();
            i += together.Count;
            await Task.WhenAll(
                together.SelectMany(s => Enumerable.Range(0, s.Twice < 3 ? 2 : 1).Select(_ => s)).Select(s => Take(world, s))
            );
            Assert.Equal(world.Total, await Total(world));
        }
        foreach (var account in world.Accounts)
        {
            var now = await wallet.One(account.Id);
            // Floors, and holds as part of what there is.
            Assert.True(now.Balance.Minor >= 0 && now.Held.Minor >= 0 && now.Held.Minor <= now.Balance.Minor);
            Assert.Equal(
                now.Balance.Minor,
                await wallet.Number(
                    "select sum(minor)::bigint from entry e join account a on a.no = e.account_no where a.id = @Value",
                    new { account.Id.Value }
                )
            );
        }
        // Conservation, balances, floors, holds, chains; nothing of a refused operation.
        Assert.Empty(await WalletModule.Verify(wallet.Services, CancellationToken.None));
        foreach (var id in world.Refused)
            Assert.Equal(0, await wallet.Number("select count(*) from posting where id = @Value", new { id.Value }));
        return true;
    }

    private async Task<bool> IsParity(Step[] steps)
    {
        var world = await World();
        foreach (var step in steps)
        {
            var post = PostOf(world, step);
            var before = await wallet.Number(
                "select (select count(*) from posting) + (select count(*) from outbox) + (select count(*) from entry)"
            );
            var dry = await wallet.Ask(post with { DryRun = true });
            Assert.Equal(
                before,
                await wallet.Number("select (select count(*) from posting) + (select count(*) from outbox) + (select count(*) from entry)")
            );
            var real = await wallet.Ask(post);
            Assert.Equal(real.Error?.Code, dry.Error?.Code);
            if (real.IsOk)
                Assert.Equivalent(real.Value, dry.Value, strict: true);
        }
        return true;
    }

    private sealed record Bank(IReadOnlyList<Account> Accounts, long Total)
    {
        internal List<HoldId> Open { get; } = [];
        internal List<OperationId> Posted { get; } = [];
        internal List<OperationId> Refused { get; } = [];
        internal Dictionary<Step, OperationId> Ids { get; } = [];
    }

    private async Task<Bank> World()
    {
        var accounts = new List<Account>();
        for (var i = 0; i < 5; i++)
            accounts.Add(await wallet.Open(100_00));
        return new Bank(accounts, 5 * 100_00);
    }

    private static Post PostOf(Bank bank, Step step)
    {
        var (from, to) = (bank.Accounts[step.From], bank.Accounts[step.To]);
        // Sometimes three legs, sometimes to itself, which is refused.
        if (step.What % 3 != 0)
            return Move(from.Id, to.Id, step.Minor);
        var third = bank.Accounts[(step.To + 1) % 5];
        return new Post(
            OperationId.New(),
            "split",
            [
                new Leg(from.Id, new Money(-step.Minor - 1, Currency.Rub)),
                new Leg(to.Id, new Money(step.Minor, Currency.Rub)),
                new Leg(third.Id, new Money(1, Currency.Rub)),
            ]
        );
    }

    private async Task Take(Bank bank, Step step)
    {
        var by = step.CommitBy < 3 ? CommitBy.Callers : CommitBy.Group;
        OperationId id;
        HoldId? hold;
        OperationId? posted;
        lock (bank)
        {
            // A repeat is the same operation with the same id.
            if (!bank.Ids.TryGetValue(step, out id))
                bank.Ids[step] = id = OperationId.New();
            hold = bank.Open.Count > 0 ? bank.Open[step.Minor % bank.Open.Count] : null;
            posted = bank.Posted.Count > 0 ? bank.Posted[step.Minor % bank.Posted.Count] : null;
        }
        var (from, to) = (bank.Accounts[step.From], bank.Accounts[step.To]);
        switch (step.What)
        {
            case 8:
                var placed = await wallet.Place(
                    by,
                    new PlaceHold(id, from.Id, new Money(step.Minor, Currency.Rub), "test", wallet.Clock.GetUtcNow().AddDays(1))
                );
                if (placed.IsOk)
                    lock (bank)
                        bank.Open.Add(placed.Value.Id);
                break;
            case 9 when hold is { } open:
                await wallet.Release(by, open);
                break;
            case 10 when hold is { } open:
                await wallet.Capture(by, new Capture(id, open, "test", Move(from.Id, to.Id, step.Minor).Legs));
                break;
            case 11 when posted is { } reversed:
                await wallet.Reverse(by, new Reverse(id, reversed));
                break;
            default:
                var answer = await wallet.Post(by, PostOf(bank, step) with { Id = id });
                lock (bank)
                {
                    if (answer.IsOk)
                        bank.Posted.Add(id);
                    else if (step.Twice >= 3 && !bank.Refused.Contains(id))
                        bank.Refused.Add(id);
                }
                break;
        }
    }

    private async Task<long> Total(Bank bank)
    {
        var total = 0L;
        foreach (var account in await wallet.Get(new LedgerAccounts([.. bank.Accounts.Select(a => a.Id)])))
            total += account.Balance.Minor;
        return total;
    }
}
