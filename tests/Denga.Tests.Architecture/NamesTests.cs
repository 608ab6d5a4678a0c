using System.Reflection;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Platform.Operations;

namespace Denga.Tests.Architecture;

/// <summary>What two people name alike without knowing of each other, which no compiler sees: each failure is one sentence with both places.</summary>
public sealed partial class NamesTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void A_migration_has_a_number_of_its_own_in_its_module() =>
        Unique(
            "A module's migrations are numbered one by one, and the later of two takes the next free number",
            Projects
                .Names.SelectMany(project => Projects.Sources(project, "*.sql"))
                .Select(s => (Name: Path.GetDirectoryName(s.Path) + "/" + Path.GetFileName(s.Path)[..4], Place: s.Path))
        );

    [Fact]
    public void An_operation_has_a_name_of_its_own_over_all_modules() =>
        Unique(
            "Operations are asked for by name over HTTP, whichever module they are of: rename one of two",
            OperationDescription.All.Values.Select(d => (d.Name, Place: PlaceOf(d.Type)))
        );

    [Fact]
    public void An_operation_has_a_route_of_its_own() =>
        Unique(
            "A route leads to one operation: change one of two",
            OperationDescription
                .All.Values.Where(d => d.Path is not null)
                .Select(d => (Name: $"{d.Verb} {Parameter().Replace(d.Path!, "{}")}", Place: PlaceOf(d.Type)))
        );

    [Fact]
    public void An_operation_has_a_method_of_its_own_over_gRPC() =>
        Unique(
            "A method leads to one operation: change one of two",
            OperationDescription.All.Values.Where(d => d.Grpc is not null).Select(d => (Name: d.Grpc!, Place: PlaceOf(d.Type)))
        );

    [Fact]
    public void An_event_has_a_name_of_its_own() =>
        Unique(
            "Consumers know an event by its name: rename one of two",
            typeof(IEvent)
                .Assembly.GetTypes()
                .Where(t => t.GetCustomAttribute<EventAttribute>() is not null)
                .Select(t => (Name: t.GetCustomAttribute<EventAttribute>()!.Type, Place: PlaceOf(t)))
        );

    [Fact]
    public void An_error_code_means_one_thing() =>
        Unique(
            "People and programs tell errors apart by their codes: give one of two a code of its own, or both the same kind and detail",
            Projects
                .Names.SelectMany(n => Projects.AssemblyOf(n).GetTypes())
                .Where(t => t.Name.EndsWith("Errors", StringComparison.Ordinal))
                .SelectMany(t => t.GetFields(Statics))
                .Where(f => f.FieldType == typeof(Error))
                .Select(f => (Error: (Error)f.GetValue(null)!, Place: $"{f.DeclaringType!.FullName}.{f.Name}"))
                .DistinctBy(e => (e.Error.Code, e.Error.Kind, e.Error.Detail))
                .Select(e => (Name: e.Error.Code, e.Place))
        );

    [Fact]
    public void An_error_code_has_its_words_once() =>
        Unique(
            "The later words of a code would replace the earlier ones unseen: delete one of two",
            Projects
                .Sources("Denga.Speech", "*ErrorTexts.cs")
                .SelectMany(s => s.Text.Split('\n').Select((line, i) => (Key: Key().Match(line), Place: $"{s.Path}:{i + 1}")))
                .Where(l => l.Key.Success)
                .Select(l => (Name: l.Key.Groups["code"].Value, l.Place))
        );

    private static void Unique(string rule, IEnumerable<(string Name, string Place)> named)
    {
        var all = named.ToList();
        Assert.NotEmpty(all);
        var twice = all.GroupBy(n => n.Name, n => n.Place, StringComparer.Ordinal)
            .Where(g => g.Skip(1).Any())
            .Select(g => $"{g.Key} stands in {string.Join(" and in ", g)}. {rule}.")
            .ToList();
        Assert.True(twice.Count == 0, string.Join('\n', twice));
    }

    private static string PlaceOf(Type type) => type.FullName!;

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\s*\[""(?<code>[a-z]+\.[a-z_]+)""\] =", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();
}
