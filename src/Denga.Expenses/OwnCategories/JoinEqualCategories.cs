using Denga.Contracts;
using Denga.Expenses.Books;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Npgsql;

namespace Denga.Expenses.OwnCategories;

/// <summary>Joins own categories that have one name, written in two ways of Unicode: earlier builds told them apart, and one that still runs
/// beside this process does.</summary>
internal sealed class JoinEqualCategories(Database<ExpensesModule> database, Profiles profiles) : IJob
{
    public string Name => "expenses.join-equal-categories";

    public TimeSpan Every => TimeSpan.FromHours(12);

    public async Task Run(CancellationToken cancel)
    {
        foreach (var person in await WithEqual(cancel))
            if (await profiles.Of(person, cancel) is { IsOk: true, Value: var known } && known.Id == person)
                await database.Transaction(
                    async work =>
                    {
                        await Join(person, profiles.TodayOf(known), work, cancel);
                        return Done.It;
                    },
                    cancel
                );
    }

    private static async Task Join(PersonId person, DateOnly today, UnitOfWork work, CancellationToken cancel)
    {
        var write = await BookWrite.Load(work, [new Owner(person, today)], [], [], cancel);
        await Join(person, work, cancel);
        await CurrencyChange.Restate(work, person, write[person].Currency, cancel);
    }

    /// <summary>In a transaction that holds the lock of the book; whoever calls tells the sums anew.</summary>
    internal static async Task Join(PersonId person, UnitOfWork work, CancellationToken cancel)
    {
        var kept = new List<OwnCategory>();
        var all = await OwnCategory.All(work.Connection, person, cancel);
        foreach (var category in all.OrderBy(c => c.Key.Length).ThenBy(c => c.Key, StringComparer.Ordinal))
        {
            if (kept.Find(category.IsLike) is not { } like)
            {
                kept.Add(category);
                continue;
            }
            await CategoryMove.Move(person, category.Key, like.Key, work, cancel);
            await using var command = new NpgsqlCommand("delete from category where person_id = $1 and key = $2", work.Connection);
            await command.With(person.Value).With(category.Key).ExecuteNonQueryAsync(cancel);
        }
    }

    private async Task<List<PersonId>> WithEqual(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select distinct person_id from category
            group by person_id, kind, replace(lower(normalize(name, nfc)), 'ё', 'е') having count(*) > 1
            """
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var people = new List<PersonId>();
        while (await rows.ReadAsync(cancel))
            people.Add(new PersonId(rows.GetGuid(0)));
        return people;
    }
}
