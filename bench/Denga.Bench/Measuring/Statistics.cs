using System.Diagnostics;

namespace Denga.Bench.Measuring;

/// <summary>Durations, sorted.</summary>
internal sealed class Durations
{
    private readonly long[] ticks;

    internal Durations(IEnumerable<long> stopwatchTicks) => ticks = [.. stopwatchTicks.Order()];

    internal int Count => ticks.Length;

    /// <summary>Nearest rank; NaN without any.</summary>
    internal double Milliseconds(double percent) =>
        ticks.Length == 0
            ? double.NaN
            : Stopwatch.GetElapsedTime(0, ticks[Math.Max(0, (int)Math.Ceiling(ticks.Length * percent / 100) - 1)]).TotalMilliseconds;

    internal object Summary =>
        new
        {
            count = Count,
            p50 = Milliseconds(50),
            p90 = Milliseconds(90),
            p95 = Milliseconds(95),
            p99 = Milliseconds(99),
            max = Milliseconds(100),
        };
}

internal static class Statistics
{
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
