using System.CommandLine;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Host.Commands;

/// <summary>Work that was given up, and what providers sent: look at it, have it done again.</summary>
internal static class WorkCommands
{
    internal static IEnumerable<Command> Create() =>
        [
            new Command("work", "What modules do later: letters, notices, documents, webhooks.") { List(), Retry() },
            new Command("webhooks", "What providers sent.") { Deliveries(), Replay() },
        ];

    private static Command List() =>
        AllCommands.Offline(
            "list",
            "Lists what waits, and what was given up, the newest first.",
            async (denga, _, cancel) =>
            {
                var queues = denga.Services.GetRequiredService<WorkQueues>();
                foreach (var queue in await queues.Read(cancel))
                    await Console.Out.WriteLineAsync(
                        $"{queue.Module}  {queue.Kind}  {queue.Waiting} waiting, the oldest for {queue.OldestAge:d\\.hh\\:mm\\:ss}, {queue.GivenUp} given up"
                    );
                var left = await queues.GivenUp(cancel);
                foreach (var work in left)
                    await Console.Out.WriteLineAsync(
                        $"{work.Module} {work.Id}  {work.AddedAt:u}  {work.Kind}  {work.Key}  {work.Attempts} attempts  {work.Error}{(work.IsKept ? "" : "  (not kept)")}"
                    );
                await Console.Out.WriteLineAsync(left.Count == 0 ? "Nothing was given up." : $"{left.Count} given up.");
                return 0;
            }
        );

    private static Command Retry()
    {
        var module = new Argument<string>("module") { Description = "The module that work list shows." };
        var id = new Argument<long>("id") { Description = "The number that work list shows." };
        return AllCommands.Offline(
            "retry",
            "Has work that was given up done again; the running Denga does it.",
            async (denga, parsed, cancel) =>
            {
                var found = await denga
                    .Services.GetRequiredService<WorkQueues>()
                    .Retry(parsed.GetValue(module)!, parsed.GetValue(id), cancel);
                await Console.Out.WriteLineAsync(found ? "It is on its way." : "There is no such work, or it is not kept.");
                return found ? 0 : 1;
            },
            module,
            id
        );
    }

    private static Command Deliveries()
    {
        var provider = new Option<string?>("--provider") { Description = "Of this one only." };
        return AllCommands.Offline(
            "list",
            "Lists what came, the newest first.",
            async (denga, parsed, cancel) =>
            {
                var came = await denga.Services.GetRequiredService<WebhookDeliveries>().List(parsed.GetValue(provider), cancel);
                foreach (var delivery in came)
                    await Console.Out.WriteLineAsync(
                        $"{delivery.Id}  {delivery.ReceivedAt:u}  {delivery.Provider}  {delivery.DeliveryKey}  {delivery.Bytes} bytes  {delivery.State}, {delivery.Attempts} attempts  {delivery.Error}"
                    );
                await Console.Out.WriteLineAsync(came.Count == 0 ? "Nothing came." : $"{came.Count} shown.");
                return 0;
            },
            provider
        );
    }

    private static Command Replay()
    {
        var id = new Argument<Guid>("id") { Description = "The id that webhooks list shows." };
        return AllCommands.Offline(
            "replay",
            "Has a delivery worked again; the running Denga does it.",
            async (denga, parsed, cancel) =>
            {
                var found = await denga.Services.GetRequiredService<WebhookDeliveries>().Replay(parsed.GetValue(id), cancel);
                await Console.Out.WriteLineAsync(found ? "It is on its way." : "There is no such delivery.");
                return found ? 0 : 1;
            },
            id
        );
    }
}
