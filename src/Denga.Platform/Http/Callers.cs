using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Http;

/// <summary>Who sent a request.</summary>
public static class Callers
{
    private const int AgentCharactersMax = 200;

    /// <summary>The person of the bearer token or of the browser's session. Errors: <c>identity.no_token</c>, <c>identity.bad_token</c>,
    /// <c>request.forged</c>.</summary>
    public static async Task<Result<Person>> Caller(this HttpContext context, IOperations operations)
    {
        var holder = await context.Holder(operations);
        return holder.IsOk ? holder.Value.Person : holder.Error;
    }

    /// <summary>As <see cref="Caller"/>, with the session. A write by cookie must prove that it comes from our own page.</summary>
    public static async Task<Result<Holder>> Holder(this HttpContext context, IOperations operations)
    {
        const string scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return await operations.Ask(new WhoHolds(header[scheme.Length..].Trim()), context.RequestAborted);
        if (BrowserSession.TokenOf(context) is not { } token)
            return Permission.NobodySignedIn;
        return BrowserSession.Forged(context, token) is { } forged
            ? forged
            : await operations.Ask(new WhoHolds(token), context.RequestAborted);
    }

    /// <summary>For pages: operations as whoever sent the request may ask them; nobody, when nobody is signed in. A form is checked by
    /// <see cref="BrowserSession.FormIsForged"/> first.</summary>
    public static async Task<OperationsOf> Operations(this HttpContext context, IOperations operations)
    {
        var token = BrowserSession.TokenOf(context);
        var holder = token is null ? default(Result<Holder>?) : await operations.Ask(new WhoHolds(token), context.RequestAborted);
        return new OperationsOf(operations, holder is { IsOk: true } known ? known.Value : null);
    }

    /// <summary>The id of a write: of its <c>Idempotency-Key</c>, else a new one. A key is bound to its caller, so that nobody meets another's.</summary>
    public static OperationId WriteId(this HttpContext context, PersonId? person)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString().Trim('"');
        return key.Length == 0
            ? OperationId.New()
            : new OperationId(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{person}\n{key}")).AsSpan(0, 16), bigEndian: true));
    }

    public static Client Client(this HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        // PostgreSQL keeps no NUL, and nobody needs the other control characters.
        agent = string.Concat(agent.Where(c => !char.IsControl(c)));
        return new Client(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, AgentCharactersMax)],
            BrowserSession.DeviceOf(context)
        );
    }
}
