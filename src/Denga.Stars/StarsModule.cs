using Denga.Platform.Modules;

namespace Denga.Stars;

/// <summary>The shop of Telegram Stars and Premium: prices, recipients, orders, sellers.</summary>
public sealed class StarsModule : IModule
{
    public static string Name => "stars";

    public static void Register(ModuleBuilder module) => module.Options<StarsOptions>();
}
