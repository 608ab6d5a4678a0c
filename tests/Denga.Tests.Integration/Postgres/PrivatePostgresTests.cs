using System.Diagnostics;
using System.Globalization;
using Dapper;
using Denga.Platform.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Denga.Tests.Integration.Postgres;

public sealed class PrivatePostgresTests(PrivatePostgresTests.MadeCluster made)
    : IClassFixture<PrivatePostgresTests.MadeCluster>,
        IDisposable
{
    // Not the system's /tmp/<random> of mode 0700: root's server must be able to enter it.
    private readonly string _home = Directory.CreateDirectory($"/tmp/denga-test-{Guid.CreateVersion7():N}").FullName;

    private string Folder => Path.Combine(_home, "postgres");
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_new_folder_becomes_a_durable_database_in_utf8_that_only_its_owner_can_reach()
    {
        await using var server = await StartAsync();
        await using var connection = await ConnectAsync(server);

        Assert.True(server.IsOwner);
        var settings = (
            await connection.QueryAsync<(string Name, string Setting)>(
                "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level', 'data_checksums', 'server_encoding', 'listen_addresses', 'unix_socket_permissions', 'max_connections', 'shared_preload_libraries')"
            )
        ).ToDictionary(row => row.Name, row => row.Setting, StringComparer.Ordinal);
        Assert.Equal("on", settings["fsync"]);
        Assert.Equal("on", settings["synchronous_commit"]);
        Assert.Equal("on", settings["full_page_writes"]);
        Assert.Equal("replica", settings["wal_level"]);
        Assert.Equal("on", settings["data_checksums"]);
        Assert.Equal("UTF8", settings["server_encoding"]);
        Assert.Equal("", settings["listen_addresses"]);
        Assert.Equal("0700", settings["unix_socket_permissions"]);
        Assert.Equal("100", settings["max_connections"]);
        Assert.Equal("", settings["shared_preload_libraries"]);
        Assert.Equal("denga|КОФЕ", await connection.ExecuteScalarAsync<string>("select current_database() || '|' || upper('кофе')"));
        Assert.Equal("700", Shell($"stat -c %a {Path.GetDirectoryName(SocketFolderOf(server))}"));
    }

    [Fact]
    public async Task Other_users_of_the_machine_do_not_get_in()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become another user.");
        made.CopyTo(Folder);
        await using var server = await StartAsync();

        var answer = Shell(
            $"setpriv --reuid=nobody --regid=nogroup --clear-groups {ProgramsFolder()}/psql -h {SocketFolderOf(server)} -U denga -d denga -c 'select 1' 2>&1 || true"
        );

        Assert.Contains("Permission denied", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        made.CopyTo(Folder);
        await using (var first = await StartAsync())
        {
            await CommitAsync(first, "coffee");
        }
        Assert.False(File.Exists(Path.Combine(Folder, "data", "postmaster.pid")));

        await using var second = await StartAsync();

        Assert.Equal(["coffee"], await NotesAsync(second));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_the_server_was_killed()
    {
        made.CopyTo(Folder);
        await using (var first = await StartAsync())
        {
            await CommitAsync(first, "coffee");
            await KillAsync(first);
        }

        await using var second = await StartAsync();

        Assert.True(second.IsOwner);
        Assert.Equal(["coffee"], await NotesAsync(second));
    }

    [Fact]
    public async Task A_number_that_passed_to_another_process_does_not_stop_the_start()
    {
        made.CopyTo(Folder);
        string sockets;
        await using (var first = await StartAsync())
        {
            sockets = SocketFolderOf(first);
            await CommitAsync(first, "coffee");
            await KillAsync(first);
        }
        foreach (var file in (string[])[Path.Combine(Folder, "data", "postmaster.pid"), .. Directory.GetFiles(sockets, ".s.*.lock")])
        {
            var lines = await File.ReadAllLinesAsync(file, Token);
            lines[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(file, lines, Token);
        }

        await using var second = await StartAsync();

        Assert.Equal(["coffee"], await NotesAsync(second));
    }

    [Fact]
    public async Task A_server_that_outlived_a_killed_Denga_is_found_used_and_stopped()
    {
        made.CopyTo(Folder);
        await using (var first = await StartAsync())
        {
            await CommitAsync(first, "coffee");
        }
        Shell($"cd / && {AsServersUser()} {ProgramsFolder()}/pg_ctl start -w -s -D {Folder}/data -l {Folder}/start.log");
        var running = ServerNumber();

        await using (var second = await StartAsync())
        {
            Assert.True(second.IsOwner);
            Assert.Equal(running, ServerNumber());
            Assert.Equal(["coffee"], await NotesAsync(second));
        }

        Assert.False(File.Exists(Path.Combine(Folder, "data", "postmaster.pid")));
    }

    [Fact]
    public async Task A_making_that_was_killed_halfway_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data.new", "base"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "data.new", "PG_VERSION"), "15\n", Token);

        await using var server = await StartAsync();

        await CommitAsync(server, "coffee");
        Assert.Equal(["coffee"], await NotesAsync(server));
    }

    [Fact]
    public async Task A_second_Denga_uses_the_server_of_the_first_and_leaves_it_running()
    {
        var starts = await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());
        var owner = Assert.Single(starts, server => server.IsOwner);
        try
        {
            foreach (var guest in starts.Where(server => !server.IsOwner))
            {
                Assert.Equal(owner.ConnectionString, guest.ConnectionString);
                await guest.DisposeAsync();
            }
            await CommitAsync(owner, "coffee");
            Assert.Equal(["coffee"], await NotesAsync(owner));
        }
        finally
        {
            await owner.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_start_that_is_called_off_leaves_no_server_behind()
    {
        made.CopyTo(Folder);
        using var called = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var logger = new CancelOnStart(called);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = Folder }, logger, called.Token)
        );

        Assert.True(logger.WasStarting);
        await using var next = await StartAsync();
        Assert.True(next.IsOwner);
    }

    [Fact]
    public async Task A_path_longer_than_a_socket_may_have_works()
    {
        var deep = Path.Combine(_home, new string('d', 100), new string('e', 100), "postgres");

        await using (var first = await StartAsync(deep))
        {
            await CommitAsync(first, "coffee");
        }
        await using var second = await StartAsync(deep);

        Assert.Equal(["coffee"], await NotesAsync(second));
        Assert.DoesNotContain("ddd", SocketFolderOf(second), StringComparison.Ordinal);
        Assert.Equal("700", Shell($"stat -c %a {SocketFolderOf(second)}"));
    }

    [Fact]
    public async Task A_folder_that_roots_server_cannot_enter_gets_its_database_elsewhere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root's server runs as another user.");
        var closed = Path.Combine(_home, "closed");
        Directory.CreateDirectory(closed);
        Shell($"chmod 700 {closed}");
        var asked = Path.Combine(closed, "postgres");

        string place;
        await using (var first = await StartAsync(asked))
        {
            place = first.Folder;
            await CommitAsync(first, "coffee");
        }
        try
        {
            Assert.StartsWith("/var/lib/denga/", place, StringComparison.Ordinal);
            await using (var second = await StartAsync(asked))
            {
                Assert.Equal(["coffee"], await NotesAsync(second));
            }
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }

        var refused = await Assert.ThrowsAsync<PostgresWillNotStartException>(() => StartAsync(asked));
        Assert.Contains("which is gone", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused_with_its_name()
    {
        var file = Path.Combine(_home, "file");
        await File.WriteAllTextAsync(file, "", Token);

        var refused = await Assert.ThrowsAsync<PostgresWillNotStartException>(() => StartAsync(Path.Combine(file, "postgres")));

        Assert.Contains($"The database folder {file}/postgres cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_programs_are_refused_with_the_package_that_has_them()
    {
        var options = new PrivatePostgresOptions { Folder = Folder, BinariesFolder = _home };

        var refused = await Assert.ThrowsAsync<PostgresWillNotStartException>(() =>
            PrivatePostgres.StartAsync(options, NullLogger.Instance, Token)
        );

        Assert.Contains("install the Debian package 'postgresql'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_version_is_refused_with_the_package_of_that_version()
    {
        made.CopyTo(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "data", "PG_VERSION"), "99\n", Token);

        var refused = await Assert.ThrowsAsync<PostgresWillNotStartException>(() => StartAsync());

        Assert.Contains("'postgresql-99'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shared_buffer", "1GB", "unrecognized configuration parameter \"shared_buffer\"")]
    [InlineData("max_connections", "many", "invalid value for parameter \"max_connections\"")]
    [InlineData("port", "5433", "The PostgreSQL setting 'port' cannot be set")]
    [InlineData("fsync = off #", "on", "The PostgreSQL setting 'fsync = off #' cannot be set")]
    [InlineData("work_mem", "4MB\nfsync = off", "must be one line")]
    public async Task A_bad_setting_is_refused_with_its_name(string name, string value, string sentence)
    {
        made.CopyTo(Folder);
        var options = new PrivatePostgresOptions
        {
            Folder = Folder,
            ExtraSettings = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value },
        };

        var refused = await Assert.ThrowsAsync<PostgresWillNotStartException>(() =>
            PrivatePostgres.StartAsync(options, NullLogger.Instance, Token)
        );

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task Further_settings_win()
    {
        made.CopyTo(Folder);
        var options = new PrivatePostgresOptions
        {
            Folder = Folder,
            SharedBuffersMegabytes = 32,
            ExtraSettings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "33" },
        };
        await using var server = await PrivatePostgres.StartAsync(options, NullLogger.Instance, Token);
        await using var connection = await ConnectAsync(server);

        Assert.Equal("33", await connection.ExecuteScalarAsync<string>("show max_connections"));
        Assert.Equal("32MB", await connection.ExecuteScalarAsync<string>("show shared_buffers"));
    }

    [Fact]
    public async Task It_works_for_a_plain_user_too()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become another user.");
        var program = Path.Combine(AppContext.BaseDirectory, "Denga.Tests.Integration.dll");
        var start = new ProcessStartInfo(
            "setpriv",
            [
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "--",
                "dotnet",
                program,
                "-method",
                $"*.{nameof(A_new_folder_becomes_a_durable_database_in_utf8_that_only_its_owner_can_reach)}",
                "-method",
                $"*.{nameof(What_was_committed_is_there_after_the_server_was_killed)}",
                "-method",
                $"*.{nameof(A_second_Denga_uses_the_server_of_the_first_and_leaves_it_running)}",
                "-method",
                $"*.{nameof(A_path_longer_than_a_socket_may_have_works)}",
                "-noColor",
            ]
        )
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["DOTNET_CLI_HOME"] = "/nonexistent";
        var canRead = Shell($"setpriv --reuid=nobody --regid=nogroup --clear-groups test -r {program} && echo yes || echo no");
        Assert.SkipUnless(canRead == "yes", "Another user cannot read the tests where they were built.");

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token) + await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 4, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }

    private Task<PrivatePostgres> StartAsync(string? folder = null) =>
        PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = folder ?? Folder }, NullLogger.Instance, Token);

    private static async Task<NpgsqlConnection> ConnectAsync(PrivatePostgres server)
    {
        var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        return connection;
    }

    private static async Task CommitAsync(PrivatePostgres server, string note)
    {
        await using var connection = await ConnectAsync(server);
        await connection.ExecuteAsync("create table if not exists note (text text); insert into note values (@note)", new { note });
    }

    private static async Task<IEnumerable<string>> NotesAsync(PrivatePostgres server)
    {
        await using var connection = await ConnectAsync(server);
        return await connection.QueryAsync<string>("select text from note");
    }

    private async Task KillAsync(PrivatePostgres server)
    {
        await using var connection = await ConnectAsync(server);
        using var process = Process.GetProcessById(ServerNumber());
        process.Kill();
        // The connection breaks once the server's own processes have noticed.
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.ExecuteAsync("select pg_sleep(60)"));
    }

    private int ServerNumber() =>
        int.Parse(File.ReadLines(Path.Combine(Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static string SocketFolderOf(PrivatePostgres server) => new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

    private string AsServersUser() =>
        Environment.IsPrivilegedProcess
            ? $"setpriv --reuid={Shell($"stat -c %U {Folder}")} --regid={Shell($"stat -c %G {Folder}")} --init-groups"
            : "";

    private static string ProgramsFolder() => Shell("ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1");

    private static string Shell(string command)
    {
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, command + "\n" + output);
        return output.Trim();
    }

    /// <summary>A cluster to copy, for the tests that are not about making one: that takes seconds.</summary>
    public sealed class MadeCluster : IAsyncLifetime
    {
        private readonly string _home = Directory.CreateDirectory($"/tmp/denga-test-{Guid.CreateVersion7():N}").FullName;

        public async ValueTask InitializeAsync()
        {
            var options = new PrivatePostgresOptions { Folder = Path.Combine(_home, "postgres") };
            await using var server = await PrivatePostgres.StartAsync(options, NullLogger.Instance, Token);
        }

        public void CopyTo(string folder) => Shell($"cp -a {_home}/postgres {folder}");

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_home, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class CancelOnStart(CancellationTokenSource source) : ILogger
    {
        public bool WasStarting { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (formatter(state, exception).StartsWith("Starting PostgreSQL", StringComparison.Ordinal))
            {
                WasStarting = true;
                source.Cancel();
            }
        }
    }
}
