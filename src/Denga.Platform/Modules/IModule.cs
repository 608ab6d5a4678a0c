using Microsoft.AspNetCore.Routing;

namespace Denga.Platform.Modules;

/// <summary>A module's table of contents: its settings, operations, consumers, work, webhooks and jobs. The only public type of a module.</summary>
public interface IModule
{
    /// <summary>Lower case; the name of its schema, of its settings' section and of its events' first word.</summary>
    static abstract string Name { get; }

    static abstract void Register(ModuleBuilder module);

    /// <summary>Endpoints that are not operations: pages, webhooks, streams.</summary>
    static virtual void Map(IEndpointRouteBuilder routes) { }
}
