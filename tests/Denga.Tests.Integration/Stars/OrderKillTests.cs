using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Crash;

namespace Denga.Tests.Integration.Stars;

/// <summary>A process dies before and after every call by which an order moves money or Stars, one death after the other, and the next process goes on:
/// bought once or not at all, every hold ended, the ledger right. <c>DENGA_TEST_KILLS</c> makes it go on until so many died.</summary>
public sealed class OrderKillTests
{
    private const long Plenty = 1_000_00;
    private const int LeastSteps = 6;
    private static readonly int Kills = KillRun.Kills(LeastSteps);
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("durov", StarsWay.Balance, StarsOrderState.Delivered, 1)]
    [InlineData("durov", StarsWay.Direct, StarsOrderState.Delivered, 1)]
    [InlineData("failed_one", StarsWay.Balance, StarsOrderState.Failed, 1)]
    [InlineData("unknown_one", StarsWay.Balance, StarsOrderState.Delivered, 1)]
    [InlineData("lost_one", StarsWay.Balance, StarsOrderState.Delivered, 1)]
    [InlineData("broke_one", StarsWay.Balance, StarsOrderState.Failed, 0)]
    [InlineData("pricey_one", StarsWay.Balance, StarsOrderState.Failed, 0)]
    public async Task Wherever_a_process_dies_the_next_one_ends_the_order_and_buys_once(
        string username,
        StarsWay way,
        StarsOrderState end,
        int bought
    )
    {
        var database = await TestDatabase.Create();
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var host = await Begin(database, now);
        var (deaths, all) = (0, 0);
        while (true)
        {
            var person = await host.Somebody(way == StarsWay.Direct ? 1_00 : Plenty);
            var quote = await host.Quote(person, username, way: way);
            var asked = new OrderStars(OperationId.New(), person, quote.Id);
            host.World.DiesAt = host.World.Steps + deaths + 1;
            var living = Live(host, asked);
            await Task.WhenAny(living, host.World.Died.Task).WaitAsync(HangMax);
            var died = host.World.Died.Task.IsCompleted;
            if (died)
            {
                deaths++;
                all++;
                // Longer than a lease.
                now = host.Clock.GetUtcNow() + TimeSpan.FromMinutes(2);
                await host.DisposeAsync();
                host = await Begin(database, now);
                await Live(host, asked).WaitAsync(HangMax);
            }
            var order = await host.Get(new StarsOrderById(person, StarsOrderId.From(asked.Id.Value)));
            Assert.Equal((deaths, end), (deaths, order.State));
            Assert.Equal((deaths, bought), (deaths, await host.Bought(order.Id)));
            var account = await host.Main(person);
            var paid = end == StarsOrderState.Delivered ? order.Price.Minor : 0;
            Assert.Equal(
                (deaths, (way == StarsWay.Direct ? order.Price.Minor : Plenty) - paid, 0),
                (deaths, account.Balance.Minor, account.Held.Minor)
            );
            if (died)
                continue;
            Assert.True(deaths >= LeastSteps, $"It died only {deaths} times.");
            if (all >= Kills)
                break;
            deaths = 0;
        }
        Assert.Equal(0, await host.Select<int>("select count(*)::int from stars.star_order where ended_at is null"));
        Assert.Equal(0, await host.Select<int>("select count(*)::int from stars.sandbox_sale where bought > 1"));
        Assert.Equal(0, await host.Select<int>("select count(*)::int from wallet.hold where state = 0"));
        await host.LedgerIsRight();
        await host.DisposeAsync();
        await TestDatabase.Drop(database);
    }

    private static async Task<StarsHost> Begin(string database, DateTimeOffset now)
    {
        var host = new StarsHost(database, settings: null, now);
        await host.InitializeAsync();
        return host;
    }

    /// <summary>The person presses, pays what is asked of him, and the order goes its way.</summary>
    private static async Task Live(StarsHost host, OrderStars asked)
    {
        var order = await host.Get(asked);
        if (order is { State: StarsOrderState.Created, Invoice: { } invoice } && host.World.One(invoice).Paid.IsZero)
            await host.PayInvoice(asked.Person, invoice);
        await host.Work(TimeSpan.FromMinutes(1));
    }
}
