using System.Globalization;
using Denga.Contracts;

namespace Denga.Rates.Sources;

/// <summary>The euro reference rates of the European Central Bank, base EUR. Source:
/// https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/. It publishes units of the currency for one euro, the other
/// way round than <see cref="RateSet"/>: each is inverted once, here, with all digits of a decimal. It has had no rouble since 2022-03-01.</summary>
internal sealed class EuropeanCentralBank(HttpClient http) : IRateSource
{
    public const string SourceName = "ecb";

    public string Name => SourceName;

    public async Task<RateSet> Get(CancellationToken cancellationToken) =>
        Read(await SourceDownload.Bytes(http, "stats/eurofxref/eurofxref-daily.xml", SourceName, cancellationToken));

    public static RateSet Read(byte[] answer)
    {
        var root = SourceXml.Root(answer, SourceName);
        var day =
            root.Descendants().FirstOrDefault(element => element.Name.LocalName == "Cube" && element.Attribute("time") is not null)
            ?? throw Wrong("gave no day with rates");
        if (
            !DateOnly.TryParseExact(
                (string?)day.Attribute("time"),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
            throw Wrong("gave rates without the day they are for");
        var perUnit = new Dictionary<Currency, decimal>();
        foreach (var cube in day.Elements().Where(element => element.Name.LocalName == "Cube"))
        {
            var code = (string?)cube.Attribute("currency") ?? throw Wrong("gave a rate without its currency");
            var forOneEuro = Number((string?)cube.Attribute("rate"), code);
            if (Currency.TryFind(code, out var currency) && !perUnit.TryAdd(currency, 1 / forOneEuro))
                throw Wrong($"gave {code} twice");
        }
        return new RateSet(SourceName, Currency.Eur, date, perUnit);
    }

    private static decimal Number(string? text, string code) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number is > 0.000_000_001m and < 1_000_000_000m
            ? number
            : throw Wrong($"gave a rate of {code} that is not a positive number");

    private static RateSourceException Wrong(string what) => new(SourceName, what);
}
