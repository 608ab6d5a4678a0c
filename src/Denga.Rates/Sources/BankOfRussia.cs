using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Denga.Contracts;

namespace Denga.Rates.Sources;

/// <summary>The official rates of the Bank of Russia, base RUB. Source: https://www.cbr.ru/development/SXML/.
/// <c>Value</c> is roubles for <c>Nominal</c> units with a decimal comma; <c>VunitRate</c> is left aside, because older sets lack it and it may be
/// rounded or have an exponent.</summary>
internal sealed class BankOfRussia(HttpClient http) : IRateSource
{
    public const string SourceName = "cbr";

    static BankOfRussia() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public string Name => SourceName;

    public async Task<RateSet> Get(CancellationToken cancellationToken) =>
        Read(await SourceDownload.Bytes(http, "scripts/XML_daily.asp", SourceName, cancellationToken));

    public static RateSet Read(byte[] answer)
    {
        var root = SourceXml.Root(answer, SourceName);
        if (root.Name.LocalName != "ValCurs")
            throw Wrong("gave XML that is not a list of rates");
        if (
            !DateOnly.TryParseExact(
                (string?)root.Attribute("Date"),
                "dd.MM.yyyy",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
            throw Wrong("gave rates without the day they are for");
        var perUnit = new Dictionary<Currency, decimal>();
        foreach (var valute in root.Elements("Valute"))
        {
            var code = Text(valute, "CharCode");
            if (code.Length == 0)
                throw Wrong("gave a rate without its currency");
            var nominal = Number(Text(valute, "Nominal"), code);
            var value = Number(Text(valute, "Value"), code);
            if (Currency.TryFind(code, out var currency) && !perUnit.TryAdd(currency, value / nominal))
                throw Wrong($"gave {code} twice");
        }
        return new RateSet(SourceName, Currency.Rub, date, perUnit);
    }

    private static string Text(XElement valute, string name) => ((string?)valute.Element(name))?.Trim() ?? "";

    private static decimal Number(string text, string code) =>
        !text.Contains('.', StringComparison.Ordinal)
        && decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and < 1_000_000_000_000m
            ? number
            : throw Wrong($"gave a rate of {code} that is not a positive number");

    private static RateSourceException Wrong(string what) => new(SourceName, what);
}
