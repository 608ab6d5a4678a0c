using System.Diagnostics;
using Denga.TestKit.Server;

namespace Denga.TestKit.Calendars;

/// <summary>The npm package ical.js, which Thunderbird reads calendars with: what it makes of a calendar of ours. The setup script runs <c>npm ci</c> in
/// tests/peers/ical.js.</summary>
public static class NpmIcalReader
{
    /// <summary>The program that wrote it, then an entry a line: uid, first day, day after the last, summary, with tabs between.</summary>
    public static async Task<IReadOnlyList<string>> Read(byte[] calendar)
    {
        using var process = Process.Start(
            new ProcessStartInfo("node", Path.Combine(TestDatabase.Root, "tests", "peers", "ical.js", "read.js"))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        await process.StandardInput.BaseStream.WriteAsync(calendar);
        process.StandardInput.Close();
        var wrong = process.StandardError.ReadToEndAsync();
        var read = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? read.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException(await wrong);
    }
}
