using System.Globalization;
using Denga.Platform.Data;

namespace Denga.Expenses;

/// <summary>Counts again what is kept beside the entries.</summary>
internal static class Verification
{
    private const int FindingsMax = 100;

    internal static async Task<IReadOnlyList<string>> Run(Database<ExpensesModule> database, CancellationToken cancel)
    {
        var findings = new List<string>();
        await using (
            var command = database.Source.CreateCommand(
                $"""
                select person_id, day, category, kind, coalesce(k.minor, 0), coalesce(k.count, 0), coalesce(r.minor, 0), coalesce(r.count, 0)
                from day_total k
                full join (
                    select person_id, day, category, (case kind when 1 then 1 else 0 end)::smallint as kind,
                        sum(case kind when 2 then -main_minor else main_minor end)::bigint as minor, count(*)::int as count
                    from expense where deleted_at is null
                    group by 1, 2, 3, 4
                ) r using (person_id, day, category, kind)
                where coalesce(k.minor, 0) <> coalesce(r.minor, 0) or coalesce(k.count, 0) <> coalesce(r.count, 0)
                limit {FindingsMax}
                """
            )
        )
        {
            // Every entry is read: minutes on a large server, not a stuck question.
            command.CommandTimeout = 0;
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                findings.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The sum of {rows.GetString(2)} (kind {rows.GetInt16(3)}) of person {rows.GetGuid(0)} on {rows.GetFieldValue<DateOnly>(1):O} is kept as {rows.GetInt64(4)} of {rows.GetInt32(5)} entries; recounted it is {rows.GetInt64(6)} of {rows.GetInt32(7)}."
                    )
                );
        }
        await using (
            var command = database.Source.CreateCommand(
                $"""
                select b.person_id, b.currency, count(*) from book b join expense e on e.person_id = b.person_id and e.main_currency <> b.currency
                group by 1, 2 limit {FindingsMax}
                """
            )
        )
        {
            command.CommandTimeout = 0;
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                findings.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rows.GetInt64(2)} entries of person {rows.GetGuid(0)} are not converted into {rows.GetString(1)}."
                    )
                );
        }
        return findings;
    }
}
