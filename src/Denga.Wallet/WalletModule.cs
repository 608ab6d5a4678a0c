using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Wallet.Accounts;
using Denga.Wallet.Ledger;
using Denga.Wallet.Proof;
using Denga.Wallet.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Wallet;

/// <summary>Accounts and the ledger: balances, postings, holds, statements; what was written can be proved.</summary>
public sealed class WalletModule : IModule
{
    public static string Name => "wallet";

    public static void Register(ModuleBuilder module)
    {
        module
            .Services.AddSingleton<LedgerClock>()
            .AddSingleton<ILedgerStore, PostgresStore>()
            .AddSingleton<LedgerGroup>()
            .AddSingleton<GeneralLedger>()
            .AddSingleton<CheckpointKey>();
        module
            .Options<WalletOptions>()
            .Handles<AccountHandlers>()
            .Handles<PastHandlers>()
            .Handles<LedgerHandlers>()
            .Job<ExpireHolds>()
            .Job<Checkpoints>();
    }

    /// <summary>Recomputes balances, sums, holds, hash chains and checkpoints and answers what differs, in sentences; nothing when all is well.</summary>
    public static Task<IReadOnlyList<string>> Verify(IServiceProvider services, CancellationToken cancel) =>
        new Verification(services.GetRequiredService<Database<WalletModule>>(), services.GetRequiredService<CheckpointKey>()).Run(cancel);

    /// <summary>Runs the money core against a simulated world; the same seed always goes the same way.</summary>
    public static SimulationOutcome Simulate(long seed, long operations) => LedgerSimulation.Run(seed, operations);
}
