using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Rates.Sources;

internal static class SourcesRegistration
{
    /// <summary>Typed clients of the sources; as <see cref="IRateSource"/> they come in the order of trust.</summary>
    internal static void AddRateSources(this ModuleBuilder module, RatesOptions options)
    {
        module.AddSource<BankOfRussia>(BankOfRussia.SourceName, options.BankOfRussia, options);
        module.AddSource<BankOfRussiaMirror>(BankOfRussiaMirror.SourceName, options.BankOfRussiaMirror, options);
        module.AddSource<EuropeanCentralBank>(EuropeanCentralBank.SourceName, options.EuropeanCentralBank, options);
    }

    private static void AddSource<TSource>(this ModuleBuilder module, string name, Uri address, RatesOptions options)
        where TSource : class, IRateSource
    {
        module.Outside<TSource>(
            new OutsideProvider(name)
            {
                Defaults = new OutsideOptions
                {
                    Timeout = options.SourceTimeout,
                    AttemptTimeout = options.SourceTimeout,
                    RetryDelay = options.RetryDelay,
                    AnswerBytesMax = SourceDownload.AnswerBytesMax,
                },
                Redirects = 3,
            },
            http =>
            {
                http.BaseAddress = address;
                // The Bank of Russia stands behind a filter that refuses clients without a name.
                http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (compatible; Denga/0.1)");
            }
        );
        module.Services.AddTransient<IRateSource>(provider => provider.GetRequiredService<TSource>());
    }
}
