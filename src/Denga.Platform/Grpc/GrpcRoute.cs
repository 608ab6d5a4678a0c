using System.Net.Sockets;
using Denga.Contracts;
using Denga.Platform.Operations;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Denga.Platform.Grpc;

/// <summary>A process that runs modules, asked over gRPC.</summary>
internal sealed class GrpcModule : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly CallInvoker invoker;
    private readonly OperationSignature signature;
    private readonly RemoteCalls<Outcome> calls;

    internal GrpcModule(Uri address, OperationSignature signature, TimeProvider clock, GrpcOptions options)
    {
        this.signature = signature;
        calls = new RemoteCalls<Outcome>(RemoteModule.AnswerMax, clock);
        channel = GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    EnableMultipleHttp2Connections = true,
                    KeepAlivePingDelay = TimeSpan.FromSeconds(60),
                    KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                },
                DisposeHttpClient = true,
                MaxReceiveMessageSize = options.MessageBytesMax,
            }
        );
        invoker = channel.Intercept(new GrpcTelemetry());
    }

    /// <summary>Null when nobody answers; what became of the operation is then unknown.</summary>
    internal Task<Outcome?> Ask(MethodDescriptor method, IMessage asked, bool isRepeatable, CancellationToken cancel) =>
        calls.Ask(left => Attempt(method, asked, left, cancel), isRepeatable, cancel);

    public void Dispose() => channel.Dispose();

    private async Task<RemoteAttempt<Outcome>> Attempt(MethodDescriptor method, IMessage asked, TimeSpan left, CancellationToken cancel)
    {
        try
        {
            return new(new Outcome(await Call(method, asked, left, cancel), null), MayHaveArrived: true);
        }
        catch (RpcException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (RpcException failure)
            when (WireMethods.ErrorOf(failure) is null && failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return new(null, !NeverLeft(failure));
        }
        catch (RpcException failure)
        {
            return new(new Outcome(null, failure), MayHaveArrived: true);
        }
    }

    private async Task<IMessage> Call(MethodDescriptor method, IMessage asked, TimeSpan left, CancellationToken cancel)
    {
        var (called, content) = (GrpcMethods.Of(method), asked.ToByteArray());
        var headers = new Metadata { { GrpcMethods.SignatureMetadata, signature.Sign(called.FullName, content) } };
        if (OperationRecord.Key is { } key)
            headers.Add(RemoteModule.KeyHeader, Uri.EscapeDataString(key));
        if (CallOrigin.Current is { } origin)
            headers.Add(CallOrigin.Header, origin.Write(called.FullName, signature));
        var options = new CallOptions(
            headers,
            // The channel has the system's clock and no other.
            TimeProvider.System.GetUtcNow().UtcDateTime + left,
            cancel
        );
        using var call = invoker.AsyncUnaryCall(called, host: null, options, content);
        var answer = await call.ResponseAsync;
        try
        {
            return method.OutputType.Parser.ParseFrom(answer);
        }
        catch (InvalidProtocolBufferException)
        {
            throw GrpcStatus.Failure(StatusCode.Internal, $"An answer is no {method.OutputType.FullName}.");
        }
    }

    /// <summary>Without a connection the call cannot have had its effect.</summary>
    internal static bool NeverLeft(RpcException failure) =>
        failure.Status.DebugException
            is SocketException
                or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    internal sealed record Outcome(IMessage? Answer, RpcException? Failure);
}

/// <summary>Asks the process that runs the module, over gRPC.</summary>
internal sealed class GrpcRoute<TAnswer>(GrpcModule module, OperationDescription described, MethodDescriptor method) : IOperationRoute
{
    public async Task<object> Ask(object operation, CancellationToken cancel)
    {
        var outcome = await module.Ask(method, WireMethods.ToMessage(operation, method.InputType), described.IsRepeatable, cancel);
        return outcome switch
        {
            { Answer: { } answer } => (Result<TAnswer>)(TAnswer)WireMethods.FromMessage(answer, typeof(TAnswer)),
            { Failure: { } failure } => (Result<TAnswer>)(WireMethods.ErrorOf(failure) ?? Misunderstood(failure)),
            _ => (Result<TAnswer>)RemoteRoute<TAnswer>.Silent,
        };
    }

    /// <summary>A message that breaks the other's rules, or another release.</summary>
    private static Error Misunderstood(RpcException failure) =>
        new(
            failure.StatusCode == StatusCode.InvalidArgument ? "request.invalid" : "module.misunderstood",
            failure.StatusCode.Kind(),
            $"{failure.StatusCode}: {failure.Status.Detail}"
        );
}
