using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Parsing;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Operations;

namespace Denga.Expenses.Texts;

internal sealed class RecordTextHandler(Owners owners, Profiles profiles, Recorder recorder, Understanding understanding)
    : IOperationHandler<RecordText, TextOutcome>
{
    public Task<Result<TextOutcome>> Handle(RecordText operation, CancellationToken cancel)
    {
        if (Understanding.Check(operation.Text) is { } wrong)
            return Task.FromResult<Result<TextOutcome>>(wrong);
        var text = Entry.Composed(operation.Text);
        var request = new Request(operation.Id, operation.Person, (p, id) => OperationRecord.Hash(operation with { Person = p, Id = id }));
        return owners.Write(
            operation.Person,
            person =>
                recorder.Record<TextOutcome>(
                    person,
                    profiles.TodayOf(person),
                    request,
                    "text",
                    new Message(text, operation.At),
                    async (main, stop) =>
                    {
                        var writer = new Writer(Profiles.DayOf(person, operation.At), main, person.Language);
                        var lines = await understanding.Of(person.Id, text, writer, profiles.TodayOf(person), stop);
                        return (
                            [.. lines.Select(l => l.Entry).OfType<NewExpense>()],
                            recorded => new TextOutcome(recorded, [.. lines.Select(l => l.Outcome)])
                        );
                    },
                    cancel
                ),
            cancel
        );
    }
}
