using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Host;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Components;

namespace Denga.Tests.Architecture;

/// <summary>Holds what docs/architecture.md says of modules.</summary>
public sealed class BoundaryTests
{
    public static TheoryData<string> Modules => [.. Projects.Modules];

    public static TheoryData<string> All => [.. Projects.Names];

    [Fact]
    public void The_list_of_modules_is_what_is_in_the_folder() =>
        Assert.Equal(
            Projects.Modules.Select(m => m["Denga.".Length..].ToLowerInvariant()).Order(StringComparer.Ordinal),
            DengaModules.Names.Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_references_contracts_and_platform_and_who_tells_people_things_speech(string module)
    {
        // What keeps money says codes and figures, never sentences; Expenses names the built-in categories.
        string[] silent = ["Denga.Analytics", "Denga.Identity", "Denga.Rates", "Denga.Wallet"];
        string[] allowed = silent.Contains(module, StringComparer.Ordinal)
            ? ["Denga.Contracts", "Denga.Platform"]
            : ["Denga.Contracts", "Denga.Platform", "Denga.Speech"];
        Assert.Empty(Projects.ReferencesOf(module).Except(allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void Speech_says_things_and_knows_no_database_and_no_module() =>
        Assert.Equal(["Denga.Contracts"], Projects.ReferencesOf("Denga.Speech"));

    [Fact]
    public void Contracts_reference_nothing_and_use_no_package()
    {
        Assert.Empty(Projects.ReferencesOf("Denga.Contracts"));
        Assert.DoesNotContain(
            "PackageReference",
            File.ReadAllText(Path.Combine(Projects.Root, "src/Denga.Contracts/Denga.Contracts.csproj")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_platform_knows_no_module()
    {
        Assert.Equal(["Denga.Contracts"], Projects.ReferencesOf("Denga.Platform"));
        // Of the contracts it knows what all modules share, and none of what one of them says.
        var contract = new Regex(
            $@"\bContracts\.({string.Join('|', Projects.Modules.Select(m => m["Denga.".Length..]))})\b",
            RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );
        var schema = NamesSchemaOf(Projects.Modules);
        Assert.Empty(
            Projects
                .Sources("Denga.Platform", "*.cs")
                .Concat(Projects.Sources("Denga.Platform", "*.sql"))
                .Where(s => contract.IsMatch(s.Text) || schema.IsMatch(s.Text))
                .Select(s => s.Path)
        );
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_shows_its_table_of_contents_and_nothing_else(string module)
    {
        var exported = Projects.AssemblyOf(module).GetExportedTypes();
        var shown = exported.Where(t => !IsRazor(t) && !exported.Any(page => IsShownBy(page, t))).ToList();
        var only = Assert.Single(shown);
        Assert.Equal(module["Denga.".Length..] + "Module", only.Name);
        Assert.True(typeof(IModule).IsAssignableFrom(only));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void What_is_not_made_to_be_inherited_is_sealed(string module)
    {
        var open = Projects
            .AssemblyOf(module)
            .GetTypes()
            .Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract && t.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Where(t => !t.Name.StartsWith('<') && !IsRazor(t))
            .Where(t => !t.Assembly.GetTypes().Any(other => other.BaseType == t));
        Assert.Empty(open.Select(t => t.FullName));
    }

    [Fact]
    public void Every_operation_is_handled_by_the_module_of_its_folder()
    {
        foreach (var described in OperationDescription.All.Values)
        {
            var handler = typeof(IOperationHandler<,>).MakeGenericType(described.Type, described.Answer);
            var handlers = Projects
                .Modules.Append("Denga.Platform")
                .SelectMany(m => Projects.AssemblyOf(m).GetTypes().Where(handler.IsAssignableFrom))
                .ToList();
            var one = Assert.Single(handlers);
            Assert.Equal("Denga." + described.Module, one.Assembly.GetName().Name);
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Sql_names_no_other_modules_schema(string module)
    {
        var foreign = NamesSchemaOf(Projects.Modules.Where(m => m != module));
        var found = Projects
            .Sources(module, "*.cs")
            .Concat(Projects.Sources(module, "*.sql"))
            .Where(s => foreign.IsMatch(s.Text))
            .Select(s => s.Path);
        Assert.Empty(found);
    }

    [Fact]
    public void The_bots_engine_knows_no_dialog_no_channel_and_no_subject()
    {
        var sources = Projects.Sources("Denga.Bot", "*.cs").ToList();
        const string Engine = "src/Denga.Bot/Engine/";
        var folders = sources
            .Select(s => s.Path.Split('/'))
            .Where(p => p.Length > 3 && p[2] != "Engine")
            .Select(p => p[2])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.Contains("Wallet", folders);
        var known = new Regex(
            $@"\bDenga\.Bot\.({string.Join('|', folders)})\b|(?<![\w.])({string.Join('|', folders)})\.[A-Z]|'\w+ %'",
            RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );
        var engine = sources.Where(s => s.Path.StartsWith(Engine, StringComparison.Ordinal)).ToList();
        Assert.True(engine.Count > 10);
        Assert.Empty(engine.Where(s => known.IsMatch(s.Text)).Select(s => s.Path));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_migration_begins_with_the_reason_for_it(string project)
    {
        foreach (var (path, text) in Projects.Sources(project, "*.sql"))
            Assert.True(text.StartsWith("-- ", StringComparison.Ordinal), $"{path} must open with a comment that says why.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Everything_is_caught_in_the_named_places_only(string project)
    {
        string[] allowed =
        [
            "src/Denga.Platform/Http/FailureMiddleware.cs",
            "src/Denga.Platform/Jobs/JobRunner.cs",
            "src/Denga.Platform/Events/ConsumerRunner.cs",
            "src/Denga.Platform/Work/WorkRunner.cs",
            // Gives the exception to the caller whose write it was.
            "src/Denga.Platform/Data/GroupCommit.cs",
            "src/Denga.Bot/Engine/Incoming/UpdateLoop.cs",
        ];
        var everything = new Regex(
            @"catch \((System\.)?Exception( \w+)?\)(?!\s*when)",
            RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );
        Assert.Empty(
            Projects
                .Sources(project, "*.cs")
                .Where(s => everything.IsMatch(s.Text))
                .Select(s => s.Path)
                .Except(allowed, StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Amounts_are_no_floating_point_numbers(string project)
    {
        // Chances of what is generated, and measured seconds, are no amounts.
        string[] measured = ["Demo", "Simulation", "Telemetry", "Commands"];
        var assembly = Projects.AssemblyOf(project);
        var floating = assembly
            .GetTypes()
            .SelectMany(t =>
                t.GetFields(
                    BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            .Where(f => f.FieldType == typeof(double) || f.FieldType == typeof(float))
            .Where(f => !measured.Contains((f.DeclaringType!.Namespace ?? "").Split('.')[^1], StringComparer.Ordinal));
        Assert.Empty(floating.Select(f => $"{f.DeclaringType}.{f.Name}"));
    }

    [Fact]
    public void Every_event_says_its_module_and_version()
    {
        foreach (var type in typeof(IEvent).Assembly.GetTypes().Where(t => typeof(IEvent).IsAssignableFrom(t) && t.IsClass))
        {
            var name = type.GetCustomAttribute<EventAttribute>()?.Type;
            Assert.Matches(@"^[a-z]+\.[a-z-]+\.v\d+$", name);
            Assert.Equal(type.Namespace!.Split('.')[^1].ToLowerInvariant(), name!.Split('.')[0]);
        }
    }

    /// <summary>What a public page shows has to be public too, with everything that it is made of.</summary>
    private static bool IsShownBy(Type page, Type model) =>
        IsRazor(page) && page.GetProperties().Any(p => IsMadeOf(p.PropertyType, model, depth: 0));

    private static bool IsMadeOf(Type type, Type part, int depth) =>
        type == part
        || type.IsGenericType && type.GetGenericTypeDefinition() == part
        || type.GetGenericArguments().Any(argument => IsMadeOf(argument, part, depth))
        || depth < 3 && type.Assembly == part.Assembly && type.GetProperties().Any(p => IsMadeOf(p.PropertyType, part, depth + 1));

    private static Regex NamesSchemaOf(IEnumerable<string> modules) =>
        new(
            $@"\b(from|join|into|update|table|on)\s+({string.Join('|', modules.Select(m => m["Denga.".Length..].ToLowerInvariant()))})\.",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );

    /// <summary>What the Razor compiler makes is public and open, whatever the file says.</summary>
    private static bool IsRazor(Type type) => typeof(IComponent).IsAssignableFrom(type) || type.Name == "_Imports";
}
