using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;

namespace Denga.Tests.Integration.Wallet;

[Collection(BankCollection.Name)]
public sealed class TransferTests(Bank bank)
{
    [Fact]
    public async Task Money_moves_through_manager_and_service_and_both_sides_see_it()
    {
        var ((anna, _), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        var receipt = await bank.Get(Bank.Send(anna, to, 300_00) with { Note = "lunch" });
        Assert.Equal(TransferStatus.Completed, receipt.Status);
        Assert.Equal(["front end", "transaction manager", "transaction service"], receipt.Hops.Select(h => h.By));
        Assert.Equal((700_00L, 300_00L), (await bank.Balance(anna), await bank.Balance(boris)));
        var seen = await bank.Get(new TransferById(boris, receipt.Id));
        Assert.Equal((true, "lunch", (AccountId?)null), (seen.Incoming, seen.Note, seen.From));
        Assert.Equal([receipt.Id], (await bank.Get(new Transfers(boris))).Items.Select(t => t.Id));
        // What it left is told with it for ever, whatever the account holds since; and to its payer only.
        await bank.Get(Bank.Send(anna, to, 50_00));
        Assert.Equal(new Money(700_00, Currency.Rub), receipt.Left);
        Assert.Equal(receipt.Left, (await bank.Get(new TransferById(anna, receipt.Id))).Left);
        Assert.Null(seen.Left);
        var (stranger, _) = await bank.Somebody();
        Assert.Equal("wallet.transfer_not_found", (await bank.Ask(new TransferById(stranger, receipt.Id))).Error?.Code);
    }

    [Fact]
    public async Task Ten_fast_identical_requests_make_one_transfer()
    {
        var ((anna, _), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        var send = Bank.Send(anna, to, 300_00);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bank.Get(send)));
        Assert.All(answers, a => Assert.Equal((send.Id, TransferStatus.Completed), (a.Id, a.Status)));
        Assert.Equal((700_00L, 300_00L), (await bank.Balance(anna), await bank.Balance(boris)));
        Assert.Equal("operation.id_reused", (await bank.Ask(send with { Amount = new Money(301_00, Currency.Rub) })).Error?.Code);
    }

    [Fact]
    public async Task Bad_input_is_refused_with_its_code_and_nothing_moves()
    {
        var ((anna, from), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        var closed = await bank.Get(new OpenAccount(boris, Currency.Rub, "old"));
        await bank.Get(new CloseAccount(boris, closed.Id));
        var dollars = await bank.Get(new OpenAccount(boris, Currency.Usd));
        async Task Refused(string code, Transfer transfer) => Assert.Equal(code, (await bank.Ask(transfer)).Error?.Code);

        await Refused("wallet.bad_amount", Bank.Send(anna, to, 0));
        await Refused("wallet.bad_amount", Bank.Send(anna, to, -1));
        await Refused("wallet.overflow", Bank.Send(anna, to, long.MaxValue));
        await Refused("wallet.bad_note", Bank.Send(anna, to, 1) with { Note = new string('a', 201) });
        await Refused("wallet.wrong_currency", Bank.Send(anna, dollars.Id, 1_00));
        await Refused("wallet.wrong_currency", Bank.Send(anna, to, 1_00) with { Amount = new Money(1_00, Currency.Usd), From = from });
        await Refused("wallet.same_account", Bank.Send(anna, from, 1_00));
        await Refused("wallet.account_not_found", Bank.Send(anna, from, 1_00) with { From = to });
        await Refused("wallet.account_closed", Bank.Send(anna, closed.Id, 1_00));
        await Refused("wallet.payee_not_found", Bank.Send(anna, to, 1_00) with { To = "nobody@example.com" });
        await Refused("wallet.payee_not_found", Bank.Send(anna, AccountId.New(), 1_00));
        await Refused("wallet.not_enough", Bank.Send(anna, to, 1000_01));
        Assert.Equal((1000_00L, 0L), (await bank.Balance(anna), await bank.Balance(boris)));
    }

    [Fact]
    public async Task Limits_say_what_is_left_and_a_code_is_asked_for_above_the_threshold()
    {
        var ((anna, _), (_, to)) = (await bank.Somebody(900_000_00), await bank.Somebody());
        var large = Bank.Send(anna, to, 100_000_00);
        var asked = (await bank.Ask(large)).Error!;
        Assert.Equal(("wallet.step_up_needed", $"transfer {large.Id}"), (asked.Code, asked.Args!["purpose"]));
        Assert.Equal("identity.bad_code", (await bank.Ask(large with { Code = "000000" })).Error?.Code);
        for (var i = 0; i < 10; i++)
            await bank.Get(Bank.Send(anna, to, 60_000_00));
        // As if a month had gone by without a day: only the sum of the day is forgotten.
        await bank.Execute(
            "update wallet.transfer set base_minor = 99999000 where person_id = @anna and id = (select min(id::text)::uuid from wallet.transfer where person_id = @anna)",
            new { anna = anna.Value }
        );
        var over = (await bank.Ask(Bank.Send(anna, to, 20_00))).Error!;
        Assert.Equal(("wallet.limit_day", "0.00", "RUB"), (over.Code, over.Args!["left"], over.Args["currency"]));
    }

    [Fact]
    public async Task Too_many_transfers_in_a_minute_are_refused()
    {
        var ((anna, _), (_, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        for (var i = 0; i < 20; i++)
            await bank.Get(Bank.Send(anna, to, 1_00));
        Assert.Equal("wallet.too_fast", (await bank.Ask(Bank.Send(anna, to, 1_00))).Error?.Code);
        Assert.Equal(980_00, await bank.Balance(anna));
    }

    [Fact]
    public async Task What_a_limit_refused_is_tried_anew_under_its_id_and_moves_once()
    {
        var ((anna, _), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        for (var i = 0; i < 20; i++)
            await bank.Get(Bank.Send(anna, to, 1_00));
        var late = Bank.Send(anna, to, 5_00);
        Assert.Equal("wallet.too_fast", (await bank.Ask(late)).Error?.Code);
        Assert.Equal("wallet.too_fast", (await bank.Ask(late)).Error?.Code);
        Assert.Equal("operation.id_reused", (await bank.Ask(late with { Amount = new Money(6_00, Currency.Rub) })).Error?.Code);
        bank.Clock.Advance(TimeSpan.FromSeconds(61));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bank.Ask(late)));
        Assert.All(answers, a => Assert.Equal(late.Id, a.Value.Id));
        await bank.Until("(select state from wallet.transfer where id = @id) = 2", new { id = late.Id.Value });
        Assert.Equal(TransferStatus.Completed, (await bank.Get(late)).Status);
        Assert.Equal((975_00L, 25_00L), (await bank.Balance(anna), await bank.Balance(boris)));
        // What was refused for good stays refused.
        var never = Bank.Send(anna, to, 5000_00);
        Assert.Equal("wallet.not_enough", (await bank.Ask(never)).Error?.Code);
        await bank.Get(new SandboxTopUp(OperationId.New(), anna, new Money(9000_00, Currency.Rub)));
        Assert.Equal("wallet.not_enough", (await bank.Ask(never)).Error?.Code);
        Assert.Equal(25_00L, await bank.Balance(boris));
    }

    [Fact]
    public async Task Two_transfers_at_once_do_not_spend_the_same_money()
    {
        var ((anna, _), (boris, to)) = (await bank.Somebody(100_00), await bank.Somebody());
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bank.Ask(Bank.Send(anna, to, 60_00))));
        Assert.Equal(1, answers.Count(a => a.IsOk));
        Assert.Equal(4, answers.Count(a => a.Error?.Code == "wallet.not_enough"));
        Assert.Equal((40_00L, 60_00L), (await bank.Balance(anna), await bank.Balance(boris)));
    }

    [Theory]
    [InlineData("wallet.transaction-manager")]
    [InlineData("wallet.transaction-service")]
    public async Task A_step_that_dies_with_everything_done_but_the_commit_is_done_once_afterwards(string step)
    {
        var ((anna, _), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        // The database itself ends the step's connection after its work and before its commit, once.
        await bank.Execute(
            $"""
            create table if not exists wallet.crashed (step text primary key);
            grant all on wallet.crashed to public;
            create or replace function wallet.crash_once() returns trigger language plpgsql as $$
            begin
                if new.consumer = '{step}' and nextval('wallet.crash_number') <= 2 then
                    perform pg_terminate_backend(pg_backend_pid());
                    raise exception 'unreachable';
                end if;
                return null;
            end $$;
            create sequence if not exists wallet.crash_number;
            grant all on wallet.crash_number to public;
            alter sequence wallet.crash_number restart;
            drop trigger if exists crash_once on wallet.inbox;
            create constraint trigger crash_once after insert on wallet.inbox deferrable initially deferred
                for each row execute function wallet.crash_once();
            """
        );
        var send = Bank.Send(anna, to, 300_00);
        await bank.Ask(send with { Wait = false });
        await bank.Until("exists (select 1 from wallet.transfer where id = @id and state = 2)", new { id = send.Id.Value });
        Assert.True(await bank.Select<long>("select last_value from wallet.crash_number") > 2);
        await bank.Execute("drop trigger crash_once on wallet.inbox");
        Assert.Equal((700_00L, 300_00L), (await bank.Balance(anna), await bank.Balance(boris)));
        Assert.Equal(3, (await bank.Get(send)).Hops.Count);
        Assert.Equal(
            1L,
            await bank.Select<long>(
                "select count(*) from wallet.outbox where type = 'wallet.transfer-completed.v1' and body->>'transfer' = @id",
                new { id = send.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task A_payment_request_is_paid_once_by_two_at_once()
    {
        var ((anna, _), (boris, _), (clara, _)) = (await bank.Somebody(), await bank.Somebody(500_00), await bank.Somebody(500_00));
        var request = await bank.Get(new RequestPayment(OperationId.New(), anna, new Money(200_00, Currency.Rub), "pizza"));
        Assert.Contains("<svg", request.Qr, StringComparison.Ordinal);
        Assert.EndsWith("/app/pay/" + request.Token, request.Link, StringComparison.Ordinal);
        var answers = await Task.WhenAll(
            bank.Ask(new PayRequest(OperationId.New(), boris, request.Token)),
            bank.Ask(new PayRequest(OperationId.New(), clara, request.Token))
        );
        Assert.Equal(1, answers.Count(a => a.IsOk));
        Assert.Equal(1, answers.Count(a => a.Error?.Code == "wallet.request_paid"));
        Assert.Equal((200_00L, 800_00L), (await bank.Balance(anna), await bank.Balance(boris) + await bank.Balance(clara)));
        Assert.Equal(PaymentRequestState.Paid, (await bank.Get(new PaymentRequestByToken(request.Token))).State);
        var other = await bank.Get(new RequestPayment(OperationId.New(), anna, new Money(1_00, Currency.Rub)));
        await bank.Get(new CancelPaymentRequest(anna, other.Id));
        Assert.Equal("wallet.request_cancelled", (await bank.Ask(new PayRequest(OperationId.New(), boris, other.Token))).Error?.Code);
    }

    [Fact]
    public async Task A_schedule_that_could_never_pay_is_refused_with_its_reason()
    {
        var ((anna, from), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        var savings = (await bank.Get(new OpenAccount(anna, Currency.Rub, "savings"))).Id;
        var dollars = (await bank.Get(new OpenAccount(anna, Currency.Usd))).Id;
        var closed = (await bank.Get(new OpenAccount(boris, Currency.Rub, "old"))).Id;
        await bank.Get(new CloseAccount(boris, closed));
        var today = DateOnly.FromDateTime(bank.Clock.GetUtcNow().UtcDateTime);
        var good = new ScheduleTransfer(
            OperationId.New(),
            anna,
            to.ToString(),
            new Money(1_00, Currency.Rub),
            ScheduleRhythm.Monthly,
            today.AddDays(5)
        );
        foreach (
            var (wrong, code) in new (ScheduleTransfer, string)[]
            {
                (good with { To = from.ToString() }, "wallet.same_account"),
                (good with { To = savings.ToString(), From = savings }, "wallet.same_account"),
                (good with { From = to }, "wallet.account_not_found"),
                (good with { From = AccountId.New() }, "wallet.account_not_found"),
                (good with { From = dollars }, "wallet.wrong_currency"),
                (good with { To = dollars.ToString() }, "wallet.wrong_currency"),
                (good with { To = closed.ToString() }, "wallet.account_closed"),
                (good with { Amount = new Money(1_00, Currency.Eur) }, "wallet.account_not_found"),
                (good with { Until = today.AddDays(4) }, "wallet.bad_until"),
                (good with { Rhythm = ScheduleRhythm.Once, Until = today.AddDays(4) }, "wallet.bad_until"),
                (good with { First = today.AddDays(-2) }, "wallet.bad_time"),
                (good with { First = today.AddYears(5) }, "wallet.bad_time"),
                (good with { Amount = new Money(600_001_00, Currency.Rub) }, "wallet.limit_operation"),
                (good with { Amount = new Money(0, Currency.Rub) }, "wallet.bad_amount"),
            }
        )
            Assert.Equal(code, (await bank.Ask(wrong with { Id = OperationId.New() })).Error?.Code);
        Assert.Empty(await bank.Get(new Schedules(anna)));
        Assert.True((await bank.Ask(good)).IsOk);
        Assert.True((await bank.Ask(good with { Id = OperationId.New(), To = savings.ToString(), Until = good.First })).IsOk);
        Assert.Equal(
            "wallet.limit_operation",
            (await bank.Ask(new RequestPayment(OperationId.New(), boris, new Money(600_001_00, Currency.Rub)))).Error?.Code
        );
    }

    [Fact]
    public async Task What_cannot_be_sent_is_known_before_it_is_confirmed_and_nothing_is_written()
    {
        var ((anna, from), (boris, to)) = (await bank.Somebody(700_000_00), await bank.Somebody());
        var savings = (await bank.Get(new OpenAccount(anna, Currency.Rub, "savings"))).Id;
        var closed = (await bank.Get(new OpenAccount(boris, Currency.Rub, "old"))).Id;
        await bank.Get(new CloseAccount(boris, closed));
        var good = new CheckTransfer(anna, to.ToString(), new Money(1000_00, Currency.Rub));
        var done = await bank.Get(good);
        Assert.Equal((from, 699_000_00L, false), (done.From, done.Remains.Minor, done.Payee.Own));
        foreach (
            var (wrong, code) in new (CheckTransfer, string)[]
            {
                (good with { To = from.ToString() }, "wallet.same_account"),
                (good with { To = closed.ToString() }, "wallet.account_closed"),
                (good with { To = "nobody@example.org" }, "wallet.payee_not_found"),
                (good with { From = savings }, "wallet.not_enough"),
                (good with { From = to }, "wallet.account_not_found"),
                (good with { Amount = new Money(1, Currency.Eur) }, "wallet.account_not_found"),
                (good with { Amount = new Money(700_000_01, Currency.Rub) }, "wallet.not_enough"),
                (good with { Amount = new Money(600_001_00, Currency.Rub) }, "wallet.limit_operation"),
                (good with { Amount = new Money(600_001_00, Currency.Rub), Later = true }, "wallet.limit_operation"),
                (good with { Amount = new Money(-1, Currency.Rub) }, "wallet.bad_amount"),
            }
        )
            Assert.Equal(code, (await bank.Ask(wrong)).Error?.Code);
        // What is not there today may be there another day.
        Assert.True((await bank.Ask(good with { From = savings, Later = true })).IsOk);
        Assert.Equal(0L, await bank.Select<long>("select count(*) from wallet.transfer where person_id = @p", new { p = anna.Value }));
    }

    [Fact]
    public async Task A_scheduled_transfer_is_made_once_a_day_however_often_the_job_runs()
    {
        var ((anna, _), (boris, to)) = (await bank.Somebody(100_00), await bank.Somebody());
        var today = DateOnly.FromDateTime(bank.Clock.GetUtcNow().UtcDateTime);
        var schedule = await bank.Get(
            new ScheduleTransfer(
                OperationId.New(),
                anna,
                to.ToString(),
                new Money(60_00, Currency.Rub),
                ScheduleRhythm.Daily,
                today,
                new TimeOnly(0, 0)
            )
        );
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bank.Denga.RunJob("wallet.schedules")));
        await bank.Until("exists (select 1 from wallet.transfer where schedule_id = @id and state = 2)", new { id = schedule.Id.Value });
        Assert.Equal(60_00, await bank.Balance(boris));
        // The next day there is too little: it is told, and the schedule goes on.
        await bank.Execute(
            "update wallet.schedule set next_at = now() - interval '100 years' where id = @id",
            new { id = schedule.Id.Value }
        );
        await bank.Denga.RunJob("wallet.schedules");
        await bank.Until(
            "exists (select 1 from wallet.outbox where type = 'wallet.schedule-failed.v1' and body->>'schedule' = @id)",
            new { id = schedule.Id.ToString() }
        );
        Assert.Equal(
            2L,
            await bank.Select<long>("select count(*) from wallet.transfer where schedule_id = @id", new { id = schedule.Id.Value })
        );
        Assert.NotNull(Assert.Single(await bank.Get(new Schedules(anna))).Next);
    }

    [Fact]
    public async Task A_payee_becomes_a_contact_and_a_statement_adds_up()
    {
        var ((anna, from), (boris, to)) = (await bank.Somebody(1000_00), await bank.Somebody());
        await bank.Get(Bank.Send(anna, to, 100_00) with { Note = "Pizza, \"big\"" });
        await bank.Get(Bank.Send(anna, to, 50_00));
        // Whoever was named by an account stays that account.
        await bank.Until(
            "exists (select 1 from wallet.contact where person_id = @p and account_id = @to)",
            new { p = anna.Value, to = to.Value }
        );
        var contact = Assert.Single(await bank.Get(new Contacts(anna)));
        await bank.Get(new Transfer(OperationId.New(), anna, contact.Id.ToString(), new Money(1_00, Currency.Rub)));
        var (start, end) = (bank.Clock.GetUtcNow().AddDays(-1), bank.Clock.GetUtcNow().AddDays(1));
        var page = await bank.Get(new Statement(anna, from, start, end));
        Assert.Equal(page.Closing.Minor, page.Opening.Minor + page.Lines.Sum(l => l.Amount.Minor));
        Assert.Equal(849_00, page.Closing.Minor);
        var found = Assert.Single((await bank.Get(new Statement(anna, from, start, end, Text: "pizza"))).Lines);
        Assert.Equal((-100_00L, 900_00L), (found.Amount.Minor, found.BalanceAfter.Minor));
        Assert.Equal("sandbox", Assert.Single((await bank.Get(new Statement(anna, from, start, end, Kind: "sandbox"))).Lines).Kind);
    }
}
