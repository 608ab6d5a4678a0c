using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Denga.Platform.Telemetry;

/// <summary>Collects the process's meters and writes them as Prometheus text 0.0.4: names with underscores, units as suffixes, counters with
/// <c>_total</c>, cumulative buckets.</summary>
public sealed class PrometheusText : IDisposable
{
    private static readonly double[] SecondBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] CountBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    private const int SeriesMax = 5_000;
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> series = new();
    private readonly MeterListener listener = new();

    /// <param name="meters">Names of the meters to collect; a trailing <c>*</c> matches a prefix.</param>
    public PrometheusText(params string[] meters)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (
                meters.Any(m =>
                    m.EndsWith('*') ? instrument.Meter.Name.StartsWith(m[..^1], StringComparison.Ordinal) : m == instrument.Meter.Name
                )
            )
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Record(i, v, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in series.GroupBy(s => Name(s.Key.Instrument)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var instrument = group.First().Key.Instrument;
            text.Append("# HELP ")
                .Append(group.Key)
                .Append(' ')
                .Append(Escape(instrument.Description ?? instrument.Name, quotes: false))
                .Append('\n');
            text.Append("# TYPE ").Append(group.Key).Append(' ').Append(Kind(instrument)).Append('\n');
            foreach (var (key, value) in group.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
                value.Write(text, group.Key, key.Labels);
        }
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, Labels(tags));
        if (!series.TryGetValue(key, out var found))
        {
            if (series.Count >= SeriesMax)
                return;
            found = series.GetOrAdd(key, static k => new Series(IsHistogram(k.Instrument) ? Buckets(k.Instrument) : null));
        }
        if (IsHistogram(instrument))
            found.Observe(value);
        else if (
            instrument.GetType().Name.StartsWith("Observable", StringComparison.Ordinal)
            || Kind(instrument) == "gauge" && !IsUpDown(instrument)
        )
            found.Set(value);
        else
            found.Add(value);
    }

    private static double[] Buckets(Instrument instrument) => instrument.Unit == "s" ? SecondBuckets : CountBuckets;

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static bool IsUpDown(Instrument instrument) => instrument.GetType().Name.StartsWith("UpDown", StringComparison.Ordinal);

    private static string Kind(Instrument instrument) =>
        instrument.GetType().Name switch
        {
            var n when n.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
            var n when n.StartsWith("Counter", StringComparison.Ordinal) || n.StartsWith("ObservableCounter", StringComparison.Ordinal) =>
                "counter",
            _ => "gauge",
        };

    private static string Name(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = new string([.. instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return Kind(instrument) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var parts = new List<string>(tags.Length);
        foreach (var tag in tags)
        {
            var name = new string([.. tag.Key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
            parts.Add($"{name}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "", quotes: true)}\"");
        }
        parts.Sort(StringComparer.Ordinal);
        return string.Join(',', parts);
    }

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private sealed class Series(double[]? bounds)
    {
        private readonly Lock gate = new();
        private readonly long[] counts = new long[(bounds?.Length ?? 0) + 1];
        private double sum;

        internal void Add(double value)
        {
            lock (gate)
                sum += value;
        }

        internal void Set(double value)
        {
            lock (gate)
                sum = value;
        }

        internal void Observe(double value)
        {
            var bucket = Array.FindIndex(bounds!, b => value <= b);
            lock (gate)
            {
                counts[bucket < 0 ? bounds!.Length : bucket]++;
                sum += value;
            }
        }

        internal void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                if (bounds is null)
                {
                    Line(text, name, labels, sum);
                    return;
                }
                var before = labels.Length == 0 ? "" : labels + ",";
                var total = 0L;
                for (var i = 0; i < counts.Length; i++)
                {
                    total += counts[i];
                    var bound = i < bounds.Length ? bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, name + "_bucket", $"{before}le=\"{bound}\"", total);
                }
                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, total);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            var number =
                double.IsPositiveInfinity(value) ? "+Inf"
                : double.IsNegativeInfinity(value) ? "-Inf"
                : value.ToString("R", CultureInfo.InvariantCulture);
            text.Append(' ').Append(number).Append('\n');
        }
    }
}
