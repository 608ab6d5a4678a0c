using System.Text.RegularExpressions;
using Denga.Speech;

namespace Denga.Tests.Integration;

/// <summary>What is written for programs and must not reach a person: codes of errors, days and amounts as machines write them, arguments that nobody
/// filled in, names that only the code has. Names of files keep their days.</summary>
internal static partial class RawWords
{
    internal static void AssertNone(string said, string where)
    {
        var raw = Machine().Match(said) is { Success: true } machine ? machine.Value : null;
        raw ??= Code().Matches(said).Select(m => m.Value).FirstOrDefault(ErrorTexts.Codes.Contains);
        Assert.True(raw is null, $"{where}: “{raw}” in: {said}");
    }

    [GeneratedRegex(
        @"\{\w*\}|(?<!-)\b\d{4}-\d\d-\d\d\b|\b\d{4,}\.\d+ [A-Z]{3,4}\b|\b(liquidity|external:\w+|snapshot|cbr(-mirror)?|own-[0-9a-f]+|transaction (manager|service))\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Machine();

    [GeneratedRegex(@"\b[a-z]+\.[a-z_]+\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
