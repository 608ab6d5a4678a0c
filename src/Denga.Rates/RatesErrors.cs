using Denga.Contracts;

namespace Denga.Rates;

internal static class RatesErrors
{
    public static readonly Error TooMany = Error.Invalid("rates.too_many", "At most 10,000 rates may be asked for at once.");

    public static Error UnknownPair(Currency from, Currency to) =>
        new(
            "rates.unknown_pair",
            ErrorKind.NotFound,
            $"No source has a rate between {from} and {to}; choose another currency.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["from"] = from.Code, ["to"] = to.Code }
        );
}
