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
            Failed(e, context.Request.Method, context.Request.Path);
            var away = Outage.Is(e);
            await Problem.Write(
                context,
                away ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
                away ? "platform.database_away" : "platform.bug",
                away
                    ? "The database does not answer. Try again in a moment."
                    : "Something broke on our side. Tell the operator the traceId."
            );
        }
    }

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
