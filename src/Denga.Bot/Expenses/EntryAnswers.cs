using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Settings;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>The answer to a recording: what was saved, how it was understood, where the person stands, and how to undo it.</summary>
internal sealed class EntryAnswers(CategoryNames categories)
{
    internal const string RecordingKind = "recording";
    internal const string EntryKindOfSubject = "entry";
    private const string Hinted = "e.hinted";
    private const int ListedMax = 50;

    internal static Subject SubjectOf(OperationId recording) => new(RecordingKind, recording.ToString());

    internal static Subject SubjectOf(ExpenseId entry) => new(EntryKindOfSubject, entry.ToString());

    /// <summary>Remembers it as the last recording of the conversation, which /cancel offers to undo.</summary>
    internal async Task<Screen> Recorded(
        Turn turn,
        Recorded recorded,
        IReadOnlyList<string?> remarks,
        bool corrected,
        CancellationToken cancel
    )
    {
        var language = turn.Person.Language;
        LastEntries.Are(turn, new LastEntries([.. recorded.Entries.Select(e => e.Id)], recorded.Id));
        var names = await Names(turn, recorded, cancel);
        var screen = turn.Screen();
        if (recorded.Entries is [var only])
            screen
                .Line(Headline(only, corrected), EntryWords.Line(only, names, turn))
                .Lines(await Details(turn, only, remarks.ElementAtOrDefault(0), cancel));
        else
        {
            screen.Line(corrected ? EntryTexts.CorrectedMany.In(language) : EntryTexts.RecordedMany.In(language, recorded.Entries.Count));
            foreach (var (entry, index) in recorded.Entries.Take(ListedMax).Select((e, i) => (e, i)))
                screen
                    .Line("• " + EntryWords.Line(entry, names, turn, kind: true))
                    .Lines((await Details(turn, entry, remarks.ElementAtOrDefault(index), cancel)).Select(d => "   " + d));
        }
        screen
            .Line(EntryTexts.Sums, Words.Of(recorded.Today, language), Words.Of(recorded.Month, language))
            .Lines(recorded.Limits.Select(l => EntryWords.Limit(l, names, turn)));
        Buttons(screen, recorded, remarks, language);
        if (turn.Photos.Count > 0 || corrected)
            await Photo(turn, recorded, screen, cancel);
        if (!corrected && turn.Get(Hinted) is null)
            await Hint(turn, screen, cancel);
        return screen.Cut(4000).About(SubjectOf(recorded.Id));
    }

    /// <summary>An entry after a change: a heading, the entry, its rate, its limits.</summary>
    internal async Task<string> Changed(Turn turn, Text heading, Expense entry, IReadOnlyList<LimitState> limits, CancellationToken cancel)
    {
        var names = await categories.Of(turn, [entry.Category, .. limits.Select(l => l.Category)], cancel);
        var lines = new List<string> { heading.In(turn.Person.Language, EntryWords.Line(entry, names, turn, kind: true)) };
        lines.AddRange(await Details(turn, entry, null, cancel));
        lines.AddRange(limits.Select(l => EntryWords.Limit(l, names, turn)));
        return string.Join('\n', lines);
    }

    /// <summary>A button that shows the entry's photo; null when it has none.</summary>
    internal static async Task<Choice?> PhotoOf(Turn turn, ExpenseId entry, CancellationToken cancel) =>
        await turn.Ask(new PhotoOf(turn.Person.Id, entry), cancel) is { IsOk: true } ? PhotoOf(entry) : null;

    internal static Choice PhotoOf(ExpenseId entry) => (PhotoTexts.Show, new ShowPhoto(entry));

    internal static IReadOnlyList<Choice> EntryRow(ExpenseId entry) =>
        [(EntryTexts.Undo, new UndoEntry(entry)), (EntryTexts.Change, new OpenChange(entry))];

    private async Task<IReadOnlyDictionary<string, Category>> Names(Turn turn, Recorded recorded, CancellationToken cancel) =>
        await categories.Of(turn, [.. recorded.Entries.Select(e => e.Category), .. recorded.Limits.Select(l => l.Category)], cancel);

    private static Text Headline(Expense entry, bool corrected) =>
        corrected
            ? EntryTexts.Corrected
            : entry.Kind switch
            {
                EntryKind.Income => EntryTexts.RecordedIncome,
                EntryKind.Refund => EntryTexts.RecordedRefund,
                _ => EntryTexts.Recorded,
            };

    private async Task<IReadOnlyList<string>> Details(Turn turn, Expense entry, string? remark, CancellationToken cancel)
    {
        var details = new List<string>();
        if (EntryWords.Rate(entry, turn) is { } rate)
            details.Add(rate);
        if (EntryWords.Remark(entry, remark, turn) is { } said)
            details.Add(said);
        if (entry.RefundOf is { } bought && await turn.Ask(new ExpenseById(turn.Person.Id, bought), cancel) is { IsOk: true } purchase)
        {
            var names = await categories.Of(turn, [purchase.Value.Category], cancel);
            details.Add(EntryTexts.RefundOf.In(turn.Person.Language, EntryWords.Line(purchase.Value, names, turn)));
        }
        return details;
    }

    private static void Buttons(ScreenBuilder screen, Recorded recorded, IReadOnlyList<string?> remarks, string language)
    {
        if (recorded.Entries is not [var only])
        {
            if (recorded.Entries.Count > 0)
                screen.Row((EntryTexts.UndoAll, new UndoAllEntries(recorded.Id)));
            return;
        }
        screen.Row(EntryRow(only.Id));
        // The version is of the entry that is multiplied: a second tap multiplies nothing.
        if (remarks.ElementAtOrDefault(0) == "count_or_amount" && EntryWords.Count(only) is { } count)
            screen.Row((EntryWords.Times(only, count, language) + "?", new MultiplyEntry(only.Id, count, only.Version)));
    }

    /// <summary>The photos of this turn go to the first entries, in their order.</summary>
    private static async Task Photo(Turn turn, Recorded recorded, ScreenBuilder screen, CancellationToken cancel)
    {
        if (recorded.Entries is not [var first, ..])
            return;
        var language = turn.Person.Language;
        var attached = 0;
        foreach (var entry in recorded.Entries)
        {
            if (turn.TakePhoto() is not { } key)
                break;
            attached++;
            if (await turn.Ask(new AttachPhoto(turn.Person.Id, entry.Id, key), cancel) is { Error: { } refused })
                screen.Line(ErrorWords.Of(refused, language));
        }
        if (attached > 1)
            screen
                .Line(PhotoTexts.HasMany.In(language, attached))
                .Grid(
                    2,
                    recorded
                        .Entries.Take(attached)
                        .Select((e, i) => (Choice)(PhotoTexts.ShowNumber.In(language, i + 1), new ShowPhoto(e.Id)))
                );
        else if (await PhotoOf(turn, first.Id, cancel) is { } photo)
            screen.Line(recorded.Entries.Count == 1 ? PhotoTexts.Has : PhotoTexts.HasFirst).Row(photo);
    }

    /// <summary>With the first entry the person learns how to correct it, and which currency is counted in.</summary>
    private static async Task Hint(Turn turn, ScreenBuilder screen, CancellationToken cancel)
    {
        turn.Set(Hinted, "1");
        screen.Line("").Line(EntryTexts.FirstHint);
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        if (book.IsOk && !book.Value.CurrencyChosen)
            screen
                .Line(EntryTexts.Currency, Words.Name(book.Value.Currency, turn.Person.Language))
                .Row((EntryTexts.ChangeCurrency, new OpenCurrency()));
    }
}
