using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>One entry: its screen of changes, undo, deletion and the way back.</summary>
internal sealed class ChangeDialog(EntryAnswers answers, CategoryNames categories) : Dialog
{
    private const string Prefix = "c";
    private const string Undone = "c.undone";
    private const int CategoriesMax = 8;
    private const int IdDigits = 32;

    internal override string Word => Prefix;

    internal static string Action(string verb, ExpenseId entry) => $"{Prefix}:{verb}:{entry.Value:N}";

    internal static string UndoAllAction(OperationId recording) => $"{Prefix}:undoall:{recording.Value:N}";

    /// <summary>The version is of the entry that was multiplied: a second tap multiplies nothing.</summary>
    internal static string TimesAction(ExpenseId entry, int count, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{Action("times", entry)}:{count}:{version}");

    /// <summary>The one entry that a message of the bot is about.</summary>
    internal static ExpenseId? EntryOf(KeptMessage message)
    {
        if (message.Subject is { Kind: EntryAnswers.EntryKindOfSubject, Id: var id } && ExpenseId.TryParse(id, null, out var entry))
            return entry;
        var ids = message
            .Buttons.SelectMany(r => r)
            .Select(b => b.Action.Split(':'))
            .Where(p => p is [Prefix, not "undoall" and not "restoreall", { Length: IdDigits }, ..])
            .Select(p => p[2])
            .Distinct()
            .Take(2)
            .ToList();
        return ids is [var only] ? new ExpenseId(Guid.ParseExact(only, "N")) : null;
    }

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => Press(turn, arguments, cancel);

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var parts = arguments.Split(':');
        if (parts.Length < 2 || !Guid.TryParseExact(parts[1], "N", out var id))
        {
            turn.PassTo<ListDialog>("");
            return Task.CompletedTask;
        }
        var entry = new ExpenseId(id);
        var argument = parts.ElementAtOrDefault(2) ?? "";
        return parts[0] switch
        {
            "undo" => Delete(turn, entry, EntryTexts.Undone, cancel),
            "undoall" => UndoAll(turn, new OperationId(id), cancel),
            "restoreall" => RestoreAll(turn, new OperationId(id), cancel),
            "restore" => Restore(turn, entry, cancel),
            "sum" => AskFor(
                turn,
                entry,
                "sum",
                e => ChangeTexts.AskAmount.In(turn.Person.Language, Words.Of(e.Amount, turn.Person.Language)),
                cancel
            ),
            "note" => AskAbout(turn, entry, "note", ChangeTexts.AskNote, cancel),
            "own" => AskFor(turn, entry, "own", _ => ChangeTexts.AskOwn.In(turn.Person.Language), cancel),
            "cats" => ShowCategories(turn, entry, argument, cancel),
            "cat" => Change(turn, Request(turn, entry) with { Category = argument }, cancel),
            "date" => ShowDays(turn, entry, cancel),
            "day" => DateOnly.TryParseExact(argument, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? Change(turn, Request(turn, entry) with { Day = day }, cancel)
                : Show(turn, entry, cancel),
            "times" => Times(turn, entry, argument, parts.ElementAtOrDefault(3), cancel),
            "photo" => Photo(turn, entry, cancel),
            "why" => Why(turn, entry, cancel),
            "del" => ConfirmDelete(turn, entry, cancel),
            "delete" => Delete(turn, entry, ChangeTexts.Deleted, cancel),
            "done" => Done(turn, entry, cancel),
            _ => Show(turn, entry, cancel),
        };
    }

    internal override bool AcceptsAnyText(string about) => about.Split(':')[0] is "note" or "own";

    internal override async Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        var parts = about.Split(':');
        var entry = new ExpenseId(Guid.ParseExact(parts[1], "N"));
        var back = Rows.Button(Texts.Back, Action("open", entry), turn.Person.Language);
        switch (parts[0])
        {
            case "sum":
                var now = await turn.Ask(new ExpenseById(turn.Person.Id, entry), cancel);
                var currency = now.IsOk ? now.Value.Amount.Currency : Currency.Rub;
                if (AmountQuestion.TryRead(this, turn, about, text, currency, back, out var amount))
                    await Change(turn, Request(turn, entry) with { Amount = amount }, cancel);
                break;
            case "date":
                if (DayText.TryRead(text, turn.Today, out var day))
                    await Change(turn, Request(turn, entry) with { Day = day }, cancel);
                // "32 мая" is a day that there is not, and no entry.
                else if (text.Split(' ').Any(w => DayText.Month(w) is not null) || !text.Any(char.IsLetter))
                    Remind(turn, about, ChangeTexts.NotADay, back);
                else
                    NoAnswer(turn, about, text, ChangeTexts.NotADay, back);
                break;
            case "note":
                await Change(turn, Request(turn, entry) with { Note = text }, cancel);
                break;
            default:
                await ChangeToOwn(turn, entry, text, cancel);
                break;
        }
    }

    private static ChangeExpense Request(Turn turn, ExpenseId entry) =>
        new(
            turn.Update.Kind == UpdateKind.Button ? turn.Update.Operation : turn.Update.OperationOf(turn.Update.Message),
            turn.Person.Id,
            entry
        );

    private async Task Show(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (entry.IsOk)
            await Show(turn, entry.Value, ChangeTexts.Entry, [], null, cancel);
        else
            Failed(turn, id, entry.Error);
    }

    private async Task Show(
        Turn turn,
        Expense entry,
        Text heading,
        IReadOnlyList<LimitState> limits,
        string? remark,
        CancellationToken cancel
    )
    {
        var language = turn.Person.Language;
        var text = await answers.Changed(turn, heading, entry, limits, cancel);
        if (remark is not null)
            text += "\n" + remark;
        var photo = await EntryAnswers.PhotoRow(turn, entry.Id, cancel);
        if (photo is not null)
            text += "\n" + PhotoTexts.Has.In(language);
        turn.Show(
            new Screen(
                text,
                [
                    [To(ChangeTexts.Amount, "sum"), To(ChangeTexts.Category, "cats")],
                    [To(ChangeTexts.Date, "date"), To(ChangeTexts.Note, "note")],
                    [To(ChangeTexts.Why, "why"), .. photo ?? []],
                    [To(ChangeTexts.Delete, "del"), To(ChangeTexts.Done, "done")],
                ],
                Subject: turn.Update.Kind == UpdateKind.Button ? null : EntryAnswers.SubjectOf(entry.Id)
            )
        );

        Button To(Text label, string verb) => Rows.Button(label, Action(verb, entry.Id), language);
    }

    private async Task Change(Turn turn, ChangeExpense change, CancellationToken cancel)
    {
        var changed = await turn.Ask(change, cancel);
        if (!changed.IsOk)
        {
            Failed(turn, change.Expense, changed.Error);
            return;
        }
        var entry = changed.Value.Expense;
        string? learned = null;
        if (changed.Value.Learned is { } word)
        {
            var names = await categories.Of(turn, [entry.Category], cancel);
            learned = ChangeTexts.Learned.In(turn.Person.Language, word, CategoryNames.Name(names, entry.Category, turn.Person.Language));
        }
        await Show(turn, entry, ChangeTexts.Saved, changed.Value.Limits, learned, cancel);
    }

    private async Task ChangeToOwn(Turn turn, ExpenseId id, string name, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (!entry.IsOk)
        {
            Failed(turn, id, entry.Error);
            return;
        }
        var kind = entry.Value.Kind == EntryKind.Income ? EntryKind.Income : EntryKind.Expense;
        var category = await turn.Ask(new AddCategory(turn.Person.Id, name, kind), cancel);
        if (category.IsOk)
            await Change(turn, Request(turn, id) with { Category = category.Value.Key }, cancel);
        else
            Failed(turn, id, category.Error);
    }

    private async Task Times(Turn turn, ExpenseId id, string count, string? version, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (
            entry.IsOk
            && int.TryParse(count, CultureInfo.InvariantCulture, out var times)
            && int.TryParse(version, CultureInfo.InvariantCulture, out var of)
            && of == entry.Value.Version
        )
        {
            var amount = entry.Value.Amount;
            var all = new Money(checked(amount.Minor * times), amount.Currency);
            await Change(turn, Request(turn, id) with { Amount = all, Version = of }, cancel);
        }
        else
            await Show(turn, id, cancel);
    }

    private Task AskAbout(Turn turn, ExpenseId id, string what, Text question, CancellationToken cancel) =>
        AskWith(turn, id, what, (_, line) => question.In(turn.Person.Language, line), [], cancel);

    private Task AskFor(Turn turn, ExpenseId id, string what, Func<Expense, string> question, CancellationToken cancel) =>
        AskWith(turn, id, what, (entry, _) => question(entry), [], cancel);

    private async Task AskWith(
        Turn turn,
        ExpenseId id,
        string? what,
        Func<Expense, string, string> question,
        IEnumerable<IReadOnlyList<Button>> rows,
        CancellationToken cancel
    )
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (!entry.IsOk)
        {
            Failed(turn, id, entry.Error);
            return;
        }
        var names = await categories.Of(turn, [entry.Value.Category], cancel);
        var text = question(entry.Value, EntryWords.Line(entry.Value, names, turn, kind: true));
        turn.Show(new Screen(text, [.. rows, [Rows.Button(Texts.Back, Action("open", id), turn.Person.Language)]]));
        if (what is not null)
            Expect(turn, $"{what}:{id.Value:N}");
    }

    private Task ShowDays(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var days = ((Text, int)[])[(ChangeTexts.Today, 0), (ChangeTexts.Yesterday, 1), (ChangeTexts.DayBefore, 2)];
        var row = days.Select(d =>
                Rows.Button(
                    d.Item1,
                    Action("day", id) + turn.Today.AddDays(-d.Item2).ToString("':'yyyyMMdd", CultureInfo.InvariantCulture),
                    language
                )
            )
            .ToList();
        return AskWith(turn, id, "date", (_, line) => ChangeTexts.AskDate.In(language, line), [row], cancel);
    }

    private async Task ShowCategories(Turn turn, ExpenseId id, string page, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (!entry.IsOk)
        {
            Failed(turn, id, entry.Error);
            return;
        }
        var language = turn.Person.Language;
        var kind = entry.Value.Kind == EntryKind.Income ? EntryKind.Income : EntryKind.Expense;
        var all = (await categories.All(turn, cancel)).Where(c => c.Kind == kind).ToList();
        _ = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        number = Math.Min(number, (all.Count - 1) / CategoriesMax);
        var rows = Rows.Of(
                all.Skip(number * CategoriesMax)
                    .Take(CategoriesMax)
                    .Select(c => new Button($"{c.Emoji} {c.Name}", $"{Action("cat", id)}:{c.Key}")),
                2
            )
            .ToList();
        var turning = new List<Button>();
        if (number > 0)
            turning.Add(Rows.Button(Texts.Earlier, Page(number - 1), language));
        turning.Add(Rows.Button(ChangeTexts.Own, Action("own", id), language));
        if ((number + 1) * CategoriesMax < all.Count)
            turning.Add(Rows.Button(Texts.Later, Page(number + 1), language));
        rows.Add(turning);
        await AskWith(turn, id, null, (_, line) => ChangeTexts.AskCategory.In(language, line), rows, cancel);

        string Page(int to) => string.Create(CultureInfo.InvariantCulture, $"{Action("cats", id)}:{to}");
    }

    private async Task Why(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var reason = await turn.Ask(new WhyCategory(turn.Person.Id, id), cancel);
        if (!reason.IsOk)
        {
            Failed(turn, id, reason.Error);
            return;
        }
        var language = turn.Person.Language;
        var names = await categories.Of(turn, [reason.Value.Category], cancel);
        var text = reason.Value.Rule switch
        {
            "chosen" => ChangeTexts.WhyChosen,
            "learned" => ChangeTexts.WhyLearned,
            "keyword" => ChangeTexts.WhyKeyword,
            _ => ChangeTexts.WhyDefault,
        };
        turn.Show(
            new Screen(
                text.In(language, CategoryNames.Name(names, reason.Value.Category, language), reason.Value.Word ?? ""),
                [
                    [
                        Rows.Button(ChangeTexts.Category, Action("cats", id), language),
                        Rows.Button(Texts.Back, Action("open", id), language),
                    ],
                ]
            )
        );
    }

    private async Task Photo(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var photo = await turn.Ask(new PhotoOf(turn.Person.Id, id), cancel);
        var entry = photo.IsOk ? await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel) : photo.Error;
        if (!entry.IsOk)
        {
            turn.Send(new Screen(ErrorWords.Of(entry.Error, turn.Person.Language)));
            return;
        }
        var names = await categories.Of(turn, [entry.Value.Category], cancel);
        turn.Send(
            new Screen(
                EntryWords.Line(entry.Value, names, turn, kind: true),
                Picture: photo.Value.File,
                Subject: EntryAnswers.SubjectOf(id)
            )
        );
    }

    private async Task ConfirmDelete(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (!entry.IsOk)
        {
            Failed(turn, id, entry.Error);
            return;
        }
        var language = turn.Person.Language;
        var label = ChangeTexts.DeleteAmount.In(language, Words.Of(entry.Value.Amount, language));
        await AskWith(
            turn,
            id,
            null,
            (_, line) => ChangeTexts.Confirm.In(language, line),
            [
                [new Button(label, Action("delete", id))],
            ],
            cancel
        );
    }

    private async Task Delete(Turn turn, ExpenseId id, Text heading, CancellationToken cancel)
    {
        var deleted = await turn.Ask(new DeleteExpense(turn.Person.Id, id), cancel);
        if (!deleted.IsOk)
        {
            Failed(turn, id, deleted.Error);
            return;
        }
        Forget(turn, id);
        var language = turn.Person.Language;
        var names = await categories.Of(turn, [deleted.Value.Category], cancel);
        turn.Show(
            new Screen(
                heading.In(language, EntryWords.Line(deleted.Value, names, turn, kind: true)),
                [
                    [Rows.Button(EntryTexts.Restore, Action("restore", id), language)],
                ],
                Subject: turn.Update.Kind == UpdateKind.Button ? null : EntryAnswers.SubjectOf(id)
            )
        );
    }

    private async Task Restore(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var restored = await turn.Ask(new RestoreExpense(turn.Person.Id, id), cancel);
        if (!restored.IsOk)
        {
            Failed(turn, id, restored.Error);
            return;
        }
        turn.Set(EntryAnswers.Last, id.Value.ToString("N"));
        var text = await answers.Changed(turn, EntryTexts.Restored, restored.Value, [], cancel);
        turn.Show(new Screen(text, EntryAnswers.EntryButtons(restored.Value, turn.Person.Language)));
    }

    private async Task Done(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (!entry.IsOk)
        {
            Failed(turn, id, entry.Error);
            return;
        }
        var text = await answers.Changed(turn, ChangeTexts.Saved, entry.Value, [], cancel);
        turn.Show(new Screen(text, EntryAnswers.EntryButtons(entry.Value, turn.Person.Language)));
    }

    private async Task UndoAll(Turn turn, OperationId recording, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var undone = await turn.Ask(new UndoRecording(turn.Person.Id, recording), cancel);
        if (!undone.IsOk)
        {
            turn.Send(new Screen(ErrorWords.Of(undone.Error, language)));
            return;
        }
        // The turn may be run again after a crash, and then nothing is left to undo: the entries are those remembered from the recording.
        var last = turn.Get(EntryAnswers.Last);
        var ids = undone.Value.Count > 0 ? string.Join(',', undone.Value.Select(e => e.Id.Value.ToString("N"))) : last;
        if (ids is null)
        {
            turn.Say(EntryTexts.AlreadyUndone.In(language));
            turn.ShowAgain();
            return;
        }
        turn.Set(Undone, $"{recording.Value:N}:{ids}");
        turn.Set(EntryAnswers.Last, null);
        var entries = undone.Value.Count > 0 ? undone.Value : await Deleted(turn, ids, cancel);
        turn.Show(
            new Screen(
                await Listed(turn, EntryTexts.UndoneMany, entries, cancel),
                [
                    [Rows.Button(EntryTexts.RestoreAll, $"{Prefix}:restoreall:{recording.Value:N}", language)],
                ]
            )
        );
    }

    private async Task RestoreAll(Turn turn, OperationId recording, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (turn.Get(Undone)?.Split(':') is not [var of, var ids] || of != recording.Value.ToString("N"))
        {
            turn.Say(EntryTexts.QuestionClosed.In(language));
            turn.ShowAgain();
            return;
        }
        var entries = new List<Expense>();
        foreach (var id in Ids(ids))
            if (await turn.Ask(new RestoreExpense(turn.Person.Id, id), cancel) is { IsOk: true } restored)
                entries.Add(restored.Value);
        turn.Set(EntryAnswers.Last, ids);
        turn.Set(EntryAnswers.LastRecording, recording.Value.ToString("N"));
        turn.Show(
            new Screen(
                await Listed(turn, EntryTexts.RestoredMany, entries, cancel),
                [
                    [Rows.Button(EntryTexts.UndoAll, UndoAllAction(recording), language)],
                ]
            )
        );
    }

    private static async Task<IReadOnlyList<Expense>> Deleted(Turn turn, string ids, CancellationToken cancel)
    {
        var entries = new List<Expense>();
        foreach (var id in Ids(ids))
            if (await turn.Ask(new DeleteExpense(turn.Person.Id, id), cancel) is { IsOk: true } deleted)
                entries.Add(deleted.Value);
        return entries;
    }

    /// <summary>Shows the last recording of the conversation with a button that undoes it: /cancel where nothing was begun.</summary>
    internal async Task OfferUndo(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var entries = new List<Expense>();
        foreach (var id in turn.Get(EntryAnswers.Last) is { Length: > 0 } ids ? Ids(ids) : [])
            if (await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel) is { IsOk: true } there)
                entries.Add(there.Value);
        if (entries.Count == 0)
        {
            turn.Show(
                new Screen(
                    EntryTexts.NothingToCancel.In(language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        if (entries.Count > 1 && turn.Get(EntryAnswers.LastRecording) is { } recording)
        {
            turn.Show(
                new Screen(
                    await Listed(turn, EntryTexts.UndoOfferMany, entries, cancel),
                    [
                        [Rows.Button(EntryTexts.UndoAll, $"{Prefix}:undoall:{recording}", language), Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        var last = entries[^1];
        var names = await categories.Of(turn, [last.Category], cancel);
        turn.Show(
            new Screen(
                EntryTexts.UndoOffer.In(language, EntryWords.Line(last, names, turn, kind: true)),
                [
                    [Rows.Button(EntryTexts.UndoThis, Action("undo", last.Id), language), Rows.Home(language)],
                ]
            )
        );
    }

    private async Task<string> Listed(Turn turn, Plural heading, IReadOnlyList<Expense> entries, CancellationToken cancel)
    {
        var names = await categories.Of(turn, entries.Select(e => e.Category), cancel);
        var lines = entries.Select(e => "• " + EntryWords.Line(e, names, turn, kind: true));
        return PlainText.Cut(string.Join('\n', lines.Prepend(heading.In(turn.Person.Language, entries.Count))), 4000);
    }

    private static IReadOnlyList<ExpenseId> Ids(string ids) => [.. ids.Split(',').Select(id => new ExpenseId(Guid.ParseExact(id, "N")))];

    private static void Forget(Turn turn, ExpenseId id)
    {
        if (turn.Get(EntryAnswers.Last) == id.Value.ToString("N"))
            turn.Set(EntryAnswers.Last, null);
    }

    private static void Failed(Turn turn, ExpenseId id, Error error)
    {
        var language = turn.Person.Language;
        if (error.Kind == ErrorKind.NotFound)
            turn.Show(
                new Screen(
                    ChangeTexts.Gone.In(language),
                    [
                        [Rows.Button(EntryTexts.Restore, Action("restore", id), language)],
                    ]
                )
            );
        else
            turn.Show(
                new Screen(
                    ErrorWords.Of(error, language),
                    [
                        [Rows.Button(Texts.Back, Action("open", id), language)],
                    ]
                )
            );
    }
}
