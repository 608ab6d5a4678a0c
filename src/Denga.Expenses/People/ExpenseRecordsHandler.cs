using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.People;

/// <summary>A person's book, whole, for him to take away.</summary>
internal sealed class ExpenseRecordsHandler(Database<ExpensesModule> database, IOperations operations)
    : IOperationHandler<ExpenseRecords, PersonalRecords>
{
    private const int EntriesMax = 100_000;

    public async Task<Result<PersonalRecords>> Handle(ExpenseRecords operation, CancellationToken cancel)
    {
        var book = await operations.Ask(new ExpenseBook(operation.Person), cancel);
        var limits = await operations.Ask(new Limits(operation.Person), cancel);
        var categories = await operations.Ask(new Contracts.Expenses.Categories(operation.Person), cancel);
        var recurring = await operations.Ask(new RecurringEntries(operation.Person), cancel);
        if ((book.Error ?? limits.Error ?? categories.Error ?? recurring.Error) is { } error)
            return error;
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"select {Entry.Columns} from expense where person_id = $1 and deleted_at is null order by day desc, id desc limit {EntriesMax}",
            connection
        );
        var entries = await Entry.ReadAll(command.With(operation.Person.Value), cancel);
        await using var pictures = new NpgsqlCommand(
            $"""
            select e.id, p.file_key from photo p join expense e on e.id = p.expense_id
            where e.person_id = $1 and e.deleted_at is null order by e.id limit {EntriesMax}
            """,
            connection
        );
        var photos = new List<object>();
        await using (var rows = await pictures.With(operation.Person.Value).ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                photos.Add(new { expense = new ExpenseId(rows.GetGuid(0)), file = "/files/" + rows.GetString(1) });
        }
        return new PersonalRecords(
            JsonSerializer.SerializeToElement(
                new
                {
                    book = book.Value,
                    entries = entries.Select(e => e.Expense),
                    photos,
                    limits = limits.Value,
                    categories = categories.Value.Where(c => c.IsOwn),
                    recurring = recurring.Value,
                },
                DengaJson.Options
            )
        );
    }
}
