using Denga.Platform.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Panel;

/// <summary>The operators' panel under <c>/panel</c>: pages that live on the server and show themselves over a socket, <c>/_blazor</c>. Nothing is kept
/// in it, and it asks operations only.</summary>
public sealed class PanelModule : IModule
{
    internal const string Address = "/panel";

    public static string Name => "panel";

    public static bool HasSchema => false;

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<PanelAccess>();
        module.Services.AddSingleton<PanelPages>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var panel = routes.MapGroup("").ExcludeFromDescription();
        panel.MapGet(
            PanelAssets.Folder + "{**name}",
            (string name, string? v, HttpRequest request, HttpResponse response) => PanelAssets.Send(name, v, request, response)
        );
        panel.MapGet(Address + "/alive", (HttpContext http, PanelAccess access) => access.Answer(http));
        panel.Map(Address + "/{**page}", (HttpContext http, PanelAccess access) => access.Enter(http));
        panel.Map(PanelAccess.Socket + "/{**what}", (HttpContext http, PanelAccess access) => access.Enter(http));
    }
}
