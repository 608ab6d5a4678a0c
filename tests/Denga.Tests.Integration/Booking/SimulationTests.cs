using Denga.Host.Commands;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Booking;

/// <summary>Bookings, their money and imported calendars in a world where processes die between any two steps, payers are late, pay twice or half, and other platforms
/// are silent, cut off or forget. A longer run: denga simulate --of booking.</summary>
public sealed class SimulationTests : IAsyncLifetime
{
    private string database = "";
    private BookingWorlds? worlds;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        worlds = await BookingWorlds.On(database, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await worlds!.DisposeAsync();
        await TestDatabase.Drop(database);
    }

    [Fact]
    public async Task Every_rule_of_stays_and_their_money_holds_after_every_operation_and_at_the_end()
    {
        foreach (var seed in (long[])[1, 20261130])
        {
            var outcome = await worlds!.Run(seed, operations: 1_000);
            Assert.Null(outcome.Failure);
            Assert.Equal(1_000, outcome.Operations);
        }
    }

    [Fact]
    public async Task A_seed_always_goes_the_same_way()
    {
        var (first, again, other) = (await worlds!.Run(7, 150), await worlds.Run(7, 150), await worlds.Run(8, 150));
        Assert.Equal(first, again);
        Assert.NotEqual(first.Left, other.Left);
    }
}
