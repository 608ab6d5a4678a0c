using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.People;
using Denga.Platform.Operations;

namespace Denga.Expenses.Recording;

internal sealed class RecordExpensesHandler(Owners owners, Profiles profiles, Recorder recorder)
    : IOperationHandler<RecordExpenses, Recorded>
{
    public Task<Result<Recorded>> Handle(RecordExpenses operation, CancellationToken cancel)
    {
        IReadOnlyList<NewExpense> entries = [.. operation.Entries.Select(EntryRules.Composed)];
        var request = new Request(operation.Id, operation.Person, (p, id) => OperationRecord.Hash(operation with { Person = p, Id = id }));
        return owners.Write<Recorded>(
            operation.Person,
            async person =>
            {
                var today = profiles.TodayOf(person);
                if (EntryRules.Check(entries, today) is { } wrong)
                    return wrong;
                return await recorder.Record<Recorded>(
                    person,
                    today,
                    request,
                    "api",
                    null,
                    (_, _) => ValueTask.FromResult<(IReadOnlyList<NewExpense>, Func<Recorded?, Recorded>)>((entries, r => r!)),
                    cancel
                );
            },
            cancel
        );
    }
}
