using System.Diagnostics;
using System.Globalization;
using Denga.Bench.Measuring;
using Denga.Contracts;
using Denga.Expenses.Parsing;

namespace Denga.Bench;

/// <summary>The parser of free text over the published corpus, a line at a time.</summary>
internal static class Parsing
{
    private const int Repeats = 20;

    internal static void Run(BenchOptions options, Results results)
    {
        var lines = File.ReadLines(Path.Combine(Results.Root, "tests/corpus/expenses.tsv"))
            .Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Select(l => l.Split('\t'))
            .Where(c => c.Length >= 4 && DateOnly.TryParse(c[1], CultureInfo.InvariantCulture, out _))
            .Select(c => (Text: c[3], Writer: new Writer(DateOnly.Parse(c[1], CultureInfo.InvariantCulture), Currency.Parse(c[2]), c[0])))
            .ToArray();
        Measure(lines);
        var p50 = new List<double>();
        var p99 = new List<double>();
        var perLine = 0.0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var durations = Measure(lines);
            perLine = (GC.GetAllocatedBytesForCurrentThread() - before) / ((double)lines.Length * Repeats);
            p50.Add(durations.Milliseconds(50) * 1000);
            p99.Add(durations.Milliseconds(99) * 1000);
            results.Sample(durations.Summary);
        }
        results.Figure($"parser, {lines.Length} lines, p50", Statistics.Median(p50), "µs");
        results.Figure("parser, p99", Statistics.Median(p99), "µs");
        results.Figure("parser, allocated a line (with the measuring)", perLine, "bytes");
    }

    private static Durations Measure((string Text, Writer Writer)[] lines)
    {
        var ticks = new long[lines.Length * Repeats];
        for (var i = 0; i < ticks.Length; i++)
        {
            var (text, writer) = lines[i % lines.Length];
            var start = Stopwatch.GetTimestamp();
            LineParser.Parse(text, writer);
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }
        return new Durations(ticks);
    }
}
