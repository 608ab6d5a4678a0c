using System.Reflection;
using System.Text.RegularExpressions;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Speech;
using Xunit;

namespace Denga.Tests.Unit.Bot;

public sealed partial class TextsTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    [Fact]
    public void Every_sentence_takes_the_same_arguments_in_both_languages()
    {
        var wrong = All<Text>().Where(t => !Placeholders(t.Value.Ru).SequenceEqual(Placeholders(t.Value.En))).Select(t => t.Name);
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_sentence_is_empty()
    {
        Assert.True(All<Text>().Count > 150);
        Assert.Empty(
            All<Text>().Where(t => string.IsNullOrWhiteSpace(t.Value.Ru) || string.IsNullOrWhiteSpace(t.Value.En)).Select(t => t.Name)
        );
    }

    [Fact]
    public void Every_plural_form_shows_its_number()
    {
        foreach (var (name, plural) in All<Plural>())
        foreach (var form in (string[])[plural.RuOne, plural.RuFew, plural.RuMany, plural.EnOne, plural.EnOther])
            Assert.True(form.Contains("{0}", StringComparison.Ordinal), name + ": " + form);
    }

    [Theory]
    [InlineData(1, "Записал 1 запись:")]
    [InlineData(2, "Записал 2 записи:")]
    [InlineData(4, "Записал 4 записи:")]
    [InlineData(5, "Записал 5 записей:")]
    [InlineData(11, "Записал 11 записей:")]
    [InlineData(12, "Записал 12 записей:")]
    [InlineData(21, "Записал 21 запись:")]
    [InlineData(22, "Записал 22 записи:")]
    [InlineData(111, "Записал 111 записей:")]
    public void Russian_numbers_take_their_forms(int number, string expected) =>
        Assert.Equal(expected, EntryTexts.RecordedMany.In("ru", number));

    [Theory]
    [InlineData(1, "Saved 1 entry:")]
    [InlineData(2, "Saved 2 entries:")]
    [InlineData(21, "Saved 21 entries:")]
    public void English_numbers_take_their_forms(int number, string expected) =>
        Assert.Equal(expected, EntryTexts.RecordedMany.In("en", number));

    [Fact]
    public void Commands_keep_to_what_messengers_allow()
    {
        var menu = Dialogs().SelectMany(d => d.Menu).ToList();
        Assert.All(menu, c => Assert.Matches("^[a-z_]{1,32}$", c.Command));
        Assert.Equal(menu.Count, menu.Select(c => c.Command).Distinct().Count());
        Assert.Equal(menu.Count, menu.Select(c => c.Place).Distinct().Count());
    }

    [Fact]
    public void Exactly_the_commands_that_exist_are_listed()
    {
        var dialogs = Dialogs();
        var all = dialogs.SelectMany(d => d.Commands).ToList();
        Assert.Equal(all.Count, all.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(dialogs, d => Assert.Empty(d.Menu.Select(c => c.Command).Except(d.Commands)));
        Assert.All(dialogs.Where(d => d.Commands.Count > 0), d => Assert.NotEmpty(d.Menu));
    }

    private static List<Dialog> Dialogs() =>
        [
            .. typeof(Dialog)
                .Assembly.GetTypes()
                .Where(t => t.IsSubclassOf(typeof(Dialog)) && !t.IsAbstract)
                .Select(t => (Dialog)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)),
        ];

    private static List<(string Name, T Value)> All<T>() =>
        [
            .. typeof(Texts)
                .Assembly.GetTypes()
                .Where(t => t.Name.EndsWith("Texts", StringComparison.Ordinal))
                .SelectMany(t => t.GetFields(Statics))
                .Where(f => f.FieldType == typeof(T))
                .Select(f => ($"{f.DeclaringType!.Name}.{f.Name}", (T)f.GetValue(null)!)),
        ];

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
