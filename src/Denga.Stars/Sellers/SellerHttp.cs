using System.Net;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Outside;

namespace Denga.Stars.Sellers;

/// <summary>How the answers of sellers over HTTP are read.</summary>
internal static class SellerHttp
{
    private static readonly JsonDocumentOptions Form = new() { MaxDepth = 16 };

    /// <summary>The body as JSON; null for anything else, which is a seller who is broken.</summary>
    internal static async Task<JsonElement?> Json(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel), Form);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An answer that means nothing that is known: of a request that may have had its effect, unless he says that he took none.</summary>
    internal static OutsideException Unclear(string seller, HttpStatusCode status) =>
        new(
            seller,
            status == HttpStatusCode.TooManyRequests ? OutsideFailure.Busy : OutsideFailure.Broken,
            mayHaveArrived: status is not (HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
            new HttpRequestException($"{seller} answered {(int)status}.", inner: null, status)
        );

    internal static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    internal static int? Whole(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;

    /// <summary>An amount written as a decimal text, or as a number as it stands in the text of the answer; never by way of a floating-point number. More
    /// digits than the currency has are rounded up: so much is paid.</summary>
    internal static Money? Amount(this JsonElement json, string name, Currency currency)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value))
            return null;
        var written = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        const System.Globalization.NumberStyles style =
            System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowExponent;
        return ExactDecimal.TryParse(written, style, out var amount) && amount >= 0 && amount < 1_000_000_000
            ? new Money(decimal.ToInt64(decimal.Ceiling(amount * currency.UnitsPerOne)), currency)
            : null;
    }
}
