using Denga.Platform.Texts;

namespace Denga.Web.Cabinet.Identity;

/// <summary>A browser's long signature as a person would say it.</summary>
internal static class Agents
{
    private const int CharactersMax = 60;

    /// <summary>In the order in which they must be looked for: each later one calls itself the earlier ones as well.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("YaBrowser/", "Yandex Browser"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    internal static string Name(string agent)
    {
        var names = new[] { Of(Browsers, agent), Of(Systems, agent) }.OfType<string>().ToArray();
        return names.Length > 0 ? string.Join(", ", names) : PlainText.Head(PlainText.OneLine(agent), CharactersMax);
    }

    private static string? Of((string Mark, string Name)[] known, string agent) =>
        known.FirstOrDefault(k => agent.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
