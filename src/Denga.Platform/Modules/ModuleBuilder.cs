using Denga.Contracts;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Modules;

/// <summary>Takes what a module consists of.</summary>
public sealed class ModuleBuilder
{
    private readonly RegisteredModule module;

    internal ModuleBuilder(RegisteredModule module, IServiceCollection services, IConfiguration settings)
    {
        this.module = module;
        Services = services;
        Settings = settings;
    }

    /// <summary>For what is the module's own.</summary>
    public IServiceCollection Services { get; }

    public IConfiguration Settings { get; }

    internal string Name => module.Name;

    internal bool HasSchema => module.HasSchema;

    /// <summary>Settings under the module's name, or under <paramref name="section"/>; checked at the start, unknown names refused.</summary>
    public ModuleBuilder Options<TOptions>(string? section = null)
        where TOptions : class, new()
    {
        Services.AddCheckedOptions<TOptions>(Settings, section ?? module.Name);
        return this;
    }

    public ModuleBuilder Handles<THandler>()
        where THandler : class
    {
        foreach (
            var handled in typeof(THandler)
                .GetInterfaces()
                .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOperationHandler<,>))
        )
        {
            var types = handled.GetGenericArguments();
            Services.AddSingleton(handled, provider => provider.GetRequiredService<THandler>());
            var route = typeof(LocalRoute<,>).MakeGenericType(types);
            module.Routes[types[0]] = provider => (IOperationRoute)Activator.CreateInstance(route, provider)!;
        }
        Services.AddSingleton<THandler>();
        return this;
    }

    public ModuleBuilder Consumes<TConsumer>()
        where TConsumer : class, IConsumer
    {
        Services.AddSingleton<TConsumer>();
        module.Consumers.Add(typeof(TConsumer));
        return this;
    }

    /// <summary>Hears of events without keeping anything; needs no tables.</summary>
    public ModuleBuilder Listens<TListener>()
        where TListener : class, IListener
    {
        Services.AddSingleton<TListener>();
        module.Listeners.Add(typeof(TListener));
        return this;
    }

    /// <summary>A job that runs again and again while the process lives.</summary>
    public ModuleBuilder Job<TJob>()
        where TJob : class, IJob
    {
        Services.AddSingleton<TJob>();
        Services.AddSingleton<IJob>(provider => provider.GetRequiredService<TJob>());
        return this;
    }

    /// <summary>Does one kind of the module's work, whenever it is asked for.</summary>
    public ModuleBuilder Works<TWorker>()
        where TWorker : class, IWorker
    {
        Services.AddSingleton<TWorker>();
        module.Workers.Add(typeof(TWorker));
        return this;
    }

    /// <summary>Takes a provider's webhooks at <c>/hooks/{provider}</c>, and works them.</summary>
    public ModuleBuilder Webhook<TWebhook>()
        where TWebhook : class, IWebhook
    {
        Services.AddSingleton<TWebhook>();
        module.Webhooks.Add(typeof(TWebhook));
        return this;
    }

    public ModuleBuilder Health<TCheck>()
        where TCheck : class, IHealthCheck
    {
        Services.AddSingleton<IHealthCheck, TCheck>();
        return this;
    }
}
