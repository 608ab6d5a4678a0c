using System.Diagnostics;
using System.Globalization;
using Denga.TestKit.Server;

namespace Denga.TestKit.Files;

/// <summary>The npm package s3rver: an S3 server that is not ours, run by Node as a child process. It knows buckets,
/// objects and links and refuses unknown access keys, yet does not compute signatures of version 4 and lets anybody read; it answers 501
/// to lifecycle rules.</summary>
public sealed class NpmS3Server : IAsyncDisposable
{
    public const string AccessKey = "S3RVER";
    public const string SecretKey = "S3RVER";
    private readonly string peer;
    private readonly string folder = Path.Combine(TestDatabase.Root, ".denga", "test-s3-" + Guid.CreateVersion7().ToString("N")[20..]);
    private Process? process;

    private NpmS3Server(string peer) => this.peer = peer;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Null when the package was not installed; the setup script runs <c>npm ci</c> in tests/peers/s3rver.</summary>
    public static string? FindFolder()
    {
        var peer = Path.Combine(TestDatabase.Root, "tests", "peers", "s3rver");
        return Directory.Exists(Path.Combine(peer, "node_modules", "s3rver")) ? peer : null;
    }

    public static async Task<NpmS3Server> Start()
    {
        var server = new NpmS3Server(FindFolder() ?? throw new InvalidOperationException("Run npm ci in tests/peers/s3rver."));
        await server.StartAgain();
        return server;
    }

    /// <summary>On the same port, with the same files.</summary>
    public async Task StartAgain()
    {
        Directory.CreateDirectory(folder);
        process = ChildProcess.Start(
            new ProcessStartInfo("node", ["server.js", Address.Port.ToString(CultureInfo.InvariantCulture), folder])
            {
                WorkingDirectory = peer,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            }
        );
        Address = new Uri(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("s3rver did not start."));
    }

    /// <summary>Nothing listens on its port any more.</summary>
    public async Task Stop()
    {
        if (process is null)
            return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(folder, recursive: true);
    }
}
