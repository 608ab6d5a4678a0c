using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Postgres;

/// <summary>
/// A PostgreSQL server that Denga makes, starts, recovers and stops by itself, in a folder, reachable over a Unix socket that only its
/// owner can open. It outlives a kill of Denga: the next start finds it and goes on with it. Of several Denga processes on one folder the
/// first owns the server and stops it; the others use it.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Name = "denga";
    private const int LogsKept = 5;
    private const int LooksPerSweep = 10;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly PrivatePostgresOptions _options;
    private readonly ClusterPlace _place;
    private readonly ILogger _logger;
    private readonly FileStream? _ownership;
    private readonly PostgresPrograms? _programs;
    private int _stopped;

    private PrivatePostgres(
        PrivatePostgresOptions options,
        ClusterPlace place,
        ILogger logger,
        string socketFolder,
        FileStream? ownership = null,
        PostgresPrograms? programs = null
    )
    {
        _options = options;
        _place = place;
        _logger = logger;
        _ownership = ownership;
        _programs = programs;
        ConnectionString = ConnectionStringTo(Name, socketFolder);
    }

    /// <summary>The database <c>denga</c> as the superuser <c>denga</c>, over the socket; no password.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether this object stops the server. False when another process had the folder first.</summary>
    public bool IsOwner => _ownership is not null;

    /// <summary>The folder in which the cluster really is; another than asked for when root's server cannot enter that.</summary>
    public string Folder => _place.Folder;

    /// <summary>
    /// Makes the cluster if there is none, starts the server if it does not run (with recovery after a crash), waits for one that starts
    /// or stops, and makes the database.
    /// </summary>
    /// <exception cref="PostgresWillNotStartException">It does not start: one sentence says why.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        options.Check();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartTimeout);
        ClusterPlace? place = null;
        try
        {
            place = await ClusterPlace.OpenAsync(options, logger, limit.Token);
            while (true)
            {
                if (TakeOwnership(place) is { } ownership)
                {
                    try
                    {
                        return await StartOwnedAsync(options, place, logger, ownership, limit.Token, cancellationToken);
                    }
                    catch
                    {
                        await ownership.DisposeAsync();
                        throw;
                    }
                }
                // Somebody else owns the server: it may still be making it, or die while we wait.
                if (await TryReachAsync(place, Name, limit.Token) is { } socketFolder)
                {
                    logger.LogInformation("Using the PostgreSQL that another Denga runs in {Folder}", place.Folder);
                    return new PrivatePostgres(options, place, logger, socketFolder);
                }
                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(place, NotInTime(place, options.StartTimeout));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PostgresWillNotStartException(
                $"The database folder {place?.Folder ?? options.Folder} cannot be written: {failure.Message.TrimEnd('.')}.",
                inner: failure
            );
        }
    }

    /// <summary>Stops the server if this object owns it: open transactions are rolled back, committed ones stay. Again: does nothing.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1 || _ownership is null)
        {
            return;
        }
        try
        {
            var seconds = ((int)_options.StopTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            var stopped = await _programs!.RunAsync(
                "pg_ctl",
                ["stop", "-D", _place.Data, "-m", "fast", "-w", "-t", seconds],
                cancellationToken
            );
            if (!stopped.Succeeded && ServerProcess.IsAlive(_place))
            {
                _logger.LogError("PostgreSQL in {Folder} did not stop: {Reason}", _place.Folder, stopped.LastLine);
            }
            else
            {
                _place.RemoveSocketFolder();
            }
        }
        finally
        {
            await _ownership.DisposeAsync();
        }
    }

    /// <summary>Starts the server again when it died (a kill, the end of memory): with recovery, so that what was committed is there. Ends when
    /// <paramref name="stop"/> does.</summary>
    public async Task KeepRunningAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookInterval);
        for (var looks = 1; _ownership is not null && await timer.WaitForNextTickAsync(stop); looks++)
        {
            if (looks % LooksPerSweep == 0)
            {
                DeleteOldLogs(_place);
            }
            if (ServerProcess.IsAlive(_place))
            {
                continue;
            }
            _logger.LogError("PostgreSQL in {Folder} died; starting it again", _place.Folder);
            try
            {
                await ReachOrStartAsync(_options, _place, _programs!, _logger, stop);
            }
            catch (PostgresWillNotStartException failure)
            {
                _logger.LogError(failure, "PostgreSQL in {Folder} does not start again; trying on", _place.Folder);
            }
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private static async Task<PrivatePostgres> StartOwnedAsync(
        PrivatePostgresOptions options,
        ClusterPlace place,
        ILogger logger,
        FileStream ownership,
        CancellationToken token,
        CancellationToken callersToken
    )
    {
        await place.MakeReadyAsync(token);
        int? version = place.HasCluster
            ? int.Parse(await File.ReadAllTextAsync(Path.Combine(place.Data, "PG_VERSION"), token), CultureInfo.InvariantCulture)
            : null;
        var programs = await PostgresPrograms.FindAsync(options.BinariesFolder, version, place.User, token);
        if (version is null)
        {
            await CreateClusterAsync(place, programs, logger, token);
        }

        string socketFolder;
        try
        {
            socketFolder = await ReachOrStartAsync(options, place, programs, logger, token);
        }
        catch (OperationCanceledException) when (callersToken.IsCancellationRequested)
        {
            // A start that is called off leaves no server behind. One that only takes too long goes on recovering: beginning anew at
            // every attempt would never end.
            await programs.RunAsync("pg_ctl", ["stop", "-D", place.Data, "-m", "fast", "-W"], CancellationToken.None);
            throw;
        }

        await using (var connection = new NpgsqlConnection(ConnectionStringTo("postgres", socketFolder)))
        {
            await connection.OpenAsync(token);
            await using var exists = new NpgsqlCommand($"select 1 from pg_database where datname = '{Name}'", connection);
            if (await exists.ExecuteScalarAsync(token) is null)
            {
                await using var create = new NpgsqlCommand($"create database {Name}", connection);
                await create.ExecuteNonQueryAsync(token);
            }
        }
        return new PrivatePostgres(options, place, logger, socketFolder, ownership, programs);
    }

    private static async Task<string> ReachOrStartAsync(
        PrivatePostgresOptions options,
        ClusterPlace place,
        PostgresPrograms programs,
        ILogger logger,
        CancellationToken token
    )
    {
        while (true)
        {
            if (await TryReachAsync(place, "postgres", token) is { } socketFolder)
            {
                return socketFolder;
            }
            if (ServerProcess.IsAlive(place))
            {
                // It starts, recovers or shuts down; or its postmaster was killed and its other processes are about to follow.
                await Task.Delay(PollInterval, token);
                continue;
            }
            await StartServerAsync(options, place, programs, logger, token);
        }
    }

    private static async Task CreateClusterAsync(ClusterPlace place, PostgresPrograms programs, ILogger logger, CancellationToken token)
    {
        logger.LogInformation("Making a PostgreSQL {Version} database in {Folder}", programs.Version, place.Folder);
        if (Directory.Exists(place.NewData))
        {
            // Left by a kill in the middle of this; nobody ever used it.
            Directory.Delete(place.NewData, recursive: true);
        }
        var made = await programs.RunAsync(
            "initdb",
            ["-D", place.NewData, "-U", Name, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"],
            token
        );
        if (!made.Succeeded)
        {
            throw Failure(place, made.LastLine);
        }
        // Without a password: who can open the socket is the owner already (mode 0700, in a folder of mode 0700).
        await WriteAsync(Path.Combine(place.NewData, "pg_hba.conf"), "local all all trust\nlocal replication all trust\n", token);
        var main = Path.Combine(place.NewData, "postgresql.conf");
        var text = await File.ReadAllTextAsync(main, token);
        await WriteAsync(main, $"{text}\ninclude = '{ServerSettings.FileName}'\n", token);
        Directory.Move(place.NewData, place.Data);
    }

    private static async Task StartServerAsync(
        PrivatePostgresOptions options,
        ClusterPlace place,
        PostgresPrograms programs,
        ILogger logger,
        CancellationToken token
    )
    {
        DeleteOldLogs(place);
        File.Delete(place.StartLog);
        var settings = Path.Combine(place.Data, ServerSettings.FileName);
        var lz4 = await KnowsLz4Async(place, programs, token);
        await WriteAsync(settings, ServerSettings.Text(options, $"denga-{place.Hash}", place.SocketFolder, place.Log, lz4), token);
        // Its number may have passed to another process (after a restart of the container, say), or nobody has waited for the killed one yet, and
        // PostgreSQL would refuse to start.
        File.Delete(ServerProcess.PidFile(place));
        File.Delete(place.SocketLock);

        logger.LogInformation("Starting PostgreSQL {Version} in {Folder}", programs.Version, place.Folder);
        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var started = await programs.RunAsync(
            "pg_ctl",
            ["start", "-D", place.Data, "-l", place.StartLog, "-w", "-t", seconds, "-s"],
            token
        );
        if (!started.Succeeded)
        {
            throw Failure(place, started.LastLine, isServersFault: true);
        }
    }

    private static async Task<bool> KnowsLz4Async(ClusterPlace place, PostgresPrograms programs, CancellationToken token)
    {
        // An empty configuration, so that a wrong line in ours does not answer for the server.
        var answer = await programs.RunAsync(
            "postgres",
            [
                "-D",
                place.Data,
                "-C",
                "wal_compression",
                "-c",
                "config_file=/dev/null",
                "-c",
                "wal_compression=lz4",
                "-c",
                "default_toast_compression=lz4",
            ],
            token
        );
        return answer.Succeeded;
    }

    private static FileStream? TakeOwnership(ClusterPlace place)
    {
        // What flock answers when another process has the lock.
        const int WouldBlock = 11;
        try
        {
            return new FileStream(place.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>The folder of the socket behind which this cluster's server answers, or null when it does not (yet).</summary>
    private static async Task<string?> TryReachAsync(ClusterPlace place, string database, CancellationToken token)
    {
        if (ServerProcess.SocketFolder(place) is not { } socketFolder)
        {
            return null;
        }
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionStringTo(database, socketFolder));
            await connection.OpenAsync(token);
            await using var command = new NpgsqlCommand("show data_directory", connection);
            return string.Equals(await command.ExecuteScalarAsync(token) as string, place.Data, StringComparison.Ordinal)
                ? socketFolder
                : null;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static string ConnectionStringTo(string database, string socketFolder) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socketFolder,
            Username = Name,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // The tests of a connection must not leave one open; the database's own are pooled.
            Pooling = string.Equals(database, Name, StringComparison.Ordinal),
        }.ConnectionString;

    /// <summary>Whole or not at all, and on disk: a kill in the middle leaves the old file.</summary>
    private static async Task WriteAsync(string path, string text, CancellationToken token)
    {
        var draft = path + ".draft";
        File.Delete(draft);
        await using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
        {
            // The server's user reads it; the folder around it is closed to others.
            Permissions.LetOthersRead(stream.SafeFileHandle);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(text.AsMemory(), token);
            await writer.FlushAsync(token);
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    private static PostgresWillNotStartException Failure(ClusterPlace? place, string reason, bool isServersFault = false)
    {
        if (place is null)
        {
            return new PostgresWillNotStartException($"PostgreSQL will not start: {reason.TrimEnd('.')}.");
        }
        var logs = LogsNewestFirst(place).Take(1).Select(file => file.FullName).Prepend(place.StartLog).Where(File.Exists).ToList();
        foreach (var log in isServersFault ? logs : [])
        {
            // The server's own last words say more than pg_ctl's "could not start server".
            if (LastFatal(log) is { } words)
            {
                return Failure(place, words, log);
            }
        }
        return Failure(place, reason, logs.LastOrDefault());
    }

    private static PostgresWillNotStartException Failure(ClusterPlace place, string reason, string? log)
    {
        var where = log is null ? "" : $" (the log: {log})";
        return new PostgresWillNotStartException($"PostgreSQL will not start in {place.Folder}: {reason.Trim().TrimEnd('.')}{where}.", log);
    }

    private static string NotInTime(ClusterPlace? place, TimeSpan limit)
    {
        var log = place is null ? null : LogsNewestFirst(place).FirstOrDefault();
        var words = log is null ? null : File.ReadLines(log.FullName).LastOrDefault();
        var told = words is null ? "" : $"; its last words: {words}";
        return string.Create(CultureInfo.InvariantCulture, $"it was not ready within {limit.TotalSeconds} s{told}");
    }

    private static string? LastFatal(string log)
    {
        var lines = File.ReadAllLines(log);
        var at = Array.FindLastIndex(
            lines,
            line => line.Contains(" FATAL: ", StringComparison.Ordinal) || line.Contains(" PANIC: ", StringComparison.Ordinal)
        );
        if (at < 0)
        {
            return null;
        }
        // "configuration file … contains errors" says nothing; the line before it names the setting.
        var telling = at > 0 && lines[at].EndsWith("contains errors", StringComparison.Ordinal) ? lines[at - 1] : lines[at];
        var words = telling.IndexOf(":  ", StringComparison.Ordinal);
        return words < 0 ? telling : telling[(words + 3)..];
    }

    /// <summary>One more is begun: at each start, and whenever the newest has grown to its size.</summary>
    private static void DeleteOldLogs(ClusterPlace place)
    {
        foreach (var old in LogsNewestFirst(place).Skip(LogsKept - 1))
        {
            old.Delete();
        }
    }

    private static IEnumerable<FileInfo> LogsNewestFirst(ClusterPlace place)
    {
        var folder = new DirectoryInfo(place.Log);
        return folder.Exists ? folder.EnumerateFiles("postgres-*.log").OrderByDescending(file => file.Name, StringComparer.Ordinal) : [];
    }
}
