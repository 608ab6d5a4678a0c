using Denga.Platform.Caching;

namespace Denga.Platform.Limits;

/// <summary>A limit: so many in a period, of which a burst may come at once.</summary>
/// <param name="Name">One per kind of thing, such as <c>api.address</c>.</param>
public sealed record Limit(string Name, int PerPeriod, TimeSpan Period, int Burst)
{
    /// <summary>How long one takes to grow back.</summary>
    internal long MicrosecondsEach => Math.Max(1, Period.Ticks / TimeSpan.TicksPerMicrosecond / PerPeriod);

    internal TimeSpan Window => TimeSpan.FromMicroseconds(MicrosecondsEach * Burst);
}

/// <summary>Whether one more is allowed.</summary>
/// <param name="Remaining">How many more may come at once.</param>
/// <param name="RetryAfter">How long to wait for the next; zero when it is allowed.</param>
/// <param name="FullAfter">When the whole burst is there again.</param>
public sealed record Allowance(bool IsAllowed, int Remaining, TimeSpan RetryAfter, TimeSpan FullAfter);

/// <summary>Token buckets. With Redis all processes share them; without it, or while it is away, each process has its own.</summary>
public sealed class RateLimits
{
    private const int BucketsKept = 10_000;

    /// <summary>A bucket is one number, the time at which it is full again (the generic cell rate algorithm): taking a token moves it on. One atomic
    /// step, on the clock of Redis, so no two processes disagree.</summary>
    private const string TakeScript = """
        local time = redis.call('time')
        local now = time[1] * 1000000 + time[2]
        local each = tonumber(ARGV[1])
        local burst = each * tonumber(ARGV[2])
        local taken = each * tonumber(ARGV[3])
        local full = tonumber(redis.call('get', KEYS[1]) or 0)
        if full < now then full = now end
        local wait = full + taken - burst - now
        if wait > 0 then
          return { 0, 0, string.format('%.0f', wait), string.format('%.0f', full - now) }
        end
        full = full + taken
        redis.call('set', KEYS[1], string.format('%.0f', full), 'px', math.ceil((full - now) / 1000))
        return { 1, math.floor((now + burst - full) / each), '0', string.format('%.0f', full - now) }
        """;
    private readonly Redis? redis;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Limit, string Whom), long> own = [];
    private int sweepAt = BucketsKept;

    internal RateLimits(Redis? redis, TimeProvider clock)
    {
        this.redis = redis;
        this.clock = clock;
    }

    /// <summary>Takes of the limit for <paramref name="whom"/>: a person, an address, or one of them with a command. All of it or nothing.</summary>
    public async ValueTask<Allowance> Take(Limit limit, string whom, CancellationToken cancel, int count = 1)
    {
        if (redis is null)
            return TakeOwn(limit, whom, count);
        var (answered, said) = await redis.Ask(
            db =>
                db.ScriptEvaluateAsync(
                    TakeScript,
                    [redis.KeyOf("limit:" + limit.Name, whom)],
                    [limit.MicrosecondsEach, limit.Burst, count]
                ),
            cancel
        );
        if (!answered)
            return TakeOwn(limit, whom, count);
        var values = (StackExchange.Redis.RedisResult[])said!;
        return new Allowance(
            (int)values[0] == 1,
            (int)values[1],
            TimeSpan.FromMicroseconds((long)values[2]),
            TimeSpan.FromMicroseconds((long)values[3])
        );
    }

    /// <summary>The same as the script does.</summary>
    private Allowance TakeOwn(Limit limit, string whom, int count)
    {
        var now = clock.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond;
        var (each, burst, taken) = (limit.MicrosecondsEach, limit.MicrosecondsEach * limit.Burst, limit.MicrosecondsEach * count);
        lock (gate)
        {
            var full = Math.Max(now, own.GetValueOrDefault((limit.Name, whom)));
            var wait = full + taken - burst - now;
            if (wait > 0)
                return new Allowance(false, 0, TimeSpan.FromMicroseconds(wait), TimeSpan.FromMicroseconds(full - now));
            full += taken;
            own[(limit.Name, whom)] = full;
            Sweep(now);
            return new Allowance(true, (int)((now + burst - full) / each), TimeSpan.Zero, TimeSpan.FromMicroseconds(full - now));
        }
    }

    /// <summary>A full bucket is like one that was never used.</summary>
    private void Sweep(long now)
    {
        if (own.Count < sweepAt)
            return;
        foreach (var (key, full) in own)
            if (full <= now)
                own.Remove(key);
        sweepAt = Math.Max(BucketsKept, own.Count * 2);
    }
}
