using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Repeating;

/// <summary>A recurring entry as it is kept. <paramref name="Last"/> is the last day that was recorded or skipped; <paramref name="HasFailed"/> says
/// that its person was told that it cannot be recorded.</summary>
internal sealed record RecurringRow(
    RecurringId Id,
    PersonId Person,
    NewExpense Template,
    Frequency Frequency,
    DateOnly First,
    DateOnly? Last,
    DateOnly? Next,
    DateOnly? Until,
    bool HasFailed
)
{
    internal const string Columns =
        "id, person_id, template::text, rhythm, first_day, last_day, next_day, until_day, on_days::text, failed_at is not null";

    internal Recurring Shown => new(Id, Template, Frequency.Rhythm, Next, Until, Frequency);

    /// <summary>The same with a day behind it.</summary>
    internal RecurringRow Past(DateOnly day) => this with { Last = day, Next = After(day, Until) };

    /// <summary>Days before today are not made up for.</summary>
    internal RecurringRow Ending(DateOnly? until, DateOnly today)
    {
        var after = Next?.AddDays(-1) ?? (Last is { } last && last >= today ? last : today.AddDays(-1));
        return this with { Until = until, Next = After(after, until) };
    }

    private DateOnly? After(DateOnly day, DateOnly? until) =>
        Frequency.Next(day) is var next && next <= (until ?? DateOnly.MaxValue) ? next : null;

    internal static async Task<List<RecurringRow>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<RecurringRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var first = rows.GetFieldValue<DateOnly>(4);
            found.Add(
                new RecurringRow(
                    new RecurringId(rows.GetGuid(0)),
                    new PersonId(rows.GetGuid(1)),
                    JsonSerializer.Deserialize<NewExpense>(rows.GetString(2), DengaJson.Options)!,
                    rows.Text(8) is { } days
                        ? JsonSerializer.Deserialize<Frequency>(days, DengaJson.Options)!
                        : Frequency.From((Rhythm)rows.GetInt16(3), first),
                    first,
                    rows.Nullable<DateOnly>(5),
                    rows.Nullable<DateOnly>(6),
                    rows.Nullable<DateOnly>(7),
                    rows.GetBoolean(9)
                )
            );
        }
        return found;
    }

    internal async Task Insert(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into recurring (id, person_id, template, rhythm, on_days, first_day, next_day, until_day)
            values ($1, $2, $3::json, $4, $5::json, $6, $7, $8)
            """,
            connection
        );
        await command
            .With(Id.Value)
            .With(Person.Value)
            .With(JsonSerializer.Serialize(Template, DengaJson.Options))
            .With((short)Frequency.Rhythm)
            .With(JsonSerializer.Serialize(Frequency, DengaJson.Options))
            .With(First)
            .With(Next)
            .With(Until)
            .ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Writes what may change.</summary>
    internal async Task Update(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            update recurring set template = $3::json, last_day = $4, next_day = $5, until_day = $6,
                failed_at = case when $7 then coalesce(failed_at, now()) end
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
            .With(HasFailed)
            .ExecuteNonQueryAsync(cancel);
    }
}
