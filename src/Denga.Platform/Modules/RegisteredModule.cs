using System.Reflection;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Modules;

/// <summary>A module that runs in this process.</summary>
internal sealed class RegisteredModule(
    string name,
    bool hasSchema,
    Assembly assembly,
    Action<IEndpointRouteBuilder> map,
    Func<IServiceProvider, Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>>> transaction
)
{
    internal string Name => name;
    internal Assembly Assembly => assembly;
    internal bool HasSchema => hasSchema;
    internal Dictionary<Type, Func<IServiceProvider, IOperationRoute>> Routes { get; } = [];
    internal List<Type> Consumers { get; } = [];
    internal List<Type> Listeners { get; } = [];
    internal List<Type> Workers { get; } = [];
    internal List<Type> Webhooks { get; } = [];

    internal bool HasWork => Workers.Count + Webhooks.Count > 0;

    internal void Map(IEndpointRouteBuilder routes)
    {
        map(routes);
        foreach (var webhook in Intakes(routes.ServiceProvider))
            webhook.Map(routes);
    }

    internal WorkRunner Work(IServiceProvider services) =>
        new(
            name,
            services.GetRequiredService<ModuleSources>().Of(name),
            Transaction(services),
            [.. Workers.Select(type => (IWorker)services.GetRequiredService(type)), .. Intakes(services)],
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Denga.Work")
        );

    private IEnumerable<WebhookIntake> Intakes(IServiceProvider services) =>
        Webhooks.Select(type => new WebhookIntake(
            (IWebhook)services.GetRequiredService(type),
            services.GetRequiredService<ModuleSources>().Of(name),
            Transaction(services),
            services.GetRequiredService<TimeProvider>()
        ));

    /// <summary>Runs work in a transaction of this module's schema.</summary>
    internal Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> Transaction(IServiceProvider services) =>
        transaction(services);

    internal static RegisteredModule Of<TModule>()
        where TModule : IModule =>
        new(
            TModule.Name,
            TModule.HasSchema,
            typeof(TModule).Assembly,
            TModule.Map,
            services => services.GetRequiredService<Database<TModule>>().Transaction
        );
}
