using System.Reflection;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Speech;

namespace Denga.Tests.Architecture;

/// <summary>Holds what docs/how-to-add-a-page.md says of the panel, and that operators read words and no names of the code's.</summary>
public sealed partial class PanelPageTests
{
    private const int PageLinesMax = 80;

    private static readonly List<(string Path, string Text)> Pages =
    [
        .. Projects.Sources("Denga.Panel", "*.razor").Where(s => Page().IsMatch(s.Text)),
    ];

    [Fact]
    public void A_page_has_eighty_lines_at_most() =>
        Assert.Empty(Pages.Where(s => s.Text.AsSpan().Count('\n') > PageLinesMax).Select(s => s.Path));

    [Fact]
    public void Whatever_is_answered_for_and_every_kind_of_work_has_words()
    {
        // What is simulated is shown to nobody.
        var sources = Projects
            .Names.SelectMany(n => Projects.Sources(n, "*.cs"))
            .Where(s => !s.Path.Contains("/Simulation/", StringComparison.Ordinal))
            .Select(s => s.Text)
            .ToList();
        var actions = sources
            .SelectMany(text => Audited().Matches(text))
            .Select(m => m.Groups["action"].Value)
            // What triggers write.
            .Concat(["booking.record-changed", "booking.record-deleted", "booking.record-made"])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("identity.role-changed", actions);
        Assert.Contains("platform.event-sent-again", actions);
        Assert.Equal(actions.Order(StringComparer.Ordinal), Words.KnownActions);
        var kinds = sources.SelectMany(text => Kind().Matches(text)).Select(m => m.Groups["kind"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("identity.letter", kinds);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), Words.KnownWork);
    }

    /// <summary>What is done under somebody's name (no GET, a property <c>Person</c>) is offered only where it may be asked, in the file that asks it.</summary>
    [Fact]
    public void Pages_ask_what_is_for_operators_and_offer_what_this_one_may_do()
    {
        var asked = Projects
            .Sources("Denga.Panel", "*.razor")
            .SelectMany(s => Asked().Matches(s.Text).Select(m => (s.Path, s.Text, Operation: Operations[m.Groups["operation"].Value])))
            // A code of his own is anybody's to ask for.
            .Where(a => a.Operation.Type != typeof(RequestStepUp))
            .ToList();
        Assert.Contains(asked, a => a.Operation.Type == typeof(RefundInvoice));
        Assert.Empty(
            asked
                .Where(a => a.Operation.Access is not (Access.Operator or Access.Administrator))
                .Select(a => $"{a.Path}: {a.Operation.Type.Name}")
        );
        Assert.Empty(
            asked
                .Where(a => a.Operation.HasPerson && a.Operation.Verb != HttpMethod.Get.Method)
                .Where(a => !a.Text.Contains($"Operator.May<{a.Operation.Type.Name}>()", StringComparison.Ordinal))
                .Select(a => $"{a.Path}: {a.Operation.Type.Name}")
        );
    }

    private static readonly Dictionary<string, (Type Type, Access Access, string Verb, bool HasPerson)> Operations = typeof(RefundInvoice)
        .Assembly.GetTypes()
        .Select(type => (Type: type, Described: type.GetCustomAttribute<OperationAttribute>()))
        .Where(o => o.Described is not null)
        .ToDictionary(
            o => o.Type.Name,
            o => (o.Type, o.Described!.Access, o.Described.Route?.Split(' ')[0] ?? "", o.Type.GetProperty("Person") is not null),
            StringComparer.Ordinal
        );

    [GeneratedRegex(@"Ask\(new (Denga\.Contracts\.\w+\.)?(?<operation>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();

    [Fact]
    public void Whatever_other_systems_may_be_told_has_words()
    {
        var told = Projects
            .Sources("Denga.Payments", "*.cs")
            .Where(s => s.Path.EndsWith("Telling.cs", StringComparison.Ordinal))
            .SelectMany(s => Told().Matches(s.Text))
            .Select(m => m.Groups["type"].Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("payments.invoice-paid.v1", told);
        Assert.Equal(told.Order(StringComparer.Ordinal), Words.KnownEvents);
    }

    [GeneratedRegex(@"\[""(?<type>[a-z]+\.[a-z-]+\.v\d+)""\] = typeof", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Told();

    [GeneratedRegex("^@page ", RegexOptions.Multiline, 1000)]
    private static partial Regex Page();

    [GeneratedRegex(@"(\.Audit\(|AuditRow\.Write\([^;]+?)\s*""(?<action>[a-z]+\.[a-z-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Audited();

    [GeneratedRegex(@"static string Kind => ""(?<kind>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kind();
}
