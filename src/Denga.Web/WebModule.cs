using System.Text.Encodings.Web;
using System.Text.Unicode;
using Denga.Platform.Modules;
using Denga.Web.Cabinet.Booking;
using Denga.Web.Cabinet.Identity;
using Denga.Web.Cabinet.Payments;
using Denga.Web.Cabinet.Stars;
using Denga.Web.Cabinet.Wallet;
using Denga.Web.Chat;
using Denga.Web.Frame.Live;
using Denga.Web.Guest;
using Denga.Web.Home;
using Denga.Web.Kit.Gallery;
using Denga.Web.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Web;

/// <summary>The web front end. Pages: <c>/</c> says what Denga is, <c>/chat</c> talks to the bot, <c>/app</c> is the
/// customers' cabinet; their files are under <c>/assets</c>.</summary>
public sealed class WebModule : IModule
{
    public static string Name => "web";

    public static bool HasSchema => false;

    private static readonly Site Site = Site.Of(
        WalletArea.Add,
        PaymentsArea.Add,
        StarsArea.Add,
        BookingArea.Add,
        IdentityArea.Add,
        ChatArea.Add,
        GuestArea.Add,
        HomeArea.Add,
        SandboxArea.Add,
        GalleryArea.Add
    );

    public static void Register(ModuleBuilder module)
    {
        var services = module.Services;
        services.AddRazorComponents();
        services.AddSingleton(Site);
        services.AddScoped<Visit>();
        module.Listens<LiveFeed>();
        // Cyrillic goes out as letters instead of numeric entities: a third of the page's size.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        Site.Map(pages);
        LiveEvents.Map(pages);
        pages.MapGet("/robots.txt", GuestArea.Robots);
        pages.MapGet(GuestArea.Sitemap, GuestArea.Pages);
        pages.MapGet("/assets/{file}", (string file, string? v, HttpResponse response) => WebAssets.Send(file, v, response));
    }

    /// <summary>A browser that meets an empty error answer (an address that does not exist) gets a page; everybody else a problem document.</summary>
    public static void UseErrorPages(IApplicationBuilder app) =>
        app.UseStatusCodePages(async status =>
        {
            var http = status.HttpContext;
            var result = WantsPage(http.Request)
                ? http.RequestServices.GetRequiredService<Visit>().Meet(http).Error(http.Response.StatusCode)
                : Results.Problem(statusCode: http.Response.StatusCode);
            await result.ExecuteAsync(http);
        });

    private static bool WantsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
