using Denga.Contracts;
using Denga.Platform.Limits;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Http;

/// <summary>Who sent a request.</summary>
public static class Callers
{
    internal const string IdempotencyKey = "Idempotency-Key";
    private const int AgentCharactersMax = 200;
    private const int KeyCharactersMax = 255;

    /// <summary>The person of the bearer token or of the browser's session. Errors: <c>identity.no_token</c>, <c>identity.bad_token</c>,
    /// <c>request.forged</c>.</summary>
    public static async Task<Result<Person>> Caller(this HttpContext context)
    {
        var holder = await context.Holder();
        return holder.IsOk ? holder.Value.Person : holder.Error;
    }

    /// <summary>As <see cref="Caller"/>, with the session. A write by cookie must prove that it comes from our own page.</summary>
    public static async Task<Result<Holder>> Holder(this HttpContext context)
    {
        var callers = context.RequestServices.GetRequiredService<ICallers>();
        if (Bearer(context) is { } bearer)
            return await callers.WhoHolds(bearer, context.RequestAborted);
        if (BrowserSession.TokenOf(context) is not { } token)
            return Permission.NobodySignedIn;
        return BrowserSession.Forged(context, token) is { } forged ? forged : await callers.WhoHolds(token, context.RequestAborted);
    }

    /// <summary>What the caller showed: his bearer token, or the browser's; null when nothing.</summary>
    internal static string? TokenOf(HttpContext context) => Bearer(context) ?? BrowserSession.TokenOf(context);

    internal static string? Bearer(HttpContext context)
    {
        const string scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
    }

    /// <summary>For pages: operations as whoever sent the request may ask them; nobody, when nobody is signed in. A form is checked by
    /// <see cref="BrowserSession.FormIsForged"/> first.</summary>
    public static async Task<OperationsOf> Operations(this HttpContext context, IOperations operations)
    {
        var token = BrowserSession.TokenOf(context);
        var callers = context.RequestServices.GetRequiredService<ICallers>();
        var holder = token is null ? default(Result<Holder>?) : await callers.WhoHolds(token, context.RequestAborted);
        var handles = context.RequestServices.GetRequiredService<HandleLimits>();
        return new OperationsOf(
            operations,
            holder is { IsOk: true } known ? known.Value : null,
            (operation, cancel) => handles.Refuses(operation, context.Connection.RemoteIpAddress, cancel),
            context.Connection.RemoteIpAddress?.ToString()
        );
    }

    /// <summary>The id of a write: of its <c>Idempotency-Key</c>, else a new one. A key is bound to its caller, so that nobody meets another's. An empty
    /// key is refused: who sends one believes himself safe. Error: <c>request.idempotency_key</c>.</summary>
    public static Result<OperationId> WriteId(this HttpContext context, PersonId? person)
    {
        var given = context.Request.Headers[IdempotencyKey];
        if (given.Count == 0)
            return OperationId.New();
        var key = given.ToString().Trim('"');
        return given.Count > 1 || string.IsNullOrWhiteSpace(key) || key.Length > KeyCharactersMax
            ? Error.Invalid("request.idempotency_key", $"Send one Idempotency-Key of 1 to {KeyCharactersMax} characters.")
            : OperationRecord.IdOf(person, key);
    }

    /// <summary>The <c>Idempotency-Key</c>; empty without one.</summary>
    internal static string WriteKey(this HttpContext context) => context.Request.Headers["Idempotency-Key"].ToString().Trim('"');

    public static Client Client(this HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        // PostgreSQL keeps no NUL, and nobody needs the other control characters.
        agent = string.Concat(agent.Where(c => !char.IsControl(c)));
        return new Client(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            agent.Length == 0 ? null : PlainText.Head(agent, AgentCharactersMax),
            BrowserSession.DeviceOf(context)
        );
    }
}
