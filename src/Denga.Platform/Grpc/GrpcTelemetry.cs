using System.Diagnostics;
using System.Diagnostics.Metrics;
using Denga.Platform.Telemetry;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Denga.Platform.Grpc;

/// <summary>A span and a duration per method and outcome, at both ends of a call.</summary>
internal sealed class GrpcTelemetry : Interceptor
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

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) => Serve(context.Method, () => continuation(request, context));

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation
    )
    {
        AsyncUnaryCall<TResponse>? call = null;
        // The span has to be there when the call begins: its headers name it.
        var answer = Measure(
            AskedSeconds,
            ActivityKind.Client,
            context.Method.FullName,
            () =>
            {
                call = continuation(request, context);
                return call.ResponseAsync;
            }
        );
        return new AsyncUnaryCall<TResponse>(answer, call!.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <summary>The same for the JSON form of a method.</summary>
    internal static Task<T> Serve<T>(string path, Func<Task<T>> answer) => Measure(Seconds, ActivityKind.Server, path, answer);

    private static async Task<T> Measure<T>(Histogram<double> seconds, ActivityKind kind, string path, Func<Task<T>> work)
    {
        using var span = Tracing.Source.StartActivity("grpc " + path, kind);
        span?.SetTag("rpc.system", "grpc");
        var start = Stopwatch.GetTimestamp();
        var code = StatusCode.Unknown;
        try
        {
            var answer = await work();
            code = StatusCode.OK;
            return answer;
        }
        catch (RpcException failure)
        {
            code = failure.StatusCode;
            throw;
        }
        catch (OperationCanceledException)
        {
            code = StatusCode.Cancelled;
            throw;
        }
        finally
        {
            span?.SetTag("rpc.grpc.status_code", (int)code);
            if (code is StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss)
                span?.SetStatus(ActivityStatusCode.Error);
            seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("method", path), new("status", code.ToString()));
        }
    }
}
