using System.Diagnostics;
using Denga.Contracts;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Http;

/// <summary>RFC 9457 problem documents with Denga's stable <c>code</c> and the <c>traceId</c>.</summary>
public static class Problem
{
    public static Task Write(HttpContext context, Error error) =>
        Write(context, StatusOf(error.Kind), error.Code, error.Detail, error.Args);

    public static async Task Write(
        HttpContext context,
        int status,
        string code,
        string detail,
        IReadOnlyDictionary<string, string>? args = null
    )
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (args is not null && args.TryGetValue("retryAfterSeconds", out var seconds))
            context.Response.Headers.RetryAfter = seconds;
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "urn:denga:error:" + code,
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
            ["detail"] = detail,
            ["code"] = code,
            ["traceId"] = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
        };
        if (args is not null)
            body["args"] = args;
        await context.Response.WriteAsJsonAsync(body, DengaJson.Options, "application/problem+json", context.RequestAborted);
    }

    public static int StatusOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => StatusCodes.Status400BadRequest,
            ErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
            ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
            ErrorKind.NotFound => StatusCodes.Status404NotFound,
            ErrorKind.Conflict => StatusCodes.Status409Conflict,
            ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            ErrorKind.Limited => StatusCodes.Status429TooManyRequests,
            ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
