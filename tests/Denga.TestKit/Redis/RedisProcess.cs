using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Denga.TestKit.Server;

namespace Denga.TestKit.Redis;

/// <summary>A real redis-server on a free port that keeps nothing on disk.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private readonly int port = FreePort();
    private readonly bool isCluster;
    private Process process = null!;

    private RedisProcess(bool isCluster) => this.isCluster = isCluster;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},connectTimeout=1000");

    /// <param name="isCluster">A cluster of one node: it holds every slot, and refuses a script or a command whose keys lie in several.</param>
    public static async Task<RedisProcess> Start(bool isCluster = false)
    {
        var redis = new RedisProcess(isCluster);
        await redis.StartAgain();
        return redis;
    }

    /// <summary>On the same port, empty.</summary>
    public async Task StartAgain()
    {
        process = Process.Start(
            new ProcessStartInfo(
                "redis-server",
                [
                    .. (string[])
                        ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
                    .. isCluster ? (string[])["--cluster-enabled", "yes", "--cluster-config-file", Nodes] : [],
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal))
                continue;
            // A pipe that nobody reads would stop it when it is full.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            if (isCluster)
                await TakeSlots();
            return;
        }
        throw new InvalidOperationException("redis-server did not start.");
    }

    private string Nodes =>
        Path.Combine(TestDatabase.Root, ".denga", string.Create(CultureInfo.InvariantCulture, $"test-redis-{port}.conf"));

    private async Task TakeSlots()
    {
        await Command("cluster", "addslotsrange", "0", "16383");
        while (!(await Command("cluster", "info")).Contains("cluster_state:ok", StringComparison.Ordinal))
            await Task.Delay(10);
    }

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
            new ProcessStartInfo("redis-cli", ["-p", port.ToString(CultureInfo.InvariantCulture), .. words])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
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
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
