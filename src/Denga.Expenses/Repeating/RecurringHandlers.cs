using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Books;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Repeating;

internal sealed class RecurringHandlers(Database<ExpensesModule> database, Profiles profiles, OpenBooks books, TimeProvider clock)
    : IOperationHandler<AddRecurring, Recurring>,
        IOperationHandler<RecurringEntries, IReadOnlyList<Recurring>>,
        IOperationHandler<SkipRecurring, Recurring>,
        IOperationHandler<ChangeRecurring, Recurring>,
        IOperationHandler<EndRecurring, Done>
{
    private const int RecurringMax = 100;

    public async Task<Result<Recurring>> Handle(AddRecurring operation, CancellationToken cancel)
    {
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        var owner = new Owner(operation.Person, profiles.TodayOf(person.Value));
        if (EntryRules.Check(operation.Template, owner.Today) is { } wrong)
            return wrong;
        await books.MainCurrency(person.Value, cancel);
        var hash = OperationRecord.Hash(operation);
        return await database.Attempt(
            async unit =>
            {
                var write = await BookWrite.Load(unit, [owner], [(owner.Person, operation.Id)], [], cancel);
                if (write.Answered(owner.Person, operation.Id) is { } known)
                    return Recorder.Repeat<Recurring>(known.Hash, hash, known.Answer);
                if (
                    operation.Template.Category is { } category
                    && !CategoryChoice.Exists(write[owner.Person], category, operation.Template.Kind)
                )
                    return ExpensesErrors.UnknownCategory;
                if ((await Running(unit.Connection, operation.Person, cancel)).Count >= RecurringMax)
                    return ExpensesErrors.TooManyRecurring;
                var first = operation.Template.Day;
                var row = new RecurringRow(
                    RecurringId.New(),
                    operation.Person,
                    operation.Template,
                    operation.Rhythm,
                    first,
                    null,
                    first <= (operation.Until ?? DateOnly.MaxValue) ? first : null,
                    operation.Until,
                    IsEnded: false
                );
                await Insert(unit.Connection, row, cancel);
                write.Answer(owner.Person, operation.Id, hash, JsonSerializer.Serialize(row.Shown, DengaJson.Options));
                write.Write();
                return row.Shown;
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<Recurring>>> Handle(RecurringEntries operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return (await Running(connection, operation.Person, cancel)).ConvertAll(r => r.Shown);
    }

    public Task<Result<Recurring>> Handle(SkipRecurring operation, CancellationToken cancel) =>
        Change(operation.Person, operation.Recurring, row => row.Next == operation.Day ? row.Past(operation.Day) : row, cancel);

    public async Task<Result<Recurring>> Handle(ChangeRecurring operation, CancellationToken cancel)
    {
        if (operation.Amount is { } amount && EntryRules.Check(amount) is { } wrong)
            return wrong;
        return await Change(
            operation.Person,
            operation.Recurring,
            row =>
            {
                if (operation.Amount is { } other)
                    row = row with { Template = row.Template with { Amount = other, Whole = null } };
                return operation.Until is { } until ? row.Ending(until) : row;
            },
            cancel
        );
    }

    public async Task<Result<Done>> Handle(EndRecurring operation, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            "update recurring set next_day = null, ended_at = coalesce(ended_at, $3) where id = $1 and person_id = $2"
        );
        var ended = await command
            .With(operation.Recurring.Value)
            .With(operation.Person.Value)
            .With(clock.GetUtcNow())
            .ExecuteNonQueryAsync(cancel);
        return ended == 1 ? Done.It : ExpensesErrors.NotFound;
    }

    private Task<Result<Recurring>> Change(
        PersonId person,
        RecurringId id,
        Func<RecurringRow, RecurringRow> change,
        CancellationToken cancel
    ) =>
        database.Attempt<Recurring>(
            async unit =>
            {
                await using var command = new NpgsqlCommand(
                    $"select {RecurringRow.Columns} from recurring where id = $1 and person_id = $2 and ended_at is null for update",
                    unit.Connection
                );
                var found = await RecurringRow.Read(command.With(id.Value).With(person.Value), cancel);
                if (found is not [var row])
                    return ExpensesErrors.NotFound;
                var changed = change(row);
                await changed.Update(unit.Connection, cancel);
                return changed.Shown;
            },
            cancel
        );

    private static async Task<List<RecurringRow>> Running(NpgsqlConnection connection, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select {RecurringRow.Columns} from recurring where person_id = $1 and ended_at is null order by next_day, id limit {RecurringMax}",
            connection
        );
        return await RecurringRow.Read(command.With(person.Value), cancel);
    }

    private static async Task Insert(NpgsqlConnection connection, RecurringRow row, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into recurring (id, person_id, template, rhythm, first_day, next_day, until_day)
            values ($1, $2, $3::json, $4, $5, $6, $7)
            """,
            connection
        );
        await command
            .With(row.Id.Value)
            .With(row.Person.Value)
            .With(JsonSerializer.Serialize(row.Template, DengaJson.Options))
            .With((short)row.Rhythm)
            .With(row.First)
            .With(row.Next)
            .With(row.Until)
            .ExecuteNonQueryAsync(cancel);
    }
}
