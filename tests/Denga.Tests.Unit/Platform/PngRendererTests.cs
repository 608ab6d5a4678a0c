using Denga.Platform.Files;
using Denga.Reports.Charts;
using Denga.Tests.Unit.Reports;
using Xunit;

namespace Denga.Tests.Unit.Platform;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PngRendererTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_report_becomes_a_picture()
    {
        using var renderer = new PngRenderer(2, Long, TimeProvider.System);
        var svg = SpendingChart.Draw(SpendingSamples.Month(9, "ru", dark: false));

        var pictures = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => renderer.Render(svg, TestContext.Current.CancellationToken)));

        Assert.All(pictures, png => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]));
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_with_the_reason()
    {
        using var renderer = new PngRenderer(1, Long, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PictureException>(() => renderer.Render("<svg", TestContext.Current.CancellationToken));

        Assert.StartsWith("rsvg-convert could not make the file: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_program_is_named_with_what_to_install()
    {
        using var renderer = new PngRenderer(1, Long, TimeProvider.System, "no-such-program");

        var failure = await Assert.ThrowsAsync<PictureException>(() => renderer.Render("<svg/>", TestContext.Current.CancellationToken));

        Assert.Contains("librsvg2-bin", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_gives_the_turn_back()
    {
        using var renderer = new PngRenderer(1, Long, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var svg = SpendingChart.Draw(SpendingSamples.All["empty"]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => renderer.Render(svg, stop.Token));

        Assert.NotEmpty(await renderer.Render(svg, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_program_that_never_ends_is_stopped_at_the_limit()
    {
        using var renderer = new PngRenderer(1, Long, new TimeIsUp(), Sleeper());

        var failure = await Assert.ThrowsAsync<PictureException>(() => renderer.Render("<svg/>", TestContext.Current.CancellationToken));

        Assert.EndsWith("was stopped.", failure.Message, StringComparison.Ordinal);
    }

    private static string Sleeper()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "never-ends.sh");
        File.WriteAllText(script, "#!/bin/sh\nexec sleep 600\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return script;
    }

    /// <summary>Every limit is reached at once.</summary>
    private sealed class TimeIsUp : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
