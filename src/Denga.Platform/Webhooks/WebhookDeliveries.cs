using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Work;

namespace Denga.Platform.Webhooks;

/// <summary>What providers sent to any module, wherever it runs, for the operator. Bodies are not shown: they may hold what is nobody's business.</summary>
public sealed class WebhookDeliveries
{
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;

    internal WebhookDeliveries(ModuleSources sources, TimeProvider clock) => (this.sources, this.clock) = (sources, clock);

    /// <summary>The newest 100 of each module.</summary>
    /// <param name="provider">Of this one only.</param>
    public async Task<IReadOnlyList<WebhookDelivery>> List(string? provider, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var found = new List<WebhookDelivery>();
        foreach (var module in await WorkQueues.Modules(connection))
            found.AddRange((await WebhookRows.List(connection, module, module + ".", provider)).Take(WebhookRows.PageMax));
        return found;
    }

    /// <summary>Has a delivery worked again, also one that was done; one that still waits stays as it is. False when there is none.</summary>
    public async Task<bool> Replay(Guid id, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        var isThere = false;
        foreach (var module in await WorkQueues.Modules(connection))
            isThere |= await WebhookRows.Replay(connection, module, module + ".", id, clock.GetUtcNow());
        return isThere;
    }
}
