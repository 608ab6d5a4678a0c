using Denga.Contracts;
using Denga.Contracts.Wallet;
using Npgsql;
using static Denga.Tests.Integration.Wallet.WalletServer;

namespace Denga.Tests.Integration.Wallet;

/// <summary>What the database refuses whoever asks: as the module's own role, and as the owner of the tables.</summary>
[Collection(WalletCollection.Name)]
public sealed class PlainSqlTests(WalletServer wallet)
{
    private const string Insert = """
        insert into posting (id, chain, number, kind, account_nos, versions, minors, event_at, recorded_at, request_hash, hash)
        select gen_random_uuid(), 9, c.number + 1, 'plain', array[a.no, b.no], array[a.version + 1, b.version + 1], array[@from, @to], c.at, c.at,
            sha256('request'), sha256('content')
        from account a, account b, (select id, number, (select max(recorded_at) from chain) as at from chain) c
        where a.id = @anna and b.id = @boris and c.id = 9
        """;

    public static TheoryData<bool> Roles => [true, false];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_balanced_posting_moves_money_by_itself(bool owner)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        await Run(owner, Insert, From(anna, boris, -40_00, 40_00));
        Assert.Equal(60_00, await wallet.Balance(anna.Id));
        Assert.Equal(40_00, await wallet.Balance(boris.Id));
        Assert.Equal(
            60_00,
            await wallet.Number(
                "select balance_after from entry e join account a on a.no = e.account_no where a.id = @Value and e.version = 2",
                new { anna.Id.Value }
            )
        );
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task An_unbalanced_posting_is_refused(bool owner)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var dollars = await wallet.Open(0, Currency.Usd);
        await Refused("posting_balanced", owner, Insert, From(anna, boris, -40_00, 40_01));
        await Refused("posting_balanced", owner, Insert, From(anna, dollars, -40_00, 40_00));
        await Untouched(anna, 100_00);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_posting_below_the_floor_is_refused(bool owner)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        await Refused("account_floor", owner, Insert, From(anna, boris, -100_01, 100_01));
        await wallet.Get(
            new PlaceHold(OperationId.New(), anna.Id, new Money(30_00, Currency.Rub), "test", wallet.Clock.GetUtcNow().AddDays(1))
        );
        await Refused("account_floor", owner, Insert, From(anna, boris, -70_01, 70_01));
        await Untouched(anna, 100_00);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_posting_that_does_not_continue_its_accounts_is_refused(bool owner)
    {
        var (anna, boris) = (await wallet.Open(100_00), await wallet.Open());
        var stale = Insert.Replace("a.version + 1", "a.version", StringComparison.Ordinal);
        Assert.Equal("40001", (await Failure(owner, stale, From(anna, boris, -1, 1)))?.SqlState);
        var gap = Insert.Replace("c.number + 1", "c.number + 2", StringComparison.Ordinal);
        Assert.Equal("40001", (await Failure(owner, gap, From(anna, boris, -1, 1)))?.SqlState);
        await Untouched(anna, 100_00);
    }

    [Theory]
    [InlineData("update posting set kind = 'other'", "posting_is_final")]
    [InlineData("delete from posting", "posting_is_final")]
    [InlineData("truncate posting", "posting_is_final")]
    [InlineData("update entry set minor = minor + 1", "entry_is_final")]
    [InlineData("delete from entry", "entry_is_final")]
    [InlineData(
        "insert into entry (account_no, version, posting_id, minor, balance_after, recorded_at) select account_no, version + 1, posting_id, 1, balance_after + 1, now() from entry limit 1",
        "entry_by_posting"
    )]
    [InlineData("update account set balance = balance + 1", "account_balance_by_entries")]
    [InlineData("update account set held = 0", "account_balance_by_entries")]
    [InlineData("update account set version = 0", "account_balance_by_entries")]
    [InlineData("update account set currency = 'USD'", "account_identity_is_final")]
    [InlineData("update account set person_id = null", "account_identity_is_final")]
    [InlineData("delete from account", "account_stays")]
    [InlineData(
        "insert into account (id, person_id, purpose, currency, floor, opened_at, balance) values (gen_random_uuid(), gen_random_uuid(), 'main', 'RUB', 0, now(), 5)",
        "account_is_born_empty"
    )]
    [InlineData("update chain set number = 0", "chain_by_posting")]
    [InlineData("delete from chain", "chain_stays")]
    [InlineData("delete from hold", "hold_stays")]
    [InlineData("update hold set minor = minor + 1", "hold_identity_is_final")]
    [InlineData("delete from checkpoint", "checkpoint_is_final")]
    public async Task What_was_written_stays(string sql, string constraint)
    {
        await wallet.Open(100_00);
        // The role lacks the right; the owner of the tables has it and is refused by the rule.
        var role = await Failure(owner: false, sql, values: null);
        Assert.Contains(role?.SqlState, new[] { PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.CheckViolation });
        await Refused(constraint, owner: true, sql, values: null);
    }

    [Fact]
    public async Task The_floor_itself_cannot_be_raised_above_the_balance()
    {
        var anna = await wallet.Open(100_00);
        await Refused("account_floor_not_positive", false, "update account set floor = 1 where id = @Value", new { anna.Id.Value });
        await wallet.Get(new AgreeFloor(anna.Id, new Money(-50_00, Currency.Rub)));
        await wallet.Get(Move(anna.Id, (await wallet.Open()).Id, 120_00));
        await Refused("account_floor", false, "update account set floor = 0 where id = @Value", new { anna.Id.Value });
    }

    [Fact]
    public async Task An_ended_hold_stays_ended()
    {
        var anna = await wallet.Open(100_00);
        var hold = await wallet.Get(
            new PlaceHold(OperationId.New(), anna.Id, new Money(30_00, Currency.Rub), "test", wallet.Clock.GetUtcNow().AddDays(1))
        );
        await wallet.Get(new Release(hold.Id));
        var again = await Failure(owner: false, "update hold set state = 2, ended_at = now() where id = @Value", new { hold.Id.Value });
        Assert.Equal("40001", again?.SqlState);
        Assert.Equal(0, (await wallet.One(anna.Id)).Held.Minor);
    }

    private static object From(Account anna, Account boris, long from, long to) =>
        new
        {
            anna = anna.Id.Value,
            boris = boris.Id.Value,
            from,
            to,
        };

    private async Task Untouched(Account account, long balance)
    {
        Assert.Equal(balance, await wallet.Balance(account.Id));
        Assert.Equal(
            1,
            await wallet.Number(
                "select count(*) from entry e join account a on a.no = e.account_no where a.id = @Value",
                new { account.Id.Value }
            )
        );
    }

    private Task Run(bool owner, string sql, object? values) => owner ? wallet.Administer(sql, values) : wallet.Plain(sql, values);

    private async Task Refused(string constraint, bool owner, string sql, object? values) =>
        Assert.Equal(constraint, (await Failure(owner, sql, values))?.ConstraintName);

    private async Task<PostgresException?> Failure(bool owner, string sql, object? values) =>
        await Record.ExceptionAsync(() => Run(owner, sql, values)) as PostgresException;
}
