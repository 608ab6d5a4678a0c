using System.Globalization;
using Denga.Payments;
using Denga.Platform.Simulation;
using Denga.Stars;
using Denga.Wallet;

namespace Denga.Host.Commands;

/// <summary>Payments, the Stars shop and the ledger together in a simulated world, from one seed.</summary>
internal static class MoneySimulation
{
    /// <summary>Of one world: what it leaves behind stays in memory, and is compared at its end.</summary>
    internal const int OperationsMax = 20_000;
    private const int Clients = 24;
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null when every rule held; else what was broken. The same seed and number always go the same way.</summary>
    internal static (long Operations, string? Failure, string Left) Run(long seed, int operations)
    {
        using var world = new SimulatedWorld(seed, Start);
        var (wallet, check, checkAll) = WalletModule.InMemory(world.Clock);
        var payments = PaymentsModule.Simulated(world, wallet);
        var stars = StarsModule.Simulated(world, wallet, payments);
        var failure = world.Run(
            operations,
            Clients,
            () => (world.Random.Next(3) == 0 ? stars : payments).Act(),
            () =>
            {
                check();
                payments.Check();
                stars.Check();
            },
            async () =>
            {
                await payments.Settle();
                await stars.Settle();
            },
            () =>
            {
                payments.CheckAll();
                stars.CheckAll();
                checkAll();
            }
        );
        var left = string.Create(
            CultureInfo.InvariantCulture,
            $"{payments.Left}, {stars.Left}, {payments.Module.Attempts + stars.Module.Attempts} attempts of work, {world.Deaths} deaths, {world.Time.Now - Start} of virtual time"
        );
        return (world.Acted, failure, left);
    }
}
