using System.ComponentModel.DataAnnotations;

namespace Denga.Booking.Calendars;

/// <summary>Settings under <c>Booking:Calendars</c>.</summary>
internal sealed class CalendarOptions
{
    /// <summary>Seals the secret addresses of calendars; made where there is none. A new first line seals from then on.</summary>
    public string KeyFile { get; init; } = ".denga/calendars.key";

    /// <summary>Hosts of the operator's own network whose calendars may be read, also by HTTP, separated by commas; all others must be of the public
    /// internet.</summary>
    public string PrivateHosts { get; init; } = "";

    /// <summary>How often an imported calendar is read.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>All of a reading: redirections, and the last byte.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan FetchWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A larger calendar is refused.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int BytesMax { get; init; } = 5 * 1024 * 1024;

    /// <summary>How many days ahead calendars are read and told.</summary>
    [Range(30, 1100)]
    public int HorizonDays { get; init; } = 730;

    public GoogleOptions Google { get; init; } = new();
}

/// <summary>Settings under <c>Booking:Calendars:Google</c>.</summary>
internal sealed class GoogleOptions
{
    public Uri Address { get; init; } = new("https://www.googleapis.com/calendar/v3/");

    /// <summary>The service account's key, the JSON as Google gives it; without it calendars at Google are off.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>How often a calendar is looked at, whether Google told of a change or not.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(30);
}
