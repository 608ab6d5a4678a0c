using System.Diagnostics;
using System.Globalization;
using Denga.Platform.Modules;

namespace Denga.TestKit.Server;

/// <summary>Denga as a real process: it can be stopped, killed and started again. Either some of its modules on a database that is there
/// (<see cref="Serve"/>), or all of it with a private PostgreSQL (<see cref="Up"/>), which is durable and can be killed too.</summary>
public sealed class DengaProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);
    private readonly string command;
    private readonly Dictionary<string, string> settings;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly string? folder;
    private Process? process;
    private string said = "";

    private DengaProcess(
        string command,
        Uri address,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null
    )
    {
        this.command = command;
        this.settings = new(settings, StringComparer.Ordinal) { ["Http:Address"] = address.GetLeftPart(UriPartial.Authority) };
        this.environment = environment ?? new Dictionary<string, string>(StringComparer.Ordinal);
        this.folder = folder;
        Address = address;
        Http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Answers when requests are answered.</summary>
    /// <param name="modules">Separated by commas.</param>
    /// <param name="database">One of <see cref="TestDatabase"/>, with what such tests always set; without it, all settings are the test's.</param>
    /// <param name="environment">Such as <c>OTEL_SERVICE_NAME</c>.</param>
    public static Task<DengaProcess> Serve(
        string modules,
        Uri address,
        IReadOnlyDictionary<string, string> settings,
        string? database = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var all = database is null ? new Dictionary<string, string>(StringComparer.Ordinal) : Basic(database, modules);
        foreach (var (name, value) in settings)
            all[name] = value;
        all["Modules:Only"] = modules;
        return Started(new DengaProcess("serve", address, all, environment));
    }

    /// <summary>Answers when requests are answered.</summary>
    /// <param name="settings">On top of what such a test always needs.</param>
    public static Task<DengaProcess> Up(params (string Name, string Value)[] settings)
    {
        var folder = Path.Combine(TestDatabase.Root, ".denga", "crash-" + Guid.CreateVersion7().ToString("N")[20..]);
        Directory.CreateDirectory(folder);
        var all = Basic(database: null);
        // What bears on kills is as it comes.
        all.Remove("Database:ConnectionsPerModule");
        all.Remove("Events:FirstDelay");
        all["Database:Folder"] = Path.Combine(folder, "postgres");
        all["Files:Folder"] = Path.Combine(folder, "files");
        all["Identity:KeyFile"] = Path.Combine(folder, "identity.key");
        all["Payments:KeyFile"] = Path.Combine(folder, "payments.key");
        all["Booking:Calendars:KeyFile"] = Path.Combine(folder, "calendars.key");
        all["Wallet:CheckpointKeyFile"] = Path.Combine(folder, "checkpoint.pem");
        foreach (var (name, value) in settings)
            all[name] = value;
        return Started(new DengaProcess("up", Ports.FreeAddress(), all, folder: folder));
    }

    /// <summary>Starts on the same address and waits until requests are answered.</summary>
    public async Task StartAgain()
    {
        said = "";
        var start = Program(command, settings);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = ChildProcess.Start(start, isGraceful: true);
        process.OutputDataReceived += (_, line) => said += line.Data + "\n";
        process.ErrorDataReceived += (_, line) => said += line.Data + "\n";
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Wait.Until(
            async () =>
                process.HasExited
                    ? throw new SettingException(
                        $"Denga ({command} {settings.GetValueOrDefault("Modules:Only")}) ended with {process.ExitCode} at its start: {said}"
                    )
                    : await Answers(),
            Wait.StartMax,
            $"{command} on {Address} answers"
        );
    }

    /// <inheritdoc cref="DengaServer.UntilOk"/>
    public Task UntilOk(string dependency) =>
        Wait.Until(
            async () =>
            {
                using var health = await Http.GetAsync("/health/ready");
                return (await health.Content.ReadAsStringAsync()).Contains(
                    $"\"{dependency}\":{{\"status\":\"ok\"",
                    StringComparison.Ordinal
                );
            },
            Wait.StartMax
        );

    /// <summary>As an operator stops it; answers when it has ended.</summary>
    public async Task Stop()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            using (var interrupt = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await interrupt.WaitForExitAsync();
        await Ended();
    }

    /// <summary>As the kernel does it: nothing is finished.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await Ended();
    }

    /// <summary>Kills the first process of the private database; the others follow.</summary>
    public void KillPostgres()
    {
        var place = Path.Combine(folder!, "postgres.place");
        var pidFile = Directory
            .GetFiles(
                File.Exists(place) ? File.ReadAllText(place).Trim() : Path.Combine(folder!, "postgres"),
                "postmaster.pid",
                SearchOption.AllDirectories
            )
            .Single();
        using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture));
        postmaster.Kill();
    }

    /// <summary>Runs a command of Denga's on the same database; answers its exit code and what it said.</summary>
    public Task<(int Code, string Said)> Run(string other) => Run(other, settings);

    /// <inheritdoc cref="Run(string)"/>
    public static async Task<(int Code, string Said)> Run(string command, IReadOnlyDictionary<string, string> settings)
    {
        using var run = Process.Start(Program(command, settings))!;
        var errors = run.StandardError.ReadToEndAsync();
        var said = await run.StandardOutput.ReadToEndAsync() + await errors;
        await run.WaitForExitAsync();
        return (run.ExitCode, said);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stop();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }

    private static async Task<DengaProcess> Started(DengaProcess denga)
    {
        await denga.StartAgain();
        return denga;
    }

    private static Dictionary<string, string> Basic(string? database, string? modules = null) =>
        DengaServer.BasicSettings(database, modules).ToDictionary(s => s.Key, s => s.Value!, StringComparer.Ordinal);

    private static ProcessStartInfo Program(string command, IReadOnlyDictionary<string, string> settings) =>
        new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Denga.Host.dll"),
                command,
                .. settings.SelectMany(s => new[] { "--" + s.Key, s.Value }),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

    private async Task Ended()
    {
        await process!.WaitForExitAsync().WaitAsync(StopMax);
        process.Dispose();
        process = null;
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var answer = await Http.GetAsync("/health/live");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
