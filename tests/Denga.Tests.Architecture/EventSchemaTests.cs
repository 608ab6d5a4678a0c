using Denga.Platform.Events;

namespace Denga.Tests.Architecture;

/// <summary><c>docs/events</c> is what the program publishes.</summary>
public sealed class EventSchemaTests
{
    [Fact]
    public void The_written_schemas_are_those_of_the_program()
    {
        var folder = Path.Combine(Projects.Root, "docs/events");
        var written = Directory
            .GetFiles(folder, "*.json")
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText, StringComparer.Ordinal);
        var made = EventSchemas.All().ToDictionary(e => e.Type, e => e.Schema, StringComparer.Ordinal);
        Assert.Equal(made.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        foreach (var (type, schema) in made)
            Assert.True(schema == written[type], $"{type} changed: a published version only grows. Run: denga events schemas docs/events");
    }
}
