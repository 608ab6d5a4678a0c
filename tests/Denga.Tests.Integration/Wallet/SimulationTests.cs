using Denga.Wallet;

namespace Denga.Tests.Integration.Wallet;

/// <summary>The money core in a world where processes die and messages are lost, doubled and late. A longer run: denga simulate.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20261121)]
    public void Every_invariant_holds_after_every_operation(long seed)
    {
        var outcome = WalletModule.Simulate(seed, operations: 12_000);
        Assert.Null(outcome.Failure);
        Assert.Equal(12_000, outcome.Operations);
    }

    [Fact]
    public void A_seed_always_goes_the_same_way()
    {
        Assert.Equal(WalletModule.Simulate(7, operations: 2_000), WalletModule.Simulate(7, operations: 2_000));
        Assert.NotEqual(WalletModule.Simulate(7, operations: 2_000).Left, WalletModule.Simulate(8, operations: 2_000).Left);
    }
}
