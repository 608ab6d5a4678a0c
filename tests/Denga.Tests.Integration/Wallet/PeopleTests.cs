using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Wallet;

namespace Denga.Tests.Integration.Wallet;

/// <summary>Whom money reaches, and what becomes of somebody's money matters when he is joined with another or erased.</summary>
[Collection(BankCollection.Name)]
public sealed class PeopleTests(Bank bank)
{
    [Fact]
    public async Task Money_reaches_a_username_and_the_name_is_shown_masked()
    {
        var ((anna, _), name) = (await bank.Somebody(1000_00), "boris_" + Guid.CreateVersion7().ToString("N")[20..]);
        var id = Guid.CreateVersion7().ToString();
        var boris = (await bank.Get(new Identify("telegram", id, "en", name))).Person.Id;
        Task<Result<TransferReceipt>> Send(string to) =>
            bank.Ask(new Transfer(OperationId.New(), anna, to, new Money(100_00, Currency.Rub)));
        // He has no account yet: it is opened with the first money.
        var receipt = (await Send("@" + name)).Value;
        Assert.Equal(TransferStatus.Completed, receipt.Status);
        Assert.StartsWith("@bo", receipt.Payee, StringComparison.Ordinal);
        Assert.DoesNotContain(name, receipt.Payee, StringComparison.Ordinal);
        Assert.True((await Send("@" + name.ToUpperInvariant())).IsOk);
        Assert.Equal((800_00L, 200_00L), (await bank.Balance(anna), await bank.Balance(boris)));
        await bank.Get(new Identify("telegram", id, "en", name + "_new"));
        Assert.Equal("wallet.payee_not_found", (await Send("@" + name)).Error?.Code);
        Assert.True((await Send($"@{name}_new")).IsOk);
        Assert.Equal(300_00L, await bank.Balance(boris));
    }

    [Fact]
    public async Task A_name_that_two_claim_is_nobodys_until_one_of_them_writes_again()
    {
        var ((anna, _), name) = (await bank.Somebody(1000_00), "carol_" + Guid.CreateVersion7().ToString("N")[20..]);
        var (one, two) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        var first = (await bank.Get(new Identify("telegram", one, "en", name))).Person.Id;
        var second = (await bank.Get(new Identify("telegram", two, "en"))).Person.Id;
        Task<Result<TransferReceipt>> Send() =>
            bank.Ask(new Transfer(OperationId.New(), anna, "@" + name, new Money(100_00, Currency.Rub)));
        Assert.True((await bank.Get(new Identify("telegram", two, "en", name.ToUpperInvariant()))).IsContested);
        Assert.Equal("identity.username_contested", (await Send()).Error?.Code);
        Assert.False((await bank.Get(new Identify("telegram", two, "en", name))).IsContested);
        Assert.True((await Send()).IsOk);
        Assert.Equal((0L, 100_00L), (await bank.Balance(first), await bank.Balance(second)));
        // The first one takes it back, and neither is paid before he writes once more.
        Assert.True((await bank.Get(new Identify("telegram", one, "en", name))).IsContested);
        Assert.Equal("identity.username_contested", (await Send()).Error?.Code);
        await bank.Get(new Identify("telegram", one, "en", name));
        Assert.True((await Send()).IsOk);
        Assert.Equal((100_00L, 100_00L), (await bank.Balance(first), await bank.Balance(second)));
        // Who has no name any more is nobody by it.
        await bank.Get(new Identify("telegram", one, "en", ""));
        Assert.Equal("wallet.payee_not_found", (await Send()).Error?.Code);
    }

    [Fact]
    public async Task A_contact_stays_the_person_and_tells_of_the_new_name()
    {
        var ((anna, _), name) = (await bank.Somebody(1000_00), "dora_" + Guid.CreateVersion7().ToString("N")[20..]);
        var id = Guid.CreateVersion7().ToString();
        var dora = (await bank.Get(new Identify("telegram", id, "en", name))).Person.Id;
        var contact = await bank.Get(new AddContact(anna, "@" + name));
        Assert.Null(contact.CalledBefore);
        await bank.Get(new Identify("telegram", id, "en", "zoe_" + name));
        var renamed = Assert.Single(await bank.Get(new Contacts(anna)));
        Assert.Equal(("@zoe…", "@zoe…", contact.Payee), (renamed.Name, renamed.Payee, renamed.CalledBefore));
        var sent = await bank.Get(new Transfer(OperationId.New(), anna, contact.Id.ToString(), new Money(100_00, Currency.Rub)));
        Assert.Equal("@zoe…", sent.Payee);
        Assert.Equal(100_00L, await bank.Balance(dora));
    }

    [Fact]
    public async Task Who_gets_money_is_told_once_and_who_sends_it_to_himself_is_not()
    {
        await using var chat = await bank.Denga.OpenChat("en");
        var boris = (await bank.Get(new WhoHolds(chat.Opened.Token))).Person.Id;
        var account = await bank.Get(new OpenAccount(boris, Currency.Rub));
        var other = await bank.Get(new OpenAccount(boris, Currency.Rub, "savings"));
        var (anna, _) = await bank.Somebody(1000_00);
        var send = Bank.Send(anna, account.Id, 300_00) with { Note = "lunch" };
        await bank.Get(send);
        await bank.Get(send);
        var told = await chat.Next();
        Assert.Contains("300", told.Text, StringComparison.Ordinal);
        Assert.Contains("lunch", told.Text, StringComparison.Ordinal);
        var own = await bank.Get(Bank.Send(boris, other.Id, 50_00));
        await bank.Until(
            "not exists (select 1 from wallet.undelivered u join wallet.outbox o using (seq) where o.body->>'transfer' = @id)",
            new { id = own.Id.ToString() }
        );
        Assert.Equal(
            1L,
            await bank.Select<long>("select count(*) from notifications.notice where person_id = @p", new { p = boris.Value })
        );
    }

    [Fact]
    public async Task What_an_absorbed_person_arranged_goes_on_for_the_one_who_is_kept()
    {
        var ((kept, _), (anna, _)) = (await bank.Somebody(10_00), await bank.Somebody(1000_00));
        var (absorbed, account) = await bank.Somebody(100_00);
        var request = await bank.Get(new RequestPayment(OperationId.New(), absorbed, new Money(70_00, Currency.Rub)));
        var alert = await bank.Get(new AddRateAlert(OperationId.New(), absorbed, Currency.Usd, Currency.Rub, AlertSide.Above, 1000m));
        await bank.Get(new AddContact(anna, account.ToString(), "Bob"));
        var schedule = await Schedule(anna, account.ToString());
        var his = await Schedule(absorbed, (await bank.Somebody()).Account.ToString());
        var code = (await bank.Get(new CreateLinkCode(kept))).Code;
        // Nobody with money is absorbed.
        Assert.False((await bank.Ask(new RedeemLinkCode(absorbed, code))).IsOk);
        var sent = await bank.Get(Bank.Send(absorbed, (await bank.Get(new Balances(anna)))[0].Id, 100_00));
        Assert.True((await bank.Ask(new RedeemLinkCode(absorbed, code))).IsOk);
        await bank.Until("exists (select 1 from wallet.departure where person_id = @id and state = 1)", new { id = absorbed.Value });

        Assert.Equal(request.Id, Assert.Single(await bank.Get(new PaymentRequests(kept))).Id);
        Assert.Equal(alert.Id, Assert.Single(await bank.Get(new RateAlerts(kept))).Id);
        Assert.Equal(sent.Id, Assert.Single((await bank.Get(new Transfers(kept))).Items).Id);
        // What he paid regularly came from accounts that are closed now; what is paid to him goes on.
        Assert.Null(await Next(his));
        Assert.NotNull(await Next(schedule));
        Assert.Equal("Bob", Assert.Single(await bank.Get(new Contacts(anna))).Name);
        await bank.Get(new PayRequest(OperationId.New(), anna, request.Token));
        Assert.Equal(80_00, await bank.Balance(kept));
        Assert.Empty(await WalletModule.Verify(bank.Denga.Services, CancellationToken.None));
    }

    [Fact]
    public async Task An_erased_person_leaves_postings_and_nothing_that_names_him()
    {
        var ((anna, annas), (boris, account)) = (await bank.Somebody(1000_00), await bank.Somebody());
        await bank.Get(Bank.Send(anna, account, 40_00) with { Note = "for the dentist" });
        await bank.Until("exists (select 1 from wallet.contact where person_id = @p)", new { p = anna.Value });
        await bank.Get(new RequestPayment(OperationId.New(), boris, new Money(70_00, Currency.Rub), "dentist"));
        await bank.Get(new AddRateAlert(OperationId.New(), boris, Currency.Usd, Currency.Rub, AlertSide.Above, 1000m));
        var schedule = await Schedule(anna, account.ToString());
        var back = await bank.Get(Bank.Send(boris, annas, 40_00) with { Note = "back from Boris" });
        Assert.True((await bank.Ask(new ErasePerson(boris))).IsOk);
        await bank.Until("exists (select 1 from wallet.departure where person_id = @id and state = 1)", new { id = boris.Value });

        var p = new { p = boris.Value };
        foreach (
            var what in new[]
            {
                "contact where person_id = @p or payee_id = @p",
                "payment_request where person_id = @p",
                "rate_alert where person_id = @p",
                "schedule where person_id = @p or payee_id = @p",
                "transfer where person_id = @p and note is not null",
                "transfer where payee_id = @p and payee_name <> '…'",
            }
        )
            Assert.True(await bank.Select<long>("select count(*) from wallet." + what, p) == 0, what);
        Assert.Equal("wallet.schedule_not_found", (await bank.Ask(new EndSchedule(anna, schedule))).Error?.Code);
        // The other side keeps its history, and the ledger its postings.
        Assert.Equal(TransferStatus.Completed, (await bank.Get(new TransferById(anna, back.Id))).Status);
        Assert.Equal(1000_00, await bank.Balance(anna));
        Assert.Empty(await WalletModule.Verify(bank.Denga.Services, CancellationToken.None));
    }

    private async Task<ScheduleId> Schedule(PersonId person, string to) =>
        (
            await bank.Get(
                new ScheduleTransfer(
                    OperationId.New(),
                    person,
                    to,
                    new Money(5_00, Currency.Rub),
                    ScheduleRhythm.Monthly,
                    DateOnly.FromDateTime(bank.Clock.GetUtcNow().UtcDateTime).AddDays(10),
                    new TimeOnly(12, 0)
                )
            )
        ).Id;

    private async Task<DateTime?> Next(ScheduleId schedule) =>
        await bank.Select<DateTime?>("select next_at from wallet.schedule where id = @id", new { id = schedule.Value });
}
