using System.CommandLine;
using Denga.Contracts.Platform;
using Denga.Platform.Operations;
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
                var modules = await AllCommands.OfEach(denga, module => new ModuleState(module), cancel);
                foreach (var queue in modules.SelectMany(m => m.Work ?? []))
                    await Console.Out.WriteLineAsync(
                        $"{queue.Module}  {queue.Kind}  {queue.Waiting} waiting, the oldest for {queue.OldestAge:d\\.hh\\:mm\\:ss}, {queue.GivenUp} given up"
                    );
                var left = (await AllCommands.OfEach(denga, module => new GivenUpWorkOf(module), cancel)).SelectMany(w => w).ToList();
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
                var retried = await denga
                    .Services.GetRequiredService<IOperations>()
                    .Ask(new RedoWork(parsed.GetValue(module)!, parsed.GetValue(id)), cancel);
                await Console.Out.WriteLineAsync(retried.Error?.Detail ?? "It is on its way.");
                return retried.IsOk ? 0 : 1;
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
                var each = await AllCommands.OfEach(denga, module => new WebhooksOf(module, parsed.GetValue(provider)), cancel);
                var came = each.SelectMany(d => d.Items).ToList();
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
                var replayed = await AllCommands.OfEach(denga, module => new RedoWebhook(module, parsed.GetValue(id)), cancel);
                await Console.Out.WriteLineAsync(replayed.Count > 0 ? "It is on its way." : "There is no such delivery.");
                return replayed.Count > 0 ? 0 : 1;
            },
            id
        );
    }
}
