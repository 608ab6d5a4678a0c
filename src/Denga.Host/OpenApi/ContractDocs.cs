using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Denga.Contracts;

namespace Denga.Host.OpenApi;

/// <summary>The documentation comments of the contracts, which the compiler writes beside their assembly.</summary>
internal sealed partial class ContractDocs
{
    private const int MillisecondsMax = 1000;

    /// <summary>The first words of codes: those of modules, of the web chat and of the platform.</summary>
    private static readonly HashSet<string> Owners = [.. DengaModules.Names, "chat", "files", "operation", "platform"];
    private readonly Dictionary<string, XElement> members;

    internal ContractDocs()
    {
        var file = Path.Combine(AppContext.BaseDirectory, typeof(Error).Assembly.GetName().Name + ".xml");
        members = XDocument
            .Load(file, LoadOptions.PreserveWhitespace)
            .Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    /// <summary>Empty where nothing is said.</summary>
    internal string Of(Type type) => Text(Member(type)?.Element("summary"));

    internal string Of(Type type, string parameter) =>
        Text(Member(type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter));

    internal string OfValue(Type type, string name) => Text(members.GetValueOrDefault($"F:{type.FullName}.{name}")?.Element("summary"));

    /// <summary>The codes of the errors that an operation names, and those of the operations to which it points for more.</summary>
    internal IReadOnlyList<string> ErrorsOf(Type operation)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        Collect("T:" + operation.FullName, codes, new HashSet<string>(StringComparer.Ordinal));
        return [.. codes];
    }

    private void Collect(string member, SortedSet<string> codes, HashSet<string> seen)
    {
        if (!seen.Add(member) || members.GetValueOrDefault(member)?.Element("summary") is not { } summary)
            return;
        var text = summary.ToString();
        foreach (Match code in Code().Matches(text))
            if (Owners.Contains(code.Groups["owner"].Value))
                codes.Add(code.Groups["code"].Value);
        // What is said before the errors points to other operations for other reasons.
        var start = text.IndexOf("Error", StringComparison.Ordinal);
        if (start < 0)
            return;
        foreach (Match other in Reference().Matches(text[start..]))
            Collect(other.Groups["member"].Value, codes, seen);
    }

    private XElement? Member(Type type) =>
        members.GetValueOrDefault("T:" + (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName);

    /// <summary>As Markdown, which is what readers of a description expect.</summary>
    private static string Text(XElement? element) =>
        element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(OfNode)), " ").Trim();

    private static string OfNode(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "paramref" } parameter =>
                $"`{JsonNamingPolicy.CamelCase.ConvertName(parameter.Attribute("name")!.Value)}`",
            XElement { Name.LocalName: "see" } see =>
                $"`{(see.Attribute("cref") ?? see.Attribute("langword"))!.Value.Split('.', ':')[^1]}`",
            XElement other => string.Concat(other.Nodes().Select(OfNode)),
            _ => "",
        };

    [GeneratedRegex("<c>(?<code>(?<owner>[a-z]+)\\.[a-z_]+)</c>", RegexOptions.ExplicitCapture, MillisecondsMax)]
    private static partial Regex Code();

    [GeneratedRegex("cref=\"(?<member>T:[^\"]+)\"", RegexOptions.ExplicitCapture, MillisecondsMax)]
    private static partial Regex Reference();

    [GeneratedRegex("\\s+", RegexOptions.None, MillisecondsMax)]
    private static partial Regex Spaces();
}
