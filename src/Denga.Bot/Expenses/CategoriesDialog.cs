using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Settings;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>Categories: all of them, and own ones added.</summary>
internal sealed class CategoriesDialog(CategoryNames categories) : Dialog
{
    internal override string Word => "cats";

    internal override IReadOnlyList<string> Commands => ["categories", "категории"];

    internal override IReadOnlyList<MenuItem> Menu => [new(140, "categories", new("Категории", "Categories"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) =>
        arguments.Length > 0 ? Add(turn, arguments, cancel) : Show(turn, null, cancel);

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        if (arguments != "add")
            return Show(turn, null, cancel);
        var language = turn.Person.Language;
        Expect(turn, "name");
        turn.Show(
            new Screen(
                SettingsTexts.AskCategory.In(language),
                [
                    [Rows.Button(Texts.Back, "cats:", language)],
                ]
            )
        );
        return Task.CompletedTask;
    }

    internal override bool AcceptsAnyText(string about) => true;

    internal override Task Answer(Turn turn, string about, string text, CancellationToken cancel) => Add(turn, text, cancel);

    private async Task Add(Turn turn, string name, CancellationToken cancel)
    {
        var added = await turn.Ask(new AddCategory(turn.Person.Id, name), cancel);
        await Show(
            turn,
            added.IsOk
                ? SettingsTexts.CategoryAdded.In(turn.Person.Language, $"{added.Value.Emoji} {added.Value.Name}")
                : ErrorWords.Of(added.Error, turn.Person.Language),
            cancel
        );
    }

    private async Task Show(Turn turn, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var all = await categories.All(turn, cancel);
        var lines = new List<string>();
        if (said is not null)
            lines.AddRange([said, ""]);
        lines.Add(SettingsTexts.CategoriesHeading.In(language));
        lines.AddRange(all.Where(c => c.Kind != EntryKind.Income).Select(c => $"{c.Emoji} {c.Name}"));
        lines.AddRange(["", SettingsTexts.IncomeHeading.In(language)]);
        lines.AddRange(all.Where(c => c.Kind == EntryKind.Income).Select(c => $"{c.Emoji} {c.Name}"));
        turn.Show(
            new Screen(
                PlainText.Cut(string.Join('\n', lines), 4000),
                [
                    [Rows.Button(SettingsTexts.AddCategory, "cats:add", language), Rows.Home(language)],
                ]
            )
        );
    }
}
