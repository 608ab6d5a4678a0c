using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Recording;

/// <summary>What an entry must keep to, whoever sends it.</summary>
internal static class EntryRules
{
    internal const int EntriesMax = 50;
    internal const int TextCharactersMax = 10_000;
    internal const long AmountMinorMax = 1_000_000_000_000_000;
    private const int NoteCharactersMax = 500;
    private const int TagsMax = 10;
    private const int TagCharactersMax = 50;
    private const int AccountCharactersMax = 50;
    private const int ReceiptKeyCharactersMax = 100;
    private const int DaysAheadMax = 366;
    private static readonly DateOnly FirstDay = new(2000, 1, 1);

    /// <summary>The same with its texts in the form in which they are kept.</summary>
    internal static NewExpense Composed(NewExpense entry) =>
        entry with
        {
            Note = Entry.Composed(entry.Note),
            Tags = entry.Tags is { } tags ? [.. tags.Select(Entry.Composed)] : null,
            Account = entry.Account is { } account ? Entry.Composed(account) : null,
        };

    internal static Error? Check(IReadOnlyList<NewExpense> entries, DateOnly today) =>
        entries.Count is 0 or > EntriesMax
            ? ExpensesErrors.TooMany
            : entries.Select(e => Check(e, today)).FirstOrDefault(e => e is not null);

    internal static Error? Check(NewExpense entry, DateOnly today) =>
        Check(entry.Amount)
        ?? CheckDay(entry.Day, today)
        ?? CheckNote(entry.Note)
        ?? CheckTags(entry.Tags ?? [])
        ?? (
            entry.Account?.Length > AccountCharactersMax || entry.ReceiptKey?.Length > ReceiptKeyCharactersMax
                ? ExpensesErrors.TextTooLong
                : null
        )
        ?? (!Enum.IsDefined(entry.Kind) ? ExpensesErrors.UnknownCategory : null)
        ?? (
            entry.Whole is { } whole
            && (whole.Currency != entry.Amount.Currency || whole.Minor < entry.Amount.Minor || whole.Minor > AmountMinorMax)
                ? ExpensesErrors.WholeDoesNotFit
                : null
        );

    internal static Error? Check(Money amount) =>
        amount.Minor <= 0 ? ExpensesErrors.AmountNotPositive
        : amount.Minor > AmountMinorMax ? ExpensesErrors.AmountTooLarge
        : null;

    internal static Error? CheckDay(DateOnly day, DateOnly today) =>
        day < FirstDay || day.DayNumber > today.DayNumber + DaysAheadMax ? ExpensesErrors.DayOutOfRange : null;

    internal static Error? CheckNote(string note) =>
        note.Length > NoteCharactersMax || note.Contains('\0', StringComparison.Ordinal) ? ExpensesErrors.TextTooLong : null;

    internal static Error? CheckTags(IReadOnlyList<string> tags) =>
        tags.Count > TagsMax || tags.Any(t => t.Length is 0 or > TagCharactersMax || t.Any(char.IsControl))
            ? ExpensesErrors.TextTooLong
            : null;
}
