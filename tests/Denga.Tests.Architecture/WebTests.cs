using System.Text.RegularExpressions;

namespace Denga.Tests.Architecture;

/// <summary>Holds what docs/how-to-add-a-page.md says of the web's folders.</summary>
public sealed partial class WebTests
{
    private const int PageLinesMax = 80;

    /// <summary>Folders that every page stands on.</summary>
    private static readonly string[] Ground = ["Frame", "Kit"];

    private static readonly List<(string Path, string Text)> All =
    [
        .. Projects.Sources("Denga.Web", "*.cs").Concat(Projects.Sources("Denga.Web", "*.razor")),
    ];

    private static IEnumerable<string> Folders =>
        All.Select(s => FolderOf(s.Path)).Where(f => !f.EndsWith(".cs", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);

    [Fact]
    public void The_frame_and_the_kit_know_no_folder_of_pages()
    {
        var pages = Folders.Except(Ground, StringComparer.Ordinal).Append("Operator").ToList();
        Assert.Contains("Cabinet", pages);
        var foreign = new Regex(
            $@"\b(Denga\.)?(Web\.)?({string.Join('|', pages.Where(p => p != "App"))})\.[A-Z]|Contracts\.(?!Identity)[A-Z]",
            RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );
        Assert.Empty(
            All.Where(s => Ground.Contains(FolderOf(s.Path), StringComparer.Ordinal) && foreign.IsMatch(s.Text)).Select(s => s.Path)
        );
    }

    [Fact]
    public void A_page_has_eighty_lines_at_most() =>
        Assert.Empty(
            All.Where(s => s.Path.EndsWith(".razor", StringComparison.Ordinal) && s.Text.AsSpan().Count('\n') > PageLinesMax)
                .Select(s => s.Path)
        );

    [Fact]
    public void A_page_is_given_its_model_and_no_dictionary_of_parameters() =>
        Assert.Equal(["src/Denga.Web/Frame/Visit.cs"], All.Where(s => Parameters().IsMatch(s.Text)).Select(s => s.Path));

    [Fact]
    public void Addresses_are_mapped_in_the_tables_of_contents_only() =>
        Assert.Equal(
            ["src/Denga.Web/Frame/Live/LiveEvents.cs", "src/Denga.Web/Frame/Site.cs", "src/Denga.Web/WebModule.cs"],
            All.Where(s => Mapping().IsMatch(s.Text)).Select(s => s.Path).Order(StringComparer.Ordinal)
        );

    /// <summary><c>Cabinet</c> of <c>src/Denga.Web/Cabinet/Wallet/SendPage.razor</c>.</summary>
    private static string FolderOf(string path) => path.Split('/')[2];

    [GeneratedRegex(@"new RazorComponentResult", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"\.Map(Get|Post|Methods|Group)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mapping();
}
