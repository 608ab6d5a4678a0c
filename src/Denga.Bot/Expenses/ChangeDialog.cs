using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>An action on one entry.</summary>
internal interface IEntryAction : IAction
{
    ExpenseId Entry { get; }
}

[Action("c:open")]
internal sealed record OpenChange(ExpenseId Entry) : IEntryAction;

[Action("c:undo")]
internal sealed record UndoEntry(ExpenseId Entry) : IEntryAction;

[Action("c:restore")]
internal sealed record RestoreEntry(ExpenseId Entry) : IEntryAction;

[Action("c:undoall")]
internal sealed record UndoAllEntries(OperationId Recording) : IAction;

[Action("c:restoreall")]
internal sealed record RestoreAllEntries(OperationId Recording) : IAction;

/// <summary>Asks for the amount; also the question. The same holds for the next three.</summary>
[Action("c:sum")]
internal sealed record EntryAmount(ExpenseId Entry) : IEntryAction;

[Action("c:note")]
internal sealed record EntryNote(ExpenseId Entry) : IEntryAction;

[Action("c:own")]
internal sealed record EntryOwnCategory(ExpenseId Entry) : IEntryAction;

[Action("c:date")]
internal sealed record EntryDay(ExpenseId Entry) : IEntryAction;

[Action("c:day")]
internal sealed record SetEntryDay(ExpenseId Entry, DateOnly Day) : IEntryAction;

[Action("c:cats")]
internal sealed record PickEntryCategory(ExpenseId Entry, int Page = 0) : IEntryAction;

[Action("c:cat")]
internal sealed record SetEntryCategory(ExpenseId Entry, string Category) : IEntryAction;

[Action("c:times")]
internal sealed record MultiplyEntry(ExpenseId Entry, int Count, int Version) : IEntryAction;

[Action("c:photo")]
internal sealed record ShowPhoto(ExpenseId Entry) : IEntryAction;

[Action("c:why")]
internal sealed record WhyThisCategory(ExpenseId Entry) : IEntryAction;

[Action("c:del")]
internal sealed record ConfirmDelete(ExpenseId Entry) : IEntryAction;

[Action("c:delete")]
internal sealed record DeleteEntry(ExpenseId Entry) : IEntryAction;

[Action("c:done")]
internal sealed record ChangeDone(ExpenseId Entry) : IEntryAction;

/// <summary>One entry: its screen of changes, undo, deletion and the way back.</summary>
internal sealed class ChangeDialog(EntryAnswers answers, CategoryNames categories) : Dialog
{
    /// <summary>What was undone together, and may be restored.</summary>
    private const string Undone = "c.undone";
    private const int CategoriesMax = 8;

    internal override string Word => "c";

    /// <summary>The one entry that a message of the bot is about.</summary>
    internal static ExpenseId? EntryOf(KeptMessage message)
    {
        if (message.Subject is { Kind: EntryAnswers.EntryKindOfSubject, Id: var id } && ExpenseId.TryParse(id, null, out var entry))
            return entry;
        var ids = message
            .Buttons.SelectMany(r => r)
            .Select(b => ActionCodec.Read(b.Action))
            .OfType<IEntryAction>()
            .Select(a => a.Entry)
            .Distinct()
            .Take(2)
            .ToList();
        return ids is [var only] ? only : null;
    }

    /// <summary>It has no command: entries are listed.</summary>
    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.PassTo<ListDialog>("");
        return Task.CompletedTask;
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            UndoEntry undo => Delete(turn, undo.Entry, EntryTexts.Undone, cancel),
            UndoAllEntries undo => UndoAll(turn, undo.Recording, cancel),
            RestoreAllEntries restore => RestoreAll(turn, restore.Recording, cancel),
            RestoreEntry restore => Restore(turn, restore.Entry, cancel),
            EntryAmount ask => Ask(turn, ask, (entry, _) => AmountQuestion(entry, turn.Person.Language), cancel),
            EntryNote ask => Ask(turn, ask, (_, line) => ChangeTexts.AskNote.In(turn.Person.Language, line), cancel),
            EntryOwnCategory ask => Ask(turn, ask, (_, _) => ChangeTexts.AskOwn.In(turn.Person.Language), cancel),
            EntryDay ask => AskDay(turn, ask, cancel),
            PickEntryCategory pick => PickCategory(turn, pick, cancel),
            SetEntryCategory set => Change(turn, Request(turn, set.Entry) with { Category = set.Category }, cancel),
            SetEntryDay set => Change(turn, Request(turn, set.Entry) with { Day = set.Day }, cancel),
            MultiplyEntry times => Times(turn, times, cancel),
            ShowPhoto photo => Photo(turn, photo.Entry, cancel),
            WhyThisCategory why => Why(turn, why.Entry, cancel),
            ConfirmDelete delete => Confirm(turn, delete.Entry, cancel),
            DeleteEntry delete => Delete(turn, delete.Entry, ChangeTexts.Deleted, cancel),
            ChangeDone done => Done(turn, done.Entry, cancel),
            IEntryAction open => Show(turn, open.Entry, cancel),
            _ => Open(turn, "", cancel),
        };

    internal override bool AcceptsAnyText(IAction question) => question is EntryNote or EntryOwnCategory;

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        if (question is not IEntryAction { Entry: var entry })
        {
            await Outdated(turn, cancel);
            return;
        }
        var back = BackTo(entry);
        switch (question)
        {
            case EntryAmount:
                var now = await turn.Ask(new ExpenseById(turn.Person.Id, entry), cancel);
                var currency = now.IsOk ? now.Value.Amount.Currency : Currency.Rub;
                if (turn.TryReadAmount(question, text, currency, back, out var amount))
                    await Change(turn, Request(turn, entry) with { Amount = amount }, cancel);
                break;
            case EntryDay:
                if (turn.TryReadDay(question, text, ChangeTexts.NotADay, back, out var day))
                    await Change(turn, Request(turn, entry) with { Day = day }, cancel);
                break;
            case EntryNote:
                await Change(turn, Request(turn, entry) with { Note = text }, cancel);
                break;
            default:
                await ChangeToOwn(turn, entry, text, cancel);
                break;
        }
    }

    private static Choice BackTo(ExpenseId entry) => (Texts.Back, new OpenChange(entry));

    private static string AmountQuestion(Expense entry, string language) =>
        ChangeTexts.AskAmount.In(language, Words.Of(entry.Amount, language));

    private static ChangeExpense Request(Turn turn, ExpenseId entry) =>
        new(
            turn.Update.Kind == UpdateKind.Button ? turn.Update.Operation : turn.Update.OperationOf(turn.Update.Message),
            turn.Person.Id,
            entry
        );

    /// <summary>The entry; where it cannot be had, that was shown, and it is null.</summary>
    private static async Task<Expense?> Find(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel);
        if (entry.IsOk)
            return entry.Value;
        Failed(turn, id, entry.Error);
        return null;
    }

    private async Task Show(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is { } entry)
            await Show(turn, entry, ChangeTexts.Entry, [], null, cancel);
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
        var screen = turn.Screen().Line(await answers.Changed(turn, heading, entry, limits, cancel)).Line(remark);
        var photo = await EntryAnswers.PhotoOf(turn, entry.Id, cancel);
        if (photo is not null)
            screen.Line(PhotoTexts.Has);
        var why = (Choice)(ChangeTexts.Why, new WhyThisCategory(entry.Id));
        turn.Show(
            screen
                .Row((ChangeTexts.Amount, new EntryAmount(entry.Id)), (ChangeTexts.Category, new PickEntryCategory(entry.Id)))
                .Row((ChangeTexts.Date, new EntryDay(entry.Id)), (ChangeTexts.Note, new EntryNote(entry.Id)))
                .Row(photo is { } shown ? [why, shown] : [why])
                .Row((ChangeTexts.Delete, new ConfirmDelete(entry.Id)), (ChangeTexts.Done, new ChangeDone(entry.Id)))
                .About(turn.Update.Kind == UpdateKind.Button ? null : EntryAnswers.SubjectOf(entry.Id))
        );
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
        if (await Find(turn, id, cancel) is not { } entry)
            return;
        var category = await turn.Ask(new AddCategory(turn.Person.Id, name, KindOf(entry)), cancel);
        if (category.IsOk)
            await Change(turn, Request(turn, id) with { Category = category.Value.Key }, cancel);
        else
            Failed(turn, id, category.Error);
    }

    private static EntryKind KindOf(Expense entry) => entry.Kind == EntryKind.Income ? EntryKind.Income : EntryKind.Expense;

    private async Task Times(Turn turn, MultiplyEntry times, CancellationToken cancel)
    {
        var entry = await turn.Ask(new ExpenseById(turn.Person.Id, times.Entry), cancel);
        if (entry.IsOk && times.Version == entry.Value.Version)
        {
            var amount = entry.Value.Amount;
            var all = new Money(checked(amount.Minor * times.Count), amount.Currency);
            await Change(turn, Request(turn, times.Entry) with { Amount = all, Version = times.Version }, cancel);
        }
        else
            await Show(turn, times.Entry, cancel);
    }

    private async Task Ask(Turn turn, IEntryAction question, Func<Expense, string, string> words, CancellationToken cancel)
    {
        if (await About(turn, question.Entry, words, cancel) is not { } screen)
            return;
        turn.Expect(question);
        turn.Show(screen.Row(BackTo(question.Entry)));
    }

    private async Task AskDay(Turn turn, EntryDay question, CancellationToken cancel)
    {
        if (await About(turn, question.Entry, (_, line) => ChangeTexts.AskDate.In(turn.Person.Language, line), cancel) is not { } screen)
            return;
        turn.Expect(question);
        turn.Show(
            screen
                .Row(
                    (ChangeTexts.Today, new SetEntryDay(question.Entry, turn.Today)),
                    (ChangeTexts.Yesterday, new SetEntryDay(question.Entry, turn.Today.AddDays(-1))),
                    (ChangeTexts.DayBefore, new SetEntryDay(question.Entry, turn.Today.AddDays(-2)))
                )
                .Row(BackTo(question.Entry))
        );
    }

    /// <summary>The beginning of a screen about an entry; null where it cannot be had, and that was shown.</summary>
    private async Task<ScreenBuilder?> About(Turn turn, ExpenseId id, Func<Expense, string, string> words, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is not { } entry)
            return null;
        var names = await categories.Of(turn, [entry.Category], cancel);
        return turn.Screen().Line(words(entry, EntryWords.Line(entry, names, turn, kind: true)));
    }

    private async Task PickCategory(Turn turn, PickEntryCategory pick, CancellationToken cancel)
    {
        if (await Find(turn, pick.Entry, cancel) is not { } entry)
            return;
        var all = (await categories.All(turn, cancel)).Where(c => c.Kind == KindOf(entry)).ToList();
        var names = await categories.Of(turn, [entry.Category], cancel);
        turn.Show(
            turn.Screen()
                .Line(ChangeTexts.AskCategory, EntryWords.Line(entry, names, turn, kind: true))
                .Page(
                    all,
                    pick.Page,
                    CategoriesMax,
                    c => ($"{c.Emoji} {c.Name}", new SetEntryCategory(pick.Entry, c.Key)),
                    to => pick with { Page = to },
                    (ChangeTexts.Own, new EntryOwnCategory(pick.Entry))
                )
                .Row(BackTo(pick.Entry))
        );
    }

    private async Task Why(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var reason = await turn.Ask(new WhyCategory(turn.Person.Id, id), cancel);
        if (!reason.IsOk)
        {
            Failed(turn, id, reason.Error);
            return;
        }
        var names = await categories.Of(turn, [reason.Value.Category], cancel);
        var text = reason.Value.Rule switch
        {
            "chosen" => ChangeTexts.WhyChosen,
            "learned" => ChangeTexts.WhyLearned,
            "keyword" => ChangeTexts.WhyKeyword,
            _ => ChangeTexts.WhyDefault,
        };
        turn.Show(
            turn.Screen()
                .Line(text, CategoryNames.Name(names, reason.Value.Category, turn.Person.Language), reason.Value.Word ?? "")
                .Row((ChangeTexts.Category, new PickEntryCategory(id)), BackTo(id))
        );
    }

    private async Task Photo(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        var photo = await turn.Ask(new PhotoOf(turn.Person.Id, id), cancel);
        var entry = photo.IsOk ? await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel) : photo.Error;
        if (!entry.IsOk)
        {
            turn.SendError(entry.Error);
            return;
        }
        var names = await categories.Of(turn, [entry.Value.Category], cancel);
        turn.Send(
            turn.Screen()
                .Line(EntryWords.Line(entry.Value, names, turn, kind: true))
                .Picture(photo.Value.File)
                .About(EntryAnswers.SubjectOf(id))
        );
    }

    private async Task Confirm(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is not { } entry)
            return;
        var language = turn.Person.Language;
        var names = await categories.Of(turn, [entry.Category], cancel);
        turn.Show(
            turn.Screen()
                .Line(ChangeTexts.Confirm, EntryWords.Line(entry, names, turn, kind: true))
                .Row((ChangeTexts.DeleteAmount.In(language, Words.Of(entry.Amount, language)), new DeleteEntry(id)))
                .Row(BackTo(id))
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
        if (LastEntries.Of(turn)?.Entries is [var last] && last == id)
            LastEntries.Are(turn, null);
        var names = await categories.Of(turn, [deleted.Value.Category], cancel);
        turn.Show(
            turn.Screen()
                .Line(heading, EntryWords.Line(deleted.Value, names, turn, kind: true))
                .Row((EntryTexts.Restore, new RestoreEntry(id)))
                .About(turn.Update.Kind == UpdateKind.Button ? null : EntryAnswers.SubjectOf(id))
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
        LastEntries.Are(turn, new LastEntries([id], null));
        await ShowShort(turn, EntryTexts.Restored, restored.Value, cancel);
    }

    private async Task Done(Turn turn, ExpenseId id, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is { } entry)
            await ShowShort(turn, ChangeTexts.Saved, entry, cancel);
    }

    private async Task ShowShort(Turn turn, Text heading, Expense entry, CancellationToken cancel) =>
        turn.Show(turn.Screen().Line(await answers.Changed(turn, heading, entry, [], cancel)).Row(EntryAnswers.EntryRow(entry.Id)));

    private async Task UndoAll(Turn turn, OperationId recording, CancellationToken cancel)
    {
        var undone = await turn.Ask(new UndoRecording(turn.Person.Id, recording), cancel);
        if (!undone.IsOk)
        {
            turn.SendError(undone.Error);
            return;
        }
        // The turn may be run again after a crash, and then nothing is left to undo: the entries are those remembered from the recording.
        var ids = undone.Value.Count > 0 ? [.. undone.Value.Select(e => e.Id)] : LastEntries.Of(turn)?.Entries;
        if (ids is null)
        {
            turn.Say(EntryTexts.AlreadyUndone.In(turn.Person.Language));
            turn.ShowAgain();
            return;
        }
        turn.Set(Undone, new LastEntries(ids, recording));
        LastEntries.Are(turn, null);
        var entries =
            undone.Value.Count > 0 ? undone.Value : await Each(ids, id => turn.Ask(new DeleteExpense(turn.Person.Id, id), cancel));
        turn.Show(
            (await Listed(turn, EntryTexts.UndoneMany, entries, cancel)).Row((EntryTexts.RestoreAll, new RestoreAllEntries(recording)))
        );
    }

    private async Task RestoreAll(Turn turn, OperationId recording, CancellationToken cancel)
    {
        if (turn.Get<LastEntries>(Undone) is not { } undone || undone.Recording != recording)
        {
            turn.Say(EntryTexts.QuestionClosed.In(turn.Person.Language));
            turn.ShowAgain();
            return;
        }
        var entries = await Each(undone.Entries, id => turn.Ask(new RestoreExpense(turn.Person.Id, id), cancel));
        LastEntries.Are(turn, undone);
        turn.Show((await Listed(turn, EntryTexts.RestoredMany, entries, cancel)).Row((EntryTexts.UndoAll, new UndoAllEntries(recording))));
    }

    private static async Task<IReadOnlyList<Expense>> Each(IReadOnlyList<ExpenseId> ids, Func<ExpenseId, Task<Result<Expense>>> ask)
    {
        var entries = new List<Expense>();
        foreach (var id in ids)
            if (await ask(id) is { IsOk: true } answer)
                entries.Add(answer.Value);
        return entries;
    }

    /// <summary>Shows the last recording of the conversation with a button that undoes it: /cancel where nothing was begun.</summary>
    internal async Task OfferUndo(Turn turn, CancellationToken cancel)
    {
        var last = LastEntries.Of(turn);
        var entries = await Each(last?.Entries ?? [], id => turn.Ask(new ExpenseById(turn.Person.Id, id), cancel));
        if (entries.Count == 0)
            turn.Show(turn.Screen().Line(EntryTexts.NothingToCancel).Row(Choices.Home));
        else if (entries.Count > 1 && last?.Recording is { } recording)
            turn.Show(
                (await Listed(turn, EntryTexts.UndoOfferMany, entries, cancel)).Row(
                    (EntryTexts.UndoAll, new UndoAllEntries(recording)),
                    Choices.Home
                )
            );
        else
        {
            var names = await categories.Of(turn, [entries[^1].Category], cancel);
            turn.Show(
                turn.Screen()
                    .Line(EntryTexts.UndoOffer, EntryWords.Line(entries[^1], names, turn, kind: true))
                    .Row((EntryTexts.UndoThis, new UndoEntry(entries[^1].Id)), Choices.Home)
            );
        }
    }

    private async Task<ScreenBuilder> Listed(Turn turn, Plural heading, IReadOnlyList<Expense> entries, CancellationToken cancel)
    {
        var names = await categories.Of(turn, entries.Select(e => e.Category), cancel);
        return turn.Screen()
            .Line(heading.In(turn.Person.Language, entries.Count))
            .Lines(entries.Select(e => "• " + EntryWords.Line(e, names, turn, kind: true)))
            .Cut(4000);
    }

    private static void Failed(Turn turn, ExpenseId id, Error error)
    {
        if (error.Kind == ErrorKind.NotFound)
            turn.Show(turn.Screen().Line(ChangeTexts.Gone).Row((EntryTexts.Restore, new RestoreEntry(id))));
        else
            turn.ShowError(error, BackTo(id));
    }
}
