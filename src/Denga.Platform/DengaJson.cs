using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Denga.Contracts;

namespace Denga.Platform;

/// <summary>The one JSON dialect of events, operations and the public API: camelCase, enums by name, nothing unknown, nothing missing, nothing twice
/// (names are read in any case, so "id" and "Id" are the same).</summary>
public static class DengaJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            MaxDepth = 16,
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new ExactDecimalConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AllowMissingNulls } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A null is not written, so what may be null may be missing when it is read.</summary>
    private static void AllowMissingNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: true })
                property.IsRequired = false;
        }
    }
}
