using System.Net;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Outside;

public static class OutsideRegistration
{
    /// <summary>A typed client of a provider: its <see cref="HttpClient"/> goes through the one pipeline, with the settings under
    /// <c>Outside:&lt;provider&gt;</c>. A call that gets no answer throws <see cref="OutsideException"/>; any answer, whatever its status, is returned, read to
    /// its end.</summary>
    /// <param name="configure">Its address and what it always sends. Its timeout is the pipeline's.</param>
    public static ModuleBuilder Outside<TClient>(this ModuleBuilder module, OutsideProvider provider, Action<HttpClient> configure)
        where TClient : class
    {
        var options = module.Settings.ReadChecked("Outside:" + provider.Name, provider.Defaults);
        var client = module
            .Services.AddHttpClient<TClient>(
                provider.Name,
                http =>
                {
                    configure(http);
                    http.Timeout = Timeout.InfiniteTimeSpan;
                }
            )
            // Addresses and headers hold secrets.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AutomaticDecompression = DecompressionMethods.All,
                    AllowAutoRedirect = provider.Redirects > 0,
                    MaxAutomaticRedirections = Math.Max(1, provider.Redirects),
                    UseCookies = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                }
            )
            .AddHttpMessageHandler(services => new OutsideCall(provider, services.GetRequiredService<ILogger<OutsideCall>>()));
        module.Services.TryAddSingleton<OutsideBreakers>();
        client.AddHttpMessageHandler(services => new OutsideResilience(() =>
            OutsidePipeline.Build(
                provider,
                options,
                services.GetRequiredService<OutsideBreakers>().Of(provider.Name),
                services.GetRequiredService<TimeProvider>()
            )
        ));
        client.AddHttpMessageHandler(services => new OutsideAttempt(
            provider,
            options,
            module.HasSchema ? Kept(services, module.Name) : null
        ));
        if (!module.Services.Any(s => s.IsKeyedService && s.ServiceType == typeof(ForgetCalls) && Equals(s.ServiceKey, module.Name)))
        {
            module.Services.AddKeyedSingleton(
                module.Name,
                (services, _) =>
                    new ForgetCalls(
                        services.GetRequiredService<ModuleSources>().Of(module.Name),
                        module.Name,
                        services.GetRequiredService<TimeProvider>()
                    )
            );
            module.Services.AddSingleton<IJob>(services => services.GetRequiredKeyedService<ForgetCalls>(module.Name));
        }
        return module;
    }

    private static KeptCalls Kept(IServiceProvider services, string module) =>
        new(
            services.GetRequiredService<ModuleSources>().Of(module),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<KeptCalls>>()
        );
}
