using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Reports;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

[Action("lim")]
internal sealed record OpenLimits : IAction;

/// <param name="Category">A category's key, or <see cref="LimitsDialog.WholeMonth"/>.</param>
[Action("lim:open")]
internal sealed record OpenLimit(string Category) : IAction;

[Action("lim:pick")]
internal sealed record PickLimitCategory(int Page) : IAction;

/// <summary>Asks for the limit's amount; also the question.</summary>
[Action("lim:set")]
internal sealed record LimitAmount(string Category) : IAction;

[Action("lim:del")]
internal sealed record ConfirmNoLimit(string Category) : IAction;

[Action("lim:delete")]
internal sealed record RemoveLimitOf(string Category) : IAction;

/// <summary>Monthly limits: how they stand, set, change, remove.</summary>
internal sealed class LimitsDialog(CategoryNames categories) : Dialog
{
    private const int ButtonsMax = 5;
    private const int CategoriesMax = 8;
    internal const string WholeMonth = "*";
    private static readonly Choice Back = (Texts.Back, new OpenLimits());
    private static readonly Choice All = (ReportTexts.Limits, new OpenLimits());

    internal override string Word => "lim";

    internal override IReadOnlyList<string> Commands => ["limits", "limit", "лимиты", "лимит"];

    internal override IReadOnlyList<MenuItem> Menu => [new(120, "limits", new("Лимиты на месяц", "Monthly limits"))];

    internal override bool Takes(string command, string arguments) =>
        AmountText.TryRead(arguments.Split(' ')[^1], Currency.Rub, "ru", out _);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        if (arguments.Length > 0)
            await SetTyped(turn, arguments, cancel);
        else
            await ShowAll(turn, null, cancel);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            OpenLimit open => ShowOne(turn, open.Category, cancel),
            PickLimitCategory pick => Pick(turn, pick.Page, cancel),
            LimitAmount set => AskAmount(turn, set, cancel),
            ConfirmNoLimit confirm => Confirm(turn, confirm.Category, cancel),
            RemoveLimitOf remove => Remove(turn, remove.Category, cancel),
            _ => ShowAll(turn, null, cancel),
        };

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var main = book.IsOk ? book.Value.Currency : Currency.Rub;
        if (question is LimitAmount of && turn.TryReadAmount(question, text, main, Back, out var amount))
            await Set(turn, KeyOf(of.Category), amount, cancel);
    }

    private static string? KeyOf(string argument) => argument == WholeMonth ? null : argument;

    private async Task ShowAll(Turn turn, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var limits = await turn.Ask(new Limits(turn.Person.Id), cancel);
        if (!limits.IsOk)
        {
            turn.ShowError(limits.Error);
            return;
        }
        var names = await categories.Of(turn, limits.Value.Select(l => l.Category), cancel);
        var heading = limits.Value is [var first, ..]
            ? LimitTexts.Heading.In(
                language,
                Words.Of(first.PeriodFrom, turn.Today, language),
                Words.Of(first.PeriodTo, turn.Today, language)
            )
            : LimitTexts.None.In(language);
        var adding = new List<Choice> { (LimitTexts.AddCategory, new PickLimitCategory(0)) };
        if (limits.Value.All(l => l.Category is not null))
            adding.Add((LimitTexts.AddTotal, new LimitAmount(WholeMonth)));
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(heading)
                .Lines(limits.Value.Select(l => EntryWords.Limit(l, names, turn)))
                .Cut(4000)
                .Grid(
                    2,
                    limits
                        .Value.Take(ButtonsMax)
                        .Select(l => (Choice)(NameOf(l.Category, names, language), new OpenLimit(l.Category ?? WholeMonth)))
                )
                .Row(adding)
                .Row(Choices.Home)
        );
    }

    private static string NameOf(string? category, IReadOnlyDictionary<string, Category> names, string language) =>
        category is null ? LimitTexts.Total.In(language) : CategoryNames.Name(names, category, language);

    private async Task<LimitState?> Find(Turn turn, string argument, CancellationToken cancel)
    {
        var limits = await turn.Ask(new Limits(turn.Person.Id), cancel);
        return limits.IsOk ? limits.Value.FirstOrDefault(l => (l.Category ?? WholeMonth) == argument) : null;
    }

    private async Task ShowOne(Turn turn, string argument, CancellationToken cancel)
    {
        if (await Find(turn, argument, cancel) is not { } limit)
        {
            await ShowAll(turn, null, cancel);
            return;
        }
        var names = await categories.Of(turn, [limit.Category], cancel);
        turn.Show(
            turn.Screen()
                .Line(EntryWords.Limit(limit, names, turn))
                .Row((LimitTexts.Amount, new LimitAmount(argument)), (LimitTexts.Remove, new ConfirmNoLimit(argument)))
                .Row(Back, Choices.Home)
        );
    }

    private async Task Pick(Turn turn, int page, CancellationToken cancel)
    {
        var all = (await categories.All(turn, cancel)).Where(c => c.Kind != EntryKind.Income).ToList();
        turn.Show(
            turn.Screen()
                .Line(LimitTexts.WhichCategory)
                .Page(all, page, CategoriesMax, c => ($"{c.Emoji} {c.Name}", new LimitAmount(c.Key)), to => new PickLimitCategory(to), Back)
        );
    }

    private async Task AskAmount(Turn turn, LimitAmount question, CancellationToken cancel)
    {
        var key = KeyOf(question.Category);
        var names = await categories.Of(turn, [key], cancel);
        turn.Expect(question);
        turn.Show(turn.Screen().Line(LimitTexts.AskAmount, NameOf(key, names, turn.Person.Language)).Row(Back));
    }

    private async Task SetTyped(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var all = (await categories.All(turn, cancel)).Where(c => c.Kind != EntryKind.Income).ToList();
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // The longest end that is an amount: "кафе 5 000" is 5 000.
        for (var start = 0; book.IsOk && start < words.Length; start++)
        {
            if (!AmountText.TryRead(string.Join(' ', words[start..]), book.Value.Currency, language, out var amount))
                continue;
            var name = string.Join(' ', words[..start]);
            var category = CategoryNames.Typed(all, name);
            if (start > 0 && category is null && name.ToLowerInvariant() is not ("всего" or "total" or "month" or "месяц"))
                break;
            await Set(turn, category?.Key, amount, cancel);
            return;
        }
        turn.Show(turn.Screen().Line(LimitTexts.NotUnderstood).Row(All, Choices.Home));
    }

    private async Task Set(Turn turn, string? category, Money amount, CancellationToken cancel)
    {
        var set = await turn.Ask(new SetLimit(turn.Person.Id, category, amount), cancel);
        if (!set.IsOk)
        {
            turn.ShowError(set.Error, Back);
            return;
        }
        var names = await categories.Of(turn, [category], cancel);
        turn.Show(turn.Screen().Line(LimitTexts.Set, EntryWords.Limit(set.Value, names, turn)).Row(All, Choices.Home));
    }

    private async Task Confirm(Turn turn, string argument, CancellationToken cancel)
    {
        if (await Find(turn, argument, cancel) is not { } limit)
        {
            await ShowAll(turn, null, cancel);
            return;
        }
        var language = turn.Person.Language;
        var names = await categories.Of(turn, [limit.Category], cancel);
        turn.Show(
            turn.Screen()
                .Line(LimitTexts.Confirm, EntryWords.Limit(limit, names, turn))
                .Row((LimitTexts.RemoveAmount.In(language, Words.Of(limit.Amount, language)), new RemoveLimitOf(argument)))
                .Row((Texts.Back, new OpenLimit(argument)))
        );
    }

    private async Task Remove(Turn turn, string argument, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var removed = await turn.Ask(new RemoveLimit(turn.Person.Id, KeyOf(argument)), cancel);
        var names = await categories.Of(turn, [KeyOf(argument)], cancel);
        await ShowAll(
            turn,
            removed.IsOk
                ? LimitTexts.Removed.In(language, NameOf(KeyOf(argument), names, language))
                : ErrorWords.Of(removed.Error, language),
            cancel
        );
    }
}
