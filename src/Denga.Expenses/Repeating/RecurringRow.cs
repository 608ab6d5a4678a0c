using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Repeating;

/// <summary>A recurring entry as it is kept. <paramref name="Last"/> is the last day that was recorded or skipped.</summary>
internal sealed record RecurringRow(
    RecurringId Id,
    PersonId Person,
    NewExpense Template,
    Rhythm Rhythm,
    DateOnly First,
    DateOnly? Last,
    DateOnly? Next,
    DateOnly? Until,
    bool IsEnded
)
{
    internal const string Columns = "id, person_id, template::text, rhythm, first_day, last_day, next_day, until_day, ended_at is not null";

    internal Recurring Shown => new(Id, Template, Rhythm, Next, Until);

    /// <summary>The same with a day behind it.</summary>
    internal RecurringRow Past(DateOnly day) => this with { Last = day, Next = Occurrences.Next(First, Rhythm, day, Until) };

    internal RecurringRow Ending(DateOnly? until) =>
        this with
        {
            Until = until,
            Next = Occurrences.Next(First, Rhythm, Last ?? First.AddDays(-1), until),
        };

    internal static async Task<List<RecurringRow>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<RecurringRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new RecurringRow(
                    new RecurringId(rows.GetGuid(0)),
                    new PersonId(rows.GetGuid(1)),
                    JsonSerializer.Deserialize<NewExpense>(rows.GetString(2), DengaJson.Options)!,
                    (Rhythm)rows.GetInt16(3),
                    rows.GetFieldValue<DateOnly>(4),
                    rows.Nullable<DateOnly>(5),
                    rows.Nullable<DateOnly>(6),
                    rows.Nullable<DateOnly>(7),
                    rows.GetBoolean(8)
                )
            );
        return found;
    }

    /// <summary>Writes what may change.</summary>
    internal async Task Update(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            update recurring set template = $3::json, last_day = $4, next_day = $5, until_day = $6
            where id = $1 and person_id = $2
            """,
            connection
        );
        await command
            .With(Id.Value)
            .With(Person.Value)
            .With(JsonSerializer.Serialize(Template, DengaJson.Options))
            .With(Last)
            .With(Next)
            .With(Until)
            .ExecuteNonQueryAsync(cancel);
    }
}
