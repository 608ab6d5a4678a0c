using System.Globalization;
using Denga.Platform.Grpc;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace Denga.Tests.Integration.Grpc;

/// <summary>How another process is asked, against gRPC's own server for Node.</summary>
public sealed class GrpcClientTests(GrpcStand stand) : IClassFixture<GrpcStand>, IDisposable
{
    private static readonly MethodDescriptor Say = PeerReflection.Descriptor.Services[0].FindMethodByName("Say");
    private readonly GrpcModule module = new(
        stand.Server.Address,
        GrpcStand.Signature,
        TimeProvider.System,
        new GrpcOptions { MessageBytesMax = GrpcStand.MessageBytesMax }
    );

    public void Dispose() => module.Dispose();

    [Fact]
    public async Task An_answer_comes_back()
    {
        Assert.Equal("привет", await Words("привет"));
        Assert.Equal("", await Words(""));
    }

    [Fact]
    public async Task A_failure_has_its_words_and_details()
    {
        var failure = await Failure("fail:не найдено, 100%");
        Assert.Equal((StatusCode.NotFound, "не найдено, 100%"), (failure.StatusCode, failure.Status.Detail));
        var error = WireMethods.ErrorOf(failure)!;
        Assert.Equal(("peer.reason", Denga.Contracts.ErrorKind.NotFound, "7"), (error.Code, error.Kind, error.Args!["seconds"]));
    }

    [Fact]
    public async Task A_deadline_travels() => Assert.InRange(int.Parse(await Words("deadline"), CultureInfo.InvariantCulture), 1, 30_000);

    [Fact]
    public async Task A_call_that_is_given_up_is_given_up_over_there()
    {
        var before = int.Parse(await Words("cancelled"), CultureInfo.InvariantCulture);
        using var enough = new CancellationTokenSource();
        var waiting = module.Ask(Say, new Words { Text = "wait" }, isRepeatable: false, enough.Token);
        // The server has the call when it answers the next one of the same connection.
        await Words("there");
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (int.Parse(await Words("cancelled"), CultureInfo.InvariantCulture) == before)
            Assert.False(limit.IsCancellationRequested, "The server never heard of it.");
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read() =>
        Assert.Equal(StatusCode.ResourceExhausted, (await Failure("large:1000000")).StatusCode);

    [Fact]
    public async Task Only_a_call_that_found_no_connection_is_known_to_have_had_no_effect()
    {
        using var nobody = GrpcChannel.ForAddress("http://127.0.0.1:1");
        Assert.True(GrpcModule.NeverLeft(await Failure(nobody, "hello", TimeSpan.FromSeconds(20))));
        using var somebody = GrpcChannel.ForAddress(stand.Server.Address);
        var late = await Failure(somebody, "wait", TimeSpan.FromMilliseconds(50));
        Assert.Equal((StatusCode.DeadlineExceeded, false), (late.StatusCode, GrpcModule.NeverLeft(late)));
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_said_to_be_unimplemented()
    {
        var check = global::Grpc.Health.V1.HealthReflection.Descriptor.Services[0].FindMethodByName("Check");
        var outcome = await module.Ask(check, new global::Grpc.Health.V1.HealthCheckRequest(), isRepeatable: false, CancellationToken.None);
        Assert.Equal(StatusCode.Unimplemented, outcome!.Failure!.StatusCode);
    }

    private static Task<RpcException> Failure(GrpcChannel channel, string text, TimeSpan atMost) =>
        Assert.ThrowsAsync<RpcException>(() =>
            channel
                .CreateCallInvoker()
                .AsyncUnaryCall(
                    GrpcMethods.Of(Say),
                    host: null,
                    new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + atMost),
                    new Words { Text = text }.ToByteArray()
                )
                .ResponseAsync
        );

    private async Task<RpcException> Failure(string text) => (await Ask(text)).Failure!;

    private async Task<string> Words(string text) => ((Words)(await Ask(text)).Answer!).Text;

    private async Task<GrpcModule.Outcome> Ask(string text) =>
        (await module.Ask(Say, new Words { Text = text }, isRepeatable: false, CancellationToken.None))!;
}
