using Denga.Platform.Modules;
using Denga.Wallet.Accounts;
using Denga.Wallet.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Wallet;

/// <summary>Accounts and the ledger: balances, postings, holds, statements; what was written can be proved.</summary>
public sealed class WalletModule : IModule
{
    public static string Name => "wallet";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<LedgerClock>().AddSingleton<LedgerGroup>().AddSingleton<GeneralLedger>();
        module.Options<WalletOptions>().Handles<AccountHandlers>().Handles<PastHandlers>().Handles<LedgerHandlers>().Job<ExpireHolds>();
    }
}
