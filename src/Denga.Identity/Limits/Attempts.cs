using Dapper;
using Denga.Contracts;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Keys;
using Denga.Platform.Limits;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Identity.Limits;

/// <summary>A guess at a secret of an account, and where it comes from.</summary>
/// <param name="What">Which secret, such as <c>password</c>.</param>
/// <param name="Account">Whose.</param>
/// <param name="From">A network, a session, or a known device.</param>
/// <param name="IsKnown">From a browser in which the account was open before.</param>
internal sealed record GuessAt(string What, string Account, string From, bool IsKnown = false);

/// <summary>Limits on guessing and on letting Denga send e-mails, kept in the database so that they hold over restarts and for all processes.
/// They count for addresses that are not registered as well: being limited tells nothing. Guesses count for an account and where they come from, so that
/// nobody locks another out; those from everywhere together are limited too, but for known devices.</summary>
internal sealed class Attempts(
    Database<IdentityModule> database,
    Sealing sealing,
    Devices devices,
    IOptions<IdentityOptions> options,
    TimeProvider clock
)
{
    /// <summary>So many networks may use up their guesses before all of them wait.</summary>
    private const int NetworksMax = 10;
    private static readonly TimeSpan ForgetFailuresAfter = TimeSpan.FromDays(1);

    private int GuessesMax => NetworksMax * options.Value.LockAfter;

    /// <summary>As often as one network alone may guess.</summary>
    private TimeSpan GuessEach => options.Value.LockFor / options.Value.LockAfter;

    /// <summary>Takes one of <paramref name="burst"/>; one comes back every <paramref name="each"/>.</summary>
    internal async Task<Error?> Take(string what, string subject, int burst, TimeSpan each, CancellationToken cancel) =>
        await Wait(what, subject, burst, each, cancel) is { } wait ? IdentityErrors.TooMany(wait) : null;

    /// <summary>What an address may begin. Null for this machine's own.</summary>
    internal async Task<Error?> TakeForAddress(Client? client, CancellationToken cancel)
    {
        if (Network.Of(client?.Address) is not { } network)
            return null;
        var perHour = options.Value.AttemptsPerHourAndAddress;
        return await Take("address", network, perHour, TimeSpan.FromHours(1) / perHour, cancel);
    }

    /// <param name="person">Who has the account; null for an address that is not registered.</param>
    internal GuessAt From(string what, string account, Client? client, PersonId? person) =>
        person is { } known && devices.Known(client?.Device, known) is { } device
            ? new GuessAt(what, account, "device " + device, IsKnown: true)
            : new GuessAt(what, account, Network.Of(client?.Address) ?? "");

    /// <summary>Counts a guess before it is looked at, so that a hundred at once get no more than their number. Null lets it be looked at.</summary>
    internal async Task<Error?> Guess(GuessAt guess, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        DateTime? locked;
        await using (var connection = await database.Open(cancel))
            locked = await connection.ExecuteScalarAsync<DateTime?>(
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
                    key = Key(guess),
                    now,
                    forget = now - ForgetFailuresAfter,
                    most = options.Value.LockAfter,
                    until = now + options.Value.LockFor,
                }
            );
        if (locked is { } until)
            return IdentityErrors.Locked(until - now.UtcDateTime);
        return !guess.IsKnown && await Wait(All(guess), guess.Account, GuessesMax, GuessEach, cancel) is { } wait
            ? IdentityErrors.Locked(wait)
            : null;
    }

    /// <summary>The guess was right: those before it from the same place are forgotten, and this one is none of those from everywhere.</summary>
    internal async Task Right(GuessAt guess, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("delete from lockout where key = @key", new { key = Key(guess) });
        await GiveBack(guess, connection);
    }

    /// <summary>It was no guess: a code that had been right.</summary>
    internal async Task Uncount(GuessAt guess, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync(
            """
            update lockout set failures = failures - 1, locked_until = case when failures > @most then locked_until end
            where key = @key and failures > 0
            """,
            new { key = Key(guess), most = options.Value.LockAfter }
        );
        await GiveBack(guess, connection);
    }

    /// <summary>A new secret: what was guessed of the old one counts no more, wherever it came from.</summary>
    internal async Task Renewed(GuessAt guess, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("delete from lockout where key = @key", new { key = Key(guess) });
        await connection.ExecuteAsync(
            "delete from throttle where key = @all",
            new { all = sealing.Hash("throttle " + All(guess), guess.Account) }
        );
    }

    /// <summary>It counts no more among the guesses from everywhere.</summary>
    private async Task GiveBack(GuessAt guess, NpgsqlConnection connection)
    {
        if (!guess.IsKnown)
            await connection.ExecuteAsync(
                "update throttle set free_at = free_at - @each where key = @all",
                new { all = sealing.Hash("throttle " + All(guess), guess.Account), each = GuessEach }
            );
    }

    /// <summary>Null when one was taken; else how long to wait.</summary>
    private async Task<TimeSpan?> Wait(string what, string subject, int burst, TimeSpan each, CancellationToken cancel)
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
        return freeAt + each - bucket.whole - now.UtcDateTime;
    }

    private static string All(GuessAt guess) => "guesses of " + guess.What;

    private byte[] Key(GuessAt guess) => sealing.Hash("lockout " + guess.What, guess.Account + "\n" + guess.From);
}
