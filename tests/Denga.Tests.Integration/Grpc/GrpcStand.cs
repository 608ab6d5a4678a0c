using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Platform.Grpc;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Grpc;
using Denga.TestKit.Server;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Grpc;

/// <summary>One Denga that answers gRPC, and gRPC's own client and servers for Node.</summary>
public sealed class GrpcStand : IAsyncLifetime
{
    public const string Secret = "a secret of at least thirty-two characters";
    public const int MessageBytesMax = 64 * 1024;
    public const int FrameHeaderBytes = 5;

    public DengaServer Denga { get; private set; } = null!;

    public NpmGrpcClient Client { get; private set; } = null!;

    public NpmGrpcServer Server { get; private set; } = null!;

    public string Address { get; } = Ports.FreeAddress().Authority;

    internal static OperationSignature Signature { get; } = new(Secret, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        Client = NpmGrpcClient.Start();
        Server = await NpmGrpcServer.Start();
        Denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Modules:Secret"] = Secret,
                ["Grpc:Address"] = "http://" + Address,
                ["Grpc:MessageBytesMax"] = MessageBytesMax.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Denga.DisposeAsync();
        await Server.DisposeAsync();
        await Client.DisposeAsync();
    }

    /// <summary>Calls Denga with gRPC's own client.</summary>
    public Task<GrpcOutcome> Call(string service, string method, JsonNode request, string? secret = Secret, Action<JsonObject>? with = null)
    {
        var call = new JsonObject
        {
            ["address"] = Address,
            ["service"] = service,
            ["method"] = method,
            ["request"] = request,
            ["secret"] = secret,
        };
        with?.Invoke(call);
        return Client.Call(call);
    }

    /// <summary>A message as Denga writes it, with its method.</summary>
    internal (string Path, byte[] Frame) Written<TAnswer>(IOperation<TAnswer> operation)
    {
        var method = Denga.Services.GetRequiredService<WireMethods>().Of(OperationDescription.All[operation.GetType()])!;
        var content = WireMethods.ToMessage(operation, method.InputType).ToByteArray();
        var frame = new byte[FrameHeaderBytes + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), content.Length);
        content.CopyTo(frame, FrameHeaderBytes);
        return (GrpcMethods.Of(method).FullName, frame);
    }
}
