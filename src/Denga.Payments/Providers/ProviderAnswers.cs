using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Denga.Platform.Outside;

namespace Denga.Payments.Providers;

/// <summary>What providers who speak JSON answer, told apart: an answer, a refusal of this request, and nothing to rely on.</summary>
internal static class ProviderAnswers
{
    /// <summary>Unknown fields and kinds pass: providers add some every month.</summary>
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TextOrNumber() },
    };

    /// <summary>The body as JSON. What says nothing of the request's outcome throws <see cref="OutsideException"/>.</summary>
    internal static async Task<T> Read<T>(this HttpResponseMessage answer, string provider, CancellationToken cancel)
        where T : class
    {
        ThrowIfUnclear(answer.StatusCode, provider);
        try
        {
            return JsonSerializer.Deserialize<T>(await answer.Content.ReadAsByteArrayAsync(cancel), Json) ?? throw Unclear(provider);
        }
        catch (JsonException e)
        {
            throw new OutsideException(provider, OutsideFailure.Unclear, mayHaveArrived: true, e);
        }
    }

    internal static void ThrowIfUnclear(HttpStatusCode status, string provider)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)
            throw new OutsideException(provider, OutsideFailure.Refuses, mayHaveArrived: false);
        if (
            status
                is HttpStatusCode.RequestTimeout
                    or < HttpStatusCode.OK
                    or (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
            || status >= HttpStatusCode.InternalServerError
        )
            throw Unclear(provider);
    }

    internal static OutsideException Unclear(string provider) => new(provider, OutsideFailure.Unclear, mayHaveArrived: true);

    /// <summary>Amounts are texts, and now and then numbers: either as it was written.</summary>
    private sealed class TextOrNumber : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
                _ => throw new JsonException("Expected a text or a number."),
            };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
