using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Events;

/// <summary>Settings under <c>Events</c>.</summary>
public sealed class EventOptions
{
    /// <summary>How often a consumer tries an event before it is parked.</summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 8;

    /// <summary>Wait after the first failure; each further wait is twice as long, up to <see cref="LongestDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many events may be on their way at once.</summary>
    [Range(16, 100_000)]
    public int InFlightMax { get; init; } = 4096;

    /// <summary>Events of different keys that one consumer works side by side. One works the largest batches, and is the fastest where the
    /// database has few processors.</summary>
    [Range(1, 64)]
    public int Workers { get; init; } = 1;

    [Range(1, 1024)]
    public int BatchMax { get; init; } = 256;
}
