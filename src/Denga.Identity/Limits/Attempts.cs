using Dapper;
using Denga.Contracts;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Limits;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Limits;

/// <summary>Limits on guessing and on letting Denga send e-mails, kept in the database so that they hold over restarts and for all processes.
/// They count for addresses that are not registered as well: being limited tells nothing.</summary>
internal sealed class Attempts(Database<IdentityModule> database, Sealing sealing, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan ForgetFailuresAfter = TimeSpan.FromDays(1);

    /// <summary>Takes one of <paramref name="burst"/>; one comes back every <paramref name="each"/>.</summary>
    internal async Task<Error?> Take(string what, string subject, int burst, TimeSpan each, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Open(cancel);
        var bucket = new
        {
            key = sealing.Hash("throttle " + what, subject),
            now,
            each,
            whole = burst * each,
        };
        // One row is one bucket, and the row's lock makes it exact. The time at which it is full again says how full it is.
        var taken = await connection.ExecuteAsync(
            """
            insert into throttle as t (key, free_at) values (@key, @now + @each)
            on conflict (key) do update set free_at = greatest(t.free_at, @now) + @each
            where greatest(t.free_at, @now) + @each <= @now + @whole
            """,
            bucket
        );
        if (taken == 1)
            return null;
        var freeAt = await connection.ExecuteScalarAsync<DateTime>("select free_at from throttle where key = @key", bucket);
        return IdentityErrors.TooMany(freeAt + each - bucket.whole - now.UtcDateTime);
    }

    /// <summary>What an address may begin. Null for this machine's own.</summary>
    internal async Task<Error?> TakeForAddress(Client? client, CancellationToken cancel)
    {
        if (client is null || !System.Net.IPAddress.TryParse(client.Address, out var address) || Network.Of(address) is not { } network)
            return null;
        var perHour = options.Value.AttemptsPerHourAndAddress;
        return await Take("address", network, perHour, TimeSpan.FromHours(1) / perHour, cancel);
    }

    /// <summary>Counts a guess before it is looked at, so that a hundred at once get no more than their number. Null lets it be looked at.</summary>
    internal async Task<Error?> Guess(string what, string subject, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Open(cancel);
        var locked = await connection.ExecuteScalarAsync<DateTime?>(
            """
            insert into lockout as l (key, failures, failed_at) values (@key, 1, @now)
            on conflict (key) do update set
                failures = case
                    when l.locked_until > @now then l.failures + 1
                    when l.locked_until <= @now or l.failed_at < @forget then 1
                    else l.failures + 1 end,
                failed_at = @now,
                locked_until = case
                    when l.locked_until > @now then l.locked_until
                    when l.locked_until <= @now or l.failed_at < @forget then null
                    when l.failures + 1 >= @most then @until
                    else null end
            returning case when failures > @most then locked_until end
            """,
            new
            {
                key = Key(what, subject),
                now,
                forget = now - ForgetFailuresAfter,
                most = options.Value.LockAfter,
                until = now + options.Value.LockFor,
            }
        );
        return locked is { } until ? IdentityErrors.Locked(until - now.UtcDateTime) : null;
    }

    /// <summary>The guess was right.</summary>
    internal async Task Forget(string what, string subject, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("delete from lockout where key = @key", new { key = Key(what, subject) });
    }

    private byte[] Key(string what, string subject) => sealing.Hash("lockout " + what, subject);
}
