using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Budgets;

internal sealed class LimitHandlers(Database<ExpensesModule> database, Owners owners, Profiles profiles)
    : IOperationHandler<SetLimit, LimitState>,
        IOperationHandler<RemoveLimit, Done>,
        IOperationHandler<Contracts.Expenses.Limits, IReadOnlyList<LimitState>>
{
    public async Task<Result<LimitState>> Handle(SetLimit operation, CancellationToken cancel)
    {
        if (EntryRules.Check(operation.Amount) is { } wrong)
            return wrong;
        return await Write<LimitState>(
            operation.Person,
            async (unit, book) =>
            {
                if (operation.Category is { } named && !CategoryChoice.Exists(book, named, EntryKind.Expense))
                    return ExpensesErrors.UnknownCategory;
                if (operation.Amount.Currency != book.Currency)
                    return ExpensesErrors.LimitCurrency(book.Currency);
                var category = operation.Category ?? "";
                var isSame = book.Limits.TryGetValue(category, out var minor) && minor == operation.Amount.Minor;
                book.Limits[category] = operation.Amount.Minor;
                var state = book.Limit(category);
                if (!isSame)
                    await Keep(unit.Connection, book.Person, category, state, cancel);
                return state;
            },
            cancel
        );
    }

    public Task<Result<Done>> Handle(RemoveLimit operation, CancellationToken cancel) =>
        Write<Done>(
            operation.Person,
            async (unit, book) =>
            {
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch
                    .Command("delete from budget_limit where person_id = $1 and category = $2")
                    .With(book.Person.Value)
                    .With(operation.Category ?? "");
                await batch.ExecuteNonQueryAsync(cancel);
                return Done.It;
            },
            cancel
        );

    public Task<Result<IReadOnlyList<LimitState>>> Handle(Contracts.Expenses.Limits operation, CancellationToken cancel) =>
        Write<IReadOnlyList<LimitState>>(
            operation.Person,
            (_, book) => Task.FromResult<Result<IReadOnlyList<LimitState>>>(book.Limits.Keys.Select(book.Limit).ToList()),
            cancel
        );

    /// <summary>The person sees in the answer what is already passed, so those thresholds count as told; of a raised limit the others are told anew.</summary>
    private static async Task Keep(
        NpgsqlConnection connection,
        PersonId person,
        string category,
        LimitState state,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Command(
                """
                insert into budget_limit (person_id, category, minor, currency, set_minor, set_currency) values ($1, $2, $3, $4, $3, $4)
                on conflict (person_id, category) do update set
                    minor = excluded.minor, currency = excluded.currency, set_minor = excluded.set_minor, set_currency = excluded.set_currency
                """
            )
            .With(person.Value)
            .With(category)
            .With(state.Amount.Minor)
            .With(state.Amount.Currency.Code);
        batch
            .Command("delete from limit_alert where person_id = $1 and category = $2 and period_from = $3 and threshold > $4")
            .With(person.Value)
            .With(category)
            .With(state.PeriodFrom)
            .With(state.Percent);
        batch
            .Command(
                """
                insert into limit_alert (person_id, category, period_from, threshold)
                select $1, $2, $3, t from unnest($4) t on conflict do nothing
                """
            )
            .With(person.Value)
            .With(category)
            .With(state.PeriodFrom)
            .With(
                new short[] { 80, 100 }
                    .Where(t => t <= state.Percent)
                    .ToArray()
            );
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private Task<Result<TAnswer>> Write<TAnswer>(
        PersonId id,
        Func<UnitOfWork, BookState, Task<Result<TAnswer>>> work,
        CancellationToken cancel
    ) =>
        owners.Write(
            id,
            person =>
                database.Attempt(
                    async unit =>
                    {
                        var owner = new Owner(person.Id, profiles.TodayOf(person));
                        return await work(unit, (await BookWrite.Load(unit, [owner], [], [], cancel))[person.Id]);
                    },
                    cancel
                ),
            cancel
        );
}
