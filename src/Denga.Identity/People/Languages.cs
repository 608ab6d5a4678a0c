using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Denga.Identity.People;

/// <summary>The two languages, and the time zones that go with them until a person chooses his own.</summary>
internal static partial class Languages
{
    public const string Russian = "ru";
    public const string English = "en";

    /// <summary>What a messenger reports, such as <c>ru-RU</c>; everybody who does not report Russian is spoken to in English.</summary>
    public static string Nearest(string? reported) => Find(reported) ?? English;

    /// <summary>Null for a language that Denga does not speak.</summary>
    public static string? Find(string? given) =>
        given?.Trim().Split('-', '_')[0].ToLowerInvariant() switch
        {
            Russian => Russian,
            English => English,
            _ => null,
        };

    public static string TimeZoneOf(string language) => language == Russian ? "Europe/Moscow" : "UTC";

    /// <summary>An IANA name with the letters' cases as the system writes them. Windows names, and the copies of the zones with leap seconds,
    /// are no IANA names, although the system knows them.</summary>
    public static bool TryFindZone(string given, [NotNullWhen(true)] out string? zone)
    {
        zone = null;
        if (!ZoneName().IsMatch(given) || !TimeZoneInfo.TryFindSystemTimeZoneById(given, out var found) || !found.HasIanaId)
            return false;
        zone = found.Id;
        return true;
    }

    [GeneratedRegex(
        "^(?!posix|right|localtime|Factory)[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ZoneName();
}
