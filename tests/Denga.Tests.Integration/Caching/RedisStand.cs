using Denga.Platform.Caching;
using Denga.Platform.Health;
using Denga.Platform.Limits;
using Denga.TestKit.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denga.Tests.Integration.Caching;

/// <summary>A Redis, and connections to it as processes have them.</summary>
public abstract class RedisStand : IAsyncLifetime
{
    private readonly List<Redis> connections = [];

    protected RedisProcess Server { get; private set; } = null!;

    protected virtual bool IsCluster => false;

    public virtual async ValueTask InitializeAsync() => Server = await RedisProcess.Start(IsCluster);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            connection.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<OneProcess> Connect() => Connect(Server.ConnectionString);

    private protected async Task<OneProcess> Connect(string place, string prefix = "denga")
    {
        var redis = new Redis(
            new RedisOptions { ConnectionString = place, Prefix = prefix },
            TimeProvider.System,
            NullLogger<Redis>.Instance
        );
        connections.Add(redis);
        await redis.StartAsync(default);
        return new OneProcess(
            redis,
            new Caches(TimeProvider.System, redis).Of<Note>("test.note", TimeSpan.FromMinutes(1)),
            new RateLimits(redis, TimeProvider.System)
        );
    }

    private protected sealed record OneProcess(Redis Redis, Cache<Note> Notes, RateLimits Limits)
    {
        public Task<Note?> Note(string key, Func<Task<Note?>> read) => Notes.Get(key, read, default).AsTask();

        public async Task<HealthState> Health() => (await Redis.Check(default)).State;
    }

    private protected sealed record Note(string Text);
}
