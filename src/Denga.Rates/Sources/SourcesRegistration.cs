using Microsoft.Extensions.DependencyInjection;

namespace Denga.Rates.Sources;

internal static class SourcesRegistration
{
    /// <summary>Typed clients of the sources; as <see cref="IRateSource"/> they come in the order of trust.</summary>
    public static IServiceCollection AddRateSources(this IServiceCollection services, RatesOptions options) =>
        services
            .AddSource<BankOfRussia>(options.BankOfRussia, options)
            .AddSource<BankOfRussiaMirror>(options.BankOfRussiaMirror, options)
            .AddSource<EuropeanCentralBank>(options.EuropeanCentralBank, options);

    private static IServiceCollection AddSource<TSource>(this IServiceCollection services, Uri address, RatesOptions options)
        where TSource : class, IRateSource
    {
        services
            .AddHttpClient<TSource>(http =>
            {
                http.BaseAddress = address;
                http.Timeout = options.SourceTimeout;
                // The Bank of Russia stands behind a filter that refuses clients without a name.
                http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (compatible; Denga/0.1)");
            })
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All, MaxAutomaticRedirections = 3 }
            );
        return services.AddTransient<IRateSource>(provider => provider.GetRequiredService<TSource>());
    }
}
