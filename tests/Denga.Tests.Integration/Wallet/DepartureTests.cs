using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Wallet;
using Npgsql;

namespace Denga.Tests.Integration.Wallet;

/// <summary>By which way money comes.</summary>
public enum Way
{
    Transfer,
    Posting,
    TopUp,
}

/// <summary>Money comes while its owner is erased or joined with another: it arrives with somebody who lives, or stays where it was.</summary>
[Collection(BankCollection.Name)]
public sealed class DepartureTests(Bank bank)
{
    private const int Rounds = 60;
    private const string Settle = "wallet.settle-departures";

    [Theory]
    [InlineData(Way.Transfer)]
    [InlineData(Way.Posting)]
    [InlineData(Way.TopUp)]
    public async Task Who_is_erased_while_money_comes_keeps_it_or_never_gets_it(Way way)
    {
        var came = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var ((anna, annas), (boris, account)) = (await bank.Somebody(100_00), await bank.Somebody());
            var (paid, erased) = await AtOnce(() => Pay(way, anna, annas, boris, account), () => bank.Ask(new ErasePerson(boris)), round);
            // One of them at the most: what is answered is so for ever.
            Assert.False(paid && erased.IsOk, $"round {round}");
            Assert.True(erased.IsOk || erased.Error.Code == "identity.holds_money", erased.Error?.Detail);
            var here = paid ? 10_00 : 0;
            Assert.Equal(here, await StandsAt(account));
            if (way != Way.TopUp)
                Assert.Equal(100_00 - here, await bank.Balance(anna));
            if (erased.IsOk)
                Assert.False(await Pay(way, anna, annas, boris, account));
            came += paid ? 1 : 0;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{came} of {Rounds} came first.");
        await NobodyIsMissed();
    }

    [Fact]
    public async Task Who_is_joined_with_another_while_money_comes_has_it_or_it_stays_with_the_sender()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var ((anna, annas), (kept, _), (absorbed, account)) = (
                await bank.Somebody(100_00),
                await bank.Somebody(1_00),
                await bank.Somebody()
            );
            var code = (await bank.Get(new CreateLinkCode(kept))).Code;
            var (paid, joined) = await AtOnce(
                () => Pay(Way.Transfer, anna, annas, absorbed, account),
                () => bank.Ask(new RedeemLinkCode(absorbed, code)),
                round
            );
            Assert.True(joined.IsOk || joined.Error.Code == "identity.holds_money", joined.Error?.Detail);
            Assert.Equal(100_00 - (paid ? 10_00 : 0), await bank.Balance(anna));
            if (!joined.IsOk)
            {
                Assert.Equal(10_00, await StandsAt(account));
                continue;
            }
            Assert.Equal(0, await StandsAt(account));
            Assert.Equal(1_00 + (paid ? 10_00 : 0), await bank.Balance(kept));
        }
        await NobodyIsMissed();
    }

    [Fact]
    public async Task Who_pays_an_account_of_somebody_who_was_joined_pays_the_one_who_is_kept()
    {
        var ((anna, annas), (kept, _), (absorbed, account)) = (await bank.Somebody(100_00), await bank.Somebody(), await bank.Somebody());
        await bank.Get(new AddContact(anna, account.ToString(), "Bob"));
        var code = (await bank.Get(new CreateLinkCode(kept))).Code;
        await bank.Get(new RedeemLinkCode(absorbed, code));
        await IsGone(absorbed);
        Assert.True(await Pay(Way.Transfer, anna, annas, absorbed, account));
        var contact = Assert.Single(await bank.Get(new Contacts(anna)), c => c.Name == "Bob");
        await bank.Get(new Transfer(OperationId.New(), anna, contact.Id.ToString(), new Money(5_00, Currency.Rub)));
        Assert.Equal(15_00, await bank.Balance(kept));
        // And not the other way round: nobody opens accounts for a name that is gone.
        Assert.Equal("wallet.account_closed", (await bank.Ask(new OpenAccount(absorbed, Currency.Rub))).Error?.Code);
        Assert.Equal("wallet.account_closed", (await bank.Ask(new OpenAccount(absorbed, Currency.Eur))).Error?.Code);
    }

    [Fact]
    public async Task Nothing_reaches_an_erased_person_by_any_way()
    {
        var ((anna, annas), (boris, account)) = (await bank.Somebody(100_00), await bank.Somebody());
        var request = await bank.Get(new RequestPayment(OperationId.New(), boris, new Money(7_00, Currency.Rub)));
        Assert.True((await bank.Ask(new ErasePerson(boris))).IsOk);
        await IsGone(boris);
        foreach (var way in Enum.GetValues<Way>())
            Assert.False(await Pay(way, anna, annas, boris, account), way.ToString());
        Assert.Equal("wallet.request_not_found", (await bank.Ask(new PayRequest(OperationId.New(), anna, request.Token))).Error?.Code);
        Assert.Equal(
            "wallet.account_closed",
            (await bank.Ask(new SandboxTopUp(OperationId.New(), boris, new Money(1_00, Currency.Usd)))).Error?.Code
        );
        Assert.Equal(
            "wallet.account_closed",
            (
                await bank.Ask(
                    new PlaceHold(OperationId.New(), account, new Money(1, Currency.Rub), "test", bank.Clock.GetUtcNow().AddHours(1))
                )
            )
                .Error
                ?.Code
        );
        Assert.Equal(
            "wallet.payee_not_found",
            (
                await bank.Ask(
                    new ScheduleTransfer(
                        OperationId.New(),
                        anna,
                        account.ToString(),
                        new Money(1_00, Currency.Rub),
                        ScheduleRhythm.Monthly,
                        DateOnly.FromDateTime(bank.Clock.GetUtcNow().UtcDateTime).AddDays(3)
                    )
                )
            )
                .Error
                ?.Code
        );
        Assert.Equal(100_00, await bank.Balance(anna));
    }

    [Fact]
    public async Task A_freeze_that_nobody_ends_is_called_off_and_money_comes_again()
    {
        var ((anna, annas), (boris, account)) = (await bank.Somebody(100_00), await bank.Somebody());
        var closed = (await bank.Get(new OpenAccount(boris, Currency.Rub, "savings"))).Id;
        await bank.Get(new CloseAccount(boris, closed));
        // Identity asked, and died.
        Assert.True((await bank.Get(new FreezePerson(OperationId.New(), boris))).Is);
        Assert.False(await Pay(Way.Transfer, anna, annas, boris, account));
        await bank.Denga.RunJob(Settle);
        Assert.False(await Pay(Way.Transfer, anna, annas, boris, account));
        bank.Clock.Advance(TimeSpan.FromMinutes(2));
        await bank.Denga.RunJob(Settle);
        Assert.True(await Pay(Way.Transfer, anna, annas, boris, account));
        Assert.Equal(10_00, await bank.Balance(boris));
        // What he had closed himself stays closed.
        Assert.NotNull((await bank.Get(new AccountById(boris, closed))).ClosedAt);
    }

    [Fact]
    public async Task A_freeze_whose_person_is_gone_without_a_word_is_for_ever()
    {
        var ((anna, annas), (boris, account)) = (await bank.Somebody(100_00), await bank.Somebody());
        Assert.True((await bank.Get(new FreezePerson(OperationId.New(), boris))).Is);
        // Identity committed; its event is late.
        await bank.Execute("update identity.person set erased_at = now(), version = version + 1 where id = @id", new { id = boris.Value });
        bank.Clock.Advance(TimeSpan.FromMinutes(2));
        await bank.Denga.RunJob(Settle);
        await IsGone(boris);
        Assert.False(await Pay(Way.Transfer, anna, annas, boris, account));
        Assert.False(await Pay(Way.TopUp, anna, annas, boris, account));
    }

    [Fact]
    public async Task Freezing_is_repeated_called_off_and_late_without_harm()
    {
        var ((anna, annas), (boris, account)) = (await bank.Somebody(100_00), await bank.Somebody());
        var (first, second, late) = (OperationId.New(), OperationId.New(), OperationId.New());
        foreach (var id in new[] { first, first, second })
            Assert.True((await bank.Get(new FreezePerson(id, boris))).Is);
        // Of two who froze, one is left.
        await bank.Get(new UnfreezePerson(first, boris));
        Assert.False(await Pay(Way.Posting, anna, annas, boris, account));
        await bank.Get(new UnfreezePerson(second, boris));
        await bank.Get(new UnfreezePerson(second, boris));
        Assert.True(await Pay(Way.Posting, anna, annas, boris, account));
        // Money is there: nothing is frozen.
        Assert.False((await bank.Get(new FreezePerson(OperationId.New(), boris))).Is);
        Assert.True(await Pay(Way.Posting, boris, account, anna, annas));
        // Called off before it came.
        await bank.Get(new UnfreezePerson(late, boris));
        Assert.False((await bank.Get(new FreezePerson(late, boris))).Is);
        Assert.True(await Pay(Way.Transfer, anna, annas, boris, account));
    }

    [Fact]
    public async Task An_erasure_that_comes_after_it_was_called_off_is_refused_and_leaves_the_account_open()
    {
        var ((anna, annas), (boris, account)) = (await bank.Somebody(100_00), await bank.Somebody());
        await using var connection = new NpgsqlConnection(bank.Denga.Database);
        await connection.OpenAsync();
        Task<Result<Done>> erasing;
        await using (var meanwhile = await connection.BeginTransactionAsync())
        {
            await using (
                var command = new NpgsqlCommand("update identity.person set version = version + 1 where id = $1", connection)
                {
                    Parameters = { new NpgsqlParameter { Value = boris.Value } },
                }
            )
                await command.ExecuteNonQueryAsync();
            erasing = Task.Run(() => bank.Ask(new ErasePerson(boris)));
            await bank.Until("exists (select 1 from wallet.departure where person_id = @id and state = 0)", new { id = boris.Value });
            Assert.False(await Pay(Way.Transfer, anna, annas, boris, account));
            await meanwhile.CommitAsync();
        }
        Assert.Equal("identity.changed_meanwhile", (await erasing).Error?.Code);
        Assert.True(await Pay(Way.Transfer, anna, annas, boris, account));
    }

    [Fact]
    public async Task Money_that_was_stranded_before_is_named_takes_nothing_more_and_can_go_back()
    {
        var ((anna, annas), (erased, account), (absorbed, other), (kept, _)) = (
            await bank.Somebody(100_00),
            await bank.Somebody(),
            await bank.Somebody(),
            await bank.Somebody()
        );
        var sent = (await bank.Get(Bank.Send(anna, account, 10_00))).Id;
        await bank.Get(Bank.Send(anna, other, 20_00));
        // As an earlier release left it.
        await bank.Execute("update identity.person set erased_at = now() where id = @id", new { id = erased.Value });
        await bank.Execute("update identity.person set merged_into = @kept where id = @id", new { id = absorbed.Value, kept = kept.Value });
        // The look is taken once after each start.
        await using (var next = await TestKit.Server.DengaServer.Start(clock: bank.Clock, database: bank.Denga.Database))
            await next.RunJob(Settle);

        var found = Assert.Single(await WalletModule.Verify(bank.Denga.Services, CancellationToken.None));
        Assert.Contains(account.Value.ToString(), found, StringComparison.Ordinal);
        Assert.Contains(sent.Value.ToString(), found, StringComparison.Ordinal);
        Assert.Equal(20_00, await bank.Balance(kept));
        foreach (var way in Enum.GetValues<Way>())
            Assert.False(await Pay(way, anna, annas, erased, account), way.ToString());
        Assert.Equal(10_00, await StandsAt(account));
        var back = new ReturnUnclaimed(OperationId.New(), kept, account);
        Assert.Equal(sent, (await bank.Get(back)).Reverses);
        Assert.Equal(back.Id, (await bank.Get(back)).Id);
        // It is empty, and nobody's money is returned who is there.
        Assert.Equal("wallet.account_not_found", (await bank.Ask(back with { Id = OperationId.New() })).Error?.Code);
        Assert.Equal("wallet.account_not_found", (await bank.Ask(new ReturnUnclaimed(OperationId.New(), kept, annas))).Error?.Code);
        Assert.Equal(80_00, await bank.Balance(anna));
        await NobodyIsMissed();
    }

    private async Task<bool> Pay(Way way, PersonId from, AccountId fromAccount, PersonId to, AccountId toAccount) =>
        way switch
        {
            Way.Transfer => (await bank.Ask(Bank.Send(from, toAccount, 10_00))).IsOk,
            Way.Posting => (
                await bank.Ask(
                    new Post(
                        OperationId.New(),
                        "test",
                        [new Leg(fromAccount, new Money(-10_00, Currency.Rub)), new Leg(toAccount, new Money(10_00, Currency.Rub))]
                    )
                )
            ).IsOk,
            _ => (await bank.Ask(new SandboxTopUp(OperationId.New(), to, new Money(10_00, Currency.Rub)))).IsOk,
        };

    /// <summary>Both begin together; in turn, one of them a little later, so that they meet at every step.</summary>
    private static async Task<(bool Paid, Result<T> Left)> AtOnce<T>(Func<Task<bool>> pay, Func<Task<Result<T>>> leave, int round)
    {
        using var barrier = new Barrier(2);
        var paying = Task.Run(() => Begin(pay, round % 3 == 1));
        var leaving = Task.Run(() => Begin(leave, round % 3 == 2));
        return (await paying, await leaving);

        async Task<TAnswer> Begin<TAnswer>(Func<Task<TAnswer>> act, bool isLater)
        {
            barrier.SignalAndWait();
            for (var turn = 0; isLater && turn < round; turn++)
                await Task.Yield();
            return await act();
        }
    }

    private async Task<long> StandsAt(AccountId account) => Assert.Single(await bank.Get(new LedgerAccounts([account]))).Balance.Minor;

    private Task IsGone(PersonId person) =>
        bank.Until(
            "exists (select 1 from wallet.departure where person_id = @id and state = 1) and not exists (select 1 from wallet.account where person_id = @id and closed_at is null)",
            new { id = person.Value }
        );

    private async Task NobodyIsMissed() => Assert.Empty(await WalletModule.Verify(bank.Denga.Services, CancellationToken.None));
}
