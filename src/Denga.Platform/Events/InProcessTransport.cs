using Denga.Platform.Data;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Platform.Events;

/// <summary>Delivers events from every local module's outbox to every local consumer.</summary>
internal sealed class InProcessTransport(
    IReadOnlyList<RegisteredModule> modules,
    IServiceProvider services,
    ModuleSources sources,
    OutboxSignals signals,
    IOptions<EventOptions> options,
    TimeProvider clock,
    ILoggerFactory logs
) : IHostedService
{
    private readonly CancellationTokenSource stop = new();
    private ConsumerRunner[] runners = [];
    private IListener[] listeners = [];
    private Task relays = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var log = logs.CreateLogger("Denga.Events");
        listeners = [.. modules.SelectMany(m => m.Listeners.Select(type => (IListener)services.GetRequiredService(type)))];
        runners =
        [
            .. modules.SelectMany(m =>
                m.Consumers.Select(type => new ConsumerRunner(
                    (IConsumer)services.GetRequiredService(type),
                    m.Transaction(services),
                    options.Value,
                    clock,
                    log
                ))
            ),
        ];
        relays = Task.WhenAll(
            modules
                .Where(m => m.HasSchema)
                .Select(m =>
                {
                    var relay = new OutboxRelay(m.Name, sources.Of(m.Name), signals.Of(m.Name), Deliver, options.Value, clock, log);
                    return Task.Run(() => relay.Run(stop.Token), CancellationToken.None);
                })
        );
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await Task.WhenAll(runners.Select(r => r.Stop()));
        await relays;
        stop.Dispose();
    }

    private async Task Deliver(Delivery delivery)
    {
        if (!EventTypes.All.TryGetValue(delivery.Type, out var type))
            return;
        foreach (var listener in listeners.Where(l => l.Events.Contains(type)))
            listener.Receive(delivery);
        await Task.WhenAll(runners.Where(r => r.Wants(type)).Select(r => r.Deliver(delivery)));
    }
}

/// <summary>A signal for each module's outbox.</summary>
internal sealed class OutboxSignals(IReadOnlyList<RegisteredModule> modules)
{
    private readonly Dictionary<string, OutboxSignal> signals = modules.ToDictionary(
        m => m.Name,
        _ => new OutboxSignal(),
        StringComparer.Ordinal
    );

    internal OutboxSignal Of(string module) => signals[module];
}
