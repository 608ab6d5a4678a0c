using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Operations;

namespace Denga.Expenses.Recording;

internal sealed class RecordExpensesHandler(Profiles profiles, Recorder recorder) : IOperationHandler<RecordExpenses, Recorded>
{
    public async Task<Result<Recorded>> Handle(RecordExpenses operation, CancellationToken cancel)
    {
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        var today = profiles.TodayOf(person.Value);
        if (EntryRules.Check(operation.Entries, today) is { } wrong)
            return wrong;
        return await recorder.Record<Recorded>(
            person.Value,
            today,
            operation.Id,
            OperationRecord.Hash(operation),
            "api",
            (_, _) => ValueTask.FromResult<(IReadOnlyList<NewExpense>, Func<Recorded?, Recorded>)>((operation.Entries, r => r!)),
            cancel
        );
    }
}
