using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Denga.Platform.Health;
using Denga.Platform.Modules;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Denga.Platform.Caching;

/// <summary>What processes share and may lose at any moment. Nobody waits for it longer than <see cref="RedisOptions.Timeout"/>, nothing fails
/// because it is away: whoever asks gets no answer and helps himself.</summary>
internal sealed partial class Redis : IHostedService, IHealthCheck, IDisposable
{
    private const string ForgetScript = """
        redis.call('incr', KEYS[2])
        redis.call('pexpire', KEYS[2], ARGV[1])
        redis.call('del', KEYS[1])
        return redis.call('publish', ARGV[2], ARGV[3])
        """;
    private const string PutScript = """
        redis.call('incr', KEYS[2])
        redis.call('pexpire', KEYS[2], ARGV[1])
        redis.call('set', KEYS[1], ARGV[4], 'px', ARGV[5])
        return redis.call('publish', ARGV[2], ARGV[3])
        """;
    private const int UntoldMax = 10_000;
    private static readonly Histogram<double> Seconds = Metrics.Meter.CreateHistogram<double>(
        "denga.redis.duration",
        "s",
        "Time of a question to Redis, by outcome."
    );
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConfigurationOptions configuration;
    private readonly RedisOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<Redis> log;
    private readonly ConcurrentDictionary<string, ICache> caches = new(StringComparer.Ordinal);

    /// <summary>Things that changed while Redis was away. It may come back with what it knew of them, so they come before everything else.</summary>
    private readonly ConcurrentDictionary<(string Cache, string Key), bool> untold = new();
    private readonly Lazy<Task<ConnectionMultiplexer>> connecting;
    private readonly RedisChannel forgotten;
    private long pausedUntil;

    public Redis(RedisOptions options, TimeProvider clock, ILogger<Redis> log)
    {
        this.options = options;
        this.clock = clock;
        this.log = log;
        try
        {
            configuration = ConfigurationOptions.Parse(options.ConnectionString!);
        }
        catch (ArgumentException)
        {
            // Without what was read: it may hold the password.
            throw new SettingException("The setting Redis:ConnectionString cannot be read. It is such as redis:6379,password=secret.");
        }
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = "denga";
        forgotten = new RedisChannel(options.Prefix + ":forgotten", RedisChannel.PatternMode.Literal);
        connecting = new Lazy<Task<ConnectionMultiplexer>>(Connect);
    }

    public string Name => "redis";

    /// <summary>Whether this process hears of what others change; else nothing that it remembers can be trusted.</summary>
    internal bool IsListening => Connection is { } open && open.GetSubscriber().IsConnected(forgotten);

    /// <summary>The tag in braces keeps the keys of one thing on one node of a cluster.</summary>
    public string KeyOf(string what, string which) => $"{options.Prefix}:{what}:{{{which}}}";

    /// <summary>Null until the first attempt has ended, well or not; from then on it connects by itself.</summary>
    private ConnectionMultiplexer? Connection =>
        connecting is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } open } ? open.Result : null;

    /// <summary>A Redis that is away does not keep Denga from starting.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connecting.Value.WaitAsync(ConnectMax, clock, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Away(e.GetType().Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => Connection?.Dispose();

    public void Add(string name, ICache cache) => caches[name] = cache;

    /// <summary>Not answered: Redis is away, or slow, or not told yet of everything that changed.</summary>
    public async Task<(bool Answered, T? Value)> Ask<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancel) =>
        await Tell(cancel) ? await Try(ask, cancel) : default;

    /// <summary>Every process forgets its copy; when Redis is away, as soon as it is back.</summary>
    public async Task Forget(string cache, string key, CancellationToken cancel)
    {
        if (untold.Count < UntoldMax)
            untold[(cache, key)] = true;
        await Tell(cancel);
    }

    /// <summary>Every process forgets its copy, and finds this one.</summary>
    public async Task Put(string cache, string key, byte[] value, TimeSpan goodFor, CancellationToken cancel)
    {
        var at = KeyOf(cache, key);
        var (put, _) = await Ask(
            db =>
                db.ScriptEvaluateAsync(
                    PutScript,
                    [at + ":value", at + ":changes"],
                    [
                        (long)ICache.ChangesKnownFor.TotalMilliseconds,
                        (string)forgotten!,
                        $"{cache}\n{key}",
                        value,
                        (long)goodFor.TotalMilliseconds,
                    ]
                ),
            cancel
        );
        if (!put)
            await Forget(cache, key, cancel);
    }

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        var (answered, took) = await Ask(db => db.PingAsync(), cancel);
        return answered && IsListening
            ? new HealthAnswer(HealthState.Ok, $"{took.TotalMilliseconds:0.0} ms")
            : new HealthAnswer(HealthState.Degraded, HealthErrors.Redis);
    }

    private async Task<bool> Tell(CancellationToken cancel)
    {
        foreach (var changed in untold.Keys)
        {
            var (cache, key) = changed;
            var at = KeyOf(cache, key);
            var (told, _) = await Try(
                db =>
                    db.ScriptEvaluateAsync(
                        ForgetScript,
                        [at + ":value", at + ":changes"],
                        [(long)ICache.ChangesKnownFor.TotalMilliseconds, (string)forgotten!, $"{cache}\n{key}"]
                    ),
                cancel
            );
            if (!told)
                return false;
            untold.TryRemove(changed, out _);
        }
        return true;
    }

    private async Task<(bool Answered, T? Value)> Try<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancel)
    {
        // Commands that work beside the serving processes start nothing, and must tell what they change all the same.
        if (!connecting.IsValueCreated)
            await StartAsync(cancel);
        if (Connection is not { } open || clock.GetTimestamp() < Interlocked.Read(ref pausedUntil))
            return default;
        var start = clock.GetTimestamp();
        try
        {
            var answer = await ask(open.GetDatabase()).WaitAsync(options.Timeout, clock, cancel);
            Seconds.Record(clock.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("outcome", "ok"));
            return (true, answer);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            Seconds.Record(clock.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("outcome", "away"));
            Interlocked.Exchange(ref pausedUntil, clock.GetTimestamp() + (long)(Pause.TotalSeconds * clock.TimestampFrequency));
            Away(e.GetType().Name);
            return default;
        }
    }

    private async Task<ConnectionMultiplexer> Connect()
    {
        var open = await ConnectionMultiplexer.ConnectAsync(configuration);
        open.ConnectionFailed += (_, _) => ForgetAll();
        open.ConnectionRestored += (_, _) => ForgetAll();
        // While Redis is away this fails, and the subscription is made when it comes.
        await open.GetSubscriber()
            .SubscribeAsync(forgotten, (_, said) => Invalidate(said))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return open;
    }

    private void Invalidate(string? said)
    {
        var parts = (said ?? "").Split('\n', 2);
        if (parts.Length == 2 && caches.TryGetValue(parts[0], out var cache))
            cache.Forget(parts[1]);
    }

    private void ForgetAll()
    {
        foreach (var cache in caches.Values)
            cache.ForgetAll();
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer ({Failure}); going on without it")]
    private partial void Away(string failure);
}

/// <summary>A cache as messages of other processes see it.</summary>
internal interface ICache
{
    /// <summary>Longer than reading anything from the database takes.</summary>
    static readonly TimeSpan ChangesKnownFor = TimeSpan.FromMinutes(10);

    void Forget(string key);

    void ForgetAll();
}
