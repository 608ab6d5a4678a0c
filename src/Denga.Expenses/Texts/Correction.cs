using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;

namespace Denga.Expenses.Texts;

/// <summary>How the entries of a message become what it says now.</summary>
/// <param name="Lines">What became of each line.</param>
internal sealed record Correction(
    IReadOnlyList<Entry> Kept,
    IReadOnlyList<(Entry Before, NewExpense After)> Changed,
    IReadOnlyList<NewExpense> Added,
    IReadOnlyList<Entry> Deleted,
    IReadOnlyList<LineOutcome> Lines
)
{
    /// <summary>One entry takes what was read, whatever else there is.</summary>
    internal static Correction Only(Entry entry, NewExpense after, LineOutcome line) =>
        IsSame(entry, after) ? new Correction([entry], [], [], [], [line]) : new Correction([], [(entry, after)], [], [], [line]);

    /// <summary>Somebody says what the entries should be. Lines find them by what stayed the same: everything, then the note, then the order. A line
    /// that is not certain keeps the entry in its place as it is; a line without a day leaves the entry's.</summary>
    /// <param name="today">The day that a line without one has.</param>
    internal static Correction Said(IReadOnlyList<Entry> entries, IReadOnlyList<UnderstoodLine> lines, DateOnly today)
    {
        var free = entries.Where(e => e.DeletedAt is null).ToList();
        var open = lines.Where(l => l.Outcome.Fate != LineFate.NotAnEntry).ToList();
        var kept = new List<Entry>();
        var changed = new List<(Entry, NewExpense)>();
        Pair((entry, value) => SameNote(entry, value) && entry.Expense.Amount == value.Amount);
        Pair(SameNote);
        foreach (var line in open.ToList())
        {
            if (free.Count == 0)
                break;
            Take(free[0], line);
        }
        return new Correction(kept, changed, [.. open.Select(l => l.Entry).OfType<NewExpense>()], free, [.. lines.Select(l => l.Outcome)]);

        void Pair(Func<Entry, NewExpense, bool> matches)
        {
            foreach (var line in open.Where(l => l.Entry is not null).ToList())
                if (free.Find(e => matches(e, line.Entry!)) is { } entry)
                    Take(entry, line);
        }

        void Take(Entry entry, UnderstoodLine line)
        {
            var value = line.Entry is { } said && said.Day == today ? said with { Day = entry.Expense.Day } : line.Entry;
            if (value is null || IsSame(entry, value))
                kept.Add(entry);
            else
                changed.Add((entry, value));
            free.Remove(entry);
            open.Remove(line);
        }
    }

    /// <summary>A message was edited: only what differs between the two texts changes, so that what was corrected by hand stays, and what was undone
    /// stays undone.</summary>
    /// <param name="entries">Of the message, deleted ones too.</param>
    internal static Correction Edited(
        IReadOnlyList<Entry> entries,
        IReadOnlyList<UnderstoodLine> before,
        IReadOnlyList<UnderstoodLine> after
    )
    {
        var entryOf = EntriesOf(before, entries);
        var lineBefore = LinesBefore(before, after);
        var kept = entries.Except(entryOf.Values).Where(e => e.DeletedAt is null).ToList();
        var changed = new List<(Entry, NewExpense)>();
        var added = new List<NewExpense>();
        var outcomes = new List<LineOutcome>();
        foreach (var line in after)
        {
            var old = lineBefore.GetValueOrDefault(line);
            var entry = old is null ? null : entryOf.GetValueOrDefault(old);
            var isSame = old is not null && old.Outcome.Line == line.Outcome.Line;
            outcomes.Add(
                entry is { DeletedAt: not null } && line.Entry is not null
                    ? new LineOutcome(isSame ? LineFate.NotAnEntry : LineFate.Refused, line.Outcome.Line, isSame ? null : "undone", [])
                    : line.Outcome
            );
            if (entry is null)
            {
                if (!isSame && line.Entry is { } value)
                    added.Add(value);
            }
            else if (entry.DeletedAt is null)
            {
                var merged = isSame || line.Entry is null ? null : Merged(old!.Entry, line.Entry, entry);
                if (merged is null || IsSame(entry, merged))
                    kept.Add(entry);
                else
                    changed.Add((entry, merged));
            }
        }
        var gone = before.Except(lineBefore.Values).Select(l => entryOf.GetValueOrDefault(l)).OfType<Entry>();
        return new Correction(kept, changed, added, [.. gone.Where(e => e.DeletedAt is null)], outcomes);
    }

    /// <summary>The entry as somebody would record it.</summary>
    internal static NewExpense Value(Entry entry) =>
        new(
            entry.Expense.Amount,
            entry.Expense.Day,
            entry.Expense.Note,
            entry.Expense.Kind,
            null,
            entry.Expense.Tags,
            entry.Expense.Account,
            entry.Expense.Whole,
            entry.ReceiptKey
        );

    /// <summary>Which line each entry came of. By hand it may have got another note or another amount, so that in the end the order decides.</summary>
    private static Dictionary<UnderstoodLine, Entry> EntriesOf(IReadOnlyList<UnderstoodLine> lines, IReadOnlyList<Entry> entries)
    {
        var found = new Dictionary<UnderstoodLine, Entry>(ReferenceEqualityComparer.Instance);
        var free = entries.ToList();
        Pair(LineFate.Recorded, (line, entry) => SameNote(entry, line.Entry!) && entry.Expense.Amount == line.Entry!.Amount);
        Pair(LineFate.Recorded, (line, entry) => SameNote(entry, line.Entry!));
        Pair(LineFate.Recorded, (_, _) => true);
        Pair(LineFate.Asked, (line, entry) => line.Outcome.Choices.Any(c => SameNote(entry, c)));
        Pair(LineFate.Asked, (_, _) => true);
        return found;

        void Pair(LineFate fate, Func<UnderstoodLine, Entry, bool> matches)
        {
            foreach (var line in lines.Where(l => l.Outcome.Fate == fate && !found.ContainsKey(l)))
                if (free.Find(e => matches(line, e)) is { } entry)
                {
                    found.Add(line, entry);
                    free.Remove(entry);
                }
        }
    }

    /// <summary>Which line each line was before: the same one, one with the same note, the next one.</summary>
    private static Dictionary<UnderstoodLine, UnderstoodLine> LinesBefore(
        IReadOnlyList<UnderstoodLine> before,
        IReadOnlyList<UnderstoodLine> after
    )
    {
        var found = new Dictionary<UnderstoodLine, UnderstoodLine>(ReferenceEqualityComparer.Instance);
        var free = before.ToList();
        Pair((line, old) => line.Outcome.Line == old.Outcome.Line);
        Pair((line, old) => line.Entry is { } now && old.Entry is { } then && now.Kind == then.Kind && SameNote(now.Note, then.Note));
        Pair((_, _) => true);
        return found;

        void Pair(Func<UnderstoodLine, UnderstoodLine, bool> matches)
        {
            foreach (var line in after.Where(l => !found.ContainsKey(l)))
                if (free.Find(o => matches(line, o)) is { } old)
                {
                    found.Add(line, old);
                    free.Remove(old);
                }
        }
    }

    /// <param name="before">What the line said; null when it was asked about, and the answer is the entry.</param>
    private static NewExpense Merged(NewExpense? before, NewExpense after, Entry entry)
    {
        var now = Value(entry);
        if (before is null)
            return after with { Day = now.Day, ReceiptKey = now.ReceiptKey };
        var amount = Pick(before.Amount, after.Amount, now.Amount);
        var whole = Pick(before.Whole, after.Whole, now.Whole);
        return new NewExpense(
            amount,
            Pick(before.Day, after.Day, now.Day),
            Pick(before.Note, after.Note, now.Note),
            Pick(before.Kind, after.Kind, now.Kind),
            Pick(before.Category, after.Category, now.Category),
            (before.Tags ?? []).SequenceEqual(after.Tags ?? [], StringComparer.Ordinal) ? now.Tags : after.Tags,
            Pick(before.Account, after.Account, now.Account),
            whole is { } all && all.Currency == amount.Currency && all >= amount ? whole : null,
            now.ReceiptKey
        );

        static T Pick<T>(T before, T after, T now) => EqualityComparer<T>.Default.Equals(before, after) ? now : after;
    }

    private static bool SameNote(Entry entry, NewExpense value) =>
        entry.Expense.Kind == value.Kind && SameNote(entry.Expense.Note, value.Note);

    private static bool SameNote(string one, string other) => Entry.Fold(one) == Entry.Fold(other);

    private static bool IsSame(Entry entry, NewExpense value) =>
        entry.Expense.Note == value.Note
        && Value(entry) with { Tags = null, ReceiptKey = null } == value with { Tags = null, Category = null, ReceiptKey = null }
        && entry.Expense.Tags.SequenceEqual(value.Tags ?? []);
}
