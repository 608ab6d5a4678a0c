using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Expenses.Search;

/// <summary>Questions about one entry. A deleted one is not there.</summary>
internal sealed class EntryHandlers(Database<ExpensesModule> database)
    : IOperationHandler<ExpenseById, Expense>,
        IOperationHandler<WhyCategory, CategoryReason>
{
    public async Task<Result<Expense>> Handle(ExpenseById operation, CancellationToken cancel) =>
        await Find(operation.Person, operation.Expense, cancel) is { } entry ? entry.Expense : ExpensesErrors.NotFound;

    public async Task<Result<CategoryReason>> Handle(WhyCategory operation, CancellationToken cancel) =>
        await Find(operation.Person, operation.Expense, cancel) is { } entry ? entry.Reason : ExpensesErrors.NotFound;

    private async Task<Entry?> Find(PersonId person, ExpenseId id, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Entry.Find(connection, person, id, cancel) is { DeletedAt: null } found ? found : null;
    }
}
