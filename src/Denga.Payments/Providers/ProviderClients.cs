using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Payments.Providers;

internal static class ProviderClients
{
    private const string Section = "Payments:Providers:";

    /// <summary>Calls are kept for longer than people may want to be known.</summary>
    private static readonly string[] PersonalData = ["email", "phone", "full_name", "payer_email", "receipt_email"];

    /// <summary>The settings of a provider under <c>Payments:Providers:&lt;name&gt;</c>, checked where there are any, and its typed client: an attempt has
    /// time, five failures are enough, and a minute passes before one call finds out whether it works again.</summary>
    internal static ModuleBuilder ProviderClient<TClient, TOptions>(this ModuleBuilder module, string name, Func<TOptions, Uri> address)
        where TClient : class
        where TOptions : class, new()
    {
        var options = module.ProviderSettings<TOptions>(name);
        return module.Outside<TClient>(
            new OutsideProvider(name)
            {
                Defaults = new OutsideOptions
                {
                    Attempts = 2,
                    BreakAfter = 5,
                    BreakFor = TimeSpan.FromMinutes(1),
                },
                SecretNames = PersonalData,
            },
            http =>
            {
                http.BaseAddress = address(options);
                http.DefaultRequestHeaders.UserAgent.ParseAdd("Denga/0.1");
            }
        );
    }

    internal static TOptions ProviderSettings<TOptions>(this ModuleBuilder module, string name)
        where TOptions : class, new()
    {
        var isSet = module.Settings.GetSection(Section + name).Exists();
        var options = isSet ? module.Settings.ReadChecked<TOptions>(Section + name) : new TOptions();
        module.Services.AddSingleton(options);
        return options;
    }
}
