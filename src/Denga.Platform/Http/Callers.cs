using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Http;

/// <summary>Who sent a request.</summary>
public static class Callers
{
    private static readonly Error NoToken = new(
        "identity.no_token",
        ErrorKind.Unauthorized,
        "Send the token in the header Authorization: Bearer. POST /api/v1/chat gives one."
    );

    /// <summary>The person of the bearer token. Errors: <c>identity.no_token</c>, <c>identity.bad_token</c>.</summary>
    public static async Task<Result<Person>> Caller(this HttpContext context, IOperations operations)
    {
        const string scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? await operations.Ask(new WhoHolds(header[scheme.Length..].Trim()), context.RequestAborted)
            : NoToken;
    }
}
