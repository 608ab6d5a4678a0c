using System.Diagnostics.Metrics;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Platform;
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
        await host.Execute("set role denga_migrate; create table identity.heard (person uuid not null, word text not null)");
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
    public void Figures_of_a_host_that_stopped_go_and_those_of_another_stay()
    {
        var name = "figures." + Guid.CreateVersion7().ToString("N");
        var told = new List<(int Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == name)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => told.Add((value, string.Join(',', tags.ToArray()))));
        listener.Start();
        using var staying = new Gauges();
        using (var stopping = new Gauges())
        {
            stopping.Add(name, () => 1, "", "");
            staying.Add<int>(name, () => [new(2, new KeyValuePair<string, object?>("partition", 3))], "", "");
            listener.RecordObservableInstruments();
            Assert.Equal([(1, ""), (2, "[partition, 3]")], told.Order());
        }
        told.Clear();
        listener.RecordObservableInstruments();
        Assert.Equal([(2, "[partition, 3]")], told);
    }

    private static async Task<QueueFigures> Figures(ModuleHost host) =>
        (await host.Ask<ModuleState, StateOfModule>(new("identity"))).Value.Queue!;
}
