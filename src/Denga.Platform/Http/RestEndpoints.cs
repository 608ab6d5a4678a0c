using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Grpc;
using Denga.Platform.Limits;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using IResult = Denga.Contracts.IResult;

namespace Denga.Platform.Http;

/// <summary>The public endpoint of every operation that declares a route: body, query and path become the operation; the person comes from the
/// token; the id of a write from <c>Idempotency-Key</c> or the body.</summary>
internal static class RestEndpoints
{
    private const int KeyCharactersMax = 255;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    internal static void Map(IEndpointRouteBuilder routes, OperationRoutes operations, WireMethods wire)
    {
        foreach (var described in OperationDescription.All.Values.Where(d => d.Path is not null))
        {
            var endpoint = routes
                .MapMethods(described.Path!, [described.Verb!], context => Answer(context, described, operations, wire))
                .WithName(described.Name)
                .WithSummary(described.Summary)
                .WithTags(described.Module)
                .WithMetadata(described);
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, described.Answer, ["application/json"]));
        }
    }

    private static async Task Answer(HttpContext context, OperationDescription described, OperationRoutes operations, WireMethods wire)
    {
        Holder? holder = null;
        if (described.Access != Access.Anyone)
        {
            var caller = await context.Holder(operations);
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
        var replay = OperationRecord.Watch();
        OperationRecord.Key = described.HasOperationId && context.WriteKey() is { Length: > 0 } key ? key : null;
        var result = (IResult)await operations.Ask(described.Type, bound.Value, context.RequestAborted);
        if (replay.Seen)
            context.Response.Headers["Idempotency-Replayed"] = "true";
        if (result.Error is null && bound.Value is SignOut or SignOutEverywhere or ErasePerson)
            BrowserSession.Drop(context);
        if (result.Error is { } error)
            await Problem.Write(context, error);
        else if (result.Answer is Done)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await context.Response.WriteAsJsonAsync(
                result.Answer is SignedIn signedIn ? BrowserSession.Keep(context, signedIn) : result.Answer,
                described.Answer,
                DengaJson.Options,
                context.RequestAborted
            );
    }

    private static async Task<Result<object>> Bind(HttpContext context, OperationDescription described, Holder? holder)
    {
        try
        {
            var read = await Fields(context);
            if (!read.IsOk)
                return read.Error;
            var fields = read.Value;
            foreach (var (name, value) in context.Request.Query)
                fields[name] = FromQuery(described.Type, name, value.ToString());
            foreach (var (name, value) in context.Request.RouteValues)
                fields[name] = value as string;
            if (FillIn(context, described, holder, fields) is { } taken)
                return taken;
            if (described.HasOperationId && OperationIdOf(context, fields, holder?.Person.Id) is { } refused)
                return refused;
            if (HasNul(fields))
                return Error.Invalid("request.invalid", "A text may not contain the character U+0000.");
            return fields.Deserialize(described.Type, DengaJson.Options)!;
        }
        catch (JsonException e)
        {
            return Error.Invalid("request.invalid", Sentence(e));
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
            // Names of fields are read in any case, so a twin in capitals must not slip past.
            if (fields.Any(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)))
                return Error.Invalid("request.unknown_field", $"The server fills in \"{name}\" itself; leave it out.");
            fields[name] = value();
        }
        return null;
    }

    private static async Task<Result<JsonObject>> Fields(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsDelete(request.Method) || request.ContentLength == 0)
            return new JsonObject();
        if (!request.HasJsonContentType())
            return request.ContentLength is null && request.Headers.TransferEncoding.Count == 0
                ? new JsonObject()
                : Error.Invalid("request.not_json", "Send the body as JSON with Content-Type: application/json.");
        try
        {
            var node = await JsonNode.ParseAsync(request.Body, documentOptions: Strict, cancellationToken: context.RequestAborted);
            return node is JsonObject fields ? fields : Error.Invalid("request.not_json", "The body must be a JSON object.");
        }
        catch (JsonException)
        {
            return Error.Invalid("request.not_json", "The body is not valid JSON.");
        }
    }

    /// <summary>PostgreSQL keeps every character but this one.</summary>
    private static bool HasNul(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.Any(f => HasNul(f.Value)),
            JsonArray items => items.Any(HasNul),
            JsonValue value => value.GetValueKind() == JsonValueKind.String
                && value.GetValue<string>().Contains('\0', StringComparison.Ordinal),
            _ => false,
        };

    private static JsonNode? FromQuery(Type operation, string name, string value)
    {
        var property = operation.GetProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        return property?.PropertyType == typeof(bool) && bool.TryParse(value, out var flag)
            ? JsonValue.Create(flag)
            : JsonValue.Create(value);
    }

    private static Error? OperationIdOf(HttpContext context, JsonObject fields, PersonId? person)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString().Trim('"');
        if (key.Length > KeyCharactersMax)
            return Error.Invalid("request.idempotency_key", $"Idempotency-Key may have at most {KeyCharactersMax} characters.");
        if (key.Length > 0 || !fields.ContainsKey("id"))
            fields["id"] = context.WriteId(person).ToString();
        return null;
    }

    private static string Sentence(JsonException e)
    {
        var cut = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var reason = cut < 0 ? e.Message : e.Message[..cut];
        return e.Path is { Length: > 1 } path ? $"{path}: {reason}" : reason;
    }

    private sealed record ProducesResponseTypeMetadata(int StatusCode, Type? Type, IEnumerable<string> ContentTypes)
        : Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata;
}
