using System.Globalization;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Whole days of a person's time zone, both included, as he wrote them or as they are at first: the last thirty.</summary>
public sealed record Period(DateOnly First, DateOnly Last, TimeZoneInfo Zone)
{
    private const int DaysAtFirst = 30;

    internal DateTimeOffset From => StartOf(First);

    /// <summary>Excluded.</summary>
    internal DateTimeOffset To => StartOf(Last.AddDays(1));

    internal string FirstText => Text(First);

    internal string LastText => Text(Last);

    internal static Period Of(Visit visit)
    {
        var today = visit.Today;
        var last = Read(visit.Entered["to"]) ?? today;
        var first = Read(visit.Entered["from"]) ?? last.AddDays(-DaysAtFirst);
        return new Period(first, last, visit.TimeZone);
    }

    private static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 2000 and < 2200
            ? day
            : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Some zones begin a day at one o'clock, when clocks go forward at midnight.
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(30);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
