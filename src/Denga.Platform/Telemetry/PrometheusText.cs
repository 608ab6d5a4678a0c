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
    private readonly ConcurrentDictionary<Measured, Series> recent = new(new SameTags());
    private readonly ConcurrentDictionary<Measured, Series>.AlternateLookup<Reading> recentByTags;
    private readonly ConcurrentDictionary<Instrument, bool> instruments = new();
    private readonly MeterListener listener = new();
    private readonly Lock writing = new();

    /// <param name="meters">Names of the meters to collect; a trailing <c>*</c> matches a prefix.</param>
    public PrometheusText(params string[] meters)
    {
        recentByTags = recent.GetAlternateLookup<Reading>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (
                meters.Any(m =>
                    m.EndsWith('*') ? instrument.Meter.Name.StartsWith(m[..^1], StringComparison.Ordinal) : m == instrument.Meter.Name
                )
            )
            {
                instruments[instrument] = true;
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.MeasurementsCompleted = (instrument, _) => instruments.TryRemove(instrument, out var _);
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Record(i, v, tags));
        listener.Start();
    }

    public string Write()
    {
        lock (writing)
            return WriteAll();
    }

    public void Dispose() => listener.Dispose();

    private string WriteAll()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        var measured = series.ToLookup(s => Name(s.Key.Instrument), StringComparer.Ordinal);
        // What was never measured is named too: whoever writes an alert sees what there is.
        var all = instruments.Keys.Concat(series.Keys.Select(k => k.Instrument)).DistinctBy(Name, StringComparer.Ordinal);
        foreach (var (name, instrument) in all.Select(i => (Name(i), i)).OrderBy(i => i.Item1, StringComparer.Ordinal))
        {
            text.Append("# HELP ")
                .Append(name)
                .Append(' ')
                .Append(Escape(instrument.Description ?? instrument.Name, quotes: false))
                .Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(Kind(instrument)).Append('\n');
            foreach (var (key, value) in measured[name].OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
                value.Write(text, name, key.Labels);
        }
        return text.ToString();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Writing the labels costs more than all the rest, and the same tags come again and again.
        if (recentByTags.TryGetValue(new Reading(instrument, tags), out var known))
            known.Take(value);
        else if (Find(instrument, tags) is { } found)
        {
            if (recent.Count < SeriesMax)
                recentByTags[new Reading(instrument, tags)] = found;
            found.Take(value);
        }
    }

    /// <summary>Null when there are too many series already.</summary>
    private Series? Find(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, Labels(tags));
        if (series.TryGetValue(key, out var found))
            return found;
        return series.Count >= SeriesMax ? null : series.GetOrAdd(key, static k => new Series(k.Instrument));
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

    /// <summary>An instrument with its tags in the order in which they came.</summary>
    private sealed record Measured(Instrument Instrument, KeyValuePair<string, object?>[] Tags);

    private readonly ref struct Reading(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        internal Instrument Instrument => instrument;
        internal ReadOnlySpan<KeyValuePair<string, object?>> Tags { get; } = tags;
    }

    /// <summary>Finds what was measured before without keeping the tags of the measurement, nor writing them out.</summary>
    private sealed class SameTags : IEqualityComparer<Measured>, IAlternateEqualityComparer<Reading, Measured>
    {
        public bool Equals(Measured? x, Measured? y) => ReferenceEquals(x, y) || x is not null && y is not null && Equals(Of(x), y);

        public int GetHashCode(Measured obj) => GetHashCode(Of(obj));

        public bool Equals(Reading alternate, Measured other)
        {
            if (!ReferenceEquals(alternate.Instrument, other.Instrument) || alternate.Tags.Length != other.Tags.Length)
                return false;
            for (var i = 0; i < other.Tags.Length; i++)
            {
                var (one, two) = (alternate.Tags[i], other.Tags[i]);
                if (!string.Equals(one.Key, two.Key, StringComparison.Ordinal) || !Equals(one.Value, two.Value))
                    return false;
            }
            return true;
        }

        public int GetHashCode(Reading alternate)
        {
            var hash = new HashCode();
            hash.Add(alternate.Instrument);
            foreach (var tag in alternate.Tags)
                hash.Add(tag.Value);
            return hash.ToHashCode();
        }

        public Measured Create(Reading alternate) => new(alternate.Instrument, alternate.Tags.ToArray());

        private static Reading Of(Measured measured) => new(measured.Instrument, measured.Tags);
    }

    private sealed class Series
    {
        private readonly Lock gate = new();
        private readonly double[]? bounds;
        private readonly long[] counts;
        private readonly bool isSet;
        private readonly bool isObserved;
        private bool isFresh;
        private double sum;

        internal Series(Instrument instrument)
        {
            bounds = IsHistogram(instrument) ? Buckets(instrument) : null;
            counts = new long[(bounds?.Length ?? 0) + 1];
            isObserved = instrument.IsObservable;
            isSet = isObserved || Kind(instrument) == "gauge" && !IsUpDown(instrument);
        }

        /// <summary>A histogram counts it, a gauge becomes it, a counter grows by it.</summary>
        internal void Take(double value)
        {
            var bucket = bounds is null ? -1 : Array.FindIndex(bounds, b => value <= b);
            lock (gate)
            {
                sum = isSet ? value : sum + value;
                isFresh = true;
                if (bounds is not null)
                    counts[bucket < 0 ? bounds.Length : bucket]++;
            }
        }

        internal void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                // What is not observed any more, such as the lag of a partition that another process has now, is not told for ever.
                if (isObserved && !isFresh)
                    return;
                isFresh = false;
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
