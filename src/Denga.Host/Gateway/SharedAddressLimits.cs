using System.Globalization;
using System.Net;
using Denga.Platform.Http;
using Denga.Platform.Limits;
using Microsoft.AspNetCore.Http;

namespace Denga.Host.Gateway;

/// <summary>The limits per address, for all processes together. While Redis is away, each process limits by itself.</summary>
internal sealed class SharedAddressLimits(HttpOptions http, SharedLimits limits)
{
    private static readonly object CountedMark = new();
    private readonly Limit conversations = new(
        "api.conversations",
        http.ConversationsPerMinute,
        TimeSpan.FromMinutes(1),
        http.ConversationsPerMinute
    );
    private readonly Limit requests = new("api.address", http.RequestsPerSecond, TimeSpan.FromSeconds(1), http.RequestsPerSecond * 10);

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        var from = context.Connection.RemoteIpAddress;
        if (!path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || from is null || IPAddress.IsLoopback(from))
        {
            await next(context);
            return;
        }
        var opensChat = HttpMethods.IsPost(context.Request.Method) && path.Equals("/api/v1/chat", StringComparison.OrdinalIgnoreCase);
        var limit = opensChat ? conversations : requests;
        if (await limits.Take(limit, from.ToString(), context.RequestAborted) is { } allowance)
        {
            context.Items[CountedMark] = CountedMark;
            RateLimitHeaders.Write(context, limit, allowance);
            if (!allowance.IsAllowed)
            {
                await Refuse(context, RateLimitHeaders.Seconds(allowance.RetryAfter));
                return;
            }
        }
        await next(context);
    }

    /// <summary>Whether the request was counted for all processes already.</summary>
    internal static bool Counted(HttpContext context) => context.Items.ContainsKey(CountedMark);

    internal static Task Refuse(HttpContext context, int seconds)
    {
        var text = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem.Write(
            context,
            StatusCodes.Status429TooManyRequests,
            "request.too_many",
            $"Too many requests. Try again in {text} s.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["retryAfterSeconds"] = text }
        );
    }
}
