using System.Diagnostics;
using System.Globalization;
using Dapper;
using Denga.Platform.Postgres;
using Denga.TestKit.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Denga.TestKit.Postgres;

/// <summary>A real primary and real streaming replicas of it, on sockets.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly string Binaries = Directory
        .EnumerateDirectories("/usr/lib/postgresql")
        .Select(version => Path.Combine(version, "bin"))
        .Where(bin => File.Exists(Path.Combine(bin, "pg_basebackup")))
        .OrderDescending(StringComparer.Ordinal)
        .First();
    private readonly PrivatePostgres primary;
    private readonly CancellationTokenSource stop = new();
    private readonly Task keeping;

    private PostgresCluster(PrivatePostgres primary, bool keepRunning)
    {
        this.primary = primary;
        keeping = keepRunning ? primary.KeepRunningAsync(stop.Token) : Task.CompletedTask;
    }

    public string Folder => primary.Folder;

    public string ConnectionString => primary.ConnectionString;

    public IReadOnlyList<PostgresReplica> Replicas { get; private set; } = [];

    /// <summary>The setting <c>Database:Replicas</c>.</summary>
    public string Places => string.Join(',', Replicas.Select(r => r.Socket));

    /// <param name="durable">What is committed survives a kill; slower.</param>
    /// <param name="keepRunning">Starts the primary again when it was killed.</param>
    public static async Task<PostgresCluster> Start(int replicas, bool durable = false, bool keepRunning = false)
    {
        var folder = Path.Combine(TestDatabase.Root, ".denga", "cluster-" + Guid.CreateVersion7().ToString("N")[20..]);
        var primary = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions
            {
                Folder = folder,
                ExtraSettings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["fsync"] = durable ? "on" : "off",
                    ["max_connections"] = "300",
                    ["wal_keep_size"] = "512MB",
                    ["hot_standby_feedback"] = "on",
                },
            },
            NullLogger.Instance,
            CancellationToken.None
        );
        ChildProcess.StopPostgresAfterUs(Path.Combine(primary.Folder, "data"));
        var cluster = new PostgresCluster(primary, keepRunning);
        cluster.Replicas = await Task.WhenAll(
            Enumerable
                .Range(1, replicas)
                .Select(n => PostgresReplica.Make(primary, string.Create(CultureInfo.InvariantCulture, $"replica-{n}")))
        );
        return cluster;
    }

    /// <summary>Kills the primary's first process; the others follow.</summary>
    public void KillPrimary() => KillServerIn(Path.Combine(primary.Folder, "data"));

    /// <summary>The primary hangs: its connections stay open and nothing answers, until <see cref="Continue"/>.</summary>
    public Task Stall() => Signal("STOP");

    public Task Continue() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var replica in Replicas)
            await replica.DisposeAsync();
        await primary.DisposeAsync();
        Directory.Delete(primary.Folder, recursive: true);
        stop.Dispose();
    }

    /// <summary>To the first process, which makes more, and then to all that it has made.</summary>
    private async Task Signal(string signal)
    {
        var first = File.ReadLines(Path.Combine(primary.Folder, "data", "postmaster.pid")).First();
        await Kill(first);
        var children = await File.ReadAllTextAsync($"/proc/{first}/task/{first}/children");
        await Kill(children.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        async Task Kill(params string[] processes)
        {
            using var sent = Process.Start("kill", ["-" + signal, .. processes]);
            await sent.WaitForExitAsync();
        }
    }

    internal static void KillServerIn(string data)
    {
        using var postmaster = Process.GetProcessById(
            int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture)
        );
        postmaster.Kill();
        postmaster.WaitForExit();
    }

    /// <summary>PostgreSQL refuses root: as the user of Debian's package then.</summary>
    internal static async Task Run(string program, params string[] arguments)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", Path.Combine(Binaries, program), .. arguments]
            : [Path.Combine(Binaries, program), .. arguments];
        // Its output goes nowhere: a server that it leaves behind would keep a pipe open.
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "\"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command])
            {
                UseShellExecute = false,
                WorkingDirectory = "/",
            }
        )!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}

/// <summary>A server that follows the primary.</summary>
public sealed class PostgresReplica : IAsyncDisposable
{
    private readonly string name;
    private readonly string data;
    private readonly string administrator;

    private PostgresReplica(string name, string data, string socket, string administrator)
    {
        this.name = name;
        this.data = data;
        this.administrator = administrator;
        Socket = socket;
    }

    /// <summary>The folder of its socket.</summary>
    public string Socket { get; }

    internal static async Task<PostgresReplica> Make(PrivatePostgres primary, string name)
    {
        var source = new NpgsqlConnectionStringBuilder(primary.ConnectionString);
        var data = Path.Combine(primary.Folder, name);
        // A socket's path has a hundred characters.
        var socket = Path.Combine(Path.GetTempPath(), "denga-" + Guid.CreateVersion7().ToString("N")[20..]);
        var replica = new PostgresReplica(
            name,
            data,
            socket,
            new NpgsqlConnectionStringBuilder(primary.ConnectionString) { Host = socket, Pooling = false }.ConnectionString
        );
        await PostgresCluster.Run(
            "pg_basebackup",
            "-h",
            source.Host!,
            "-U",
            source.Username!,
            "-D",
            data,
            "-R",
            "-X",
            "stream",
            "-c",
            "fast"
        );
        ChildProcess.StopPostgresAfterUs(data);
        Directory.CreateDirectory(socket);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socket, (UnixFileMode)511);
        await replica.StartAgain();
        return replica;
    }

    public Task StartAgain() =>
        PostgresCluster.Run(
            "pg_ctl",
            "start",
            "-w",
            "-D",
            data,
            "-o",
            $"-c unix_socket_directories={Socket} -c logging_collector=off -c cluster_name={name}"
        );

    public void Kill() => PostgresCluster.KillServerIn(data);

    /// <summary>It goes on receiving and shows nothing new.</summary>
    public Task Pause() => Execute("select pg_wal_replay_pause()");

    public Task Continue() => Execute("select pg_wal_replay_resume()");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await PostgresCluster.Run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data);
        }
        catch (InvalidOperationException)
        {
            // Killed by the test.
        }
        Directory.Delete(Socket, recursive: true);
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(administrator);
        await connection.ExecuteAsync(sql);
    }
}
