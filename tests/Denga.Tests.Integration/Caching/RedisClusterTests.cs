using Denga.TestKit.Redis;

namespace Denga.Tests.Integration.Caching;

/// <summary>The same on a cluster.</summary>
public sealed class CacheOnAClusterTests : CacheTests
{
    protected override bool IsCluster => true;
}

/// <summary>The same on a cluster.</summary>
public sealed class RateLimitOnAClusterTests : RateLimitTests
{
    protected override bool IsCluster => true;
}

/// <summary>Three nodes, of which processes are told one.</summary>
public sealed class RedisOfSeveralNodesTests : RedisStand
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 60).Select(n => $"note {n}")];
    private RedisCluster cluster = null!;
    private string truth = "old";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        cluster = await RedisCluster.Start(nodes: 3);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task What_changed_is_forgotten_by_every_process_on_whatever_node_it_is()
    {
        var (one, two) = (await Connect(cluster.ConnectionString), await Connect(cluster.ConnectionString));
        foreach (var key in Keys)
            Assert.Equal(("old", "old"), ((await one.Note(key, Read))?.Text, (await two.Note(key, Read))?.Text));
        foreach (var node in cluster.Nodes)
            Assert.NotEqual("0", await node.Command("dbsize"));
        truth = "new";
        foreach (var key in Keys)
            await one.Notes.Remove(key, default);
        foreach (var key in Keys)
            await Wait.Until(async () => (await two.Note(key, Read))?.Text == "new");
    }

    [Fact]
    public async Task A_slot_that_moves_to_another_node_is_followed()
    {
        var (one, two) = (await Connect(cluster.ConnectionString), await Connect(cluster.ConnectionString));
        await one.Note("a", Read);
        var to = await cluster.MoveSlotOf("denga:test.note:{a}:value");
        Assert.Equal("old", (await two.Note("a", Read))?.Text);
        truth = "new";
        await one.Notes.Remove("a", default);
        await Wait.Until(async () => (await two.Note("a", Read))?.Text == "new");
        await Wait.Until(async () =>
            (await cluster.Nodes[to].Command("get", "denga:test.note:{a}:value")).Contains("new", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_node_that_died_is_done_without()
    {
        var process = await Connect(cluster.ConnectionString);
        foreach (var key in Keys)
            await process.Note(key, Read);
        await cluster.Nodes[2].Kill();
        truth = "new";
        foreach (var key in Keys)
        {
            await process.Notes.Remove(key, default);
            Assert.Equal("new", (await process.Note(key, Read))?.Text);
        }
    }

    private Task<Note?> Read() => Task.FromResult<Note?>(new Note(truth));
}
