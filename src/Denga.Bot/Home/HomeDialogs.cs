using Denga.Bot.Engine;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bot.Home;

/// <summary>The first words, and the way to everything else.</summary>
internal static class HomeDialogs
{
    internal static void Register(ModuleBuilder module)
    {
        module.Dialog<StartDialog>().Dialog<HelpDialog>();
    }
}
