using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Denga.Platform.Telemetry;

/// <summary>The source of Denga's spans. One trace goes from the message through every call and event to the answer.</summary>
public static class Tracing
{
    public static ActivitySource Source { get; } = new("Denga");

    /// <summary>One for the process, however many hosts it has.</summary>
    private static readonly Lazy<ActivityListener> Keeper = new(() =>
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Denga" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    });

    /// <summary>The short id shown to people: the first eight digits of the trace id, by which the trace and its log lines are found.</summary>
    public static string ShortId => Activity.Current?.TraceId.ToHexString()[..8] ?? "00000000";

    /// <summary>From now on traces have ids, for logs, events and people, also when nobody collects spans.</summary>
    internal static void Keep() => _ = Keeper.Value;

    /// <summary>Starts a span whose parent came with a stored message; a missing or broken one starts a new trace.</summary>
    public static Activity? Continue(string name, ActivityKind kind, string? traceparent)
    {
        if (ActivityContext.TryParse(traceparent, traceState: null, out var parent))
            return Source.StartActivity(name, kind, parent);
        // A queue's worker was started by whoever came first; his span is nobody else's parent.
        Activity.Current = null;
        return Source.StartActivity(name, kind);
    }

    /// <summary>As the other one, for what happens too often to make spans that nobody collects.</summary>
    /// <param name="since">When it began, if not now.</param>
    internal static Activity? ContinueRecorded(string name, ActivityKind kind, string? traceparent, DateTimeOffset since = default) =>
        ActivityContext.TryParse(traceparent, traceState: null, out var parent) && parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? Source.StartActivity(name, kind, parent, startTime: since)
            : null;
}

/// <summary>Denga's own metrics, in base units. No label carries an id of a person.</summary>
public static class Metrics
{
    public static Meter Meter { get; } = new("Denga");

    public static Histogram<double> OperationSeconds { get; } =
        Meter.CreateHistogram<double>("denga.operation.duration", "s", "Time to answer an operation.");

    public static Histogram<double> EventSeconds { get; } =
        Meter.CreateHistogram<double>("denga.event.delivery", "s", "From an event's commit to its consumer's commit.");

    public static Counter<long> EventsConsumed { get; } =
        Meter.CreateCounter<long>("denga.events.consumed", "{event}", "Events consumed, by consumer.");

    public static Histogram<double> EventHandlingSeconds { get; } =
        Meter.CreateHistogram<double>("denga.event.handling", "s", "An event's share of its consumer's transaction, by consumer and type.");

    public static Counter<long> EventsFailed { get; } =
        Meter.CreateCounter<long>("denga.events.failed", "{attempt}", "Transactions of a consumer that failed and are tried again.");

    public static Counter<long> EventsParked { get; } =
        Meter.CreateCounter<long>("denga.events.parked", "{event}", "Events given up and parked, by consumer.");

    public static Counter<long> WorkAttempts { get; } =
        Meter.CreateCounter<long>("denga.work.attempts", "{attempt}", "Attempts at work, by kind and how they ended.");

    public static Histogram<double> WorkSeconds { get; } =
        Meter.CreateHistogram<double>("denga.work.duration", "s", "Time of an attempt, by kind.");

    public static Histogram<double> BatchSize { get; } =
        Meter.CreateHistogram<double>("denga.group_commit.size", "{item}", "Writes gathered into one transaction.");
}
