using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Parsing;
using Denga.Expenses.Recording;
using Denga.Platform.Operations;

namespace Denga.Expenses.Texts;

internal sealed class RecordTextHandler(Profiles profiles, Recorder recorder, Understanding understanding)
    : IOperationHandler<RecordText, TextOutcome>
{
    public async Task<Result<TextOutcome>> Handle(RecordText operation, CancellationToken cancel)
    {
        if (Understanding.Check(operation.Text) is { } wrong)
            return wrong;
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        return await recorder.Record<TextOutcome>(
            person.Value,
            profiles.TodayOf(person.Value),
            operation.Id,
            OperationRecord.Hash(operation),
            "text",
            async (main, stop) =>
            {
                var writer = new Writer(Profiles.DayOf(person.Value, operation.At), main, person.Value.Language);
                var lines = await understanding.Of(operation.Person, operation.Text, writer, profiles.TodayOf(person.Value), stop);
                return (
                    [.. lines.Select(l => l.Entry).OfType<NewExpense>()],
                    recorded => new TextOutcome(recorded, [.. lines.Select(l => l.Outcome)])
                );
            },
            cancel
        );
    }
}
