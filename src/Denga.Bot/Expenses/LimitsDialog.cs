using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Reports;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>Monthly limits: how they stand, set, change, remove.</summary>
internal sealed class LimitsDialog(CategoryNames categories) : Dialog
{
    private const int ButtonsMax = 5;
    private const int CategoriesMax = 8;
    private const string WholeMonth = "*";

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

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var colon = arguments.IndexOf(':', StringComparison.Ordinal);
        var argument = colon < 0 ? "" : arguments[(colon + 1)..];
        return (colon < 0 ? arguments : arguments[..colon]) switch
        {
            "open" => ShowOne(turn, argument, cancel),
            "pick" => Pick(turn, argument, cancel),
            "set" => AskAmount(turn, argument, cancel),
            "del" => Confirm(turn, argument, cancel),
            "delete" => Remove(turn, argument, cancel),
            _ => ShowAll(turn, null, cancel),
        };
    }

    internal override async Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var main = book.IsOk ? book.Value.Currency : Currency.Rub;
        if (AmountQuestion.TryRead(this, turn, about, text, main, Rows.Button(Texts.Back, "lim:", turn.Person.Language), out var amount))
            await Set(turn, KeyOf(about), amount, cancel);
    }

    private static string? KeyOf(string argument) => argument == WholeMonth ? null : argument;

    private async Task ShowAll(Turn turn, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var limits = await turn.Ask(new Limits(turn.Person.Id), cancel);
        if (!limits.IsOk)
        {
            turn.Show(
                new Screen(
                    ErrorWords.Of(limits.Error, language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        var names = await categories.Of(turn, limits.Value.Select(l => l.Category), cancel);
        var lines = new List<string>();
        if (said is not null)
            lines.AddRange([said, ""]);
        if (limits.Value is [var first, ..])
            lines.Add(
                LimitTexts.Heading.In(
                    language,
                    Words.Of(first.PeriodFrom, turn.Today, language),
                    Words.Of(first.PeriodTo, turn.Today, language)
                )
            );
        else
            lines.Add(LimitTexts.None.In(language));
        lines.AddRange(limits.Value.Select(l => EntryWords.Limit(l, names, turn)));
        turn.Show(new Screen(PlainText.Cut(string.Join('\n', lines), 4000), Buttons(limits.Value, names, language)));
    }

    private static List<IReadOnlyList<Button>> Buttons(
        IReadOnlyList<LimitState> limits,
        IReadOnlyDictionary<string, Category> names,
        string language
    )
    {
        var rows = Rows.Of(
                limits
                    .Take(ButtonsMax)
                    .Select(l => new Button(NameOf(l.Category, names, language), "lim:open:" + (l.Category ?? WholeMonth))),
                2
            )
            .ToList();
        var adding = new List<Button> { Rows.Button(LimitTexts.AddCategory, "lim:pick:0", language) };
        if (limits.All(l => l.Category is not null))
            adding.Add(Rows.Button(LimitTexts.AddTotal, "lim:set:" + WholeMonth, language));
        rows.Add(adding);
        rows.Add([Rows.Home(language)]);
        return rows;
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
        var language = turn.Person.Language;
        var names = await categories.Of(turn, [limit.Category], cancel);
        turn.Show(
            new Screen(
                EntryWords.Limit(limit, names, turn),
                [
                    [
                        Rows.Button(LimitTexts.Amount, "lim:set:" + argument, language),
                        Rows.Button(LimitTexts.Remove, "lim:del:" + argument, language),
                    ],
                    [Rows.Button(Texts.Back, "lim:", language), Rows.Home(language)],
                ]
            )
        );
    }

    private async Task Pick(Turn turn, string page, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var all = (await categories.All(turn, cancel)).Where(c => c.Kind != EntryKind.Income).ToList();
        _ = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        number = Math.Clamp(number, 0, Math.Max(0, (all.Count - 1) / CategoriesMax));
        var rows = Rows.Of(
                all.Skip(number * CategoriesMax).Take(CategoriesMax).Select(c => new Button($"{c.Emoji} {c.Name}", "lim:set:" + c.Key)),
                2
            )
            .ToList();
        var last = new List<Button>();
        if (number > 0)
            last.Add(Rows.Button(Texts.Earlier, Page(number - 1), language));
        last.Add(Rows.Button(Texts.Back, "lim:", language));
        if ((number + 1) * CategoriesMax < all.Count)
            last.Add(Rows.Button(Texts.Later, Page(number + 1), language));
        rows.Add(last);
        turn.Show(new Screen(LimitTexts.WhichCategory.In(language), rows));

        static string Page(int to) => string.Create(CultureInfo.InvariantCulture, $"lim:pick:{to}");
    }

    private async Task AskAmount(Turn turn, string argument, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var names = await categories.Of(turn, [KeyOf(argument)], cancel);
        Expect(turn, argument);
        turn.Show(
            new Screen(
                LimitTexts.AskAmount.In(language, NameOf(KeyOf(argument), names, language)),
                [
                    [Rows.Button(Texts.Back, "lim:", language)],
                ]
            )
        );
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
        turn.Show(
            new Screen(
                LimitTexts.NotUnderstood.In(language),
                [
                    [Rows.Button(ReportTexts.Limits, "lim:", language), Rows.Home(language)],
                ]
            )
        );
    }

    private async Task Set(Turn turn, string? category, Money amount, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var set = await turn.Ask(new SetLimit(turn.Person.Id, category, amount), cancel);
        if (!set.IsOk)
        {
            turn.Show(
                new Screen(
                    ErrorWords.Of(set.Error, language),
                    [
                        [Rows.Button(Texts.Back, "lim:", language)],
                    ]
                )
            );
            return;
        }
        var names = await categories.Of(turn, [category], cancel);
        turn.Show(
            new Screen(
                LimitTexts.Set.In(language, EntryWords.Limit(set.Value, names, turn)),
                [
                    [Rows.Button(ReportTexts.Limits, "lim:", language), Rows.Home(language)],
                ]
            )
        );
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
            new Screen(
                LimitTexts.Confirm.In(language, EntryWords.Limit(limit, names, turn)),
                [
                    [new Button(LimitTexts.RemoveAmount.In(language, Words.Of(limit.Amount, language)), "lim:delete:" + argument)],
                    [Rows.Button(Texts.Back, "lim:open:" + argument, language)],
                ]
            )
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
