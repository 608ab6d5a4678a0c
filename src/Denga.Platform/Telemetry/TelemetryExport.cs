using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Denga.Platform.Telemetry;

/// <summary>Sends spans and metrics to a collector (OTLP) while the process serves. It stops last, and sends what it still has.</summary>
internal sealed class TelemetryExport(IConfiguration settings) : IHostedService
{
    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Else a request's span has neither its method nor its route.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(settings))
            .ConfigureResource(Describe)
            .AddSource("Denga", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
            .AddProcessor(new SpanFilter())
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(settings))
            .ConfigureResource(Describe)
            .AddMeter("Denga", "Microsoft.AspNetCore.Hosting", "System.Net.Http", "Npgsql", "System.Runtime")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Each waits up to five seconds for a collector that does not answer.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => traces?.Dispose(), CancellationToken.None), Task.Run(() => metrics?.Dispose(), CancellationToken.None));

    /// <summary><c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> have the last word.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource
            .Clear()
            .AddService("denga", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
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
