using System.Diagnostics.Metrics;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Platform;
using Denga.Platform.Events;
using Denga.Platform.Telemetry;
using Denga.Tests.Integration.Foundation;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Telemetry;

public sealed class FiguresTests
{
    private readonly PersonId anna = PersonId.New();

    [Fact]
    public async Task What_waits_and_what_was_given_up_is_counted()
    {
        await using var host = await ModuleHost.Start(platform => platform.Add<Profiles>());
        await host.Execute("create table identity.heard (person uuid not null, word text not null)");
        var hearing = host.Services.GetRequiredService<Hearing>();
        var slow = new TaskCompletionSource();
        hearing.Slow = slow.Task;
        hearing.Act = _ => throw new InvalidOperationException("this will never do");
        Assert.Equal(new QueueFigures("identity", 0, TimeSpan.Zero, 0), await Figures(host));
        await host.Publish<Profiles>(new ProfileChanged(anna, "ru", "one"), new ProfileChanged(PersonId.New(), "ru", "two"));
        await host.Until("(select count(*) from identity.dead_letter) = 2");
        // The other consumer has them still.
        var waiting = await Figures(host);
        Assert.Equal((2, 2), (waiting.Waiting, waiting.DeadLetters));
        Assert.NotEqual(TimeSpan.Zero, waiting.OldestAge);
        slow.SetResult();
        await host.Until("not exists (select from identity.undelivered)");
        Assert.Equal(new QueueFigures("identity", 0, TimeSpan.Zero, 2), await Figures(host));
    }

    [Fact]
    public void What_is_not_observed_any_more_is_not_told_for_ever_and_what_never_was_is_named()
    {
        using var meter = new Meter("Figures");
        using var text = new PrometheusText("Figures");
        var partitions = new List<Measurement<long>> { new(7, new KeyValuePair<string, object?>("partition", 3)) };
        meter.CreateObservableGauge("lag", () => partitions);
        var counter = meter.CreateCounter<long>("never");
        Assert.Contains("lag{partition=\"3\"} 7\n", text.Write(), StringComparison.Ordinal);
        partitions.Clear();
        Assert.DoesNotContain("lag{", text.Write(), StringComparison.Ordinal);
        Assert.EndsWith("# HELP never_total never\n# TYPE never_total counter\n", text.Write(), StringComparison.Ordinal);
        counter.Add(1);
        Assert.EndsWith("\nnever_total 1\n", text.Write(), StringComparison.Ordinal);
    }

    private static async Task<QueueFigures> Figures(ModuleHost host) =>
        (await host.Services.GetRequiredService<EventFigures>().Read(CancellationToken.None)).Single(f => f.Module == "identity");
}
