using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Settings;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

[Action("cats")]
internal sealed record OpenCategories : IAction;

[Action("cats:add")]
internal sealed record AddOwnCategory : IAction;

[Action("cats:name")]
internal sealed record CategoryName : IAction;

/// <summary>Categories: all of them, and own ones added.</summary>
internal sealed class CategoriesDialog(CategoryNames categories) : Dialog
{
    internal override string Word => "cats";

    internal override IReadOnlyList<string> Commands => ["categories", "категории"];

    internal override IReadOnlyList<MenuItem> Menu => [new(140, "categories", new("Категории", "Categories"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) =>
        arguments.Length > 0 ? Add(turn, arguments, cancel) : Show(turn, null, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        if (action is not AddOwnCategory)
            return Show(turn, null, cancel);
        turn.Expect(new CategoryName());
        turn.Show(turn.Screen().Line(SettingsTexts.AskCategory).Row((Texts.Back, new OpenCategories())));
        return Task.CompletedTask;
    }

    internal override bool AcceptsAnyText(IAction question) => true;

    internal override Task Answer(Turn turn, IAction question, string text, CancellationToken cancel) => Add(turn, text, cancel);

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
        var all = await categories.All(turn, cancel);
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(SettingsTexts.CategoriesHeading)
                .Lines(all.Where(c => c.Kind != EntryKind.Income).Select(c => $"{c.Emoji} {c.Name}"))
                .Line("")
                .Line(SettingsTexts.IncomeHeading)
                .Lines(all.Where(c => c.Kind == EntryKind.Income).Select(c => $"{c.Emoji} {c.Name}"))
                .Cut(4000)
                .Row((SettingsTexts.AddCategory, new AddOwnCategory()), Choices.Home)
        );
    }
}
