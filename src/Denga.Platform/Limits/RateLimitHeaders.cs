using System.Globalization;
using Denga.Contracts;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Limits;

/// <summary>What a client may do before it is refused: the headers of draft-ietf-httpapi-ratelimit-headers-10, q and r in requests, w and t in
/// seconds.</summary>
public static class RateLimitHeaders
{
    public static void Write(HttpContext context, Limit limit, Allowance allowance)
    {
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{limit.Name}\";q={limit.Burst};w={Seconds(limit.Window)}"
        );
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{limit.Name}\";r={allowance.Remaining};t={Seconds(allowance.IsAllowed ? allowance.FullAfter : allowance.RetryAfter)}"
        );
    }

    /// <summary>Answers 429 with the seconds that are left.</summary>
    public static Task Refuse(HttpContext context, Limit limit, Allowance allowance)
    {
        Write(context, limit, allowance);
        return Problem.Write(context, TooMany(allowance));
    }

    internal static Error TooMany(Allowance allowance)
    {
        var text = Seconds(allowance.RetryAfter).ToString(CultureInfo.InvariantCulture);
        return new Error(
            "request.too_many",
            ErrorKind.Limited,
            $"Too many requests. Try again in {text} s.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["retryAfterSeconds"] = text }
        );
    }

    /// <summary>Rounded up: who waits as long as he is told is let in.</summary>
    public static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
