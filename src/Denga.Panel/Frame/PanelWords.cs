using System.Globalization;

namespace Denga.Panel.Frame;

internal static class PanelWords
{
    private static readonly CultureInfo Ru = CultureInfo.GetCultureInfo("ru-RU");
    private static readonly CultureInfo En = CultureInfo.GetCultureInfo("en-GB");

    /// <summary><c>14:05</c> today, else <c>21 ноя 14:05</c>, with the year when it is not this one.</summary>
    internal static string Moment(DateTimeOffset at, string zone, DateTimeOffset now, string language)
    {
        var (local, today) = (In(at, zone), In(now, zone));
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return local.Date == today.Date
            ? time
            : local.ToString(local.Year == today.Year ? "d MMM" : "d MMM yyyy", language == "ru" ? Ru : En) + " " + time;
    }

    internal static DateTimeOffset In(DateTimeOffset at, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(at, found) : at;
}
