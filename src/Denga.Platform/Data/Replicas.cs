using System.Globalization;
using Denga.Platform.Health;
using Denga.Platform.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>Servers that follow the primary, looked at every second. One that does not answer or lags is passed over until it is well; with none
/// left the primary answers everything.</summary>
public sealed partial class Replicas : IJob, IHealthCheck, IAsyncDisposable
{
    private readonly ModuleSources sources;
    private readonly string? watched;
    private readonly TimeSpan lagMax;
    private readonly Replica[] all;
    private readonly TimeProvider clock;
    private readonly ILogger<Replicas> log;

    /// <summary>Where the primary's log was when; the oldest is as old as a replica may be.</summary>
    private readonly Queue<(long At, decimal Place)> places = new();
    private int turn;

    internal Replicas(
        ModuleSources sources,
        string administrator,
        IReadOnlyList<string> modules,
        DatabaseOptions options,
        TimeProvider clock,
        ILogger<Replicas> log
    )
    {
        this.sources = sources;
        this.clock = clock;
        this.log = log;
        lagMax = options.ReplicaLagMax;
        watched = modules.Count > 0 ? modules[0] : null;
        all = watched is null
            ? []
            :
            [
                .. (options.Replicas ?? "")
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(place => new Replica(
                        place,
                        modules.ToDictionary(m => m, m => ModuleSources.Build(administrator, m, options, place))
                    )),
            ];
    }

    public string Name => "postgresql replicas";

    public TimeSpan Every { get; } = TimeSpan.FromSeconds(1);

    internal bool IsEmpty => all.Length == 0;

    public Task<HealthAnswer> Check(CancellationToken cancel)
    {
        var ill = all.Where(r => r.Trouble is not null).Select(r => $"{r.Place} {r.Trouble}").ToList();
        return Task.FromResult(
            ill.Count == 0
                ? new HealthAnswer(HealthState.Ok, string.Create(CultureInfo.InvariantCulture, $"{all.Length} follow."))
                : new HealthAnswer(HealthState.Degraded, HealthErrors.Replicas(string.Join("; ", ill)))
        );
    }

    /// <summary>Reads where it does not matter that the newest moment may be missing: from a replica that is well, else from the primary.</summary>
    internal async Task<T> Read<T>(string module, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        if (Next() is { } replica)
        {
            try
            {
                await using var there = await replica.Sources[module].OpenConnectionAsync(cancel);
                return await read(there);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                Note(replica, "does not answer");
            }
        }
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        return await read(connection);
    }

    /// <summary>One look at every replica.</summary>
    public async Task Run(CancellationToken cancel)
    {
        if (IsEmpty)
            return;
        var now = clock.GetTimestamp();
        try
        {
            places.Enqueue((now, await Ask(sources.Of(watched!), "select pg_current_wal_lsn() - '0/0'", cancel)));
        }
        catch (Exception e) when (Outage.Is(e))
        {
            // Without a primary nobody can be behind it.
        }
        while (places.Count > 1 && clock.GetElapsedTime(places.Peek().At, now) > lagMax)
            places.Dequeue();
        await Task.WhenAll(all.Select(replica => LookAt(replica, cancel)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in all.SelectMany(r => r.Sources.Values))
            await source.DisposeAsync();
    }

    private async Task LookAt(Replica replica, CancellationToken cancel)
    {
        try
        {
            // Who is no replica any more has no such place, and is no place to read from.
            var place = await Ask(
                replica.Sources[watched!],
                "select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() - '0/0' else -1 end",
                cancel
            );
            Note(
                replica,
                place < 0 ? "is no replica"
                    : places.TryPeek(out var oldest) && place < oldest.Place && clock.GetElapsedTime(oldest.At) >= lagMax / 2
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"is more than {clock.GetElapsedTime(oldest.At).TotalSeconds:F0} s behind"
                        )
                    : null
            );
        }
        catch (Exception e) when (Outage.Is(e))
        {
            Note(replica, "does not answer");
        }
    }

    private static async Task<decimal> Ask(NpgsqlDataSource source, string sql, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancel) switch
        {
            decimal place => place,
            _ => 0,
        };
    }

    private Replica? Next()
    {
        var well = all.Where(r => r.Trouble is null).ToArray();
        return well.Length == 0 ? null : well[(int)((uint)Interlocked.Increment(ref turn) % (uint)well.Length)];
    }

    private void Note(Replica replica, string? trouble)
    {
        var before = replica.Trouble;
        replica.Trouble = trouble;
        if (trouble is not null && before is null)
            Ill(replica.Place, trouble);
        else if (trouble is null && before is not null)
            Well(replica.Place);
    }

    [LoggerMessage(LogLevel.Warning, "The replica {Place} {Trouble}; others are read from")]
    private partial void Ill(string place, string trouble);

    [LoggerMessage(LogLevel.Information, "The replica {Place} is read from")]
    private partial void Well(string place);

    private sealed record Replica(string Place, IReadOnlyDictionary<string, NpgsqlDataSource> Sources)
    {
        /// <summary>Nobody is read from before the first look.</summary>
        internal string? Trouble { get; set; } = "was not looked at yet";
    }
}
