using System.IO.Pipelines;
using Denga.Platform.Grpc;
using Denga.Platform.Grpc.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Denga.Tests.Unit.Platform;

public sealed class GrpcWireTests
{
    [Theory]
    [InlineData("не найдено: 100%", "%D0%BD%D0%B5 %D0%BD%D0%B0%D0%B9%D0%B4%D0%B5%D0%BD%D0%BE: 100%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("plain ok", "plain ok")]
    public void A_message_is_written_as_gRPC_has_it(string message, string encoded)
    {
        Assert.Equal(encoded, GrpcText.EncodeMessage(message));
        Assert.Equal(message, GrpcText.DecodeMessage(encoded));
    }

    [Fact]
    public void Reading_a_message_never_fails()
    {
        Assert.Equal("100%", GrpcText.DecodeMessage("100%"));
        Assert.Equal("%zz %1", GrpcText.DecodeMessage("%zz %1"));
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                text =>
                {
                    // Half of a surrogate pair is no text.
                    var whole = string.Concat(text.Get.EnumerateRunes().Select(r => r.ToString()));
                    return GrpcText.DecodeMessage(GrpcText.EncodeMessage(whole)) == whole;
                }
            )
        );
    }

    [Fact]
    public void A_timeout_has_at_most_eight_digits_and_is_never_shorter_than_meant()
    {
        Assert.Equal("1500m", GrpcText.Timeout(TimeSpan.FromMilliseconds(1500)));
        Assert.Equal("100000S", GrpcText.Timeout(TimeSpan.FromMilliseconds(100_000_000)));
        Assert.Equal("99999999M", GrpcText.Timeout(TimeSpan.MaxValue));
        Assert.Equal("0m", GrpcText.Timeout(TimeSpan.FromSeconds(-1)));
        Assert.True(GrpcText.TryTimeout("99999999H", out var hours) && hours > TimeSpan.FromDays(4_000_000));
        Assert.True(GrpcText.TryTimeout("250u", out var micro) && micro == TimeSpan.FromMicroseconds(250));
        Assert.True(GrpcText.TryTimeout("100n", out var nano) && nano == TimeSpan.FromTicks(1));
        foreach (var wrong in (string[])["", "S", "1", "1x", "-1S", "1.5S", "123456789S", "1 S"])
            Assert.False(GrpcText.TryTimeout(wrong, out _), wrong);
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                ticks => GrpcText.TryTimeout(GrpcText.Timeout(TimeSpan.FromTicks(ticks)), out var read) && read >= TimeSpan.FromTicks(ticks)
            )
        );
    }

    [Fact]
    public async Task Messages_are_found_wherever_the_stream_is_cut()
    {
        var frames = new[] { "abc", "", "длинный текст" }
            .SelectMany(t => FrameReader.Write(new HealthCheckRequest { Service = t }))
            .ToArray();
        Assert.Equal("00000000050A03616263", Convert.ToHexString(frames[..10]));
        for (var cut = 0; cut <= frames.Length; cut++)
        {
            var pipe = new Pipe();
            var reader = new FrameReader(pipe.Reader, null, 1024);
            await pipe.Writer.WriteAsync(frames.AsMemory(0, cut));
            var first = reader.Read(CancellationToken.None);
            await pipe.Writer.WriteAsync(frames.AsMemory(cut));
            await pipe.Writer.CompleteAsync();
            Assert.Equal("abc", HealthCheckRequest.Parser.ParseFrom(await first).Service);
            Assert.Equal("", HealthCheckRequest.Parser.ParseFrom(await reader.Read(CancellationToken.None)).Service);
            Assert.Equal("длинный текст", HealthCheckRequest.Parser.ParseFrom(await reader.Read(CancellationToken.None)).Service);
            Assert.Null(await reader.Read(CancellationToken.None));
        }
    }

    [Fact]
    public void Details_are_read_padded_or_not()
    {
        var failure = new GrpcException(GrpcCode.NotFound, "x", GrpcException.Pack(new ErrorInfo { Reason = "a.b", Domain = "denga" }));
        var header = failure.DetailsHeader!;
        Assert.DoesNotContain('=', header);
        foreach (var form in (string[])[header, header.PadRight((header.Length + 3) / 4 * 4, '=')])
            Assert.Equal("a.b", GrpcException.ReadDetails(form).Single().Unpack<ErrorInfo>().Reason);
        Assert.Empty(GrpcException.ReadDetails("not base64!"));
        Assert.Empty(GrpcException.ReadDetails(null));
    }
}
