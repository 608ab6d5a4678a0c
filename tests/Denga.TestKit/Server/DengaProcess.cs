using System.Diagnostics;
using System.Globalization;
using Denga.Platform.Modules;

namespace Denga.TestKit.Server;

/// <summary>Denga as a process of its own with its private, durable PostgreSQL, to be killed.</summary>
public sealed class DengaProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private readonly string folder;
    private readonly string[] settings;
    private readonly int port;
    private Process process = null!;

    private DengaProcess(string folder, string[] settings)
    {
        this.folder = folder;
        this.settings = settings;
        port = Ports.Free();
        Http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
    }

    public HttpClient Http { get; }

    public static async Task<DengaProcess> Start(params string[] settings)
    {
        var denga = new DengaProcess(
            Path.Combine(TestDatabase.Root, ".denga", "crash-" + Guid.CreateVersion7().ToString("N")[20..]),
            settings
        );
        await denga.StartAgain();
        return denga;
    }

    /// <summary>Starts and waits until requests are answered.</summary>
    public async Task StartAgain()
    {
        Directory.CreateDirectory(folder);
        process = ChildProcess.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Denga.Host.dll"), "up", .. Settings()])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
            isGraceful: true
        );
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(ReadyMax);
        var said = "";
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            said += line + "\n";
            if (line.Contains("is ready", StringComparison.Ordinal))
                return;
        }
        throw new SettingException("Denga did not start: " + said);
    }

    /// <summary>As the kernel does it: nothing is finished.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Kills the database's first process; the others follow.</summary>
    public void KillPostgres()
    {
        var place = File.Exists(Path.Combine(folder, "postgres.place"))
            ? File.ReadAllText(Path.Combine(folder, "postgres.place")).Trim()
            : Path.Combine(folder, "postgres");
        var pidFile = Directory.GetFiles(place, "postmaster.pid", SearchOption.AllDirectories).Single();
        using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture));
        postmaster.Kill();
    }

    /// <summary>Runs a command of Denga's on the same database; answers its exit code and what it said.</summary>
    public async Task<(int Code, string Said)> Run(params string[] command)
    {
        using var run = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Denga.Host.dll"), .. command, .. Settings()])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = await run.StandardOutput.ReadToEndAsync() + await run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        return (run.ExitCode, said);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            using var interrupt = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await interrupt.WaitForExitAsync();
            await process.WaitForExitAsync();
        }
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string[] Settings() =>
        [
            "--Database:Folder",
            Path.Combine(folder, "postgres"),
            "--Files:Folder",
            Path.Combine(folder, "files"),
            "--Identity:KeyFile",
            Path.Combine(folder, "identity.key"),
            "--Wallet:CheckpointKeyFile",
            Path.Combine(folder, "checkpoint.pem"),
            "--Http:Address",
            Http.BaseAddress!.ToString().TrimEnd('/'),
            "--Http:RequestsPerSecond",
            "100000",
            "--Http:ConversationsPerMinute",
            "100000",
            "--Limits:PersonPerMinute",
            "1000000",
            "--Limits:CommandPerMinute",
            "1000000",
            "--Rates:Fetch",
            "false",
            "--Logging:LogLevel:Default",
            "Error",
            .. settings,
        ];
}
