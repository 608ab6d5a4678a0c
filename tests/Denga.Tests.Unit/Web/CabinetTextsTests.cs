using System.Reflection;
using System.Text.RegularExpressions;
using Denga.Speech;
using Denga.Web;

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

    private static List<(string Name, Text Text)> All() =>
        [
            .. typeof(WebModule)
                .Assembly.GetTypes()
                .SelectMany(t => t.GetFields(Statics))
                .Where(f => f.FieldType == typeof(Text))
                .Select(f => ($"{f.DeclaringType!.Name}.{f.Name}", (Text)f.GetValue(null)!)),
        ];

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{[0-9A-Za-z]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("[а-яё]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Cyrillic();
}
