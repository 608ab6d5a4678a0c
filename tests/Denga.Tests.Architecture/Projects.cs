using System.Reflection;
using System.Xml.Linq;

namespace Denga.Tests.Architecture;

/// <summary>The projects as they are in the folder: a new module is covered on its first day.</summary>
internal static class Projects
{
    internal static string Root { get; } = FindRoot();

    internal static IReadOnlyList<string> Names { get; } =
    [.. Directory.GetDirectories(Path.Combine(Root, "src"), "Denga.*").Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    /// <summary>Everything but what modules stand on and what starts them.</summary>
    internal static IReadOnlyList<string> Modules { get; } =
    [.. Names.Except(["Denga.Contracts", "Denga.Platform", "Denga.Speech", "Denga.Host"], StringComparer.Ordinal)];

    internal static Assembly AssemblyOf(string project) => Assembly.Load(project);

    internal static IReadOnlyList<string> ReferencesOf(string project) =>
        [
            .. XDocument
                .Load(Path.Combine(Root, "src", project, project + ".csproj"))
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)),
        ];

    internal static IEnumerable<(string Path, string Text)> Sources(string project, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "src", project), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(Root, f), File.ReadAllText(f)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Denga.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run below the folder of Denga.slnx.");
    }
}
