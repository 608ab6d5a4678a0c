using System.Reflection;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Modules;

/// <summary>A module that runs in this process.</summary>
internal sealed class RegisteredModule(
    string name,
    Assembly assembly,
    Action<IEndpointRouteBuilder> map,
    Func<IServiceProvider, Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>>> transaction
)
{
    internal string Name => name;
    internal Assembly Assembly => assembly;
    internal bool HasSchema { get; set; } = true;
    internal Dictionary<Type, Func<IServiceProvider, IOperationRoute>> Routes { get; } = [];
    internal List<Type> Consumers { get; } = [];
    internal List<Type> Listeners { get; } = [];

    internal void Map(IEndpointRouteBuilder routes) => map(routes);

    /// <summary>Runs work in a transaction of this module's schema.</summary>
    internal Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> Transaction(IServiceProvider services) =>
        transaction(services);

    internal static RegisteredModule Of<TModule>()
        where TModule : IModule =>
        new(TModule.Name, typeof(TModule).Assembly, TModule.Map, services => services.GetRequiredService<Database<TModule>>().Transaction);
}
