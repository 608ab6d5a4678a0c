using Denga.Host;
using Denga.TestKit.Files;
using Denga.TestKit.Kafka;
using Denga.TestKit.Postgres;
using Denga.TestKit.Redis;
using Denga.TestKit.Server;

namespace Denga.TestKit.Split;

/// <summary>Denga split into processes on this machine, with everything that it stands on: nginx, three fronts, the services, PostgreSQL with two
/// replicas, Redis, a Kafka broker, an S3 server.</summary>
public sealed class SplitSystem : IAsyncDisposable
{
    private static readonly string Front = DengaModules.Processes.Single(p => p.Name == DengaModules.Front).Modules;

    /// <summary>What is behind the fronts.</summary>
    private static readonly IReadOnlyList<(string Name, string Modules)> Services =
    [
        .. DengaModules.Processes.Where(p => p.Name != DengaModules.Front),
    ];

    private readonly string folder = Path.Combine(TestDatabase.Root, ".denga", "split-" + Guid.CreateVersion7().ToString("N")[20..]);
    private Dictionary<string, string> settings = [];

    private SplitSystem() { }

    public PostgresCluster Postgres { get; private set; } = null!;

    public RedisProcess Redis { get; private set; } = null!;

    public KafkaBroker Kafka { get; private set; } = null!;

    /// <summary>Null where the broker is a real one, which is nobody's to shut.</summary>
    public KafkaGate? KafkaGate { get; private set; }

    public NpmS3Server Files { get; private set; } = null!;

    public IReadOnlyList<DengaProcess> Fronts { get; private set; } = [];

    public IReadOnlyDictionary<string, DengaProcess> Parts { get; private set; } =
        new Dictionary<string, DengaProcess>(StringComparer.Ordinal);

    public NginxProcess Nginx { get; private set; } = null!;

    /// <param name="more">Further settings of every process.</param>
    public static async Task<SplitSystem> Start(IReadOnlyDictionary<string, string> more)
    {
        var system = new SplitSystem();
        try
        {
            await system.StartAll(more);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of Denga's on the same database; answers its exit code and what it said.</summary>
    public Task<(int Code, string Said)> Run(string command)
    {
        // Looked at from outside: no Kafka, no other processes.
        var own = settings.Where(s => s.Key.Split(':')[0] is "Database" or "Files" or "Identity" or "Wallet" or "Logging");
        return DengaProcess.Run(command, own.ToDictionary(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (Nginx is not null)
            await Nginx.DisposeAsync();
        await Task.WhenAll(Fronts.Concat(Parts.Values).Select(p => p.DisposeAsync().AsTask()));
        if (KafkaGate is not null)
            await KafkaGate.DisposeAsync();
        Kafka?.Dispose();
        if (Files is not null)
            await Files.DisposeAsync();
        if (Redis is not null)
            await Redis.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private async Task StartAll(IReadOnlyDictionary<string, string> more)
    {
        Directory.CreateDirectory(folder);
        Postgres = await PostgresCluster.Start(replicas: 2, durable: true, keepRunning: true);
        Redis = await RedisProcess.Start();
        Files = await NpmS3Server.Start();
        Kafka = KafkaBroker.Start(brokers: 1);
        settings = Kafka.Settings();
        if (Kafka.IsMock)
        {
            KafkaGate = new KafkaGate(Kafka.Servers);
            settings["Kafka:Servers"] = KafkaGate.Servers;
        }
        Set("Database:ConnectionString", Postgres.ConnectionString);
        Set("Database:Replicas", Postgres.Places);
        Set("Database:ConnectionsPerModule", "10");
        Set("Redis:ConnectionString", Redis.ConnectionString);
        Set("Files:S3:Endpoint", Files.Address.ToString());
        Set("Files:S3:Bucket", "denga");
        Set("Files:S3:AccessKey", NpmS3Server.AccessKey);
        Set("Files:S3:SecretKey", NpmS3Server.SecretKey);
        Set("Identity:KeyFile", Path.Combine(folder, "identity.key"));
        Set("Payments:KeyFile", Path.Combine(folder, "payments.key"));
        Set("Booking:Calendars:KeyFile", Path.Combine(folder, "calendars.key"));
        Set("Wallet:CheckpointKeyFile", Path.Combine(folder, "checkpoint.pem"));
        Set("Modules:Secret", "a secret that the parts of this system share");
        Set("Rates:Fetch", "false");
        Set("Logging:LogLevel:Default", "Warning");
        foreach (var (name, value) in more)
            Set(name, value);
        var places = Services.ToDictionary(s => s.Name, _ => Ports.FreeAddress(), StringComparer.Ordinal);
        foreach (var (name, modules) in Services)
        foreach (var module in modules.Split(','))
            Set("Modules:" + module, places[name].ToString());
        // Only this has the administrator's connection string.
        if (await Run("migrate") is { Code: not 0 } failed)
            throw new InvalidOperationException(failed.Said);
        var parts = await Task.WhenAll(Services.Select(s => DengaProcess.Serve(s.Modules, places[s.Name], SettingsOf(s.Modules))));
        Parts = Services.Zip(parts).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);
        Fronts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => DengaProcess.Serve(Front, Ports.FreeAddress(), SettingsOf(Front))));
        Nginx = await NginxProcess.Start(
            Fronts.Select(f => f.Address),
            places["bot"],
            places["payments"],
            places["identity"],
            places["booking"]
        );
    }

    private void Set(string name, string value) => settings[name] = value;

    /// <summary>A front is told of no database, and the others of no administrator.</summary>
    private Dictionary<string, string> SettingsOf(string modules)
    {
        var own = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        foreach (var name in settings.Keys.Where(s => s.StartsWith("Database:", StringComparison.Ordinal)))
            own.Remove(name);
        if (TestDatabase.PlaceFor(modules, Postgres.ConnectionString) is not { } place)
            return own;
        foreach (var (name, value) in settings.Where(s => s.Key.StartsWith("Database:", StringComparison.Ordinal)))
            own[name] = value;
        own["Database:ConnectionString"] = place;
        return own;
    }
}
