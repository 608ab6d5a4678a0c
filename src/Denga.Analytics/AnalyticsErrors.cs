using Denga.Contracts;

namespace Denga.Analytics;

internal static class AnalyticsErrors
{
    public static readonly Error Period = Error.Invalid("analytics.period", "The period must not be backwards nor longer than 400 days.");

    public static readonly Error Window = Error.Invalid("analytics.window", "The time must not be backwards nor longer than a day.");
}
