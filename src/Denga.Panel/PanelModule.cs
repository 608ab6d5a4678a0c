using Denga.Panel.Frame;
using Denga.Platform.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace Denga.Panel;

/// <summary>The operators' panel under <c>/panel</c>: pages that live on the server and show themselves over a socket, <c>/_blazor</c>. Nothing is kept
/// in it, and it asks operations only.</summary>
public sealed class PanelModule : IModule
{
    internal const string Address = "/panel";

    /// <summary>A page that lost its process opens itself anew, so few are kept for one that comes back; each is some 2 MB.</summary>
    private const int DisconnectedMax = 20;
    private static readonly TimeSpan DisconnectedFor = TimeSpan.FromMinutes(1);

    public static string Name => "panel";

    public static void Register(ModuleBuilder module)
    {
        module.WithoutSchema();
        var services = module.Services;
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(circuit =>
            {
                circuit.DisconnectedCircuitMaxRetained = DisconnectedMax;
                circuit.DisconnectedCircuitRetentionPeriod = DisconnectedFor;
                circuit.PersistedCircuitInMemoryMaxRetained = 0;
            });
        // What a page says to its own process only: nginx brings its socket to where the page came from.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddSingleton<ILocalizer, KitTexts>();
        services.AddScoped<Operator>();
        services.AddSingleton<PanelDoor>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var door = routes.ServiceProvider.GetRequiredService<PanelDoor>();
        routes
            .MapGet(
                PanelAssets.Folder + "{**name}",
                (string name, string? v, HttpRequest request, HttpResponse response) => PanelAssets.Send(name, v, request, response)
            )
            .ExcludeFromDescription();
        routes.MapGet(Address + "/alive", door.Answer).ExcludeFromDescription();
        var pages = routes
            .MapRazorComponents<PanelDocument>()
            .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null)
            // No page takes a form: what is done is done over the socket, which the door guards.
            .DisableAntiforgery();
        pages.ExcludeFromDescription();
        pages.Finally(endpoint => endpoint.RequestDelegate = door.Guard(endpoint.RequestDelegate!));
    }
}
