using System.Text.Encodings.Web;
using System.Text.Unicode;
using Denga.Platform.Modules;
using Denga.Web.App;
using Denga.Web.App.Live;
using Denga.Web.Chat;
using Denga.Web.Home;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Web;

/// <summary>The web front end. Pages: <c>/</c> says what Denga is, <c>/chat</c> talks to the bot, <c>/app</c> is the
/// customers' cabinet; their files are under <c>/assets</c>.</summary>
public sealed class WebModule : IModule
{
    public static string Name => "web";

    // Everything comes from this host, and nothing is inline: an injected script or style has nowhere to run.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    public static void Register(ModuleBuilder module)
    {
        module.WithoutSchema();
        var services = module.Services;
        services.AddRazorComponents();
        services.AddScoped<Visit>();
        module.Listens<LiveFeed>();
        // Cyrillic goes out as letters instead of numeric entities: a third of the page's size.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", (HttpContext http) => Page<HomePage>(http));
        pages.MapGet("/chat", (HttpContext http) => Page<ChatPage>(http));
        AppPages.Map(pages.MapGroup("/app"));
        pages.MapGet("/assets/{file}", (string file, string? v, HttpResponse response) => WebAssets.Send(file, v, response));
    }

    /// <summary>A browser that meets an empty error answer (an address that does not exist) gets a page; everybody else a problem document.</summary>
    public static void UseErrorPages(IApplicationBuilder app) =>
        app.UseStatusCodePages(async status =>
        {
            var http = status.HttpContext;
            var result = WantsPage(http.Request)
                ? Error(http, http.Response.StatusCode)
                : Results.Problem(statusCode: http.Response.StatusCode);
            await result.ExecuteAsync(http);
        });

    private static bool WantsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    internal static RazorComponentResult<ErrorPage> Error(HttpContext http, int status, string? words = null, string? language = null)
    {
        SetHeaders(http.Response);
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Language"] = language ?? Language.Of(http),
            ["Status"] = status,
            ["Words"] = words,
        };
        return new RazorComponentResult<ErrorPage>(parameters) { StatusCode = status };
    }

    private static RazorComponentResult<TPage> Page<TPage>(HttpContext http)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        SetHeaders(http.Response);
        return new RazorComponentResult<TPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["Language"] = Language.Of(http) }
        );
    }

    /// <summary>The one page on which a script of somebody else's runs: Telegram's button.</summary>
    internal static void LetTelegramIn(HttpResponse response) =>
        response.Headers.ContentSecurityPolicy =
            ContentPolicy.Replace("script-src 'self'", "script-src 'self' https://telegram.org", StringComparison.Ordinal)
            + "; frame-src https://oauth.telegram.org";

    internal static void SetHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, private";
        headers.Vary = "Accept-Language, Cookie";
    }
}
