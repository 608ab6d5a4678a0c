using System.Globalization;
using Denga.Contracts;

namespace Denga.Rates;

internal static class RatesErrors
{
    public static readonly Error TooMany = Error.Invalid("rates.too_many", "At most 10,000 rates may be asked for at once.");

    /// <summary>Why there are none is said by the sources.</summary>
    public static Error NoneKnown(string why) => new("health.rates_none", ErrorKind.Unavailable, $"There are no rates. {why}".TrimEnd());

    /// <summary>All is well.</summary>
    public static Error Newest(DateOnly of) => Health("health.rates", of, "");

    public static Error FetchingOff(DateOnly newest) => Health("health.rates_off", newest, " Fetching is off (Rates:Fetch).");

    /// <param name="why">What the sources that failed said.</param>
    public static Error SourcesFail(DateOnly newest, string why) => Health("health.rates_old", newest, $" {why}".TrimEnd());

    private static Error Health(string code, DateOnly newest, string why)
    {
        var day = newest.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            code,
            ErrorKind.Unavailable,
            $"The newest rates are of {day}.{why}",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["date"] = day }
        );
    }

    public static Error UnknownPair(Currency from, Currency to) =>
        new(
            "rates.unknown_pair",
            ErrorKind.NotFound,
            $"No source has a rate between {from} and {to}; choose another currency.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["from"] = from.Code, ["to"] = to.Code }
        );
}
