using System.Diagnostics;
using Denga.Bench.Measuring;

namespace Denga.Bench.Servers;

/// <summary>A bot that is measured, as a process of its own.</summary>
internal interface ISubject
{
    string Name { get; }

    string Database { get; }

    /// <summary>Counts the stored expenses.</summary>
    string CountSql { get; }

    /// <summary>Starts it; answers when it takes webhooks.</summary>
    Task<RunningSubject> Start(CancellationToken cancel);
}

/// <summary>Stopped when disposed.</summary>
internal sealed class RunningSubject(Process process, Uri address) : IAsyncDisposable
{
    internal const string Secret = "bench-secret";
    internal const string Token = "123456:AAE-TEST-TOKEN-35-characters-long_0";
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    internal Uri Address => address;
    internal int ProcessId => process.Id;
    internal ProcessTree Processes { get; } = new(process.Id);

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(StopMax);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    internal static Process Launch(string program, IEnumerable<string> arguments, string folder, string log)
    {
        Directory.CreateDirectory(folder);
        // Through a shell, so that a full pipe never stops it; exec, so that the process is the program.
        var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, program, .. arguments])
            {
                WorkingDirectory = folder,
            }
        )!;
        return process;
    }
}
