using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Denga.TestKit.Telegram;

/// <summary>A call as it came over HTTP, brought to one form: the arguments as JSON, and the uploads by the name of their part.</summary>
internal sealed record TelegramRequest(JsonObject Arguments, IReadOnlyDictionary<string, TelegramUpload> Uploads)
{
    public const string Attachment = "attach://";

    public static async Task<TelegramRequest> ReadAsync(
        HttpRequest http,
        TelegramSpec.Method method,
        Problems problems,
        CancellationToken ct
    )
    {
        var arguments = new JsonObject();
        var uploads = new Dictionary<string, TelegramUpload>(StringComparer.Ordinal);
        foreach (var (name, values) in http.Query)
            Add(name, values.ToString());
        if (http.HasFormContentType)
        {
            var form = await http.ReadFormAsync(ct);
            foreach (var (name, values) in form)
                Add(name, values.ToString());
            foreach (var file in form.Files)
            {
                await using var stream = file.OpenReadStream();
                using var content = new MemoryStream();
                await stream.CopyToAsync(content, ct);
                uploads[file.Name] = new TelegramUpload(file.FileName, file.ContentType, content.ToArray());
                if (method.Fields.ContainsKey(file.Name))
                    arguments[file.Name] = Attachment + file.Name;
            }
        }
        else if (http.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            try
            {
                if (await JsonNode.ParseAsync(http.Body, cancellationToken: ct) is JsonObject body)
                    foreach (var (name, value) in body)
                        arguments[name] = TelegramSpec.FromJson(value, method.Fields.GetValueOrDefault(name));
                else
                    problems.Add("the body must be a JSON object");
            }
            catch (JsonException wrong)
            {
                problems.Add($"can't parse the body: {wrong.Message}");
            }
        }
        else if (http.ContentLength is > 0)
            problems.Add($"the content type {http.ContentType} is not supported");

        var all = arguments.ToJsonString();
        foreach (var (name, upload) in uploads)
        {
            if (!all.Contains(Attachment + name, StringComparison.Ordinal))
                problems.Add($"{name}: the uploaded part is not used");
            if (upload.Content.Length > TelegramRules.UploadBytesMax)
                problems.Add($"{name}: Request Entity Too Large");
            if (upload.Name.Length == 0)
                problems.Add($"{name}: the uploaded part has no file name");
        }
        return new TelegramRequest(arguments, uploads);

        void Add(string name, string value) => arguments[name] = TelegramSpec.FromText(value, method.Fields.GetValueOrDefault(name));
    }

    public string? Text(string field) =>
        Arguments[field] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    public long? Number(string field) =>
        Arguments[field] is { } node && node.GetValueKind() == JsonValueKind.Number ? node.GetValue<long>() : null;

    public bool Flag(string field) => Arguments[field]?.GetValueKind() == JsonValueKind.True;
}

internal sealed record TelegramUpload(string Name, string? ContentType, byte[] Content);

/// <summary>An answer that Telegram gives with a status other than 200.</summary>
internal sealed class TelegramRefusal(int status, string description, int? retryAfter = null) : Exception(description)
{
    public int Status { get; } = status;

    public int? RetryAfter { get; } = retryAfter;

    public static TelegramRefusal Bad(string reason) => new(StatusCodes.Status400BadRequest, $"Bad Request: {reason}");
}
