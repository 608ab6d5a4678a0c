using System.Diagnostics;
using Denga.Platform.Data;
using Denga.Platform.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Http;

/// <summary>The last place an exception reaches: the client reads a problem document, the log keeps the rest.</summary>
internal sealed partial class FailureMiddleware(RequestDelegate next, ILogger<FailureMiddleware> log)
{
    public async Task Invoke(HttpContext context)
    {
        NameSpan(context);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            var tooLarge = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await Problem.Write(
                context,
                e.StatusCode,
                tooLarge ? "request.too_large" : "request.invalid",
                tooLarge ? "The body is larger than this server takes." : "The request is not valid HTTP."
            );
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Activity.Current?.SetStatus(ActivityStatusCode.Error);
            Failed(e, context.Request.Method, RequestPlace.Of(context));
            var (status, code, detail) = Of(e);
            await Problem.Write(context, status, code, detail);
        }
    }

    private static (int Status, string Code, string Detail) Of(Exception e) =>
        Outage.IsDiskFull(e)
            ? (
                StatusCodes.Status503ServiceUnavailable,
                "platform.disk_full",
                "The server's disk is full: nothing can be kept. Try again later."
            )
        : Outage.Is(e)
            ? (StatusCodes.Status503ServiceUnavailable, "platform.database_away", "The database does not answer. Try again in a moment.")
        : (StatusCodes.Status500InternalServerError, "platform.bug", "Something broke on our side. Tell the operator the traceId.");

    /// <summary>Requests of one kind have one name, whatever ids their addresses hold.</summary>
    private static void NameSpan(HttpContext context)
    {
        if (
            Activity.Current is { IsAllDataRequested: true } span
            && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route }
        )
            span.DisplayName = $"{context.Request.Method} {route}";
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void Failed(Exception e, string method, string path);
}
