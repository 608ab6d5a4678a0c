using Denga.Bench.Measuring;
using Npgsql;

namespace Denga.Bench.Servers;

/// <summary>A program of bench/peers, which says "ready" and its address when it takes requests.</summary>
internal static class NodePeer
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);

    internal static string Folder(string name) => Path.Combine(Results.Root, "bench", "peers", name);

    internal static async Task<RunningSubject> Start(
        string name,
        string database,
        string folder,
        IReadOnlyList<string> arguments,
        CancellationToken cancel
    )
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var log = Path.Combine(folder, name + ".log");
        File.Delete(log);
        string[] all =
        [
            "index.js",
            "--database",
            $"postgres://{connection.Username}@/{connection.Database}?host={Uri.EscapeDataString(connection.Host!)}",
            .. arguments,
        ];
        var process = RunningSubject.Launch("node", all, Folder(name), log);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartMax);
        while (true)
        {
            var text = File.Exists(log) ? await File.ReadAllTextAsync(log, cancel) : "";
            if (
                text.Split('\n').FirstOrDefault(l => l.StartsWith("ready ", StringComparison.Ordinal)) is { } ready
                && text.Contains('\n', StringComparison.Ordinal)
            )
                return new RunningSubject(process, new Uri(ready["ready ".Length..].Trim()));
            if (process.HasExited)
                throw new InvalidOperationException("The peer did not start:\n" + text);
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
