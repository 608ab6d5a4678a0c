using Denga.Bench.Measuring;
using Denga.Platform.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Denga.Bench.Servers;

/// <summary>One durable PostgreSQL in a scratch folder, with a database for each that is measured.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly PrivatePostgres server;
    private readonly ProcessTree processes;

    private Postgres(PrivatePostgres server, string folder, int postmaster)
    {
        this.server = server;
        Folder = folder;
        processes = new ProcessTree(postmaster);
    }

    /// <summary>Scratch for everything that a run writes.</summary>
    internal string Folder { get; }

    internal double CpuSeconds => processes.CpuSeconds();

    internal static async Task<Postgres> Start(CancellationToken cancel)
    {
        var folder = Path.Combine(Path.GetTempPath(), "denga-bench-" + Guid.CreateVersion7().ToString("N")[^12..]);
        Directory.CreateDirectory(folder);
        // Run by root, the server is another user, who must pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions
            {
                Folder = Path.Combine(folder, "postgres"),
                // A checkpoint falls where it falls; the measured minutes of both are to hold about as many.
                ExtraSettings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["max_wal_size"] = "4GB",
                    // As on a server that has run for a while: files of the log are used again, not made and filled with zeros.
                    ["min_wal_size"] = "4GB",
                    ["autovacuum_naptime"] = "10s",
                },
            },
            NullLogger.Instance,
            cancel
        );
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancel);
        var postmaster = ProcessTree.ParentOf(connection.ProcessID);
        return new Postgres(server, folder, postmaster);
    }

    internal async Task<string> CreateDatabase(string name)
    {
        await Execute(server.ConnectionString, "create database " + name);
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    internal static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    internal static async Task<long> Number(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Commits, flushes and bytes of the log so far.</summary>
    internal static async Task<(long Commits, long Flushes, long Bytes)> Work(string database) =>
        (
            await Number(database, "select xact_commit from pg_stat_database where datname = current_database()"),
            await Number(database, "select wal_sync from pg_stat_wal"),
            await Number(database, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")
        );

    /// <summary>Takes connections and answers nothing, until <see cref="GoOn"/>.</summary>
    internal void Hang() => processes.Signal("STOP");

    internal void GoOn() => processes.Signal("CONT");

    /// <summary>For the rest of the run.</summary>
    internal Task Stop() => server.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        if (server.Folder is { } elsewhere && Directory.Exists(elsewhere))
            Directory.Delete(elsewhere, recursive: true);
    }
}
