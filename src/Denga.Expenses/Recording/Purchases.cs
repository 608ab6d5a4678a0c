using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.OwnCategories;
using Denga.Platform.Data;

namespace Denga.Expenses.Recording;

/// <summary>Earlier entries: for the last price of a thing, for what a refund belongs to, and for what the person means by words that leave a doubt.</summary>
internal sealed class Purchases(Database<ExpensesModule> database)
{
    private const int WordLettersMin = 3;

    /// <summary>The last purchase with exactly this note.</summary>
    internal async Task<Expense?> Last(PersonId person, string note, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"""
            select {Entry.Columns} from expense
            where person_id = $1 and note_search = $2 and kind = {EntryKind.Expense:D} and deleted_at is null
            order by day desc, id desc limit 1
            """
        );
        return (await Entry.ReadAll(command.With(person.Value).With(Entry.Fold(note)), cancel)).SingleOrDefault()?.Expense;
    }

    /// <summary>Which of some currencies the person has recorded in, when it is one only.</summary>
    internal async Task<Currency?> OnlyUsed(PersonId person, IEnumerable<Currency> currencies, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select case when count(distinct currency) = 1 then min(currency) end from expense
            where person_id = $1 and currency = any($2) and deleted_at is null
            """
        );
        string[] codes = [.. currencies.Select(c => c.Code).Distinct(StringComparer.Ordinal)];
        return await command.With(person.Value).With(codes).ExecuteScalarAsync(cancel) is string code ? Currency.Parse(code) : null;
    }

    /// <summary>Which kind the entries with exactly this note are, when they are all of one and there are two at least.</summary>
    internal async Task<EntryKind?> OnlyKind(PersonId person, string note, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select case when count(*) > 1 and count(distinct kind) = 1 then min(kind) end from expense
            where person_id = $1 and note_search = $2 and deleted_at is null
            """
        );
        return await command.With(person.Value).With(Entry.Fold(note)).ExecuteScalarAsync(cancel) is short kind ? (EntryKind)kind : null;
    }

    /// <summary>The last purchase, not later than the day, in whose note a word of this one stands.</summary>
    internal async Task<Entry?> LastLike(PersonId person, string note, DateOnly day, CancellationToken cancel)
    {
        string[] patterns = [.. CategoryChoice.Words(note).Where(w => w.Length >= WordLettersMin).Select(w => "%" + w + "%")];
        if (patterns.Length == 0)
            return null;
        await using var command = database.Source.CreateCommand(
            $"""
            select {Entry.Columns} from expense
            where person_id = $1 and day <= $2 and note_search like any($3) and kind = {EntryKind.Expense:D} and deleted_at is null
            order by day desc, id desc limit 1
            """
        );
        return (await Entry.ReadAll(command.With(person.Value).With(day).With(patterns), cancel)).SingleOrDefault();
    }
}
