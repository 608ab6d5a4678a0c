using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Denga.Tests.Integration.Front;

/// <summary>A client that knows nothing but the API's own description: its requests are the examples there, its expectations the schemas.</summary>
internal sealed class DescribedApi(JsonObject document)
{
    internal JsonObject Document => document;

    internal static async Task<DescribedApi> Read(HttpClient http) =>
        new(JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!.AsObject());

    internal IReadOnlyList<DescribedCall> Calls =>
        [
            .. from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select new DescribedCall(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
        ];

    internal JsonObject Resolve(JsonNode? schema)
    {
        var resolved = schema!.AsObject();
        while (resolved["$ref"] is { } reference)
        {
            JsonNode? at = document;
            foreach (var step in reference.GetValue<string>().Split('/').Skip(1))
                at = at?[step];
            resolved = at?.AsObject() ?? throw new InvalidOperationException($"{reference} leads nowhere.");
        }
        return resolved;
    }

    /// <summary>Where a value is not as its schema has it; null when it is.</summary>
    internal string? Violates(JsonNode? value, JsonNode? declared, string at)
    {
        var schema = Resolve(declared);
        // A schema that only says something of it: any value.
        if (schema.All(said => said.Key is "description" or "example"))
            return null;
        switch (schema["type"]?.GetValue<string>())
        {
            case "object":
                return value is JsonObject fields ? OfObject(fields, schema, at) : $"{at}: no object";
            case "array":
                return value is JsonArray items
                    ? items
                        .Select((item, i) => Violates(item, schema["items"], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")))
                        .FirstOrDefault(v => v is not null)
                    : $"{at}: no array";
            case "string":
                return value?.GetValueKind() == System.Text.Json.JsonValueKind.String
                    ? OfText(value.GetValue<string>(), schema, at)
                    : $"{at}: no text";
            case "boolean":
                return value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False
                    ? null
                    : $"{at}: no yes or no";
            case "integer":
                return long.TryParse(value?.ToJsonString(), CultureInfo.InvariantCulture, out _) ? null : $"{at}: no whole number";
            case "number":
                return value?.GetValueKind() == System.Text.Json.JsonValueKind.Number ? null : $"{at}: no number";
            default:
                return $"{at}: a schema without a type";
        }
    }

    private string? OfObject(JsonObject fields, JsonObject schema, string at)
    {
        var properties = schema["properties"]?.AsObject() ?? [];
        foreach (var required in schema["required"]?.AsArray() ?? [])
            if (!fields.ContainsKey(required!.GetValue<string>()))
                return $"{at}.{required}: missing";
        foreach (var (name, value) in fields)
        {
            var declared = properties[name] ?? schema["additionalProperties"];
            if (declared is not JsonObject)
                return $"{at}.{name}: not described";
            if (Violates(value, declared, $"{at}.{name}") is { } violation)
                return violation;
        }
        return null;
    }

    private static string? OfText(string text, JsonObject schema, string at)
    {
        if (schema["enum"] is JsonArray names && !names.Any(n => n!.GetValue<string>() == text))
            return $"{at}: {text} is none of the names";
        if (
            schema["pattern"] is { } pattern
            && !Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1))
        )
            return $"{at}: {text} is not of the pattern";
        var right = schema["format"]?.GetValue<string>() switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
            _ => true,
        };
        return right ? null : $"{at}: {text} is not of the format";
    }
}

internal sealed record DescribedCall(string Verb, string Path, JsonObject Operation)
{
    internal string Name => Operation["operationId"]!.GetValue<string>();

    internal bool IsOpen => Operation["security"]!.AsArray().Count == 0;

    internal IEnumerable<JsonObject> Parameters(string place) =>
        Operation["parameters"]!.AsArray().Select(p => p!.AsObject()).Where(p => p["in"]!.GetValue<string>() == place);

    internal JsonObject? BodySchema => Operation["requestBody"]?["content"]?["application/json"]?["schema"]?.AsObject();

    internal JsonObject BodyExample => Operation["requestBody"]?["content"]?["application/json"]?["example"]?.DeepClone().AsObject() ?? [];

    internal static string Text(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? value.GetValue<string>()
            : value?.ToJsonString() ?? "";

    /// <param name="raw">Texts in place of the examples of the path and the query, by their names, as they stand in the address.</param>
    /// <param name="body">In place of the example.</param>
    internal HttpRequestMessage Request(string token, IReadOnlyDictionary<string, string>? raw = null, string? body = null)
    {
        string Given(JsonObject parameter) =>
            raw?.GetValueOrDefault(parameter["name"]!.GetValue<string>()) ?? Uri.EscapeDataString(Text(parameter["example"]));
        var address = new StringBuilder(Path);
        foreach (var parameter in Parameters("path"))
            address.Replace($"{{{parameter["name"]}}}", Given(parameter));
        var query = Parameters("query")
            .Where(p => p["required"]!.GetValue<bool>() || raw?.ContainsKey(p["name"]!.GetValue<string>()) == true)
            .Select(p => $"{p["name"]}={Given(p)}");
        address.Append('?').AppendJoin('&', query);
        var request = new HttpRequestMessage(new HttpMethod(Verb), address.ToString().TrimEnd('?'));
        if (BodySchema is not null)
            request.Content = new StringContent(body ?? BodyExample.ToJsonString(), Encoding.UTF8, "application/json");
        if (!IsOpen)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
