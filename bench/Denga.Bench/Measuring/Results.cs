using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Denga.Bench.Measuring;

/// <summary>The lines that are printed, and everything that was measured, kept as JSON.</summary>
internal sealed class Results(string name)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly List<object> figures = [];
    private readonly List<object> samples = [];
    private readonly DateTimeOffset start = TimeProvider.System.GetUtcNow();
    private bool headed;

    /// <summary>The folder of the solution.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>One line. The ratio is of each round, so a noisy machine is as noisy for both.</summary>
    internal void Figure(string figure, double value, string unit, double? peer = null, double? ratio = null)
    {
        if (!headed)
            Console.WriteLine($"{"figure", -56} {"value", 12} {"unit", -10} {"peer", 12} {"ratio", 8}");
        headed = true;
        ratio ??= peer is > 0 ? value / peer : null;
        Console.WriteLine($"{figure, -56} {Text(value), 12} {unit, -10} {Text(peer), 12} {(ratio is { } r ? Text(r) + "x" : ""), 8}");
        figures.Add(
            new
            {
                figure,
                value,
                unit,
                peer,
                ratio,
            }
        );
    }

    internal void Sample(object sample) => samples.Add(sample);

    internal static void Say(string text) => Console.Error.WriteLine(text);

    internal async Task Write()
    {
        var folder = Path.Combine(Root, "bench", "results");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{start.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{name}.json");
        var machine = new
        {
            at = start,
            processor = (await File.ReadAllLinesAsync("/proc/cpuinfo"))
                .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(": ")[1],
            processors = Environment.ProcessorCount,
            memory = (await File.ReadAllLinesAsync("/proc/meminfo"))[0],
            system = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            commit = Output("git", "-C", Root, "describe", "--always", "--dirty"),
            dotnet = Environment.Version.ToString(),
            node = Output("node", "--version"),
            postgres = Output("/bin/sh", "-c", "\"$(ls -d /usr/lib/postgresql/*/bin | tail -1)\"/postgres --version"),
        };
        await File.WriteAllTextAsync(
            path,
            JsonSerializer.Serialize(
                new
                {
                    name,
                    machine,
                    figures,
                    samples,
                },
                Indented
            )
        );
        Say($"Everything measured: {Path.GetRelativePath(Root, path)}");
    }

    private static string Text(double? value) =>
        value switch
        {
            null => "",
            >= 1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
            >= 100 => value.Value.ToString("F0", CultureInfo.InvariantCulture),
            >= 10 => value.Value.ToString("F1", CultureInfo.InvariantCulture),
            _ => value.Value.ToString("F2", CultureInfo.InvariantCulture),
        };

    private static string Output(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Denga.slnx")))
            folder =
                Path.GetDirectoryName(folder.TrimEnd('/')) ?? throw new InvalidOperationException("Denga.slnx is not above the program.");
        return folder;
    }
}
