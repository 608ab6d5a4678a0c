using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Rates.Sources;

/// <summary>The one list of sources: settings, the order of trust and the clients follow from it.</summary>
internal static class SourceList
{
    /// <summary>The most trusted first.</summary>
    private static readonly Source[] All =
    [
        Of<BankOfRussia>(BankOfRussia.SourceName, options => options.BankOfRussia),
        Of<BankOfRussiaMirror>(BankOfRussiaMirror.SourceName, options => options.BankOfRussiaMirror),
        Of<EuropeanCentralBank>(EuropeanCentralBank.SourceName, options => options.EuropeanCentralBank),
    ];

    internal static readonly IReadOnlyList<string> Names = [.. All.Select(source => source.Name)];

    /// <summary>Typed clients; as <see cref="IRateSource"/> they come in the order of trust.</summary>
    internal static void AddSources(this ModuleBuilder module, RatesOptions options)
    {
        foreach (var source in All)
            source.AddTo(module, options);
    }

    private static Source Of<TSource>(string name, Func<RatesOptions, Uri> address)
        where TSource : class, IRateSource => new(name, (module, options) => module.AddSource<TSource>(name, address(options), options));

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

    private sealed record Source(string Name, Action<ModuleBuilder, RatesOptions> AddTo);
}
