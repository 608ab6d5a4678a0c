using Denga.Contracts;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.OwnCategories;

/// <summary>Gives what stands in one category of a person to another, in the transaction that holds the lock of his book. Where both have something (a
/// limit), that of the other stays.</summary>
internal static class CategoryMove
{
    private static readonly string[] Statements =
    [
        "update expense set category = $3 where person_id = $1 and category = $2",
        """
            insert into day_total as t (person_id, day, category, kind, minor, count)
            select person_id, day, $3, kind, minor, count from day_total where person_id = $1 and category = $2
            on conflict (person_id, day, category, kind) do update set minor = t.minor + excluded.minor, count = t.count + excluded.count
            """,
        "delete from day_total where person_id = $1 and category = $2 and $3 is not null",
        """
            insert into budget_limit (person_id, category, minor, currency, set_minor, set_currency)
            select person_id, $3, minor, currency, set_minor, set_currency from budget_limit where person_id = $1 and category = $2
            on conflict do nothing
            """,
        "delete from budget_limit where person_id = $1 and category = $2 and $3 is not null",
        """
            insert into limit_alert (person_id, category, period_from, threshold)
            select person_id, $3, period_from, threshold from limit_alert where person_id = $1 and category = $2
            on conflict do nothing
            """,
        "delete from limit_alert where person_id = $1 and category = $2 and $3 is not null",
        "update learned_word set category = $3 where person_id = $1 and category = $2",
        """
            update recurring set template = jsonb_set(template::jsonb, '{category}', to_jsonb($3::text))::json
            where person_id = $1 and template->>'category' = $2
            """,
    ];

    internal static async Task Move(PersonId person, string from, string to, UnitOfWork work, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(work.Connection);
        foreach (var statement in Statements)
            batch.Command(statement).With(person.Value).With(from).With(to);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
