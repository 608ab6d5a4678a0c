using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Grpc;

/// <summary>Stands for the services whose methods are operations; there is no generated base for them.</summary>
internal sealed class OperationServices;

/// <summary>Gives gRPC its methods: a message is taken as bytes, because its signature is over them, then read, held against the rules of its proto,
/// and asked as the operation that it is.</summary>
internal sealed partial class GrpcMethods(
    OperationRoutes operations,
    WireMethods wire,
    OperationSignature signature,
    ILogger<GrpcMethods> log
) : IServiceMethodProvider<OperationServices>
{
    internal const string SignatureMetadata = "denga-signature";
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<OperationServices> context)
    {
        foreach (var (described, method) in wire.Here(operations))
            context.AddUnaryMethod(Of(method), [], (_, content, call) => Answer(described, method, content, call));
    }

    internal static Method<byte[], byte[]> Of(MethodDescriptor method) =>
        new(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);

    private async Task<byte[]> Answer(OperationDescription described, MethodDescriptor method, byte[] content, ServerCallContext call)
    {
        if (!signature.Matches(call.RequestHeaders.GetValue(SignatureMetadata), call.Method, content))
            throw GrpcStatus.Failure(StatusCode.Unauthenticated, "The call is not signed by a part of this system.");
        if (call.RequestHeaders.GetValue(RemoteModule.KeyHeader) is { Length: > 0 } key)
            OperationRecord.Key = Uri.UnescapeDataString(key);
        CallOrigin.Current = CallOrigin.Read(call.RequestHeaders.GetValue(CallOrigin.Header), call.Method, signature);
        try
        {
            var asked = method.InputType.Parser.ParseFrom(content);
            wire.Rules.Check(asked);
            return (await WireMethods.Answer(described, method, operations, asked, call.CancellationToken)).ToByteArray();
        }
        catch (InvalidProtocolBufferException)
        {
            throw GrpcStatus.Failure(StatusCode.Internal, $"A message is no {method.InputType.FullName}.");
        }
        catch (Exception e) when (e is not RpcException && !call.CancellationToken.IsCancellationRequested)
        {
            // The last place that an exception reaches here: gRPC itself would tell the caller nothing to find it by.
            Failed(e, call.Method);
            throw Outage.Is(e)
                ? GrpcStatus.Failure(StatusCode.Unavailable, "The database does not answer. Try again in a moment.")
                : GrpcStatus.Failure(StatusCode.Unknown, $"Something broke on our side: {Tracing.ShortId}.");
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed")]
    private partial void Failed(Exception e, string method);
}
