using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using IResult = Denga.Contracts.IResult;

namespace Denga.Platform.Http;

/// <summary>Answers other processes of the same system; every call is signed.</summary>
internal static class InternalEndpoint
{
    private const long DeadlineMillisecondsMax = 60_000;

    internal static void Map(IEndpointRouteBuilder routes, OperationRoutes operations, OperationSignature signature)
    {
        var byName = OperationDescription.All.Values.ToDictionary(d => d.Name, StringComparer.Ordinal);
        routes
            .MapPost(
                "/internal/operations/{name}",
                async (HttpContext context, string name) =>
                {
                    using var buffer = new MemoryStream();
                    await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
                    var body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
                    if (!signature.Matches(context.Request.Headers[OperationSignature.Header], name, body.Span))
                    {
                        await Problem.Write(
                            context,
                            StatusCodes.Status401Unauthorized,
                            "internal.bad_signature",
                            "The call is not signed by a part of this system."
                        );
                        return;
                    }
                    if (!byName.TryGetValue(name, out var described))
                    {
                        await Problem.Write(
                            context,
                            StatusCodes.Status404NotFound,
                            "internal.unknown_operation",
                            "This process does not know the operation."
                        );
                        return;
                    }
                    var read = Read(body.Span, described);
                    if (!read.IsOk)
                    {
                        await Answer(context, described, read);
                        return;
                    }
                    using var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
                    if (long.TryParse(context.Request.Headers[RemoteModule.DeadlineHeader], CultureInfo.InvariantCulture, out var left))
                    {
                        if (left <= 0)
                        {
                            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
                            return;
                        }
                        late.CancelAfter(TimeSpan.FromMilliseconds(Math.Min(left, DeadlineMillisecondsMax)));
                    }
                    if (context.Request.Headers[RemoteModule.KeyHeader].ToString() is { Length: > 0 } key)
                        OperationRecord.Key = Uri.UnescapeDataString(key);
                    CallOrigin.Current = CallOrigin.Read(context.Request.Headers[CallOrigin.Header], name, signature);
                    try
                    {
                        await Answer(context, described, (IResult)await operations.Ask(described.Type, read.Value, late.Token));
                    }
                    catch (OperationCanceledException)
                        when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
                    {
                        context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
                    }
                }
            )
            .ExcludeFromDescription();
    }

    /// <summary>A part of another release may mean something that this one does not know.</summary>
    private static Result<object> Read(ReadOnlySpan<byte> body, OperationDescription described)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, described.Type, DengaJson.Options) is not { } operation)
                return Error.Invalid("request.invalid", "The body must be a JSON object.");
            if (WellFormed.Refuses(operation) is { } wrong)
                return wrong;
            return operation;
        }
        catch (JsonException e)
        {
            return Error.Invalid("request.invalid", JsonFault.Sentence(e));
        }
    }

    private static Task Answer(HttpContext context, OperationDescription described, IResult result)
    {
        if (result.Error is not { } error)
            return context.Response.WriteAsJsonAsync(result.Answer, described.Answer, DengaJson.Options, context.RequestAborted);
        context.Response.StatusCode = RemoteRoute<object>.StatusOfErrors;
        return context.Response.WriteAsJsonAsync(error, DengaJson.Options, context.RequestAborted);
    }
}
