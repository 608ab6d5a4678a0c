using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Modules;

/// <summary>A module's table of contents: its settings, operations, consumers, work, webhooks and jobs. The only public type of a module.</summary>
public interface IModule
{
    /// <summary>Lower case; the name of its schema, of its settings' section and of its events' first word.</summary>
    static abstract string Name { get; }

    /// <summary>Whether it keeps tables. A process whose modules all keep none needs no database.</summary>
    static virtual bool HasSchema => true;

    static abstract void Register(ModuleBuilder module);

    /// <summary>What every process has of the module, wherever the module itself runs.</summary>
    static virtual void Everywhere(IServiceCollection services) { }

    /// <summary>Endpoints that are not operations: pages, webhooks, streams.</summary>
    static virtual void Map(IEndpointRouteBuilder routes) { }
}
