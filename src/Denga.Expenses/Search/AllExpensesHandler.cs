using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Search;

/// <summary>Reads where nothing is missing, never on a replica: what is made of the entries is kept under the book's version.</summary>
internal sealed class AllExpensesHandler(Database<ExpensesModule> database, Profiles profiles)
    : IOperationHandler<AllExpenses, Page<Expense>>
{
    public async Task<Result<Page<Expense>>> Handle(AllExpenses operation, CancellationToken cancel)
    {
        // Nothing comes before the greatest id of the last day.
        var after = operation.Cursor is { } text ? Cursor.Parse(text) : new Cursor(operation.To, Guid.AllBitsSet);
        if (after is null)
            return ExpensesErrors.BadCursor;
        // Whoever asked for a file may be joined with somebody before it is made.
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        var limit = Math.Clamp(operation.Limit, 1, AllExpenses.LimitMax);
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"""
            select {Entry.Columns} from expense
            where person_id = $1 and deleted_at is null and day >= $2 and (day, id) < ($3, $4)
            order by day desc, id desc limit $5
            """,
            connection
        );
        command.With(person.Value.Id.Value).With(operation.From).With(after.Value.Day).With(after.Value.Id).With(limit + 1);
        var found = (await Entry.ReadAll(command, cancel)).ConvertAll(e => e.Expense);
        if (found.Count <= limit)
            return new Page<Expense>(found, null);
        found.RemoveAt(limit);
        return new Page<Expense>(found, Cursor.After(found[^1]));
    }
}
