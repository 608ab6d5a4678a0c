using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;

namespace Denga.Expenses.Texts;

/// <summary>How the entries of a message become what it says now.</summary>
internal sealed record Correction(
    IReadOnlyList<Entry> Kept,
    IReadOnlyList<(Entry Before, NewExpense After)> Changed,
    IReadOnlyList<NewExpense> Added,
    IReadOnlyList<Entry> Deleted
)
{
    /// <summary>Lines find their entries by what stayed the same: everything, then the note, then the order. A line that is not certain keeps the
    /// entry in its place as it is.</summary>
    internal static Correction Plan(IReadOnlyList<Entry> entries, IReadOnlyList<UnderstoodLine> lines)
    {
        var free = entries.ToList();
        var open = lines.Where(l => l.Outcome.Fate != LineFate.NotAnEntry).ToList();
        var kept = new List<Entry>();
        var changed = new List<(Entry, NewExpense)>();
        Pair((entry, value) => SameNote(entry, value) && entry.Expense.Amount == value.Amount);
        Pair(SameNote);
        foreach (var line in open.ToList())
        {
            if (free.Count == 0)
                break;
            if (line.Entry is { } value)
                changed.Add((free[0], value));
            else
                kept.Add(free[0]);
            free.RemoveAt(0);
            open.Remove(line);
        }
        return new Correction(kept, changed, [.. open.Select(l => l.Entry).OfType<NewExpense>()], free);

        void Pair(Func<Entry, NewExpense, bool> matches)
        {
            foreach (var line in open.Where(l => l.Entry is not null).ToList())
                if (free.FirstOrDefault(e => matches(e, line.Entry!)) is { } entry)
                {
                    if (IsSame(entry, line.Entry!))
                        kept.Add(entry);
                    else
                        changed.Add((entry, line.Entry!));
                    free.Remove(entry);
                    open.Remove(line);
                }
        }
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

    private static bool SameNote(Entry entry, NewExpense value) =>
        entry.Expense.Kind == value.Kind && Entry.Fold(entry.Expense.Note) == Entry.Fold(value.Note);

    private static bool IsSame(Entry entry, NewExpense value) =>
        entry.Expense.Note == value.Note
        && Value(entry) with { Tags = null, ReceiptKey = null } == value with { Tags = null, Category = null, ReceiptKey = null }
        && entry.Expense.Tags.SequenceEqual(value.Tags ?? []);
}
