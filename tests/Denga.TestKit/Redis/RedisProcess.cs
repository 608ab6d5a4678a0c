using System.Diagnostics;
using System.Globalization;
using Denga.TestKit.Server;

namespace Denga.TestKit.Redis;

/// <summary>A real redis-server on a free port that keeps nothing on disk.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    /// <summary>How many slots a cluster has.</summary>
    internal const int Slots = 16384;

    private readonly int port = Ports.Free();
    private readonly int bus = Ports.Free();
    private readonly Range? slots;
    private Process process = null!;

    private RedisProcess(Range? slots) => this.slots = slots;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{Address},connectTimeout=1000");

    internal string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <param name="isCluster">A cluster of one node: it holds every slot, and refuses a script or a command whose keys lie in several.</param>
    public static Task<RedisProcess> Start(bool isCluster = false) => Start(isCluster ? ..Slots : null);

    /// <param name="slots">The ones of a cluster that this node holds.</param>
    internal static async Task<RedisProcess> Start(Range? slots)
    {
        var redis = new RedisProcess(slots);
        await redis.StartAgain();
        return redis;
    }

    /// <summary>On the same port, empty.</summary>
    public async Task StartAgain()
    {
        process = ChildProcess.Start(
            new ProcessStartInfo(
                "redis-server",
                [
                    .. (string[])["--port", Number(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
                    .. slots is null
                        ? (string[])[]
                        : ["--cluster-enabled", "yes", "--cluster-config-file", Nodes, "--cluster-port", Number(bus)],
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        );
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal))
                continue;
            // A pipe that nobody reads would stop it when it is full.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            if (slots is { } own)
                await Command("cluster", "addslotsrange", Number(own.Start.Value), Number(own.End.Value - 1));
            if (slots.Equals(..Slots))
                await UntilCluster(nodes: 1);
            return;
        }
        throw new InvalidOperationException("redis-server did not start.");
    }

    private string Nodes =>
        Path.Combine(TestDatabase.Root, ".denga", string.Create(CultureInfo.InvariantCulture, $"test-redis-{port}.conf"));

    /// <summary>Makes this node and another one members of one cluster.</summary>
    internal Task Meet(RedisProcess other) => Command("cluster", "meet", "127.0.0.1", Number(other.port), Number(other.bus));

    /// <summary>Answers when this node knows the cluster and finds it whole.</summary>
    internal Task UntilCluster(int nodes) =>
        Wait.Until(async () =>
            await Command("cluster", "info") is var said
            && said.Contains("cluster_state:ok", StringComparison.Ordinal)
            && said.Contains("cluster_known_nodes:" + Number(nodes), StringComparison.Ordinal)
        );

    /// <summary>As the kernel does it.</summary>
    public async Task Kill()
    {
        if (process.HasExited)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>It keeps its connections and answers nobody, until <see cref="Continue"/>.</summary>
    public Task Stall() => Signal("STOP");

    public Task Continue() => Signal("CONT");

    /// <summary>Asks the server itself; answers what it said.</summary>
    public async Task<string> Command(params string[] words)
    {
        using var cli = Process.Start(
            new ProcessStartInfo("redis-cli", ["-p", Number(port), .. words]) { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        var said = await cli.StandardOutput.ReadToEndAsync();
        await cli.WaitForExitAsync();
        return said.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Kill();
        }
        catch (InvalidOperationException)
        {
            // Killed by the test.
        }
        File.Delete(Nodes);
    }

    private async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Number(process.Id)]);
        await kill.WaitForExitAsync();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
