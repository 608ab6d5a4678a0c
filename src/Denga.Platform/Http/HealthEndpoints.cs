using Denga.Platform.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Http;

/// <summary>What orchestrators and Prometheus read.</summary>
internal static class HealthEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "ok" })).ExcludeFromDescription();
        routes.MapGet("/health/ready", Ready).ExcludeFromDescription();
        routes.MapPrometheusScrapingEndpoint("/metrics").ExcludeFromDescription();
    }

    private static async Task Ready(HttpContext context)
    {
        var found = await context.RequestServices.GetRequiredService<HealthWatch>().Look(context.RequestAborted);
        var worst = found.Count == 0 ? HealthState.Ok : found.Max(f => f.Answer.State);
        context.Response.StatusCode = worst == HealthState.Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(
            new
            {
                status = Word(worst),
                dependencies = found.ToDictionary(
                    f => f.Dependency,
                    f => new { status = Word(f.Answer.State), detail = f.Answer.Detail },
                    StringComparer.Ordinal
                ),
            },
            DengaJson.Options,
            context.RequestAborted
        );
    }

    private static string Word(HealthState state) => state.ToString().ToLowerInvariant();
}
