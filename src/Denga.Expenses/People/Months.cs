using Denga.Contracts;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.People;

internal static class Months
{
    /// <summary>The months in which a person has entries, by their first days.</summary>
    internal static async Task<List<DateOnly>> Of(PersonId person, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select distinct date_trunc('month', day::timestamp)::date from day_total where person_id = $1 order by 1",
            work.Connection
        );
        await using var rows = await command.With(person.Value).ExecuteReaderAsync(cancel);
        var months = new List<DateOnly>();
        while (await rows.ReadAsync(cancel))
            months.Add(rows.GetFieldValue<DateOnly>(0));
        return months;
    }
}
