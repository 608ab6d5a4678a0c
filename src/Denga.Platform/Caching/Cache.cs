using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;

namespace Denga.Platform.Caching;

/// <summary>Makes caches: of this process, and shared through Redis where it is configured.</summary>
public sealed class Caches
{
    private readonly TimeProvider clock;
    private readonly Redis? redis;

    internal Caches(TimeProvider clock, Redis? redis)
    {
        this.clock = clock;
        this.redis = redis;
    }

    /// <summary>Whether other processes learn at once what is removed here.</summary>
    public bool AreShared => redis is not null;

    /// <param name="name">One per kind of thing, such as <c>identity.person</c>.</param>
    /// <param name="goodFor">The longest that a copy lives, should everything else fail.</param>
    public Cache<T> Of<T>(string name, TimeSpan goodFor)
        where T : class
    {
        var cache = new Cache<T>(name, goodFor, clock, redis);
        redis?.Add(name, cache);
        return cache;
    }
}

/// <summary>Copies of what is slower to read: in memory, and behind it in Redis. What is asked for by many at once is read once a process. What
/// was forgotten is never answered again, whoever was just reading it: a reading keeps its result only if nothing was forgotten since it began.
/// For nothing that money depends on.</summary>
public sealed class Cache<T> : ICache
    where T : class
{
    private const int CopiesMax = 10_000;
    private const string StoreScript = """
        if (redis.call('get', KEYS[2]) or '') ~= ARGV[1] then return 0 end
        redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
        return 1
        """;

    /// <summary>A connection that broke unnoticed may have lost a message.</summary>
    private static readonly TimeSpan MemoryMax = TimeSpan.FromSeconds(30);
    private readonly string name;
    private readonly TimeSpan goodFor;
    private readonly TimeProvider clock;
    private readonly Redis? redis;
    private readonly ConcurrentDictionary<string, Copy> copies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reading> readings = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    internal Cache(string name, TimeSpan goodFor, TimeProvider clock, Redis? redis)
    {
        this.name = name;
        this.goodFor = goodFor;
        this.clock = clock;
        this.redis = redis;
    }

    private bool TrustsMemory => redis?.IsListening ?? true;

    /// <summary>The copy, or what <paramref name="read"/> answers; null is not kept. A caller that gives up does not stop the reading, so it is not
    /// given his token.</summary>
    public ValueTask<T?> Get(string key, Func<Task<T?>> read, CancellationToken cancel)
    {
        if (copies.TryGetValue(key, out var copy) && copy.GoodUntil > clock.GetUtcNow() && TrustsMemory)
            return ValueTask.FromResult<T?>(copy.Value);
        Reading? shared;
        lock (gate)
        {
            if (!readings.TryGetValue(key, out shared))
                readings[key] = shared = new Reading(own => Read(key, own, read));
        }
        return new ValueTask<T?>(shared.Answer.WaitAsync(cancel));
    }

    /// <summary>Call it after the commit that changed the thing: from then on no process answers the old one. While Redis is away the others learn of it
    /// when it is back, and at the latest when their copies have had their time.</summary>
    public Task Remove(string key, CancellationToken cancel)
    {
        ((ICache)this).Forget(key);
        return redis?.Forget(name, key, cancel) ?? Task.CompletedTask;
    }

    /// <summary>Call it after the commit that wrote the thing, in place of <see cref="Remove"/>: others find the new one in Redis, and where that is away
    /// they learn of the change when it is back.</summary>
    public Task Put(string key, T value, CancellationToken cancel)
    {
        ((ICache)this).Forget(key);
        return redis?.Put(name, key, JsonSerializer.SerializeToUtf8Bytes(value, DengaJson.Options), goodFor, cancel) ?? Task.CompletedTask;
    }

    void ICache.Forget(string key)
    {
        lock (gate)
        {
            copies.TryRemove(key, out _);
            // Who reads it now answers those who asked before; who asks from now on reads anew.
            if (readings.Remove(key, out var reading))
                reading.IsOutdated = true;
        }
    }

    void ICache.ForgetAll()
    {
        lock (gate)
        {
            copies.Clear();
            foreach (var reading in readings.Values)
                reading.IsOutdated = true;
            readings.Clear();
        }
    }

    private async Task<T?> Read(string key, Reading reading, Func<Task<T?>> read)
    {
        try
        {
            var listened = TrustsMemory;
            var value = redis is null ? await read() : await ReadThrough(redis, key, read);
            lock (gate)
            {
                if (value is not null && listened && !reading.IsOutdated)
                    Keep(key, value);
            }
            return value;
        }
        finally
        {
            lock (gate)
                Done(key, reading);
        }
    }

    private async Task<T?> ReadThrough(Redis shared, string key, Func<Task<T?>> read)
    {
        var at = shared.KeyOf(name, key);
        RedisKey[] keys = [at + ":value", at + ":changes"];
        var (answered, found) = await shared.Ask(db => db.StringGetAsync(keys), CancellationToken.None);
        if (answered && Parse(found![0]) is { } known)
            return known;
        var value = await read();
        if (answered && value is not null)
            await shared.Ask(
                db =>
                    db.ScriptEvaluateAsync(
                        StoreScript,
                        keys,
                        [
                            found![1].IsNull ? RedisValue.EmptyString : found[1],
                            JsonSerializer.SerializeToUtf8Bytes(value, DengaJson.Options),
                            (long)goodFor.TotalMilliseconds,
                        ]
                    ),
                CancellationToken.None
            );
        return value;
    }

    private static T? Parse(RedisValue found)
    {
        if (found.IsNull)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>((byte[])found!, DengaJson.Options);
        }
        catch (JsonException)
        {
            // Written by another release.
            return null;
        }
    }

    private void Keep(string key, T value)
    {
        if (copies.Count >= CopiesMax)
            copies.Clear();
        copies[key] = new Copy(value, clock.GetUtcNow() + (goodFor < MemoryMax ? goodFor : MemoryMax));
    }

    private void Done(string key, Reading reading)
    {
        if (readings.TryGetValue(key, out var current) && ReferenceEquals(current, reading))
            readings.Remove(key);
    }

    private sealed record Copy(T Value, DateTimeOffset GoodUntil);

    private sealed class Reading
    {
        private readonly Lazy<Task<T?>> answer;

        public Reading(Func<Reading, Task<T?>> read) => answer = new(() => read(this));

        /// <summary>Whoever comes first begins it.</summary>
        public Task<T?> Answer => answer.Value;

        public bool IsOutdated { get; set; }
    }
}
