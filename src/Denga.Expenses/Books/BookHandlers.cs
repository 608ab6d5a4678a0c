using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Budgets;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Books;

internal sealed class BookHandlers(Database<ExpensesModule> database, Owners owners, Profiles profiles, OpenBooks books, EntryRates rates)
    : IOperationHandler<ExpenseBook, Book>,
        IOperationHandler<ChangeBook, Book>
{
    private const int AttemptsMax = 5;
    private const int MonthStartDayMax = 28;

    public Task<Result<Book>> Handle(ExpenseBook operation, CancellationToken cancel) =>
        owners.Write<Book>(
            operation.Person,
            async person =>
            {
                await using var connection = await database.Open(cancel);
                return await Read(connection, person.Id, cancel);
            },
            cancel
        );

    public async Task<Result<Book>> Handle(ChangeBook operation, CancellationToken cancel) =>
        operation.MonthStartDay is < 1 or > MonthStartDayMax
            ? ExpensesErrors.MonthStartOutOfRange
            : await owners.Write(
                operation.Person,
                person => Change(operation, new Owner(person.Id, profiles.TodayOf(person)), cancel),
                cancel
            );

    private async Task<Result<Book>> Change(ChangeBook operation, Owner owner, CancellationToken cancel)
    {
        var known = new Dictionary<(Currency, DateOnly), LockedRate>();
        var missing = new List<(Currency, DateOnly)>();
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            // Rates are asked between the attempts, never while the book is locked; an attempt that meets a day without one says which.
            if (missing.Count > 0)
            {
                var asked = await rates.Of(missing, operation.Currency!, cancel);
                if (!asked.IsOk)
                    return asked.Error;
                foreach (var (key, rate) in asked.Value)
                    known[key] = rate;
                missing = [];
            }
            var changed = await database.Attempt(unit => Change(unit, operation, owner, known, missing, cancel), cancel);
            if (missing.Count > 0)
                continue;
            if (changed.IsOk)
                books.Remember(owner.Person, changed.Value.Currency);
            return changed;
        }
        return ExpensesErrors.ChangedMeanwhile;
    }

    private async Task<Result<Book>> Change(
        UnitOfWork unit,
        ChangeBook operation,
        Owner owner,
        Dictionary<(Currency, DateOnly), LockedRate> known,
        List<(Currency, DateOnly)> missing,
        CancellationToken cancel
    )
    {
        var book = (await BookWrite.Load(unit, [owner], [], [], cancel))[owner.Person];
        if (operation.MonthStartDay is { } startDay && startDay != book.MonthStartDay)
            await KeepAlerts(unit.Connection, book, startDay, cancel);
        if (operation.Currency is { } currency && currency != book.Currency)
        {
            var change = new CurrencyChange(unit, owner, currency);
            missing.AddRange((await change.RatesNeeded(cancel)).Where(n => !known.ContainsKey(n)));
            if (missing.Count > 0)
                return ExpensesErrors.ChangedMeanwhile;
            await change.Convert(known, cancel);
        }
        await using var command = new NpgsqlCommand(
            """
            update book set
                currency = coalesce($2, currency),
                currency_chosen = currency_chosen or $2 is not null,
                month_start_day = coalesce($3, month_start_day),
                version = version + 1
            where person_id = $1 and (currency is distinct from coalesce($2, currency) or ($2 is not null and not currency_chosen)
                or month_start_day is distinct from coalesce($3, month_start_day))
            """,
            unit.Connection
        );
        await command
            .With(owner.Person.Value)
            .With(operation.Currency?.Code)
            .With((short?)operation.MonthStartDay)
            .ExecuteNonQueryAsync(cancel);
        return await Read(unit.Connection, owner.Person, cancel);
    }

    /// <summary>The month that is running gets another first day and stays the same month: what was told of it and still holds is not told again.</summary>
    private static async Task KeepAlerts(NpgsqlConnection connection, BookState book, int startDay, CancellationToken cancel)
    {
        var period = Period.Of(book.Today, startDay);
        await using var command = new NpgsqlCommand(
            $"""
            insert into limit_alert (person_id, category, period_from, threshold)
            select a.person_id, a.category, $3, a.threshold
            from limit_alert a
            join budget_limit l on l.person_id = a.person_id and l.category = a.category
            cross join lateral (
                select coalesce(sum(t.minor), 0) as minor from day_total t
                where t.person_id = a.person_id and t.kind = {EntryKind.Expense:D} and t.day between $3 and $4 and (a.category = '' or t.category = a.category)
            ) spent
            where a.person_id = $1 and a.period_from = $2 and spent.minor * 100 >= l.minor::numeric * a.threshold
            on conflict do nothing
            """,
            connection
        );
        await command.With(book.Person.Value).With(book.Period.From).With(period.From).With(period.To).ExecuteNonQueryAsync(cancel);
    }

    private static async Task<Book> Read(NpgsqlConnection connection, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select currency, month_start_day, currency_chosen, version from book where person_id = $1",
            connection
        );
        await using var rows = await command.With(person.Value).ExecuteReaderAsync(cancel);
        return !await rows.ReadAsync(cancel)
            ? throw new BookGoneException()
            : new Book(Currency.Parse(rows.GetString(0)), rows.GetInt16(1), rows.GetBoolean(2), rows.GetInt64(3));
    }
}
