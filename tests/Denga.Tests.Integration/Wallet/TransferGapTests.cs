using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Notifications;
using Denga.Tests.Integration.Modules;
using Denga.Wallet;

namespace Denga.Tests.Integration.Wallet;

/// <summary>Where in its work a step of a transfer is interrupted.</summary>
public enum Moment
{
    /// <summary>The event waits for it; it has done nothing.</summary>
    BeforeItBegins,

    /// <summary>All of its work is written, and not committed.</summary>
    BeforeItsCommit,

    /// <summary>It has committed, and nobody has noted that the event was worked.</summary>
    BeforeTheEventIsMarked,
}

/// <summary>Denga dies between any two steps of a transfer; the next start finishes it, once. The database itself stops the step at the moment that is
/// tested, for as long as the first process runs, so that the second one finds exactly what a kill at that moment leaves.</summary>
public sealed class TransferGapTests
{
    private static readonly PersonId Anna = PersonId.New();
    private static readonly PersonId Boris = PersonId.New();

    public static TheoryData<string, string, Moment> Gaps
    {
        get
        {
            var gaps = new TheoryData<string, string, Moment>();
            foreach (
                var (consumer, type) in new[]
                {
                    ("wallet.transaction-manager", "wallet.transfer-requested.v1"),
                    ("wallet.transaction-service", "wallet.transfer-validated.v1"),
                    ("wallet.transfer-ended", "wallet.transfer-completed.v1"),
                    ("notifications.transfer-completed", "wallet.transfer-completed.v1"),
                }
            )
            foreach (var moment in Enum.GetValues<Moment>())
                gaps.Add(consumer, type, moment);
            return gaps;
        }
    }

    [Theory]
    [MemberData(nameof(Gaps))]
    public async Task A_transfer_that_was_cut_off_is_finished_once_by_the_next_start(string consumer, string type, Moment moment)
    {
        var first = await Start(database: null);
        var send = await Money(first);
        await first.Execute(Obstacle(consumer, type, moment));
        await Ask(first, send with { Wait = false });
        await first.Until("(select is_called from public.reached)");
        if (moment != Moment.BeforeTheEventIsMarked)
            Assert.Equal(StandsAt(consumer), await first.Select<short>("select state from wallet.transfer"));
        await first.Stop();

        await first.Execute("drop function public.stop_here() cascade");
        await using var second = await Start(first.Database);
        await second.Until("not exists (select 1 from wallet.undelivered)");

        var receipt = (await Ask(second, send)).Value;
        Assert.Equal(TransferStatus.Completed, receipt.Status);
        Assert.Equal(["front end", "transaction manager", "transaction service"], receipt.Hops.Select(h => h.By));
        Assert.Equal((700_00L, 300_00L), (await Balance(second, Anna), await Balance(second, Boris)));
        foreach (
            var once in new[]
            {
                "posting where kind = 'transfer'",
                "contact",
                "outbox where type = 'wallet.transfer-requested.v1'",
                "outbox where type = 'wallet.transfer-validated.v1'",
                "outbox where type = 'wallet.transfer-completed.v1'",
                "outbox where type = 'wallet.money-moved.v1' and body->>'kind' = 'transfer'",
            }
        )
            Assert.True(await second.Select<long>("select count(*) from wallet." + once) == 1, once);
        Assert.Equal(1, await second.Select<long>("select count(*) from notifications.notice"));
        Assert.Empty(await WalletModule.Verify(second.Services, CancellationToken.None));
    }

    /// <summary>Ends every attempt of the step at the moment; after its commit, keeps the mark from being made. <c>reached</c> says that it happened.</summary>
    private static string Obstacle(string consumer, string type, Moment moment)
    {
        var module = consumer.Split('.')[0];
        const string reached = "create sequence public.reached; grant all on public.reached to public;";
        const string function = "create function public.stop_here() returns trigger language plpgsql security definer as $$ begin";
        return moment == Moment.BeforeTheEventIsMarked
            ? $"""
                {reached}
                {function}
                    if (select o.type from wallet.outbox o where o.seq = old.seq) = '{type}' and exists (
                        select 1 from {module}.inbox i where i.consumer = '{consumer}'
                            and i.event_id = (select o.id from wallet.outbox o where o.seq = old.seq)) then
                        perform nextval('public.reached');
                        return null;
                    end if;
                    return old;
                end $$;
                create trigger stop_here before delete on wallet.undelivered for each row execute function public.stop_here();
                """
            : $"""
                {reached}
                {function}
                    if new.consumer = '{consumer}' then
                        perform nextval('public.reached');
                        perform pg_terminate_backend(pg_backend_pid());
                    end if;
                    return new;
                end $$;
                create {(
                    moment == Moment.BeforeItBegins ? "trigger stop_here before insert on" : "constraint trigger stop_here after insert on"
                )}
                    {module}.inbox {(moment == Moment.BeforeItBegins ? "" : "deferrable initially deferred")}
                    for each row execute function public.stop_here();
                """;
    }

    /// <summary>The state of a transfer that waits for the step.</summary>
    private static short StandsAt(string consumer) =>
        consumer switch
        {
            "wallet.transaction-manager" => 0,
            "wallet.transaction-service" => 1,
            _ => 2,
        };

    private static Task<ModuleHost> Start(string? database) =>
        ModuleHost.Start(
            platform => platform.Add<WalletModule>().Add<NotificationsModule>(),
            new Answers()
                .On<RateOn, Rate>(asked => new Rate(asked.From, asked.To, Value: 1, "test", new DateOnly(2026, 11, 20), IsStale: false))
                .On<MaskedNames, IReadOnlyList<KnownAs>>(asked => asked.People.Select(p => new KnownAs(p, "somebody")).ToList()),
            database: database
        );

    /// <summary>Gives Anna a thousand; answers her transfer of three hundred to Boris.</summary>
    private static async Task<Transfer> Money(ModuleHost host)
    {
        var account = (await host.Ask<OpenAccount, Account>(new OpenAccount(Boris, Currency.Rub))).Value;
        await host.Ask<SandboxTopUp, TopUpReceipt>(new SandboxTopUp(OperationId.New(), Anna, new Money(1000_00, Currency.Rub)));
        return new Transfer(OperationId.New(), Anna, account.Id.ToString(), new Money(300_00, Currency.Rub));
    }

    private static Task<Result<TransferReceipt>> Ask(ModuleHost host, Transfer transfer) => host.Ask<Transfer, TransferReceipt>(transfer);

    private static async Task<long> Balance(ModuleHost host, PersonId person) =>
        Assert.Single((await host.Ask<Balances, IReadOnlyList<Account>>(new Balances(person))).Value).Balance.Minor;
}
