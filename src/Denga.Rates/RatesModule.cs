using Denga.Platform.Modules;
using Denga.Rates.Book;
using Denga.Rates.Fetching;
using Denga.Rates.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Rates;

/// <summary>Currencies' exchange rates and their history.</summary>
public sealed class RatesModule : IModule
{
    public static string Name => "rates";

    public static void Register(ModuleBuilder module)
    {
        // The clients' addresses and timeouts are needed before the settings are checked; a wrong one is reported at the start all the same.
        var options = module.Settings.ReadChecked<RatesOptions>(Name);
        module.AddSources(options);
        module.Services.AddSingleton<RateHistory>();
        module.Services.AddSingleton<RateBook>();
        module.Services.AddSingleton<SourceStates>();
        module
            .Options<RatesOptions>()
            .Handles<RateOnHandler>()
            .Handles<RatesIntoHandler>()
            .Handles<RateSourcesHandler>()
            .Consumes<OnRatesPublished>()
            .Job<FetchRates>()
            .Health<RatesHealth>();
    }
}
