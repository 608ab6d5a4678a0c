using Denga.Platform.Limits;
using Microsoft.AspNetCore.Http;

namespace Denga.Host.Gateway;

/// <summary>The limits per network address; this machine's own requests are not limited.</summary>
internal sealed class AddressLimits(HttpOptions http, RateLimits limits)
{
    private readonly Limit conversations = new(
        "api.conversations",
        http.ConversationsPerMinute,
        TimeSpan.FromMinutes(1),
        http.ConversationsPerMinute
    );
    private readonly Limit requests = new("api.address", http.RequestsPerSecond, TimeSpan.FromSeconds(1), http.RequestsPerSecond * 10);

    public Task Invoke(HttpContext context, RequestDelegate next) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && Network.Of(context.Connection.RemoteIpAddress) is { } from
            ? Limited(context, from, next)
            : next(context);

    private async Task Limited(HttpContext context, string from, RequestDelegate next)
    {
        var path = context.Request.Path;
        var opensChat =
            HttpMethods.IsPost(context.Request.Method)
            && path.Value?.TrimEnd('/') is { } place
            && place.Equals("/api/v1/chat", StringComparison.OrdinalIgnoreCase);
        var limit = opensChat ? conversations : requests;
        var allowance = await limits.Take(limit, from, context.RequestAborted);
        if (!allowance.IsAllowed)
        {
            await RateLimitHeaders.Refuse(context, limit, allowance);
            return;
        }
        RateLimitHeaders.Write(context, limit, allowance);
        await next(context);
    }
}
