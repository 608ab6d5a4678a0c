using System.Diagnostics;
using System.Globalization;
using Denga.Platform.Modules;

namespace Denga.TestKit.Split;

/// <summary>A process that runs some of Denga's modules, to be killed.</summary>
public sealed class PartProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly string modules;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly HttpClient http;
    private Process? process;
    private string said = "";

    private PartProcess(string modules, Uri address, IReadOnlyDictionary<string, string> settings)
    {
        this.modules = modules;
        this.settings = settings;
        Address = address;
        http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <param name="modules">Separated by commas.</param>
    public static async Task<PartProcess> Start(string modules, Uri address, IReadOnlyDictionary<string, string> settings)
    {
        var part = new PartProcess(modules, address, settings);
        await part.StartAgain();
        return part;
    }

    /// <summary>Starts on the same address and waits until it answers.</summary>
    public async Task StartAgain()
    {
        said = "";
        process = ChildProcess.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "Denga.Host.dll"),
                    "serve",
                    "--modules",
                    modules,
                    "--Http:Address",
                    Address.GetLeftPart(UriPartial.Authority),
                    .. settings.SelectMany(s => new[] { "--" + s.Key, s.Value }),
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
            isGraceful: true
        );
        process.OutputDataReceived += (_, line) => said += line.Data + "\n";
        process.ErrorDataReceived += (_, line) => said += line.Data + "\n";
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var start = TimeProvider.System.GetTimestamp();
        while (!await Answers())
        {
            if (process.HasExited || TimeProvider.System.GetElapsedTime(start) > ReadyMax)
                throw new SettingException($"Denga with {modules} did not start: {said}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>As the kernel does it: nothing is finished.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is null)
            return;
        if (!process.HasExited)
        {
            using var interrupt = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await interrupt.WaitForExitAsync();
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var answer = await http.GetAsync("/health/live");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
