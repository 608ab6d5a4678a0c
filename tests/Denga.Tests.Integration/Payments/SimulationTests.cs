using Denga.Host.Commands;

namespace Denga.Tests.Integration.Payments;

/// <summary>Payments, refunds and orders of Stars in a world where processes die between any two steps, and providers and sellers delay, repeat, reorder and
/// lie. A longer run: denga simulate --of payments.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20261130)]
    public void Every_rule_of_the_money_holds_after_every_operation_and_at_the_end(long seed)
    {
        var outcome = MoneySimulation.Run(seed, operations: 2_000);
        Assert.Null(outcome.Failure);
        Assert.Equal(2_000, outcome.Operations);
    }

    [Fact]
    public void A_seed_always_goes_the_same_way()
    {
        var (first, again, other) = (MoneySimulation.Run(7, 500), MoneySimulation.Run(7, 500), MoneySimulation.Run(8, 500));
        Assert.Equal(first, again);
        Assert.NotEqual(first.Left, other.Left);
    }
}
