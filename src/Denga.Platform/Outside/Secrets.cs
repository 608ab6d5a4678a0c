using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Denga.Platform.Outside;

/// <summary>Writes a message of HTTP without its secrets: a header or field whose name sounds like one, or that the provider's code names, has three
/// asterisks in place of its value. Of a body that is neither JSON nor a form only the size and the hash are written.</summary>
internal sealed class Secrets(IEnumerable<string> names)
{
    private const string Hidden = "***";

    /// <summary>Longer texts are cut.</summary>
    internal const int CharactersMax = 16 * 1024;

    private static readonly string[] Sounds =
    [
        "auth",
        "token",
        "secret",
        "passw",
        "apikey",
        "sign",
        "cookie",
        "session",
        "cvc",
        "cvv",
        "cardnumber",
        "iban",
    ];

    private static readonly string[] Exactly = ["key", "pan", "pin", "number", "xmerchantkey", "merchantkey"];
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    private readonly HashSet<string> named = new(names.Select(Bare).Concat(Exactly), StringComparer.Ordinal);

    internal async Task<string> Request(HttpRequestMessage request, CancellationToken cancel)
    {
        var text = new StringBuilder($"{request.Method} {Address(request.RequestUri!)}\n");
        Headers(text, request.Headers);
        if (request.Content is { } content)
            await Content(text, content, cancel);
        return Cut(text);
    }

    internal async Task<string> Answer(HttpResponseMessage answer)
    {
        var text = new StringBuilder();
        Headers(text, answer.Headers);
        await Content(text, answer.Content, CancellationToken.None);
        return Cut(text);
    }

    /// <summary>Of what a provider sent.</summary>
    internal string Body(byte[] body) => Cut(new StringBuilder(Json(body) ?? Hash(body)));

    private bool IsSecret(string name) =>
        Bare(name) is var bare && (named.Contains(bare) || Array.Exists(Sounds, s => bare.Contains(s, StringComparison.Ordinal)));

    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private string Address(Uri address) =>
        address.GetLeftPart(UriPartial.Path) + (address.Query.Length > 1 ? "?" + Form(address.Query[1..]) : "");

    private void Headers(StringBuilder text, HttpHeaders headers)
    {
        foreach (var (name, values) in headers)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {(IsSecret(name) ? Hidden : string.Join(", ", values))}\n");
    }

    private async Task Content(StringBuilder text, HttpContent content, CancellationToken cancel)
    {
        Headers(text, content.Headers);
        var bytes = await content.ReadAsByteArrayAsync(cancel);
        var type = content.Headers.ContentType?.MediaType ?? "";
        text.Append('\n');
        text.Append(
            (
                type.EndsWith("json", StringComparison.Ordinal) ? Json(bytes)
                : type == "application/x-www-form-urlencoded" ? Form(Encoding.UTF8.GetString(bytes))
                : null
            ) ?? Hash(bytes)
        );
    }

    private static string Hash(byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"({bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))})");

    private string Form(string form) =>
        string.Join(
            '&',
            form.Split('&').Select(f => f.Split('=', 2) is [var name, _] && IsSecret(Uri.UnescapeDataString(name)) ? $"{name}={Hidden}" : f)
        );

    /// <summary>Null when it is no JSON.</summary>
    private string? Json(byte[] bytes)
    {
        var written = new ArrayBufferWriter<byte>(bytes.Length + 16);
        using var json = new Utf8JsonWriter(written, Plain);
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    Copy(ref reader, json);
                    continue;
                }
                var name = reader.GetString()!;
                json.WritePropertyName(name);
                if (!IsSecret(name))
                    continue;
                reader.Read();
                reader.Skip();
                json.WriteStringValue(Hidden);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        json.Flush();
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                json.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                json.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                json.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                json.WriteEndArray();
                break;
            case JsonTokenType.String:
                json.WriteStringValue(reader.GetString());
                break;
            default:
                json.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    /// <summary>PostgreSQL keeps no NUL.</summary>
    private static string Cut(StringBuilder text)
    {
        text.Replace("\0", "");
        if (text.Length <= CharactersMax)
            return text.ToString();
        var end = char.IsHighSurrogate(text[CharactersMax - 1]) ? CharactersMax - 1 : CharactersMax;
        return text.ToString(0, end) + "…";
    }
}
