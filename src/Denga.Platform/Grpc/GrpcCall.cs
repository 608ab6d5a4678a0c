using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Grpc;

/// <summary>A method and what answers it.</summary>
internal sealed record GrpcMethod(MethodDescriptor Descriptor, string Service, Func<GrpcCall, Task> Answer)
{
    /// <summary>Anybody may call it, as they may look at <c>/health</c>.</summary>
    internal bool IsOpen { get; init; }

    /// <summary><c>/package.Service/Method</c>.</summary>
    internal string Path => PathOf(Service, Descriptor);

    internal static string PathOf(string service, MethodDescriptor method) => $"/{service}/{method.Name}";

    internal static GrpcMethod Unary<TRequest>(
        ServiceDescriptor service,
        string name,
        Func<TRequest, GrpcCall, Task<IMessage>> answer,
        bool isOpen = false
    )
        where TRequest : IMessage =>
        new(service.FindMethodByName(name), service.FullName, call => call.AnswerOne(async m => await answer((TRequest)m, call)))
        {
            IsOpen = isOpen,
        };
}

/// <summary>One call as its method sees it.</summary>
internal sealed class GrpcCall(GrpcMethod method, HttpContext context, FrameReader frames, Rules rules, CancellationToken cancel)
{
    private byte[]? first;

    internal GrpcMethod Method => method;

    internal HttpContext Context => context;

    /// <summary>The deadline has passed, the client has gone, or the server stops.</summary>
    internal CancellationToken Cancel => cancel;

    /// <summary>The first message as it came, which <see cref="Read"/> gives again; null when there is none.</summary>
    internal async ValueTask<byte[]?> Peek() => first ??= await frames.Read(cancel);

    /// <summary>The next message of the client, which keeps the rules of its proto; null at the end.</summary>
    internal async ValueTask<IMessage?> Read()
    {
        var content = await Peek();
        first = null;
        if (content is null)
            return null;
        IMessage message;
        try
        {
            message = method.Descriptor.InputType.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new GrpcException(GrpcCode.Internal, $"A message is no {method.Descriptor.InputType.FullName}.");
        }
        rules.Check(message);
        return message;
    }

    internal async Task Write(IMessage message)
    {
        await context.Response.BodyWriter.WriteAsync(FrameReader.Write(message), cancel);
    }

    /// <summary>For a method with one request and one answer.</summary>
    internal async Task AnswerOne(Func<IMessage, Task<IMessage>> answer)
    {
        var request = await ReadOne();
        await Write(await answer(request));
    }

    /// <summary>The only message of the client.</summary>
    internal async Task<IMessage> ReadOne()
    {
        var request = await Read() ?? throw new GrpcException(GrpcCode.Internal, "The method takes one message, and none came.");
        return await frames.Read(cancel) is null
            ? request
            : throw new GrpcException(GrpcCode.Internal, "The method takes one message, and more came.");
    }
}
