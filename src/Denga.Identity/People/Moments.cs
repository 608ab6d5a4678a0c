namespace Denga.Identity.People;

internal static class Moments
{
    /// <summary>A moment as the database will give it back.</summary>
    internal static DateTimeOffset InMicroseconds(this DateTimeOffset moment) =>
        moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>As the database gave it.</summary>
    internal static DateTimeOffset Utc(this DateTime moment) => new(moment, TimeSpan.Zero);
}
