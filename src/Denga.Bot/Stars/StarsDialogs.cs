using Denga.Bot.Engine;
using Denga.Platform.Modules;

namespace Denga.Bot.Stars;

/// <summary>The shop of Telegram Stars and Premium.</summary>
internal static class StarsDialogs
{
    internal static void Register(ModuleBuilder module) =>
        module.Dialog<StarsDialog>().Dialog<StarsOrderDialog>().Dialog<FragmentDialog>().Dialog<FriendsDialog>();
}
