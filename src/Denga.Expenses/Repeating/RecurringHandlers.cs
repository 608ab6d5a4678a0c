using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Repeating;

internal sealed class RecurringHandlers(
    Database<ExpensesModule> database,
    Owners owners,
    Profiles profiles,
    OpenBooks books,
    EntryRates rates,
    Recorder recorder,
    TimeProvider clock
)
    : IOperationHandler<AddRecurring, Recurring>,
        IOperationHandler<RecurringEntries, IReadOnlyList<Recurring>>,
        IOperationHandler<SkipRecurring, Recurring>,
        IOperationHandler<ChangeRecurring, Recurring>,
        IOperationHandler<EndRecurring, Done>
{
    private const int RecurringMax = 100;

    public async Task<Result<Recurring>> Handle(AddRecurring operation, CancellationToken cancel)
    {
        var template = EntryRules.Composed(operation.Template);
        var frequency = operation.Frequency ?? Frequency.From(operation.Rhythm, template.Day);
        if (frequency.Rhythm != operation.Rhythm || !frequency.IsSound())
            return ExpensesErrors.Frequency;
        var request = new Request(operation.Id, operation.Person, (p, id) => OperationRecord.Hash(operation with { Person = p, Id = id }));
        return await owners.Write(operation.Person, person => Add(person, template, frequency, operation.Until, request, cancel), cancel);
    }

    private async Task<Result<Recurring>> Add(
        Person person,
        NewExpense template,
        Frequency frequency,
        DateOnly? until,
        Request request,
        CancellationToken cancel
    )
    {
        var owner = new Owner(person.Id, profiles.TodayOf(person));
        if (EntryRules.Check(template, owner.Today) is { } wrong)
            return wrong;
        if (await CheckRate(person, template.Amount, owner.Today, cancel) is { } worthless)
            return await recorder.Known<Recurring>(person.Id, request, cancel) ?? worthless;
        return await database.Attempt(
            async unit =>
            {
                var write = await BookWrite.Load(unit, [owner], [(owner.Person, request.Id)], [], cancel);
                if (write.Answered(owner.Person, request.Id) is { } known)
                    return await recorder.Repeat<Recurring>(owner.Person, known, request, cancel);
                if (template.Category is { } category && !CategoryChoice.Exists(write[owner.Person], category, template.Kind))
                    return ExpensesErrors.UnknownCategory;
                if ((await Running(unit.Connection, owner.Person, cancel)).Count >= RecurringMax)
                    return ExpensesErrors.TooManyRecurring;
                // What is past is past: whoever wants it recorded says so, entry by entry.
                var from = template.Day > owner.Today ? template.Day : owner.Today;
                var first = frequency.Next(from.AddDays(-1));
                var row = new RecurringRow(
                    RecurringId.New(),
                    owner.Person,
                    template,
                    frequency,
                    first,
                    Last: null,
                    first <= (until ?? DateOnly.MaxValue) ? first : null,
                    until,
                    HasFailed: false
                );
                await row.Insert(unit.Connection, cancel);
                write.Answer(owner.Person, request, JsonSerializer.Serialize(row.Shown, DengaJson.Options));
                write.Write();
                return row.Shown;
            },
            cancel
        );
    }

    /// <summary>An entry in a currency that has no rate would never be recorded.</summary>
    private async Task<Error?> CheckRate(Person person, Money amount, DateOnly today, CancellationToken cancel) =>
        (await rates.Convert(amount, today, await books.MainCurrency(person, cancel), cancel)).Error;

    public async Task<Result<IReadOnlyList<Recurring>>> Handle(RecurringEntries operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return (await Running(connection, operation.Person, cancel)).ConvertAll(r => r.Shown);
    }

    public Task<Result<Recurring>> Handle(SkipRecurring operation, CancellationToken cancel) =>
        Change(
            operation.Person,
            operation.Recurring,
            (row, _) => row.Next == operation.Day ? row.Past(operation.Day) with { HasFailed = false } : row,
            cancel
        );

    public async Task<Result<Recurring>> Handle(ChangeRecurring operation, CancellationToken cancel)
    {
        if (operation.Amount is { } amount)
        {
            if (EntryRules.Check(amount) is { } wrong)
                return wrong;
            var person = await profiles.Of(operation.Person, cancel);
            if (!person.IsOk)
                return person.Error;
            if (await CheckRate(person.Value, amount, profiles.TodayOf(person.Value), cancel) is { } worthless)
                return worthless;
        }
        return await Change(
            operation.Person,
            operation.Recurring,
            (row, today) =>
            {
                if (operation.Amount is { } other)
                    row = row with { Template = row.Template with { Amount = other, Whole = null }, HasFailed = false };
                return operation.Until is { } until ? row.Ending(until, today) : row;
            },
            cancel
        );
    }

    public async Task<Result<Done>> Handle(EndRecurring operation, CancellationToken cancel)
    {
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        await using var command = database.Source.CreateCommand(
            "update recurring set next_day = null, ended_at = coalesce(ended_at, $3) where id = $1 and person_id = $2"
        );
        var ended = await command
            .With(operation.Recurring.Value)
            .With(person.Value.Id.Value)
            .With(clock.GetUtcNow())
            .ExecuteNonQueryAsync(cancel);
        return ended == 1 ? Done.It : ExpensesErrors.NotFound;
    }

    private async Task<Result<Recurring>> Change(
        PersonId id,
        RecurringId recurring,
        Func<RecurringRow, DateOnly, RecurringRow> change,
        CancellationToken cancel
    )
    {
        var person = await profiles.Of(id, cancel);
        if (!person.IsOk)
            return person.Error;
        return await database.Attempt<Recurring>(
            async unit =>
            {
                await using var command = new NpgsqlCommand(
                    $"select {RecurringRow.Columns} from recurring where id = $1 and person_id = $2 and ended_at is null for update",
                    unit.Connection
                );
                var found = await RecurringRow.Read(command.With(recurring.Value).With(person.Value.Id.Value), cancel);
                if (found is not [var row])
                    return ExpensesErrors.NotFound;
                var changed = change(row, profiles.TodayOf(person.Value));
                await changed.Update(unit.Connection, cancel);
                return changed.Shown;
            },
            cancel
        );
    }

    private static async Task<List<RecurringRow>> Running(NpgsqlConnection connection, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select {RecurringRow.Columns} from recurring where person_id = $1 and ended_at is null order by next_day, id limit {RecurringMax}",
            connection
        );
        return await RecurringRow.Read(command.With(person.Value), cancel);
    }
}
