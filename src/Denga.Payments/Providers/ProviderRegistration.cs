using Denga.Platform.Health;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Payments.Providers;

internal static class ProviderRegistration
{
    /// <summary>A provider: it is offered, asked, watched.</summary>
    internal static ModuleBuilder Provider<TProvider>(this ModuleBuilder module)
        where TProvider : class, IPaymentProvider
    {
        module.Services.AddSingleton<TProvider>();
        module.Services.AddSingleton<IPaymentProvider>(services => services.GetRequiredService<TProvider>());
        return module.Health<ProviderHealth<TProvider>>();
    }

    /// <summary>As the other one, for a provider that sends webhooks.</summary>
    internal static ModuleBuilder ProviderWithWebhooks<TProvider>(this ModuleBuilder module)
        where TProvider : class, IPaymentProvider => module.Provider<TProvider>().Webhook<ProviderWebhook<TProvider>>();
}

/// <summary>A provider that is left alone: without it the others are offered.</summary>
internal sealed class ProviderHealth<TProvider>(TProvider provider) : IHealthCheck
    where TProvider : class, IPaymentProvider
{
    public string Name => "provider " + provider.Name;

    public Task<HealthAnswer> Check(CancellationToken cancel) =>
        Task.FromResult(
            !provider.IsConfigured ? new HealthAnswer(HealthState.Ok, "Not configured.")
            : provider.IsAvailable ? new HealthAnswer(HealthState.Ok)
            : new HealthAnswer(HealthState.Degraded, "It fails and is left alone for a while; people are offered the others.")
        );
}
