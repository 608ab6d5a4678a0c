using System.Diagnostics;
using System.Diagnostics.Metrics;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Grpc;

/// <summary>A span and a duration per method and outcome.</summary>
internal sealed class GrpcTelemetry : IGrpcInterceptor
{
    private static readonly Histogram<double> Seconds = Metrics.Meter.CreateHistogram<double>(
        "denga.grpc.server.duration",
        "s",
        "Time to answer a gRPC call, by method and status."
    );

    private static readonly Histogram<double> AskedSeconds = Metrics.Meter.CreateHistogram<double>(
        "denga.grpc.client.duration",
        "s",
        "Time until a gRPC call to another process was answered, by method and status."
    );

    public Task Serve(GrpcCall call, Func<Task> next) => Serve(call.Method.Path, next);

    internal static Task Serve(string path, Func<Task> answer) => Measure(Seconds, ActivityKind.Server, path, answer);

    /// <summary>The same for the side that asks.</summary>
    internal static Task Ask(string path, Func<Task> call) => Measure(AskedSeconds, ActivityKind.Client, path, call);

    private static async Task Measure(Histogram<double> seconds, ActivityKind kind, string path, Func<Task> work)
    {
        using var span = Tracing.Source.StartActivity("grpc " + path, kind);
        span?.SetTag("rpc.system", "grpc");
        var start = Stopwatch.GetTimestamp();
        var code = GrpcCode.Unknown;
        try
        {
            await work();
            code = GrpcCode.Ok;
        }
        catch (GrpcException failure)
        {
            code = failure.Code;
            throw;
        }
        catch (OperationCanceledException)
        {
            code = GrpcCode.Cancelled;
            throw;
        }
        finally
        {
            span?.SetTag("rpc.grpc.status_code", (int)code);
            if (code is GrpcCode.Unknown or GrpcCode.Internal or GrpcCode.DataLoss)
                span?.SetStatus(ActivityStatusCode.Error);
            seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("method", path), new("status", code.ToString()));
        }
    }
}

/// <summary>Lets only parts of this system call: each call is signed over its time, its method and its message.</summary>
internal sealed class GrpcCallers(OperationSignature signature) : IGrpcInterceptor
{
    internal const string Metadata = "denga-signature";

    public async Task Serve(GrpcCall call, Func<Task> next)
    {
        if (!call.Method.IsOpen)
        {
            var header = call.Context.Request.Headers[Metadata].ToString();
            if (!signature.Matches(header, call.Method.Path, await call.Peek() ?? []))
                throw new GrpcException(GrpcCode.Unauthenticated, "The call is not signed by a part of this system.");
        }
        await next();
    }
}
