using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>The answer to a recording: what was saved, how it was understood, where the person stands, and how to undo it.</summary>
internal sealed class EntryAnswers(CategoryNames categories)
{
    internal const string RecordingKind = "recording";
    internal const string EntryKindOfSubject = "entry";
    internal const string Last = "e.last";

    /// <summary>Under which id the last entries were recorded together.</summary>
    internal const string LastRecording = "e.last.recording";
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
        turn.Set(Last, string.Join(',', recorded.Entries.Select(e => e.Id.Value.ToString("N"))));
        turn.Set(LastRecording, recorded.Id.Value.ToString("N"));
        var names = await Names(turn, recorded, cancel);
        var lines = new List<string>();
        if (recorded.Entries is [var only])
        {
            lines.Add(Headline(only, corrected).In(language, EntryWords.Line(only, names, turn)));
            lines.AddRange(await Details(turn, only, remarks.ElementAtOrDefault(0), cancel));
        }
        else
        {
            lines.Add(corrected ? EntryTexts.CorrectedMany.In(language) : EntryTexts.RecordedMany.In(language, recorded.Entries.Count));
            foreach (var (entry, index) in recorded.Entries.Take(ListedMax).Select((e, i) => (e, i)))
            {
                lines.Add("• " + EntryWords.Line(entry, names, turn, kind: true));
                lines.AddRange((await Details(turn, entry, remarks.ElementAtOrDefault(index), cancel)).Select(d => "   " + d));
            }
        }
        lines.Add(EntryTexts.Sums.In(language, Words.Of(recorded.Today, language), Words.Of(recorded.Month, language)));
        lines.AddRange(recorded.Limits.Select(l => EntryWords.Limit(l, names, turn)));
        var buttons = Buttons(recorded, remarks, language);
        if (turn.Photos.Count > 0 || corrected)
            await Photo(turn, recorded, lines, buttons, cancel);
        if (!corrected && turn.Get(Hinted) is null)
            await Hint(turn, lines, buttons, cancel);
        return new Screen(PlainText.Cut(string.Join('\n', lines), 4000), buttons, Subject: SubjectOf(recorded.Id));
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

    /// <summary>The photo of an entry, for a line and a row of its screen; null when it has none.</summary>
    internal static async Task<IReadOnlyList<Button>?> PhotoRow(Turn turn, ExpenseId entry, CancellationToken cancel) =>
        await turn.Ask(new PhotoOf(turn.Person.Id, entry), cancel) is { IsOk: true } ? PhotoRow(entry, turn.Person.Language) : null;

    internal static IReadOnlyList<Button> PhotoRow(ExpenseId entry, string language) =>
        [Rows.Button(PhotoTexts.Show, ChangeDialog.Action("photo", entry), language)];

    private static Button NumberedPhoto(ExpenseId entry, int number, string language) =>
        new(PhotoTexts.ShowNumber.In(language, number), ChangeDialog.Action("photo", entry));

    internal static IReadOnlyList<IReadOnlyList<Button>> EntryButtons(Expense entry, string language) =>
        [
            [
                Rows.Button(EntryTexts.Undo, ChangeDialog.Action("undo", entry.Id), language),
                Rows.Button(EntryTexts.Change, ChangeDialog.Action("open", entry.Id), language),
            ],
        ];

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

    private static List<IReadOnlyList<Button>> Buttons(Recorded recorded, IReadOnlyList<string?> remarks, string language)
    {
        if (recorded.Entries is not [var only])
            return recorded.Entries.Count == 0
                ? []
                :
                [
                    [Rows.Button(EntryTexts.UndoAll, ChangeDialog.UndoAllAction(recorded.Id), language)],
                ];
        var rows = new List<IReadOnlyList<Button>>(EntryButtons(only, language));
        if (remarks.ElementAtOrDefault(0) == "count_or_amount" && EntryWords.Count(only) is { } count)
            rows.Add([new Button(EntryWords.Times(only, count, language) + "?", ChangeDialog.TimesAction(only.Id, count, only.Version))]);
        return rows;
    }

    /// <summary>The photos of this turn go to the first entries, in their order.</summary>
    private static async Task Photo(
        Turn turn,
        Recorded recorded,
        List<string> lines,
        List<IReadOnlyList<Button>> buttons,
        CancellationToken cancel
    )
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
                lines.Add(ErrorWords.Of(refused, language));
        }
        if (attached > 1)
        {
            lines.Add(PhotoTexts.HasMany.In(language, attached));
            buttons.AddRange(Rows.Of(recorded.Entries.Take(attached).Select((e, i) => NumberedPhoto(e.Id, i + 1, language)), 2));
            return;
        }
        if (await PhotoRow(turn, first.Id, cancel) is not { } row)
            return;
        lines.Add((recorded.Entries.Count == 1 ? PhotoTexts.Has : PhotoTexts.HasFirst).In(language));
        buttons.Add(row);
    }

    /// <summary>With the first entry the person learns how to correct it, and which currency is counted in.</summary>
    private static async Task Hint(Turn turn, List<string> lines, List<IReadOnlyList<Button>> buttons, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        turn.Set(Hinted, "1");
        lines.Add("");
        lines.Add(EntryTexts.FirstHint.In(language));
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        if (!book.IsOk || book.Value.CurrencyChosen)
            return;
        lines.Add(EntryTexts.Currency.In(language, Words.Name(book.Value.Currency, language)));
        buttons.Add([Rows.Button(EntryTexts.ChangeCurrency, "cur:", language)]);
    }
}
