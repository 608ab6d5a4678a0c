using Denga.Bot.Engine;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bot.Settings;

/// <summary>How a person is spoken to and counted for.</summary>
internal static class SettingsDialogs
{
    internal static void Register(ModuleBuilder module)
    {
        module.Dialog<SettingsDialog>().Dialog<CurrencyDialog>().Dialog<LinkDialog>();
    }
}
