using Denga.Contracts;
using Denga.Platform.Operations;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Denga.Platform.Grpc;

/// <summary>A process that runs modules, asked over gRPC.</summary>
internal sealed class GrpcModule(Uri address, OperationSignature signature, TimeProvider clock, GrpcOptions options) : IDisposable
{
    private readonly GrpcClient client = new(address, signature, clock, options.MessageBytesMax);
    private readonly Patience patience = new(RemoteModule.AnswerMax, clock);

    /// <summary>Null when nobody answers; what became of the operation is then unknown.</summary>
    internal Task<Outcome?> Ask(MethodDescriptor method, IMessage asked, bool isRepeatable, CancellationToken cancel) =>
        patience.Ask(left => Attempt(method, asked, left, cancel), isRepeatable, cancel);

    public void Dispose() => client.Dispose();

    private async Task<(Outcome? Answer, bool MayHaveArrived)> Attempt(
        MethodDescriptor method,
        IMessage asked,
        TimeSpan left,
        CancellationToken cancel
    )
    {
        try
        {
            return (new Outcome(await client.Ask(method, asked, left, cancel), null), true);
        }
        catch (GrpcException failure)
            when (WireMethods.ErrorOf(failure) is null && failure.Code is GrpcCode.Unavailable or GrpcCode.DeadlineExceeded)
        {
            return (null, failure.MayHaveArrived);
        }
        catch (GrpcException failure)
        {
            return (new Outcome(null, failure), true);
        }
    }

    internal sealed record Outcome(IMessage? Answer, GrpcException? Failure);
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
    private static Error Misunderstood(GrpcException failure) =>
        new(
            failure.Code == GrpcCode.InvalidArgument ? "request.invalid" : "module.misunderstood",
            failure.Code.Kind(),
            $"{failure.Code}: {failure.Message}"
        );
}
