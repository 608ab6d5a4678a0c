using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.People;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Expenses.Sums;

/// <summary>Sums of a period, out of the sums by day: as fast with a million entries as with a thousand.</summary>
internal sealed class SpendingHandler(Database<ExpensesModule> database, Owners owners) : IOperationHandler<Spending, SpendingAnswer>
{
    private const int YearsMax = 10;

    public async Task<Result<SpendingAnswer>> Handle(Spending operation, CancellationToken cancel)
    {
        if (operation.To < operation.From || operation.From.Year > 9900 || operation.To > operation.From.AddYears(YearsMax))
            return ExpensesErrors.Period;
        return await owners.Write(operation.Person, person => Sum(operation with { Person = person.Id }, cancel), cancel);
    }

    private async Task<Result<SpendingAnswer>> Sum(Spending operation, CancellationToken cancel)
    {
        // One statement, so that the version belongs to the sums.
        await using var command = database.Source.CreateCommand(
            """
            select b.currency, b.version, t.day, t.category, t.kind, t.minor, t.count, c.name
            from book b
            left join (
                select day, category, kind, sum(minor)::bigint as minor, sum(count)::bigint as count
                from day_total
                where person_id = $1 and day between $2 and $3
                group by grouping sets ((category, kind), (day, kind))
                having sum(count) > 0
            ) t on true
            left join category c on c.person_id = b.person_id and c.key = t.category
            where b.person_id = $1
            """
        );
        command.With(operation.Person.Value).With(operation.From).With(operation.To);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        Currency? currency = null;
        var version = 0L;
        var (spent, income, count) = (0L, 0L, 0);
        var categories = new List<CategorySum>();
        var days = new List<DaySum>();
        while (await rows.ReadAsync(cancel))
        {
            currency ??= Currency.Parse(rows.GetString(0));
            version = rows.GetInt64(1);
            if (rows.IsDBNull(4))
                continue;
            var isExpense = rows.GetInt16(4) == (short)EntryKind.Expense;
            var sum = new Money(rows.GetInt64(5), currency);
            if (rows.Nullable<DateOnly>(2) is { } day)
            {
                if (isExpense)
                    days.Add(new DaySum(day, sum));
                continue;
            }
            count += (int)rows.GetInt64(6);
            if (isExpense)
            {
                spent = checked(spent + sum.Minor);
                categories.Add(new CategorySum(rows.GetString(3), rows.Text(7), sum, (int)rows.GetInt64(6)));
            }
            else
                income = checked(income + sum.Minor);
        }
        if (currency is null)
            throw new BookGoneException();
        return new SpendingAnswer(
            currency,
            version,
            new Money(spent, currency),
            new Money(income, currency),
            count,
            [.. categories.OrderByDescending(c => c.Sum.Minor).ThenBy(c => c.Category, StringComparer.Ordinal)],
            [.. days.OrderBy(d => d.Day)]
        );
    }
}
