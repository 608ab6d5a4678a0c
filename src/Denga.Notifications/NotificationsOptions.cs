using System.ComponentModel.DataAnnotations;

namespace Denga.Notifications;

/// <summary>Settings under <c>Notifications</c>.</summary>
internal sealed class NotificationsOptions
{
    /// <summary>Wait after the first attempt that failed for the moment; each further wait is twice as long, up to an hour. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A notice that could not be sent for so long is old news and is given up; default a day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the log of deliveries is kept; default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);
}
