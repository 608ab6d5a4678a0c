using System.Text.Json;
using System.Text.RegularExpressions;

namespace Denga.Platform.Operations;

/// <summary>What is wrong with JSON that was sent, in words of the API: the field by its path, and no name of a type of ours.</summary>
internal static partial class JsonFault
{
    private const int MillisecondsMax = 100;

    internal static string Sentence(JsonException e)
    {
        var cut = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var reason = cut < 0 ? e.Message : e.Message[..cut];
        if (Unknown().Match(reason) is { Success: true } unknown)
            return $"There is no field \"{unknown.Groups["name"].Value}\".";
        if (Missing().Match(reason) is { Success: true } missing)
            return $"Fields are missing: {missing.Groups["names"].Value.Replace('\'', '"').Replace(';', ',').TrimEnd('.')}.";
        if (Twice().Match(reason) is { Success: true } twice)
            return $"The field \"{twice.Groups["name"].Value}\" is given twice; names are the same in any case of letters.";
        var path = e.Path is { Length: > 2 } whole ? whole[2..] : "";
        if (Null().Match(reason) is { Success: true } empty)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(empty.Groups["name"].Value);
            return path.EndsWith(name, StringComparison.OrdinalIgnoreCase) ? $"{path}: it may not be null."
                : path.Length == 0 ? $"{name}: it may not be null."
                : $"{path}.{name}: it may not be null.";
        }
        if (reason.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            reason = "The value is not of the kind that belongs there.";
        return path.Length == 0 ? reason : $"{path}: {reason}";
    }

    [GeneratedRegex("^The JSON property '(?<name>[^']*)' could not be mapped", RegexOptions.ExplicitCapture, MillisecondsMax)]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.ExplicitCapture, MillisecondsMax)]
    private static partial Regex Missing();

    [GeneratedRegex("^Duplicate property '(?<name>[^']*)'", RegexOptions.ExplicitCapture, MillisecondsMax)]
    private static partial Regex Twice();

    [GeneratedRegex("'(?<name>[^']*)' on type '[^']*' doesn't allow", RegexOptions.ExplicitCapture, MillisecondsMax)]
    private static partial Regex Null();
}
