using System.Text.RegularExpressions;
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
        var sources = Projects.Names.SelectMany(n => Projects.Sources(n, "*.cs")).Select(s => s.Text).ToList();
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

    [GeneratedRegex("^@page ", RegexOptions.Multiline, 1000)]
    private static partial Regex Page();

    [GeneratedRegex(@"(\.Audit\(|AuditRow\.Write\([^;]+?)\s*""(?<action>[a-z]+\.[a-z-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Audited();

    [GeneratedRegex(@"static string Kind => ""(?<kind>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kind();
}
