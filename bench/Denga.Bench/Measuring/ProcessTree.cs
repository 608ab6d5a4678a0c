using System.Diagnostics;
using System.Globalization;

namespace Denga.Bench.Measuring;

/// <summary>What a process and those that it started take, from /proc.</summary>
internal sealed class ProcessTree(int root)
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor time so far, of processes that have ended as well.</summary>
    internal double CpuSeconds()
    {
        var (own, ended) = (0L, 0L);
        foreach (var (pid, fields) in Members())
        {
            own += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            if (pid == root)
                ended = long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture);
        }
        return (own + ended) / TicksPerSecond;
    }

    internal double ResidentMegabytes() => Members().Sum(m => Kilobytes(m.Pid, "VmRSS:")) / 1024.0;

    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, .. Members().Select(m => m.Pid.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }

    /// <summary>The parent's own parent: who started this process.</summary>
    internal static int ParentOf(int pid) => int.Parse(Fields(pid)![1], CultureInfo.InvariantCulture);

    private List<(int Pid, string[] Fields)> Members()
    {
        var all = new List<(int Pid, string[] Fields)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && Fields(pid) is { } fields)
                all.Add((pid, fields));
        var tree = new HashSet<int> { root };
        // Children may stand before their parents: again until nobody new is found.
        var known = 0;
        while (known < tree.Count)
        {
            known = tree.Count;
            tree.UnionWith(all.Where(p => tree.Contains(int.Parse(p.Fields[1], CultureInfo.InvariantCulture))).Select(p => p.Pid).ToList());
        }
        return [.. all.Where(p => tree.Contains(p.Pid))];
    }

    /// <summary>The fields after the name, which may hold spaces: state first.</summary>
    private static string[]? Fields(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static double Kilobytes(int pid, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null
                ? 0
                : double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
