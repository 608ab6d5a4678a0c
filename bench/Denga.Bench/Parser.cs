using System.Diagnostics;
using System.Globalization;
using System.Text;
using Denga.Bench.Measuring;
using Denga.Contracts;
using Denga.Expenses.Parsing;

namespace Denga.Bench;

/// <summary>The parser of free text over the lines of the corpus.</summary>
internal static class Parser
{
    private const int WarmUps = 200;
    private const int Passes = 200;

    internal static Task Run(Results results)
    {
        var lines = Lines();
        for (var i = 0; i < WarmUps; i++)
            foreach (var (text, writer) in lines)
                TextParser.Parse(text, writer);

        // A line's time is the median of its passes, so that an interrupt of the machine is not blamed on the line that it hit.
        var times = new long[lines.Count][];
        for (var i = 0; i < times.Length; i++)
            times[i] = new long[Passes];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        for (var pass = 0; pass < Passes; pass++)
        for (var i = 0; i < lines.Count; i++)
        {
            var before = Stopwatch.GetTimestamp();
            TextParser.Parse(lines[i].Text, lines[i].Writer);
            times[i][pass] = Stopwatch.GetTimestamp() - before;
        }
        var took = Stopwatch.GetElapsedTime(start);
        var calls = (double)Passes * lines.Count;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / calls;

        var perLine = new Durations(times.Select(t => t.Order().ElementAt(Passes / 2)));
        var perCall = new Durations(times.SelectMany(t => t));
        results.Figure($"parser, {lines.Count} lines of the corpus", calls / took.TotalSeconds, "lines/s");
        results.Figure("  a line, p50 of the lines", perLine.Milliseconds(50) * 1000, "µs");
        results.Figure("  a line, p99 of the lines", perLine.Milliseconds(99) * 1000, "µs");
        results.Figure("  a line, p99 of all calls", perCall.Milliseconds(99) * 1000, "µs");
        results.Figure("  allocated", bytes, "bytes/line");
        results.Sample(
            new
            {
                lines = perLine.Summary,
                calls = perCall.Summary,
                bytes,
            }
        );
        return Task.CompletedTask;
    }

    private static List<(string Text, Writer Writer)> Lines()
    {
        var lines = new List<(string, Writer)>();
        foreach (var line in File.ReadLines(Path.Combine(Results.Root, "tests", "corpus", "expenses.tsv"), Encoding.UTF8))
        {
            var columns = line.Split('\t');
            if (
                columns.Length == 5
                && DateOnly.TryParseExact(columns[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var today)
            )
                lines.Add(
                    (columns[3].Replace("\\n", "\n", StringComparison.Ordinal), new Writer(today, Currency.Parse(columns[2]), columns[0]))
                );
        }
        return lines;
    }
}
