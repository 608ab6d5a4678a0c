using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Platform.Grpc;
using Denga.Platform.Limits;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using IResult = Denga.Contracts.IResult;

namespace Denga.Platform.Http;

/// <summary>The public endpoint of every operation that declares a route: body, query and path become the operation; the person comes from the
/// token; the id of a write from <c>Idempotency-Key</c> or, in its place, the body.</summary>
internal static class RestEndpoints
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    internal static void Map(IEndpointRouteBuilder routes, OperationRoutes operations, WireMethods wire)
    {
        foreach (var described in OperationDescription.All.Values.Where(d => d.Path is not null))
        {
            routes
                .MapMethods(described.Path!, [described.Verb!], context => Answer(context, described, operations, wire))
                .WithName(described.Name);
        }
    }

    private static async Task Answer(HttpContext context, OperationDescription described, OperationRoutes operations, WireMethods wire)
    {
        Holder? holder = null;
        if (described.Access != Access.Anyone)
        {
            var caller = await context.Holder();
            if (caller.Error is { } unknown)
            {
                await Problem.Write(context, unknown);
                return;
            }
            holder = caller.Value;
        }
        if (Permission.Refuses(described, holder) is { } forbidden)
        {
            await Problem.Write(context, forbidden);
            return;
        }
        var limits = context.RequestServices.GetRequiredService<PersonLimits>();
        if (
            holder is not null
            && await limits.Refuses("api", holder.Person.Id, described.Name, context.RequestAborted) is var (limit, left)
        )
        {
            await RateLimitHeaders.Refuse(context, limit, left);
            return;
        }
        var bound = await Bind(context, described, holder);
        if (!bound.IsOk)
        {
            await Problem.Write(context, bound.Error);
            return;
        }
        if (wire.Violates(described, bound.Value) is { } violation)
        {
            await Problem.Write(context, violation);
            return;
        }
        var handles = context.RequestServices.GetRequiredService<HandleLimits>();
        if (await handles.Refuses(bound.Value, context.Connection.RemoteIpAddress, context.RequestAborted) is { } tooMany)
        {
            await Problem.Write(context, tooMany);
            return;
        }
        var replay = OperationRecord.Watch();
        OperationRecord.Key = described.HasOperationId && context.WriteKey() is { Length: > 0 } key ? key : null;
        CallOrigin.Current = CallOrigin.Of(holder, context.Connection.RemoteIpAddress?.ToString());
        var result = (IResult)await operations.Ask(described.Type, bound.Value, context.RequestAborted);
        if (replay.Seen)
            context.Response.Headers["Idempotency-Replayed"] = "true";
        if (result.Error is null && described.EndsSession)
            BrowserSession.Drop(context);
        if (result.Error is { } error)
            await Problem.Write(context, error);
        else if (result.Answer is Done)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await context.Response.WriteAsJsonAsync(
                result.Answer is IBeginsSession begun ? BrowserSession.Keep(context, begun) : result.Answer,
                described.Answer,
                DengaJson.Options,
                context.RequestAborted
            );
    }

    /// <summary>The one reading of a request: each field comes from one place, once, whatever the case of its letters.</summary>
    private static async Task<Result<object>> Bind(HttpContext context, OperationDescription described, Holder? holder)
    {
        try
        {
            var read = await Body(context);
            if (!read.IsOk)
                return read.Error;
            var fields = read.Value;
            foreach (var (name, values) in context.Request.Query)
            {
                if (values.Count != 1 || !Add(fields, name, FromQuery(described.Type, name, values.ToString())))
                    return Twice(name);
            }
            foreach (var (name, value) in context.Request.RouteValues)
            {
                if (!Add(fields, name, value as string))
                    return Twice(name);
            }
            if (FillIn(context, described, holder, fields) is { } taken)
                return taken;
            if (described.HasOperationId && !fields.ContainsKey("id"))
            {
                var id = context.WriteId(holder?.Person.Id);
                if (!id.IsOk)
                    return id.Error;
                fields["id"] = id.Value.ToString();
            }
            else if (described.HasOperationId && context.Request.Headers.ContainsKey(Callers.IdempotencyKey))
                return Error.Invalid(
                    "request.idempotency_key",
                    "The request has two ids. Send either the header Idempotency-Key or the field \"id\", always the same one of the two."
                );
            var operation = fields.Deserialize(described.Type, DengaJson.Options)!;
            if (WellFormed.Refuses(operation) is { } wrong)
                return wrong;
            return operation;
        }
        catch (JsonException e)
        {
            return Error.Invalid("request.invalid", JsonFault.Sentence(e));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON can spell.
            return Error.Invalid("request.invalid", "A text is not valid Unicode.");
        }
    }

    /// <summary>What the gateway knows itself, and nobody may send.</summary>
    private static Error? FillIn(HttpContext context, OperationDescription described, Holder? holder, JsonObject fields)
    {
        (bool Has, string Name, Func<JsonNode?> Value)[] known =
        [
            (described.HasPerson, "person", () => holder?.Person.Id.ToString()),
            (described.HasCurrent, "current", () => holder?.Session?.ToString()),
            (described.HasClient, "client", () => JsonSerializer.SerializeToNode(context.Client(), DengaJson.Options)),
        ];
        foreach (var (_, name, value) in known.Where(k => k.Has))
        {
            if (fields.ContainsKey(name))
                return Error.Invalid("request.unknown_field", $"The server fills in \"{name}\" itself; leave it out.");
            fields[name] = value();
        }
        return null;
    }

    /// <summary>The fields of the body, by their names in any case. A body that nobody expected is read all the same: a DELETE that says what to
    /// delete means that, and not everything.</summary>
    private static async Task<Result<JsonObject>> Body(HttpContext context)
    {
        var request = context.Request;
        var none = new JsonObject(AnyCase);
        if (HttpMethods.IsGet(request.Method) || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return none;
        if (!request.HasJsonContentType())
            return await IsEmpty(request)
                ? none
                : Error.Invalid("request.not_json", "Send the body as JSON with Content-Type: application/json.");
        try
        {
            if (await JsonNode.ParseAsync(request.Body, AnyCase, Strict, context.RequestAborted) is not JsonObject fields)
                return Error.Invalid("request.not_json", "The body must be a JSON object.");
            // The object looks at its names when it is first asked for one.
            _ = fields.Count;
            return fields;
        }
        catch (JsonException e) when (e.Message.StartsWith("Duplicate", StringComparison.Ordinal))
        {
            return Error.Invalid("request.invalid", JsonFault.Sentence(e));
        }
        catch (JsonException)
        {
            return Error.Invalid("request.not_json", "The body is not valid JSON.");
        }
        catch (ArgumentException)
        {
            return Error.Invalid("request.invalid", "A field is given twice; names are the same in any case of letters.");
        }
    }

    private static async Task<bool> IsEmpty(HttpRequest request)
    {
        var one = new byte[1];
        return await request.Body.ReadAsync(one) == 0;
    }

    /// <summary>False when it is there already with another value.</summary>
    private static bool Add(JsonObject fields, string name, JsonNode? value)
    {
        if (fields.TryGetPropertyValue(name, out var there))
            return JsonNode.DeepEquals(there, value);
        fields[name] = value;
        return true;
    }

    private static Error Twice(string name) => Error.Invalid("request.invalid", $"The field \"{name}\" is given twice.");

    private static JsonNode? FromQuery(Type operation, string name, string value)
    {
        var property = operation.GetProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        return property?.PropertyType == typeof(bool) && bool.TryParse(value, out var flag)
            ? JsonValue.Create(flag)
            : JsonValue.Create(value);
    }
}
