using System.Globalization;
using System.Text.Json;
using Denga.Contracts;

namespace Denga.Rates.Sources;

/// <summary>The rates of the Bank of Russia by way of an unofficial JSON mirror, for hours when the bank itself does not answer. Base RUB.
/// Source: https://www.cbr-xml-daily.ru/. Limits: 5 requests a second, 10,000 a day.</summary>
internal sealed class BankOfRussiaMirror(HttpClient http) : IRateSource
{
    public const string SourceName = "cbr-mirror";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    public string Name => SourceName;

    public async Task<RateSet> Get(CancellationToken cancellationToken) =>
        Read(await SourceDownload.Bytes(http, "daily_json.js", SourceName, cancellationToken));

    public static RateSet Read(byte[] answer)
    {
        try
        {
            ReadOnlyMemory<byte> json = answer;
            if (json.Span.StartsWith("\uFEFF"u8))
                json = json[3..];
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new RateSourceException(SourceName, "gave something that is not the JSON it publishes", failure);
        }
        catch (InvalidOperationException failure)
        {
            // How the reader of JSON reports a text that is not Unicode.
            throw new RateSourceException(SourceName, "gave a text that cannot be read", failure);
        }
    }

    private static RateSet Read(JsonElement root)
    {
        if (Property(root, "Valute") is not { ValueKind: JsonValueKind.Object } list)
            throw Wrong("gave JSON that is not a list of rates");
        var perUnit = new Dictionary<Currency, decimal>();
        foreach (var (code, valute) in list.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            var nominal = Number(valute, "Nominal", code);
            var value = Number(valute, "Value", code);
            if (Currency.TryFind(code, out var currency) && !perUnit.TryAdd(currency, value / nominal))
                throw Wrong($"gave {code} twice");
        }
        return new RateSet(SourceName, Currency.Rub, Day(root), perUnit);
    }

    /// <summary>The day as written, in Moscow's time: turned into UTC it could become the day before.</summary>
    private static DateOnly Day(JsonElement root) =>
        Property(root, "Date") is { ValueKind: JsonValueKind.String } date
        && DateTimeOffset.TryParse(date.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? DateOnly.FromDateTime(at.DateTime)
            : throw Wrong("gave rates without the day they are for");

    private static decimal Number(JsonElement valute, string name, string code) =>
        Property(valute, name) is { ValueKind: JsonValueKind.Number } element
        && element.TryGetDecimal(out var number)
        && number is > 0 and < 1_000_000_000_000m
            ? number
            : throw Wrong($"gave a rate of {code} that is not a positive number");

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static RateSourceException Wrong(string what) => new(SourceName, what);
}
