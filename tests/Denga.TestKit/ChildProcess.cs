using System.Collections.Concurrent;
using System.Diagnostics;

namespace Denga.TestKit;

/// <summary>Starts programs that end when the tests do, however those end: the kernel sends them a signal.</summary>
public static class ChildProcess
{
    /// <summary>The number in the file of a server that was killed may be another's by now.</summary>
    private const string StopPostgres =
        "trap '' INT TERM HUP; cat >/dev/null; pid=$(head -n 1 \"$0/postmaster.pid\") && grep -qF \"$0\" \"/proc/$pid/cmdline\" && kill -INT \"$pid\"";

    private static readonly BlockingCollection<Action> Starts = [];

    /// <summary>Whose input ends when this process does; kept, or the collector would close it before.</summary>
    private static readonly ConcurrentBag<Process> Watchers = [];

    static ChildProcess() => new Thread(Run) { IsBackground = true, Name = "child processes" }.Start();

    /// <param name="isGraceful">With SIGTERM, for what has processes of its own to stop; a process that was stopped (SIGSTOP) would not die of it.</param>
    public static Process Start(ProcessStartInfo start, bool isGraceful = false)
    {
        string[] ending = ["--pdeathsig", isGraceful ? "TERM" : "KILL", "--", start.FileName];
        for (var i = 0; i < ending.Length; i++)
            start.ArgumentList.Insert(i, ending[i]);
        start.FileName = "setpriv";
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(e);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    /// <summary>A PostgreSQL leaves its starter behind: something else has to see that we are gone, and stops it.</summary>
    /// <param name="data">The folder with its postmaster.pid.</param>
    internal static void StopPostgresAfterUs(string data) =>
        Watchers.Add(
            Process.Start(
                new ProcessStartInfo("sh", ["-c", StopPostgres, data])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardError = true,
                }
            )!
        );

    /// <summary>The kernel watches the thread that started the child, and those of the pool come and go.</summary>
    private static void Run()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
            start();
    }
}
