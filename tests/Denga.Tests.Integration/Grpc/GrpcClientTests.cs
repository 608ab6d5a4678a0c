using System.Globalization;
using Denga.Platform.Grpc;
using Denga.Platform.Grpc.Wire;
using Google.Protobuf.Reflection;

namespace Denga.Tests.Integration.Grpc;

/// <summary>Our client against gRPC's own server for Node.</summary>
public sealed class GrpcClientTests(GrpcStand stand) : IClassFixture<GrpcStand>
{
    private static readonly MethodDescriptor Say = PeerReflection.Descriptor.Services[0].FindMethodByName("Say");
    private static readonly MethodDescriptor Count = PeerReflection.Descriptor.Services[0].FindMethodByName("Count");
    private readonly GrpcClient client = new(stand.Server.Address, signature: null, TimeProvider.System, GrpcStand.MessageBytesMax);

    [Fact]
    public async Task An_answer_comes_back()
    {
        Assert.Equal("привет", await Ask("привет"));
        Assert.Equal("", await Ask(""));
    }

    [Fact]
    public async Task A_stream_comes_message_by_message()
    {
        var heard = new List<string>();
        await foreach (var word in client.Stream(Count, new Words { Text = "5" }, null, CancellationToken.None))
            heard.Add(((Words)word).Text);
        Assert.Equal(["1", "2", "3", "4", "5"], heard);
    }

    [Fact]
    public async Task A_stream_that_fails_at_its_end_says_why()
    {
        var heard = 0;
        var failure = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (var _ in client.Stream(Count, new Words { Text = "13" }, null, CancellationToken.None))
                heard++;
        });
        Assert.Equal((13, GrpcCode.FailedPrecondition, "thirteen"), (heard, failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_failure_has_its_words_and_details()
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(() => Ask("fail:не найдено, 100%"));
        Assert.Equal((GrpcCode.NotFound, "не найдено, 100%"), (failure.Code, failure.Message));
        var error = WireMethods.ErrorOf(failure)!;
        Assert.Equal(("peer.reason", Denga.Contracts.ErrorKind.NotFound, "7"), (error.Code, error.Kind, error.Args!["seconds"]));
    }

    [Fact]
    public async Task A_deadline_travels_and_holds()
    {
        var left = int.Parse(
            ((Words)await client.Ask(Say, new Words { Text = "deadline" }, TimeSpan.FromSeconds(25), CancellationToken.None)).Text,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(left, 1, 25_000);
        var late = await Assert.ThrowsAsync<GrpcException>(() =>
            client.Ask(Say, new Words { Text = "wait" }, TimeSpan.FromMilliseconds(50), CancellationToken.None)
        );
        Assert.Equal((GrpcCode.DeadlineExceeded, true), (late.Code, late.MayHaveArrived));
    }

    [Fact]
    public async Task A_call_that_is_given_up_is_given_up_over_there()
    {
        var before = int.Parse(await Ask("cancelled"), CultureInfo.InvariantCulture);
        using var enough = new CancellationTokenSource();
        var heard = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.Stream(Count, new Words { Text = "1000" }, null, enough.Token))
                if (++heard == 10)
                    await enough.CancelAsync();
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (int.Parse(await Ask("cancelled"), CultureInfo.InvariantCulture) == before)
            Assert.False(limit.IsCancellationRequested, "The server never heard of it.");
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read()
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(() => Ask("large:1000000"));
        Assert.Equal(GrpcCode.ResourceExhausted, failure.Code);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_has_arrived()
    {
        using var nobody = new GrpcClient(new Uri("http://127.0.0.1:1"), signature: null, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<GrpcException>(() => nobody.Ask(Say, new Words(), null, CancellationToken.None));
        Assert.Equal((GrpcCode.Unavailable, false), (failure.Code, failure.MayHaveArrived));
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_said_to_be_unimplemented()
    {
        var check = HealthReflection.Descriptor.Services[0].FindMethodByName("Check");
        var failure = await Assert.ThrowsAsync<GrpcException>(() =>
            client.Ask(check, new HealthCheckRequest(), null, CancellationToken.None)
        );
        Assert.Equal(GrpcCode.Unimplemented, failure.Code);
    }

    private async Task<string> Ask(string text) =>
        ((Words)await client.Ask(Say, new Words { Text = text }, TimeSpan.FromSeconds(20), CancellationToken.None)).Text;
}
