using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Denga.Contracts;

namespace Denga.Platform.Events;

/// <summary>JSON schemas of all events, as they are published in <c>docs/events</c>.</summary>
public static class EventSchemas
{
    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Known(context.TypeInfo.Type) ?? node,
    };

    private static readonly JsonSerializerOptions Indented = new(DengaJson.Options) { WriteIndented = true };

    /// <summary>The schema of each event by its type, sorted.</summary>
    public static IEnumerable<(string Type, string Schema)> All() =>
        EventTypes
            .All.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e =>
            {
                var schema = (JsonObject)DengaJson.Options.GetJsonSchemaAsNode(e.Value, Exporter);
                schema.Insert(0, "title", e.Key);
                return (e.Key, schema.ToJsonString(Indented) + "\n");
            });

    /// <summary>Types with a converter of their own, whose form the exporter cannot know.</summary>
    private static JsonObject? Known(Type type)
    {
        if (type == typeof(Money))
            return new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["amount"] = Text(@"^-?\d+(\.\d+)?$"), ["currency"] = Text("^[A-Z]{3,4}$") },
                ["required"] = new JsonArray("amount", "currency"),
            };
        if (type == typeof(Currency))
            return Text("^[A-Z]{3,4}$");
        if (type == typeof(decimal))
            return new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = @"^-?(?:0|[1-9]\d*)(?:\.\d+)?$" };
        return type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>))
            ? Text($"^{type.GetProperty("Prefix")!.GetValue(null)}_[0-9a-f]{{32}}$")
            : null;
    }

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
