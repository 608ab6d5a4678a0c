using System.Reflection;
using System.Text.RegularExpressions;
using Denga.Speech;
using Denga.Web;
using Denga.Web.App;

namespace Denga.Tests.Unit.Web;

public sealed partial class CabinetTextsTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    [Fact]
    public void Every_sentence_of_the_cabinet_takes_the_same_arguments_in_both_languages()
    {
        Assert.Empty(All().Where(t => !Placeholders(t.Text.Ru).SequenceEqual(Placeholders(t.Text.En))).Select(t => t.Name));
    }

    [Fact]
    public void No_sentence_of_the_cabinet_is_empty_or_in_the_other_language()
    {
        Assert.True(All().Count > 150);
        Assert.Empty(All().Where(t => string.IsNullOrWhiteSpace(t.Text.Ru) || string.IsNullOrWhiteSpace(t.Text.En)).Select(t => t.Name));
        Assert.Empty(All().Where(t => t.Name != "FrameTexts.OtherLanguage" && Cyrillic().IsMatch(t.Text.En)).Select(t => t.Name));
    }

    [Fact]
    public void Every_error_that_the_cabinet_can_meet_has_words()
    {
        var codes = new[] { "Identity", "Wallet" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), "src", "Denga.Contracts", folder), "*.cs"))
            .SelectMany(file => ErrorCode().Matches(File.ReadAllText(file)).Select(m => m.Groups["code"].Value))
            .Where(c => c.StartsWith("identity.", StringComparison.Ordinal) || c.StartsWith("wallet.", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.Contains("identity.bad_code", codes);
        Assert.Empty(codes.Except(ErrorTexts.ByCode.Keys));
    }

    private static List<(string Name, Text Text)> All() =>
        [
            .. typeof(WebModule)
                .Assembly.GetTypes()
                .SelectMany(t => t.GetFields(Statics))
                .Where(f => f.FieldType == typeof(Text))
                .Select(f => ($"{f.DeclaringType!.Name}.{f.Name}", (Text)f.GetValue(null)!)),
            .. ErrorTexts.ByCode.Select(e => (e.Key, e.Value)),
        ];

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Denga.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"\{[0-9A-Za-z]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"<c>(?<code>[a-z]+\.[a-z_]+)</c>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorCode();

    [GeneratedRegex("[а-яё]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Cyrillic();
}
