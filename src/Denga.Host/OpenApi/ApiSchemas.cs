using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Denga.Contracts;
using Denga.Platform;

namespace Denga.Host.OpenApi;

/// <summary>JSON Schemas of the contracts' types, as <see cref="DengaJson"/> reads and writes them; records are components of the document.</summary>
internal sealed class ApiSchemas(ContractDocs docs)
{
    internal JsonObject Components { get; } = [];

    /// <summary>Of a typed id; null for any other type.</summary>
    internal static string? PrefixOf(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>))
            ? (string)type.GetProperty("Prefix")!.GetValue(null)!
            : null;

    /// <summary>Of a list; null for any other type.</summary>
    internal static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    internal static bool IsMap(Type type) =>
        type == typeof(JsonElement) || type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    /// <summary>The fields of a record, as they are called on the wire.</summary>
    internal static IEnumerable<JsonPropertyInfo> FieldsOf(Type record) => DengaJson.Options.GetTypeInfo(record).Properties;

    /// <summary>It must be sent: nothing stands in for it.</summary>
    internal static bool IsRequired(JsonPropertyInfo field) => field is { IsRequired: true, AssociatedParameter.HasDefaultValue: false };

    internal JsonObject Of(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string))
            return Plain("string");
        if (bare == typeof(bool))
            return Plain("boolean");
        if (bare == typeof(int) || bare == typeof(long))
            return Plain("integer", bare == typeof(int) ? "int32" : "int64");
        if (bare == typeof(decimal))
            return Plain("number");
        if (bare == typeof(DateOnly))
            return Plain("string", "date");
        if (bare == typeof(TimeOnly))
            return Plain("string", "time");
        if (bare == typeof(DateTimeOffset))
            return Plain("string", "date-time");
        if (bare == typeof(Guid))
            return Plain("string", "uuid");
        if (bare == typeof(TimeSpan))
            return Plain("string");
        if (PrefixOf(bare) is { } prefix)
            return Plain("string").With("pattern", $"^{prefix}_[0-9a-f]{{32}}$");
        if (ElementOf(bare) is { } element)
            return Plain("array").With("items", Of(element));
        if (bare == typeof(JsonElement))
            return [];
        if (IsMap(bare))
            return Plain("object").With("additionalProperties", Of(bare.GetGenericArguments()[1]));
        return Component(bare);
    }

    /// <summary>The field with what is said of it.</summary>
    internal JsonObject Of(Type owner, JsonPropertyInfo field)
    {
        var schema = Of(field.PropertyType);
        if (field.AssociatedParameter is { } parameter && docs.Of(owner, parameter.Name) is { Length: > 0 } said)
            schema["description"] = said;
        if (field.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value })
            schema["default"] = JsonSerializer.SerializeToNode(value, field.PropertyType, DengaJson.Options);
        return schema;
    }

    private JsonObject Component(Type type)
    {
        var name = NameOf(type);
        if (!Components.ContainsKey(name))
        {
            // Before its fields, one of which may be of the same type.
            Components[name] = null;
            Components[name] =
                type == typeof(Currency) ? Currencies()
                : type == typeof(Money) ? MoneySchema()
                : type.IsEnum ? Names(type)
                : Record(type);
        }
        return new JsonObject { ["$ref"] = "#/components/schemas/" + name };
    }

    private JsonObject Record(Type type)
    {
        var schema = Plain("object");
        if (docs.Of(type) is { Length: > 0 } said)
            schema["description"] = said;
        var fields = FieldsOf(type).ToList();
        schema["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, Of(type, f))));
        if (fields.Where(IsRequired).Select(f => (JsonNode)f.Name).ToArray() is { Length: > 0 } required)
            schema["required"] = new JsonArray(required);
        return schema;
    }

    private JsonObject Names(Type type)
    {
        var lines = Enum.GetNames(type)
            .Select(n => (Name: n, Said: docs.OfValue(type, n)))
            .Where(n => n.Said.Length > 0)
            .Select(n => $"`{n.Name}`: {n.Said}");
        var said = string.Join(' ', lines.Prepend(docs.Of(type))).Trim();
        var schema = Plain("string").With("enum", new JsonArray([.. Enum.GetNames(type).Select(n => (JsonNode)n)]));
        return said.Length > 0 ? schema.With("description", said) : schema;
    }

    private static JsonObject Currencies() =>
        Plain("string")
            .With("description", "The code of a currency: ISO 4217, USDT, TON, or XTR for Telegram Stars.")
            .With("enum", new JsonArray([.. Currency.All.Select(c => c.Code).Order(StringComparer.Ordinal).Select(c => (JsonNode)c)]));

    private JsonObject MoneySchema() =>
        Plain("object")
            .With(
                "description",
                "An amount, as text and never as a number, with at most the decimals of its currency, and its currency. More digits are refused."
            )
            .With(
                "properties",
                new JsonObject
                {
                    ["amount"] = Plain("string").With("pattern", "^-?[0-9]+(\\.[0-9]+)?$"),
                    ["currency"] = Of(typeof(Currency)),
                }
            )
            .With("required", new JsonArray("amount", "currency"))
            .With("examples", new JsonArray(new JsonObject { ["amount"] = "12.34", ["currency"] = "RUB" }));

    private static string NameOf(Type type) =>
        type.IsGenericType ? type.Name.Split('`')[0] + "Of" + string.Concat(type.GetGenericArguments().Select(NameOf)) : type.Name;

    private static JsonObject Plain(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        return format is null ? schema : schema.With("format", format);
    }
}

internal static class JsonObjects
{
    internal static JsonObject With(this JsonObject node, string name, JsonNode? value)
    {
        node[name] = value;
        return node;
    }
}
