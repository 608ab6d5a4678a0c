using System.Diagnostics;
using System.Globalization;
using Denga.Platform.Modules;

namespace Denga.TestKit.Server;

/// <summary>Some of Denga's modules as a process of its own, on a database of the tests' server.</summary>
public sealed class DengaPart : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);
    private readonly Process process;

    private DengaPart(Process process, string address)
    {
        this.process = process;
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    /// <summary>Answers when requests are answered.</summary>
    /// <param name="environment">On top of the settings, such as <c>OTEL_SERVICE_NAME</c>.</param>
    public static async Task<DengaPart> Start(
        string database,
        string modules,
        string address,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var all = DengaServer.BasicSettings(database, modules).ToDictionary(s => s.Key, s => s.Value!, StringComparer.Ordinal);
        foreach (var (name, value) in settings)
            all[name] = value;
        all["Modules:Only"] = modules;
        all["Http:Address"] = address;
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Denga.Host.dll"), "serve", .. all.SelectMany(s => new[] { "--" + s.Key, s.Value })]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var part = new DengaPart(ChildProcess.Start(start, isGraceful: true), address);
        part.process.OutputDataReceived += (_, _) => { };
        part.process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(ReadyMax);
        while (!await part.IsLive(limit.Token))
            if (part.process.HasExited)
                throw new SettingException($"Denga did not start with {modules}.");
        return part;
    }

    /// <summary>As an operator stops it; answers when it has ended.</summary>
    public async Task Stop()
    {
        if (process.HasExited)
            return;
        using (var interrupt = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(StopMax);
    }

    /// <summary>As the kernel does it: nothing is finished.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stop();
        process.Dispose();
    }

    private async Task<bool> IsLive(CancellationToken cancel)
    {
        try
        {
            using var answer = await Http.GetAsync("/health/live", cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet: a look costs next to nothing, but not nothing.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
            return false;
        }
    }
}
