using Denga.Platform.Simulation;
using Denga.Wallet.Ledger;

namespace Denga.Wallet.Simulation;

/// <summary>One process's way to the simulated database: slow, sometimes cut, and silent once the process is dead.</summary>
internal sealed class SimulatedStore(SimulatedLedger ledger, VirtualTime time, Random random) : ILedgerStore
{
    private const double Cut = 0.002;
    private static readonly Task Never = new TaskCompletionSource().Task;
    private bool isDead;

    /// <summary>Nothing comes back any more; what was sent may still arrive.</summary>
    internal void Kill() => isDead = true;

    public async Task<LedgerReading> Read(IReadOnlyList<LedgerWrite> writes, KnownAccounts accounts, RecentIds recent)
    {
        await Travel();
        ledger.ReadAccounts(writes, accounts);
        // Between two statements others may commit.
        await Travel();
        return ledger.ReadRest(writes, accounts, recent);
    }

    public async Task<(ChainHead Head, DateTimeOffset Latest)> Head(short chain)
    {
        await Travel();
        return ledger.Head(chain);
    }

    public async Task Write(LedgerBatch batch)
    {
        await Pause();
        if (random.NextDouble() < Cut || (isDead && random.Next(2) == 0))
            await Fail();
        ledger.Apply(batch);
        await Travel();
    }

    /// <summary>The connection may be cut on the way, after which nobody knows what was done.</summary>
    private async Task Travel()
    {
        await Pause();
        if (isDead || random.NextDouble() < Cut)
            await Fail();
    }

    private Task Pause() => time.Delay(TimeSpan.FromMicroseconds(50 + random.Next(2000)));

    private async Task Fail()
    {
        if (isDead)
            await Never;
        throw new TimeoutException("The simulated connection was cut.");
    }
}
