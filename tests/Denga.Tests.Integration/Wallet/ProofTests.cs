using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Wallet;
using static Denga.Tests.Integration.Wallet.WalletServer;

namespace Denga.Tests.Integration.Wallet;

/// <summary>Who changes the ledger behind its back is found. Each test has a ledger of its own.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private readonly WalletServer wallet = new();

    public ValueTask InitializeAsync() => wallet.InitializeAsync();

    public ValueTask DisposeAsync() => wallet.DisposeAsync();

    [Fact]
    public async Task A_busy_ledger_verifies()
    {
        await Fill();
        await wallet.RunJob("wallet.checkpoint");
        Assert.Empty(await Verify());
        Assert.Equal(1, await wallet.Number("select count(*) from checkpoint"));
        await wallet.RunJob("wallet.checkpoint");
        Assert.Equal(1, await wallet.Number("select count(*) from checkpoint"));
        wallet.Clock.Advance(TimeSpan.FromDays(1));
        await wallet.RunJob("wallet.checkpoint");
        Assert.Equal(2, await wallet.Number("select count(*) from checkpoint"));
    }

    [Theory]
    [InlineData("update posting set minors = array[minors[1] - 1, minors[2] + 1] where id = '{0}'", "the first altered posting is number")]
    [InlineData("update posting set kind = 'gift' where id = '{0}'", "the first altered posting is number")]
    [InlineData("update posting set recorded_at = recorded_at - interval '1 day' where id = '{0}'", "the first altered posting is number")]
    [InlineData("update posting set metadata = '{{\"note\":\"other\"}}' where id = '{0}'", "the first altered posting is number")]
    [InlineData("delete from posting where id = '{0}'", "after number")]
    [InlineData(
        "update entry set minor = minor + 1, balance_after = balance_after + 1 where posting_id = '{0}'",
        "An entry differs from its posting"
    )]
    [InlineData("delete from entry where posting_id = '{0}'", "An entry does not continue its account")]
    [InlineData("update account set balance = balance + 1", "A balance is not the sum of its entries")]
    [InlineData("update account set held = held + 1 where floor is null", "What is held is not the sum of the open holds")]
    [InlineData("update hold set captured_minor = captured_minor - 1 where state = 1", "A hold and its capture differ")]
    [InlineData("update chain set number = number + 1 where number > 0", "it was written up to")]
    [InlineData("update checkpoint set signature = sha256('forged')", "is not signed with this ledger's key")]
    public async Task What_was_altered_is_named(string sql, string sentence)
    {
        var altered = await Fill();
        await wallet.RunJob("wallet.checkpoint");
        await Behind(string.Format(null, sql, altered));
        var found = await Verify();
        Assert.Contains(found, f => f.Contains(sentence, StringComparison.Ordinal));
        if (sql.StartsWith("update posting", StringComparison.Ordinal))
            Assert.Contains(found, f => f.Contains(altered.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chain_written_anew_does_not_match_its_checkpoint()
    {
        await Fill();
        await wallet.RunJob("wallet.checkpoint");
        // The end is cut off, with everything that followed from it, as if it had never been.
        await Behind(
            """
            create temp table gone as select * from posting p where number = (select max(number) from posting where chain = p.chain);
            update account a set balance = balance - g.minor, version = version - 1
            from (select l.no, l.minor from gone, unnest(account_nos, minors) as l (no, minor)) g where a.no = g.no;
            delete from entry where posting_id in (select id from gone);
            delete from posting where id in (select id from gone);
            update chain c set number = p.number, hash = p.hash from posting p
            where p.chain = c.id and p.number = (select max(number) from posting where chain = c.id);
            """
        );
        Assert.Contains(await Verify(), f => f.Contains("which a checkpoint vouches for, is missing", StringComparison.Ordinal));
    }

    /// <summary>Postings through both doors, holds, a reversal; answers one in the middle.</summary>
    private async Task<Guid> Fill()
    {
        var (anna, boris) = (await wallet.Open(1000_00), await wallet.Open(1000_00));
        var middle = Guid.Empty;
        for (var i = 0; i < 6; i++)
        {
            var post = Move(anna.Id, boris.Id, 1_00 + i) with
            {
                Rate = new UsedRate(1.10m + i, "cbr", wallet.Clock.GetUtcNow()),
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "№ " + i, ["a"] = "2" },
                EventAt = wallet.Clock.GetUtcNow().AddDays(-i),
            };
            await wallet.Post(CommitBy.Group, post);
            if (i == 3)
                middle = post.Id.Value;
            await wallet.Post(CommitBy.Callers, Move(boris.Id, anna.Id, 2_00));
        }
        var until = wallet.Clock.GetUtcNow().AddDays(1);
        var hold = await wallet.Get(new PlaceHold(OperationId.New(), anna.Id, new Money(9_00, Currency.Rub), "test", until));
        await wallet.Get(new Capture(OperationId.New(), hold.Id, "test", Move(anna.Id, boris.Id, 5_00).Legs));
        await wallet.Get(new PlaceHold(OperationId.New(), anna.Id, new Money(9_00, Currency.Rub), "test", until));
        await wallet.Get(new Reverse(OperationId.New(), new OperationId(middle)));
        await wallet.Get(Move(anna.Id, boris.Id, 7_00));
        return middle;
    }

    private Task<IReadOnlyList<string>> Verify() => WalletModule.Verify(wallet.Services, CancellationToken.None);

    /// <summary>As somebody with the whole server in his hands.</summary>
    private Task Behind(string sql) => wallet.Administer("set session_replication_role = replica; " + sql);
}
