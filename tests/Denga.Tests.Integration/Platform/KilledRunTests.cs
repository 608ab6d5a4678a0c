using System.Diagnostics;
using System.Globalization;
using Denga.TestKit;
using Denga.TestKit.Files;
using Denga.TestKit.Postgres;
using Denga.TestKit.Redis;
using Denga.TestKit.Server;
using Denga.TestKit.Split;

namespace Denga.Tests.Integration.Foundation;

/// <summary>A run of the tests that is killed takes its servers with it.</summary>
public sealed class KilledRunTests
{
    private const string Place = "DENGA_TEST_HELD";

    [Fact]
    public async Task No_server_outlives_a_run_that_was_killed()
    {
        var place = Path.Combine(TestDatabase.Root, ".denga", "held-" + Guid.CreateVersion7().ToString("N")[20..]);
        using var run = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [typeof(KilledRunTests).Assembly.Location, "-noLogo", "-explicit", "only", "-method", "*" + nameof(Servers_of_such_a_run)]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                Environment = { [Place] = place },
            }
        )!;
        var said = run.StandardOutput.ReadToEndAsync();
        try
        {
            await Wait.Until(() => File.Exists(place) || run.HasExited, Wait.StartMax);
            var servers = run.HasExited ? [] : Descendants(run.Id);
            run.Kill();
            Assert.True(File.Exists(place), await said);
            var cluster = await File.ReadAllTextAsync(place);
            foreach (var server in new[] { "redis-server", "node", "nginx" })
                Assert.Contains(servers, s => s.Program.StartsWith(server, StringComparison.Ordinal));
            await Wait.Until(() => !servers.Any(IsAlive) && !File.Exists(Path.Combine(cluster, "data", "postmaster.pid")), Wait.StartMax);
            Directory.Delete(cluster, recursive: true);
        }
        finally
        {
            run.Kill();
            File.Delete(place);
        }
    }

    /// <summary>Run by the other test, and killed by it.</summary>
    [Fact(Explicit = true)]
    public async Task Servers_of_such_a_run()
    {
        var place =
            Environment.GetEnvironmentVariable(Place) ?? throw new InvalidOperationException("This is for the other test to run and kill.");
        await using var redis = await RedisProcess.Start();
        await using var files = await NpmS3Server.Start();
        await using var nginx = await NginxProcess.Start(
            [Ports.FreeAddress()],
            Ports.FreeAddress(),
            Ports.FreeAddress(),
            Ports.FreeAddress(),
            Ports.FreeAddress()
        );
        await using var cluster = await PostgresCluster.Start(replicas: 0);
        // A process that was stopped dies of SIGKILL only.
        await redis.Stall();
        await File.WriteAllTextAsync(place + ".new", cluster.Folder);
        File.Move(place + ".new", place);
        await Task.Delay(Timeout.Infinite);
    }

    private sealed record Server(int Id, string Program, string Began);

    private static List<Server> Descendants(int parent)
    {
        var all = Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => Look(int.Parse(name!, CultureInfo.InvariantCulture)))
            .OfType<(Server Server, int Parent)>()
            .ToList();
        var found = new List<Server>();
        for (var parents = new HashSet<int> { parent }; parents.Count > 0; )
        {
            var children = all.Where(p => parents.Contains(p.Parent)).Select(p => p.Server).ToList();
            found.AddRange(children);
            parents = [.. children.Select(c => c.Id)];
        }
        return found;
    }

    /// <summary>Its number may be another's by now, but not with the same beginning.</summary>
    private static bool IsAlive(Server server) => Look(server.Id) is { } now && now.Server == server;

    /// <summary>proc(5), <c>stat</c>; null when there is none, or only its number is left.</summary>
    private static (Server Server, int Parent)? Look(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var rest = stat[(close + 2)..].Split(' ');
            return rest[0] is "Z" or "X"
                ? null
                : (new Server(id, stat[(open + 1)..close], rest[19]), int.Parse(rest[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
