using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Grpc;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Grpc;

/// <summary>What goes along with an operation into another process, over gRPC as over HTTP.</summary>
public sealed class GrpcOriginTests : IAsyncLifetime
{
    private readonly string address = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
    private readonly Remembering remembering = new();
    private DengaServer denga = null!;

    public async ValueTask InitializeAsync() =>
        denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Modules:Secret"] = GrpcStand.Secret, ["Grpc:Address"] = address },
            configure: services => services.AddSingleton<IOperationHandler<TellDocument, Done>>(remembering)
        );

    public ValueTask DisposeAsync() => denga.DisposeAsync();

    [Fact]
    public async Task Who_asked_from_where_and_under_which_key_goes_along()
    {
        var origin = new CallOrigin(PersonId.New(), Role.Operator, Session: null, "203.0.113.7");
        Assert.Equal((origin, "a key, \u044f"), await Asked(origin, "a key, \u044f"));
        Assert.Equal((null, null), await Asked(origin: null, key: null));
    }

    [Fact]
    public void An_origin_of_another_operation_is_none()
    {
        var origin = new CallOrigin(PersonId.New(), Role.Administrator, Session: null, "203.0.113.7");
        Assert.NotNull(CallOrigin.Read(origin.Write("/a.B/C", GrpcStand.Signature), "/a.B/C", GrpcStand.Signature));
        Assert.Null(CallOrigin.Read(origin.Write("/a.B/C", GrpcStand.Signature), "/a.B/D", GrpcStand.Signature));
    }

    private async Task<(CallOrigin? Origin, string? Key)> Asked(CallOrigin? origin, string? key)
    {
        var operation = new TellDocument(OperationId.New(), ConversationId.New(), new DocumentProgress(7));
        var method = denga.Services.GetRequiredService<WireMethods>().Of(OperationDescription.All[typeof(TellDocument)])!;
        using var module = new GrpcModule(new Uri(address), GrpcStand.Signature, TimeProvider.System, new GrpcOptions());
        CallOrigin.Current = origin;
        OperationRecord.Key = key;
        var outcome = await module.Ask(
            method,
            WireMethods.ToMessage(operation, method.InputType),
            isRepeatable: false,
            TestContext.Current.CancellationToken
        );
        Assert.Null(outcome!.Failure);
        return remembering.Last;
    }

    private sealed class Remembering : IOperationHandler<TellDocument, Done>
    {
        internal (CallOrigin? Origin, string? Key) Last { get; private set; }

        public Task<Result<Done>> Handle(TellDocument operation, CancellationToken cancel)
        {
            Last = (CallOrigin.Current, OperationRecord.Key);
            return Task.FromResult<Result<Done>>(Done.It);
        }
    }
}
