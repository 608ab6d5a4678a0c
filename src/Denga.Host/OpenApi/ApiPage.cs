using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Scalar.AspNetCore;

namespace Denga.Host.OpenApi;

/// <summary>The API's description for people, at <c>/openapi</c>. All of it comes from here, and it tells nobody of its readers.</summary>
internal static class ApiPage
{
    private const string Place = "/openapi";

    internal static void Map(WebApplication app)
    {
        app.MapGet(Place + "/v1.json", () => Results.Text(ApiDocument.Text, "application/json"));
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Place, StringComparison.OrdinalIgnoreCase),
            page => page.Use(AllowItsScripts)
        );
        app.MapScalarApiReference(
            Place,
            page =>
            {
                page.Title = "Denga API";
                page.OpenApiRoutePattern = Place + "/v1.json";
                page.DynamicNonce = true;
                page.DefaultFonts = false;
                page.Telemetry = false;
                page.Agent = new() { Disabled = true };
                page.Mcp = new() { Disabled = true };
                page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                page.HideClientButton = true;
            }
        );
    }

    private static Task AllowItsScripts(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
                context.Response.Headers.ContentSecurityPolicy =
                    $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                    + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
