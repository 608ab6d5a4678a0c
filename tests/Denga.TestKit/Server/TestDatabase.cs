using System.Security.Cryptography;
using System.Text;
using Dapper;
using Denga.Host;
using Denga.Platform.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Denga.TestKit.Server;

/// <summary>One real PostgreSQL for all tests of a process, and a migrated template from which each test's database is cloned.</summary>
public static class TestDatabase
{
    private const string Memory = "/dev/shm";
    private const long MemoryMin = 4L << 30;
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly Lazy<Task<PrivatePostgres>> Cluster = new(StartCluster);
    private static readonly Lazy<Task<string>> Template = new(CreateTemplate);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A database of the test's own, with every module's schema; answers its connection string.</summary>
    public static async Task<string> Create()
    {
        var template = await Template.Value;
        var name = "test_" + Guid.CreateVersion7().ToString("N");
        // Without fsync a copy of the files is quicker than their way through the log.
        await Administer($"create database {name} template {template} strategy file_copy");
        return await ConnectionTo(name);
    }

    /// <summary>The connection string of a process that runs some of the modules: where the database is, and not how the administrator signs in; null,
    /// where none of them keeps anything.</summary>
    /// <param name="modules">Separated by commas.</param>
    public static string? PlaceFor(string modules, string administrator)
    {
        if (!modules.Split(',').Except(DengaModules.WithoutSchema, StringComparer.Ordinal).Any())
            return null;
        var place = new NpgsqlConnectionStringBuilder(administrator);
        place.Remove(nameof(place.Username));
        place.Remove(nameof(place.Password));
        return place.ConnectionString;
    }

    public static async Task Drop(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await Administer($"drop database if exists {name} with (force)");
    }

    private static async Task<PrivatePostgres> StartCluster()
    {
        var home = IsRoomInMemory()
            ? Path.Combine(Memory, "denga-tests-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..12])
            : Path.Combine(Root, ".denga", "test-postgres");
        var postgres = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions
            {
                Folder = Path.Combine(home, "server"),
                // What a crash does is tested on clusters of their own, with everything durable.
                ExtraSettings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["fsync"] = "off",
                    ["max_connections"] = "400",
                    ["max_wal_size"] = "256MB",
                },
            },
            NullLogger.Instance,
            CancellationToken.None
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            postgres.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
            if (postgres.IsOwner)
                Directory.Delete(home, recursive: true);
        };
        if (postgres.IsOwner)
        {
            ChildProcess.StopPostgresAfterUs(Path.Combine(postgres.Folder, "data"));
            await DropLeftovers(postgres.ConnectionString);
        }
        return postgres;
    }

    /// <summary>Of a run that was killed.</summary>
    private static async Task DropLeftovers(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        var left = await connection.QueryAsync<string>(
            "select datname from pg_database where datname like 'test\\_%' or datname like 'template\\_%'"
        );
        foreach (var name in left)
            await connection.ExecuteAsync($"drop database if exists {name} with (force)");
    }

    /// <summary>A database is seven hundred files, and on a disk a third of a run goes into making and deleting them.</summary>
    private static bool IsRoomInMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= MemoryMin;

    private static async Task<string> CreateTemplate()
    {
        // Another build has another template: a changed migration is never tested on an old schema.
        var name =
            "template_"
            + typeof(DengaApplication).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..12]
            + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await Administer($"drop database if exists {name} with (force)");
        await Administer($"create database {name}");
        var settings = new ConfigurationBuilder().AddInMemoryCollection(DengaServer.BasicSettings(await ConnectionTo(name))).Build();
        await using (var denga = await DengaApplication.Build(settings, configure: null, CancellationToken.None))
            await Platform.DengaPlatform.Migrate(denga.Services, CancellationToken.None);
        return name;
    }

    private static async Task Administer(string sql)
    {
        // Cloning a template excludes other sessions on it: one at a time.
        await Gate.WaitAsync();
        try
        {
            await using var connection = new NpgsqlConnection(await ConnectionTo("postgres"));
            await connection.ExecuteAsync(sql);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<string> ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder((await Cluster.Value).ConnectionString) { Database = database }.ConnectionString;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Denga.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run below the folder of Denga.slnx.");
    }
}
