using Dapper;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Analytics.Totals;

/// <summary>The table of totals.</summary>
internal sealed class DayTotals(Database<AnalyticsModule> database)
{
    private const string AddSql = """
        insert into day_total (person_id, day, category, kind, currency, minor, count)
        select * from unnest($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint day_total_once do update set minor = day_total.minor + excluded.minor, count = day_total.count + excluded.count
        """;

    private const string DropSql = """
        delete from day_total t using unnest($1, $2, $3, $4, $5) as k (person_id, day, category, kind, currency)
        where t.person_id = k.person_id and t.day = k.day and t.category = k.category and t.kind = k.kind and t.currency = k.currency
            and t.minor = 0 and t.count = 0
        """;

    private const string ReplaceSql = """
        delete from day_total t using unnest($1, $2) as m (person_id, month)
        where t.person_id = m.person_id and t.day >= m.month and t.day < (m.month + interval '1 month')::date
        returning t.person_id, t.day
        """;

    public static Task Forget(UnitOfWork work) => work.Connection.ExecuteAsync("delete from day_total");

    /// <summary>Does it, and tells which days it touched.</summary>
    public static async Task Apply(Changes changes, UnitOfWork work, CancellationToken cancel)
    {
        var days = new HashSet<(PersonId Person, DateOnly Day)>(changes.Days);
        if (changes.Replaced.Count > 0)
            days.UnionWith(await Replace(changes, work, cancel));
        Add([.. changes.Sums], work);
        foreach (var (person, day) in days)
            work.Tell(new DayChanged(person, day, changes.Currencies[person]));
    }

    public async Task<IReadOnlyList<DayTotal>> Read(PersonId person, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select day, category, kind, currency, minor, count from day_total
            where person_id = $1 and day between $2 and $3
            order by day, category, kind, currency
            """
        );
        command.With(person.Value);
        command.With(from);
        command.With(to);
        var totals = new List<DayTotal>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var sum = new Money(reader.GetInt64(4), Currency.Parse(reader.GetString(3)));
            var kind = Enum.Parse<EntryKind>(reader.GetString(2));
            totals.Add(new DayTotal(reader.GetFieldValue<DateOnly>(0), reader.GetString(1), kind, sum, reader.GetInt32(5)));
        }
        return totals;
    }

    private static async Task<List<(PersonId, DateOnly)>> Replace(Changes changes, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(ReplaceSql, work.Connection);
        command.With<Guid[]>([.. changes.Replaced.Select(m => m.Person.Value)]);
        command.With<DateOnly[]>([.. changes.Replaced.Select(m => m.Month)]);
        var gone = new List<(PersonId, DateOnly)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            gone.Add((PersonId.From(reader.GetGuid(0)), reader.GetFieldValue<DateOnly>(1)));
        return gone;
    }

    private static void Add((TotalKey Key, long Minor, int Count)[] sums, UnitOfWork work)
    {
        if (sums.Length == 0)
            return;
        Keys(work.AtCommit(AddSql), sums).With(sums.Select(s => s.Minor).ToArray()).With(sums.Select(s => s.Count).ToArray());
        // Only where an entry went can nothing be left.
        var fewer = sums.Where(s => s.Count < 0).ToArray();
        if (fewer.Length > 0)
            Keys(work.AtCommit(DropSql), fewer);
    }

    private static NpgsqlBatchCommand Keys(NpgsqlBatchCommand command, (TotalKey Key, long Minor, int Count)[] sums) =>
        command
            .With(sums.Select(s => s.Key.Person.Value).ToArray())
            .With(sums.Select(s => s.Key.Day).ToArray())
            .With(sums.Select(s => s.Key.Category).ToArray())
            .With(sums.Select(s => s.Key.Kind.ToString()).ToArray())
            .With(sums.Select(s => s.Key.Currency.Code).ToArray());
}
