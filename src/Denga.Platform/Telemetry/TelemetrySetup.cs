using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Denga.Platform.Telemetry;

/// <summary>Metrics for Prometheus, and, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, metrics and spans for a collector (OTLP).</summary>
internal static class TelemetrySetup
{
    private static readonly double[] SecondBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] CountBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    internal static void Add(IServiceCollection services, IConfiguration settings)
    {
        var isCollected = !string.IsNullOrEmpty(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(Describe)
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(
                        "Denga",
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel",
                        "System.Net.Http",
                        "Npgsql",
                        "System.Runtime"
                    )
                    .AddView(Buckets)
                    .SetExemplarFilter(ExemplarFilterType.TraceBased)
                    .AddPrometheusExporter(prometheus =>
                    {
                        // Whoever asks gets what is so now; names and labels are those that alerts and dashboards have.
                        prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
                        prometheus.ScopeInfoEnabled = false;
                        prometheus.TargetInfoEnabled = false;
                    });
                if (isCollected)
                    metrics.AddOtlpExporter();
            });
        if (!isCollected)
        {
            Tracing.Keep();
            return;
        }
        services.AddHostedService<TelemetryEnd>();
        // Else a request's span has neither its method nor its route.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        telemetry.WithTracing(traces =>
            traces.AddSource("Denga", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql").AddProcessor(new SpanFilter()).AddOtlpExporter()
        );
    }

    private static ExplicitBucketHistogramConfiguration? Buckets(Instrument instrument) =>
        instrument is Histogram<double> or Histogram<long> or Histogram<int>
            ? new ExplicitBucketHistogramConfiguration
            {
                Boundaries = instrument.Unit == "s" ? SecondBuckets : CountBuckets,
                RecordMinMax = false,
            }
            : null;

    /// <summary><c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> have the last word.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource
            .Clear()
            .AddService("denga", serviceVersion: typeof(TelemetrySetup).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
}

/// <summary>Sends what is left when all that works has stopped; each kind waits up to five seconds for a collector that does not answer.</summary>
internal sealed class TelemetryEnd(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    private const int MillisecondsMax = 5_000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Task.Run(() => traces.Shutdown(MillisecondsMax), CancellationToken.None),
            Task.Run(() => metrics.Shutdown(MillisecondsMax), CancellationToken.None)
        );
}

/// <summary>Keeps back what nobody looks for: a look into the outbox that no message asked for, several a second.</summary>
internal sealed class SpanFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Client && data.ParentSpanId == default)
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
