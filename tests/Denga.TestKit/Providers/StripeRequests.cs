using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;

namespace Denga.TestKit.Providers;

/// <summary>Holds forms against Stripe's own description of its requests (see NOTICE).</summary>
internal static class StripeRequests
{
    private static readonly JsonObject Operations = JsonNode
        .Parse(typeof(StripeRequests).Assembly.GetManifestResourceStream("stripe-requests.json")!)!
        .AsObject();

    /// <summary>The form as a tree, and what is wrong with it.</summary>
    /// <param name="place">Such as <c>POST /v1/refunds</c>.</param>
    internal static (JsonObject Form, IReadOnlyList<string> Problems) Read(string place, string query, string body)
    {
        if (Operations[place] is not JsonObject operation)
            return ([], [$"there is no {place}"]);
        var problems = new List<string>();
        var (asked, form) = (Tree(query.TrimStart('?')), Tree(body));
        Check(operation["query"]!.AsObject(), asked, "query", problems);
        Check(operation["body"]!.AsObject(), form, "form", problems);
        foreach (var (name, value) in asked)
            form[name] = value?.DeepClone();
        return (form, problems);
    }

    /// <summary><c>a[0][b]=c</c>: brackets are members, and items where they hold a number.</summary>
    private static JsonObject Tree(string form)
    {
        var root = new JsonObject();
        foreach (var field in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = field.Split('=', 2) is [var n, var v] ? (HttpUtility.UrlDecode(n), HttpUtility.UrlDecode(v)) : (field, "");
            var path = name.Replace("]", "", StringComparison.Ordinal).Split('[');
            var at = root;
            foreach (var part in path[..^1])
                at = (at[part] ??= new JsonObject()).AsObject();
            at[path[^1].Length == 0 ? at.Count.ToString(CultureInfo.InvariantCulture) : path[^1]] = value;
        }
        return root;
    }

    private static void Check(JsonObject schema, JsonNode? value, string where, List<string> problems)
    {
        if (schema["anyOf"] is JsonArray any)
        {
            if (!any.Any(one => Problems(one!.AsObject(), value, where).Count == 0))
                problems.Add($"{where} fits none of its forms: {value?.ToJsonString()}");
            return;
        }
        var text = value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        var isRight = schema["type"]?.GetValue<string>() switch
        {
            "object" => CheckMembers(schema, value as JsonObject, where, problems),
            "array" => CheckItems(schema, value as JsonObject, where, problems),
            "integer" => long.TryParse(text, CultureInfo.InvariantCulture, out _),
            "number" => decimal.TryParse(text, CultureInfo.InvariantCulture, out _),
            "boolean" => text is "true" or "false",
            _ => text is not null && text.Length <= (schema["maxLength"]?.GetValue<int>() ?? int.MaxValue),
        };
        if (!isRight || schema["enum"] is JsonArray words && !words.Any(w => w!.GetValue<string>() == text))
            problems.Add($"{where} is wrong: {value?.ToJsonString()}");
    }

    private static bool CheckMembers(JsonObject schema, JsonObject? value, string where, List<string> problems)
    {
        if (value is null)
            return false;
        foreach (var (name, member) in value)
            if (schema["properties"]?[name] is JsonObject known)
                Check(known, member, $"{where}.{name}", problems);
            else if (schema["additionalProperties"] is JsonObject more)
                Check(more, member, $"{where}.{name}", problems);
            else
                problems.Add($"{where}.{name} is unknown");
        foreach (var name in schema["required"] as JsonArray ?? [])
            if (!value.ContainsKey(name!.GetValue<string>()))
                problems.Add($"{where}.{name.GetValue<string>()} is required");
        return true;
    }

    private static bool CheckItems(JsonObject schema, JsonObject? value, string where, List<string> problems)
    {
        if (value is null || !value.All(item => int.TryParse(item.Key, CultureInfo.InvariantCulture, out _)))
            return false;
        foreach (var (place, item) in value)
            Check(schema["items"]!.AsObject(), item, $"{where}[{place}]", problems);
        return true;
    }

    private static List<string> Problems(JsonObject schema, JsonNode? value, string where)
    {
        var problems = new List<string>();
        Check(schema, value, where, problems);
        return problems;
    }
}
