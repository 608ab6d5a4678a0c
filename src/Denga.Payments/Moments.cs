namespace Denga.Payments;

internal static class Moments
{
    /// <summary>Now, as PostgreSQL keeps it: what a provider is told must be the same when it is told again after a restart.</summary>
    internal static DateTimeOffset Moment(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMicrosecond));
    }
}
