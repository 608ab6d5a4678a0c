using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Photos;

internal sealed class PhotoHandlers(Database<ExpensesModule> database, TimeProvider clock)
    : IOperationHandler<KeepPhoto, Done>,
        IOperationHandler<AttachPhoto, Expense>,
        IOperationHandler<PhotoOf, ReceiptPhoto>
{
    public async Task<Result<Done>> Handle(KeepPhoto operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                """
                insert into photo (file_key, person_id, at)
                values ($1, coalesce((select kept_id from former_person where person_id = $2), $2), $3)
                on conflict do nothing
                """
            )
            .With(operation.File)
            .With(operation.Person.Value)
            .With(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancel);
        return Done.It;
    }

    public Task<Result<Expense>> Handle(AttachPhoto operation, CancellationToken cancel) =>
        database.Attempt(unit => Attach(unit, operation, cancel), cancel);

    public async Task<Result<ReceiptPhoto>> Handle(PhotoOf operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                """
                select p.file_key from photo p join expense e on e.id = p.expense_id
                where p.expense_id = $1 and e.person_id = $2 and e.deleted_at is null
                """
            )
            .With(operation.Expense.Value)
            .With(operation.Person.Value);
        return await command.ExecuteScalarAsync(cancel) is string key ? new ReceiptPhoto(key) : ExpensesErrors.NoPhoto;
    }

    private async Task<Result<Expense>> Attach(UnitOfWork unit, AttachPhoto operation, CancellationToken cancel)
    {
        // Two photos for one entry come one after the other.
        await using var locked = new NpgsqlCommand("select from expense where id = $1 and person_id = $2 for update", unit.Connection)
            .With(operation.Expense.Value)
            .With(operation.Person.Value);
        await locked.ExecuteNonQueryAsync(cancel);
        if (await Entry.Find(unit.Connection, operation.Person, operation.Expense, cancel) is not { DeletedAt: null } entry)
            return ExpensesErrors.NotFound;
        await using var replaced = new NpgsqlCommand(
            "update photo set expense_id = null, at = $3 where expense_id = $1 and file_key <> $2",
            unit.Connection
        )
            .With(operation.Expense.Value)
            .With(operation.File)
            .With(clock.GetUtcNow());
        await replaced.ExecuteNonQueryAsync(cancel);
        await using var attached = new NpgsqlCommand(
            "update photo set expense_id = $1 where file_key = $2 and person_id = $3 and at > '-infinity'",
            unit.Connection
        )
            .With(operation.Expense.Value)
            .With(operation.File)
            .With(operation.Person.Value);
        return await attached.ExecuteNonQueryAsync(cancel) == 1 ? entry.Expense : ExpensesErrors.NoPhoto;
    }
}
