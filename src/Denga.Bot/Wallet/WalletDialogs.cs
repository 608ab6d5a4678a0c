using Denga.Bot.Engine;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bot.Wallet;

/// <summary>Money on accounts.</summary>
internal static class WalletDialogs
{
    internal static void Register(ModuleBuilder module)
    {
        module.Dialog<BalanceDialog>().Dialog<SendDialog>().Dialog<ConvertDialog>().Dialog<RatesDialog>();
    }
}
