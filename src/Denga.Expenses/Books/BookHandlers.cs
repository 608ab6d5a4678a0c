using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Books;

internal sealed class BookHandlers(Database<ExpensesModule> database, Profiles profiles, OpenBooks books, EntryRates rates)
    : IOperationHandler<ExpenseBook, Book>,
        IOperationHandler<ChangeBook, Book>
{
    private const int AttemptsMax = 5;
    private const int MonthStartDayMax = 28;

    public async Task<Result<Book>> Handle(ExpenseBook operation, CancellationToken cancel)
    {
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        books.Forget(operation.Person);
        await books.MainCurrency(person.Value, cancel);
        await using var connection = await database.Open(cancel);
        return await Read(connection, operation.Person, cancel);
    }

    public async Task<Result<Book>> Handle(ChangeBook operation, CancellationToken cancel)
    {
        if (operation.MonthStartDay is < 1 or > MonthStartDayMax)
            return ExpensesErrors.MonthStartOutOfRange;
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        await books.MainCurrency(person.Value, cancel);
        var owner = new Owner(operation.Person, profiles.TodayOf(person.Value));
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
                books.Remember(operation.Person, changed.Value.Currency);
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

    private static async Task<Book> Read(NpgsqlConnection connection, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select currency, month_start_day, currency_chosen, version from book where person_id = $1",
            connection
        );
        await using var rows = await command.With(person.Value).ExecuteReaderAsync(cancel);
        await rows.ReadAsync(cancel);
        return new Book(Currency.Parse(rows.GetString(0)), rows.GetInt16(1), rows.GetBoolean(2), rows.GetInt64(3));
    }
}
