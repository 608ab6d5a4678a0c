using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Platform.Grpc.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Grpc;

/// <summary>The REST form of a method, as its <c>google.api.http</c> says: path, body and query become the message.</summary>
internal static class HttpForm
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Throws <see cref="InvalidOperationException"/> for a form that is not known here: patterns of several segments, verbs after a colon,
    /// fields within fields, further bindings.</summary>
    internal static (string Verb, string Path) Of(MethodDescriptor method)
    {
        var rule = RuleOf(method);
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            _ => throw new InvalidOperationException($"{method.FullName} has no google.api.http."),
        };
        if (
            path.AsSpan().ContainsAny("*:=.")
            || rule.AdditionalBindings.Count > 0
            || rule.ResponseBody.Length > 0
            || rule.Body is not ("" or "*")
            || (verb == "GET" && rule.Body.Length > 0)
        )
            throw new InvalidOperationException($"The google.api.http of {method.FullName} has a form that Denga does not know.");
        return (verb, path);
    }

    /// <summary>Throws <see cref="RpcException"/> when the request does not make the message.</summary>
    internal static IMessage Read(HttpRequest request, ReadOnlySpan<byte> body, MethodDescriptor method)
    {
        try
        {
            var fields = new JsonObject();
            if (RuleOf(method).Body == "*")
            {
                if (body.Length > 0)
                    fields =
                        JsonNode.Parse(body, documentOptions: Strict) as JsonObject ?? throw Invalid("The body must be a JSON object.");
            }
            else
            {
                foreach (var (name, values) in request.Query)
                    fields[name] = FromText(FieldOf(method, name), [.. values.Select(v => v ?? "")]);
            }
            foreach (var (name, value) in request.RouteValues)
                fields[name] =
                    !fields.TryGetPropertyValue(name, out var there) || JsonNode.DeepEquals(there, value as string)
                        ? value as string
                        : throw Invalid($"The field {name} is given twice.");
            return JsonParser.Default.Parse(fields.ToJsonString(), method.InputType);
        }
        catch (Exception e) when (e is JsonException or InvalidJsonException or InvalidProtocolBufferException or InvalidOperationException)
        {
            throw Invalid(e.Message);
        }
    }

    private static HttpRule RuleOf(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) ?? new HttpRule();

    private static FieldDescriptor FieldOf(MethodDescriptor method, string name) =>
        method.InputType.Fields.InDeclarationOrder().FirstOrDefault(f => f.Name == name || f.JsonName == name)
        ?? throw Invalid($"There is no field {name}.");

    private static JsonNode? FromText(FieldDescriptor field, IReadOnlyList<string> texts) =>
        field.IsRepeated ? new JsonArray([.. texts.Select(t => One(field, t))]) : One(field, texts[^1]);

    /// <summary>ProtoJSON takes numbers from texts, and nothing else.</summary>
    private static JsonNode? One(FieldDescriptor field, string text) =>
        field.FieldType == FieldType.Bool && bool.TryParse(text, out var flag) ? JsonValue.Create(flag) : JsonValue.Create(text);

    private static RpcException Invalid(string detail) => GrpcStatus.Failure(StatusCode.InvalidArgument, detail);
}
