using System.Globalization;

namespace Denga.TestKit.Redis;

/// <summary>Nodes that share the slots of one cluster.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private RedisCluster(IReadOnlyList<RedisProcess> nodes) => Nodes = nodes;

    public IReadOnlyList<RedisProcess> Nodes { get; }

    /// <summary>Names the first node only: the others are learned from it.</summary>
    public string ConnectionString => Nodes[0].ConnectionString;

    public static async Task<RedisCluster> Start(int nodes)
    {
        var started = await Task.WhenAll(
            Enumerable.Range(0, nodes).Select(n => RedisProcess.Start(FirstSlot(n, nodes)..FirstSlot(n + 1, nodes)))
        );
        foreach (var other in started[1..])
            await started[0].Meet(other);
        await Task.WhenAll(started.Select(n => n.UntilCluster(nodes)));
        return new RedisCluster(started);
    }

    /// <summary>Moves the slot of a key, with what is in it, as an operator who shares a cluster out anew; answers the number of the node that it
    /// is on from then.</summary>
    public async Task<int> MoveSlotOf(string key)
    {
        var slot = await Nodes[0].Command("cluster", "keyslot", key);
        var ids = await Task.WhenAll(Nodes.Select(n => n.Command("cluster", "myid")));
        var number = int.Parse(slot, CultureInfo.InvariantCulture);
        var from = Enumerable.Range(0, Nodes.Count).Last(n => FirstSlot(n, Nodes.Count) <= number);
        var to = (from + 1) % Nodes.Count;
        await Nodes[to].Command("cluster", "setslot", slot, "importing", ids[from]);
        await Nodes[from].Command("cluster", "setslot", slot, "migrating", ids[to]);
        var place = Nodes[to].Address.Split(':');
        foreach (
            var moving in (await Nodes[from].Command("cluster", "getkeysinslot", slot, "100")).Split('\n', StringSplitOptions.TrimEntries)
        )
            await Nodes[from].Command("migrate", place[0], place[1], moving, "0", "1000");
        foreach (var node in (int[])[to, from])
            await Nodes[node].Command("cluster", "setslot", slot, "node", ids[to]);
        return to;
    }

    private static int FirstSlot(int node, int nodes) => RedisProcess.Slots * node / nodes;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }
}
