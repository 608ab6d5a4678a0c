using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Books;

/// <summary>Brings a whole book into another main currency, in the transaction that holds its lock. Every entry, deleted ones too, takes the rate of
/// its own day, and what it was locked at before is kept: going back gives the same figures.</summary>
internal sealed class CurrencyChange(UnitOfWork unit, Owner owner, Currency to)
{
    /// <summary>A million entries take about a minute.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(10);

    /// <summary>Days and currencies for which no amount in the new currency is kept.</summary>
    internal async Task<List<(Currency, DateOnly)>> RatesNeeded(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select distinct e.currency, e.day from expense e
            where e.person_id = $1 and e.currency <> $2
                and not exists (select from conversion c where c.expense_id = e.id and c.currency = $2)
            union
            select set_currency, $3 from budget_limit where person_id = $1 and set_currency <> $2
            """,
            unit.Connection
        )
        {
            CommandTimeout = (int)TimeMax.TotalSeconds,
        };
        await using var rows = await command.With(owner.Person.Value).With(to.Code).With(owner.Today).ExecuteReaderAsync(cancel);
        var needed = new List<(Currency, DateOnly)>();
        while (await rows.ReadAsync(cancel))
            needed.Add((Currency.Parse(rows.GetString(0)), rows.GetFieldValue<DateOnly>(1)));
        return needed;
    }

    internal async Task Convert(IReadOnlyDictionary<(Currency From, DateOnly Day), LockedRate> rates, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection) { Timeout = (int)TimeMax.TotalSeconds };
        batch
            .Command(
                """
                insert into conversion (expense_id, currency, minor, rate, rate_source, rate_date, rate_stale)
                select id, main_currency, main_minor, rate, rate_source, rate_date, rate_stale from expense
                where person_id = $1 and rate is not null
                on conflict (expense_id, currency) do update set
                    minor = excluded.minor, rate = excluded.rate, rate_source = excluded.rate_source, rate_date = excluded.rate_date,
                    rate_stale = excluded.rate_stale
                """
            )
            .With(owner.Person.Value);
        batch
            .Command(
                """
                update expense e set main_minor = e.minor, main_currency = $2, rate = null, rate_source = null, rate_date = null, rate_stale = null
                where e.person_id = $1 and e.currency = $2
                """
            )
            .With(owner.Person.Value)
            .With(to.Code);
        batch
            .Command(
                """
                update expense e set main_minor = c.minor, main_currency = $2, rate = c.rate, rate_source = c.rate_source, rate_date = c.rate_date,
                    rate_stale = c.rate_stale
                from conversion c
                where e.person_id = $1 and e.main_currency <> $2 and c.expense_id = e.id and c.currency = $2
                """
            )
            .With(owner.Person.Value)
            .With(to.Code);
        // The factor moves the decimal point from one scale to the other; round() takes halves away from zero, as a single entry does.
        batch
            .Command(
                """
                update expense e set main_minor = round(e.minor * r.rate * r.factor), main_currency = $2, rate = r.rate, rate_source = r.source,
                    rate_date = r.date, rate_stale = r.stale
                from unnest($3, $4, $5, $6, $7, $8, $9) as r (currency, day, rate, source, date, stale, factor)
                where e.person_id = $1 and e.main_currency <> $2 and e.currency = r.currency and e.day = r.day
                """
            )
            .With(owner.Person.Value)
            .With(to.Code)
            .With(rates.Keys.Select(k => k.From.Code).ToArray())
            .With(rates.Keys.Select(k => k.Day).ToArray())
            .With(rates.Values.Select(r => r.Value).ToArray())
            .With(rates.Values.Select(r => r.Source).ToArray())
            .With(rates.Values.Select(r => r.Date).ToArray())
            .With(rates.Values.Select(r => r.IsStale).ToArray())
            .With(rates.Keys.Select(k => Factor(k.From)).ToArray());
        batch
            .Command(
                """
                update budget_limit l set currency = $2,
                    minor = case when l.set_currency = $2 then l.set_minor else greatest(1, round(l.set_minor * r.rate * r.factor)) end
                from unnest($4, $5, $6, $7) as r (currency, day, rate, factor)
                where l.person_id = $1 and (l.set_currency = $2 or (l.set_currency = r.currency and r.day = $3))
                """
            )
            .With(owner.Person.Value)
            .With(to.Code)
            .With(owner.Today)
            .With(rates.Keys.Select(k => k.From.Code).Append(to.Code).ToArray())
            .With(rates.Keys.Select(k => k.Day).Append(owner.Today).ToArray())
            .With(rates.Values.Select(r => r.Value).Append(1m).ToArray())
            .With(rates.Keys.Select(k => Factor(k.From)).Append(1m).ToArray());
        batch.Command("delete from day_total where person_id = $1").With(owner.Person.Value);
        batch
            .Command(
                """
                insert into day_total (person_id, day, category, kind, minor, count)
                select person_id, day, category, case kind when 1 then 1 else 0 end, sum(case kind when 2 then -main_minor else main_minor end), count(*)
                from expense where person_id = $1 and deleted_at is null
                group by 1, 2, 3, 4
                """
            )
            .With(owner.Person.Value);
        await batch.ExecuteNonQueryAsync(cancel);
        await Restate(unit, owner.Person, to, cancel);
    }

    private decimal Factor(Currency of) => (decimal)to.UnitsPerOne / of.UnitsPerOne;

    /// <summary>Tells everybody the sums of a book whose past has changed.</summary>
    internal static async Task Restate(UnitOfWork unit, PersonId person, Currency to, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select day, category, kind, minor, count from day_total where person_id = $1 order by day, category, kind",
            unit.Connection
        );
        await using var rows = await command.With(person.Value).ExecuteReaderAsync(cancel);
        var totals = new List<DayTotal>();
        while (await rows.ReadAsync(cancel))
            totals.Add(
                new DayTotal(
                    rows.GetFieldValue<DateOnly>(0),
                    rows.GetString(1),
                    (EntryKind)rows.GetInt16(2),
                    new Money(rows.GetInt64(3), to),
                    rows.GetInt32(4)
                )
            );
        foreach (var month in totals.GroupBy(t => new DateOnly(t.Day.Year, t.Day.Month, 1)))
            unit.Publish(new MonthRestated(person, month.Key, to, [.. month]));
    }
}
