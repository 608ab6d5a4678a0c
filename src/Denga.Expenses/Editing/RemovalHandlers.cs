using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Expenses.Editing;

/// <summary>Deleting, and everything that takes it back.</summary>
internal sealed class RemovalHandlers(Database<ExpensesModule> database, Owners owners, Profiles profiles, TimeProvider clock)
    : IOperationHandler<DeleteExpense, Expense>,
        IOperationHandler<RestoreExpense, Expense>,
        IOperationHandler<UndoRecording, IReadOnlyList<Expense>>
{
    public Task<Result<Expense>> Handle(DeleteExpense operation, CancellationToken cancel) =>
        Write<Expense>(
            operation.Person,
            async (unit, write, person) =>
            {
                if (await Entry.Find(unit.Connection, person, operation.Expense, cancel) is not { } entry)
                    return ExpensesErrors.NotFound;
                return entry.DeletedAt is null ? write.Delete(entry, clock.GetUtcNow()).Expense : entry.Expense;
            },
            cancel
        );

    public Task<Result<Expense>> Handle(RestoreExpense operation, CancellationToken cancel) =>
        Write<Expense>(
            operation.Person,
            async (unit, write, person) =>
            {
                if (await Entry.Find(unit.Connection, person, operation.Expense, cancel) is not { } entry)
                    return ExpensesErrors.NotFound;
                if (entry.DeletedAt is null)
                    return entry.Expense;
                if (entry.ReceiptKey is { } receipt && await IsRecorded(unit, person, receipt, cancel))
                    return ExpensesErrors.ReceiptKnown;
                var restored = write.Restore(entry);
                write.CheckLimits(person);
                return restored.Expense;
            },
            cancel
        );

    public Task<Result<IReadOnlyList<Expense>>> Handle(UndoRecording operation, CancellationToken cancel) =>
        Write<IReadOnlyList<Expense>>(
            operation.Person,
            async (unit, write, person) =>
            {
                var now = clock.GetUtcNow();
                var entries = await Entry.Under(unit.Connection, person, [operation.Recording], cancel);
                return entries.ConvertAll(e => write.Delete(e, now).Expense);
            },
            cancel
        );

    private Task<Result<TAnswer>> Write<TAnswer>(
        PersonId id,
        Func<UnitOfWork, BookWrite, PersonId, Task<Result<TAnswer>>> work,
        CancellationToken cancel
    ) =>
        owners.Write(
            id,
            person =>
                database.Attempt(
                    async unit =>
                    {
                        var write = await BookWrite.Load(unit, [new Owner(person.Id, profiles.TodayOf(person))], [], [], cancel);
                        var answer = await work(unit, write, person.Id);
                        if (answer.IsOk)
                            write.Write();
                        return answer;
                    },
                    cancel
                ),
            cancel
        );

    private static async Task<bool> IsRecorded(UnitOfWork unit, PersonId person, string receipt, CancellationToken cancel)
    {
        await using var command = new Npgsql.NpgsqlCommand(
            "select exists (select from expense where person_id = $1 and receipt_key = $2 and deleted_at is null)",
            unit.Connection
        );
        return (bool)(await command.With(person.Value).With(receipt).ExecuteScalarAsync(cancel))!;
    }
}
