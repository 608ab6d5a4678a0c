using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>The machine-readable Bot API (see NOTICE): which methods there are, their fields, and the types of the fields.</summary>
internal sealed class TelegramSpec
{
    private const string ArrayOf = "Array of ";
    private readonly FrozenDictionary<string, Method> methods;
    private readonly FrozenDictionary<string, Shape> types;

    private TelegramSpec(FrozenDictionary<string, Method> methods, FrozenDictionary<string, Shape> types)
    {
        this.methods = methods;
        this.types = types;
    }

    public static TelegramSpec Current { get; } = Load();

    /// <summary>Names of methods are not case-sensitive; the answer has the documented spelling.</summary>
    public Method? Find(string method) => methods.GetValueOrDefault(method);

    public bool UpdateKindExists(string kind) => kind != "update_id" && types["Update"].Fields.ContainsKey(kind);

    /// <summary>Checks the arguments of a call; <paramref name="checkObject"/> adds the limits that the file does not hold.</summary>
    public void CheckCall(Method method, JsonObject args, Action<string, JsonObject, string, Problems> checkObject, Problems problems) =>
        CheckFields(method.Fields, args, path: "", new Check(checkObject, problems));

    /// <summary>Checks an object that Telegram sends, such as an Update.</summary>
    public void CheckType(string type, JsonNode? node, Problems problems) =>
        CheckOne(type, node, type, new Check((_, _, _, _) => { }, problems));

    /// <summary>Turns the text of a form field into the JSON value that it stands for.</summary>
    public static JsonNode? FromText(string text, Field? field)
    {
        if (field is null)
            return JsonValue.Create(text);
        if (field.Types.Contains("Integer") && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        if (field.Types.Contains("Boolean"))
            return text.ToUpperInvariant() switch
            {
                "TRUE" or "1" => JsonValue.Create(true),
                "FALSE" or "0" => JsonValue.Create(false),
                _ => JsonValue.Create(text),
            };
        if (field.Types.Contains("String") || field.Types.Contains("InputFile") || field.Types.Contains("Integer"))
            return JsonValue.Create(text);
        return ParsedOrText(text);
    }

    /// <summary>In JSON bodies an object may come as text as well: the server reads both.</summary>
    public static JsonNode? FromJson(JsonNode? node, Field? field) =>
        field is not null && node is JsonValue value && IsComposite(field) && value.TryGetValue<string>(out var text)
            ? ParsedOrText(text)
            : node?.DeepClone();

    private static bool IsComposite(Field field) =>
        !field.Types.Any(type => type is "String" or "Integer" or "Boolean" or "Float" or "InputFile");

    private static JsonNode? ParsedOrText(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private void CheckFields(FrozenDictionary<string, Field> fields, JsonObject value, string path, Check check)
    {
        foreach (var (name, node) in value)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!fields.TryGetValue(name, out var field))
                check.Problems.Add($"{at}: there is no such field");
            else
                CheckAny(field.Types, node, at, check);
        }
        foreach (var field in fields.Values.Where(field => field.Required && !value.ContainsKey(field.Name)))
            check.Problems.Add($"{(path.Length == 0 ? "" : path + ".")}{field.Name}: is required");
    }

    private void CheckAny(IReadOnlyList<string> options, JsonNode? node, string path, Check check)
    {
        if (options.Count == 1)
        {
            CheckOne(options[0], node, path, check);
            return;
        }
        if (options.All(option => option.StartsWith(ArrayOf, StringComparison.Ordinal)))
        {
            CheckItems(options.Select(option => option[ArrayOf.Length..]).ToList(), node, path, check);
            return;
        }
        // So that a mistake in an inline keyboard is reported as such, and not as "is no reply keyboard".
        var likely = node is JsonObject given ? options.Where(option => HasRequired(option, given)).ToList() : [];
        Problems? fewest = null;
        foreach (var option in likely.Count == 0 ? options : likely)
        {
            var problems = new Problems();
            CheckOne(option, node, path, check with { Problems = problems });
            if (problems.Count == 0)
                return;
            if (fewest is null || problems.Count < fewest.Count)
                fewest = problems;
        }
        check.Problems.AddRange(fewest!);
    }

    private void CheckItems(IReadOnlyList<string> itemTypes, JsonNode? node, string path, Check check)
    {
        if (node is not JsonArray items)
        {
            check.Problems.Add($"{path}: must be an array");
            return;
        }
        for (var i = 0; i < items.Count; i++)
            CheckAny(itemTypes, items[i], $"{path}[{i}]", check);
    }

    private void CheckOne(string type, JsonNode? node, string path, Check check)
    {
        if (type.StartsWith(ArrayOf, StringComparison.Ordinal))
        {
            CheckItems([type[ArrayOf.Length..]], node, path, check);
            return;
        }
        var kind = node?.GetValueKind() ?? JsonValueKind.Null;
        var right = type switch
        {
            "String" or "InputFile" => kind == JsonValueKind.String,
            "Integer" => kind == JsonValueKind.Number && IsInteger(node!),
            "Float" => kind == JsonValueKind.Number,
            "Boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind == JsonValueKind.Object,
        };
        // A keyboard's plain button may be written as its text.
        if (type == "KeyboardButton" && kind == JsonValueKind.String)
            return;
        if (!right)
            check.Problems.Add($"{path}: must be {type}, is {kind}");
        else if (node is JsonObject value)
            CheckObject(type, value, path, check);
    }

    private void CheckObject(string type, JsonObject value, string path, Check check)
    {
        var shape = types[type];
        if (shape.Subtypes.Count == 0)
        {
            foreach (var field in shape.Fields.Values.Where(field => field.Value is not null && value.ContainsKey(field.Name)))
                if (TextOf(value[field.Name]) != field.Value)
                    check.Problems.Add($"{path}.{field.Name}: must be {field.Value}");
            CheckFields(shape.Fields, value, path, check);
            check.Rule(type, value, path);
            return;
        }
        var named = shape.Subtypes.Where(subtype =>
            types[subtype].Fields.GetValueOrDefault("type")?.Value is { } tag && tag == TextOf(value["type"])
        );
        var options = named.ToList();
        CheckAny(options.Count == 0 ? shape.Subtypes : options, value, path, check);
    }

    private bool HasRequired(string type, JsonObject value) =>
        types.TryGetValue(type, out var shape)
        && shape.Subtypes.Count == 0
        && shape.Fields.Values.All(field => !field.Required || value.ContainsKey(field.Name));

    private static bool IsInteger(JsonNode node) =>
        long.TryParse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) < 1L << 52;

    private static string? TextOf(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static TelegramSpec Load()
    {
        using var stream = typeof(TelegramSpec).Assembly.GetManifestResourceStream("telegram-bot-api.json")!;
        var root = JsonNode.Parse(stream)!.AsObject();
        var methodsByName = root["methods"]!
            .AsObject()
            .Select(entry => new Method(entry.Key, FieldsOf(entry.Value!.AsArray())))
            .ToFrozenDictionary(method => method.Name, StringComparer.OrdinalIgnoreCase);
        var typesByName = root["types"]!
            .AsObject()
            .ToFrozenDictionary(
                entry => entry.Key,
                entry => new Shape(
                    FieldsOf(entry.Value!["fields"] as JsonArray ?? []),
                    (entry.Value["subtypes"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).ToList()
                )
            );
        return new TelegramSpec(methodsByName, typesByName);
    }

    private static FrozenDictionary<string, Field> FieldsOf(JsonArray fields) =>
        fields
            .Select(field => new Field(
                field!["name"]!.GetValue<string>(),
                field["types"]!.AsArray().Select(type => type!.GetValue<string>()).ToList(),
                field["required"]?.GetValue<bool>() ?? false,
                field["value"]?.GetValue<string>()
            ))
            .ToFrozenDictionary(field => field.Name);

    internal sealed record Method(string Name, FrozenDictionary<string, Field> Fields);

    internal sealed record Field(string Name, IReadOnlyList<string> Types, bool Required, string? Value);

    private sealed record Shape(FrozenDictionary<string, Field> Fields, IReadOnlyList<string> Subtypes);

    private sealed record Check(Action<string, JsonObject, string, Problems> CheckObject, Problems Problems)
    {
        public void Rule(string type, JsonObject value, string path) => CheckObject(type, value, path, Problems);
    }
}

/// <summary>What is wrong with a request, each with the path of the field.</summary>
internal sealed class Problems : List<string>;
