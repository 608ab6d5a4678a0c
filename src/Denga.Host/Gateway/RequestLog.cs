using System.Text.RegularExpressions;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.Host.Gateway;

/// <summary>A line when a request comes and one when its answer is sent, both with the trace's id and the proxy's. Off as it comes; on with
/// <c>Logging:LogLevel:Denga.Requests = Information</c>. Headers, queries and bodies are never in it, and of a path only its fixed words and
/// ids: whatever else stands in it may be a key.</summary>
internal sealed partial class RequestLog(ILoggerFactory logs, TimeProvider clock)
{
    private readonly ILogger log = logs.CreateLogger("Denga.Requests");

    public Task Invoke(HttpContext context, RequestDelegate next)
    {
        // Health and metrics are asked every few seconds by programs.
        var path = context.Request.Path;
        return
            log.IsEnabled(LogLevel.Information)
            && !path.StartsWithSegments("/health", StringComparison.Ordinal)
            && !path.StartsWithSegments("/metrics", StringComparison.Ordinal)
            ? Logged(context, next)
            : next(context);
    }

    private async Task Logged(HttpContext context, RequestDelegate next)
    {
        var start = clock.GetTimestamp();
        var place = RequestPlace.Of(context);
        var request = IdOf(context);
        In(context.Request.Method, place, context.Connection.RemoteIpAddress?.ToString(), request, context.Request.ContentLength);
        await next(context);
        Out(context.Request.Method, place, request, context.Response.StatusCode, (long)clock.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>What the proxy calls this request.</summary>
    private static string? IdOf(HttpContext context) =>
        context.Request.Headers["X-Request-Id"].ToString() is { Length: > 0 } id && ProxysId().IsMatch(id) ? id : null;

    [LoggerMessage(LogLevel.Information, "in {Method} {Path} from {Address}, request {RequestId}, {Bytes} bytes")]
    private partial void In(string method, string path, string? address, string? requestId, long? bytes);

    [LoggerMessage(LogLevel.Information, "out {Method} {Path}, request {RequestId}: {Status} in {Milliseconds} ms")]
    private partial void Out(string method, string path, string? requestId, int status, long milliseconds);

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ProxysId();
}
