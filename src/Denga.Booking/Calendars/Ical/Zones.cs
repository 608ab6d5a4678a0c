namespace Denga.Booking.Calendars.Ical;

/// <summary>Names of time zones as calendars write them.</summary>
internal static class Zones
{
    private const int CharactersMax = 60;

    /// <summary>The zone's name at IANA; null for a name that says nothing. Outlook writes those of Windows.</summary>
    internal static string? Iana(string name) =>
        name.Length is 0 or > CharactersMax ? null
        : TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var iana) ? iana
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? name
        : null;
}
