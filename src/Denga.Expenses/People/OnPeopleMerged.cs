using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Expenses.People;

/// <summary>Brings the absorbed person's book into that of the one who was kept. Where both chose something (a limit, a learned word), the kept
/// person's choice stays.</summary>
internal sealed class OnPeopleMerged(Profiles profiles, OpenBooks books, EntryRates rates)
    : Consumer<PeopleMerged>("expenses.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var (kept, absorbed) = (happened.Kept, happened.Absorbed);
        profiles.Forget(kept);
        profiles.Forget(absorbed);
        await OpenLike(absorbed, kept, work, cancel);
        var currencies = await Lock(kept, absorbed, work, cancel);
        if (currencies.TryGetValue(absorbed, out var theirs))
        {
            var main = currencies[kept];
            if (theirs != main)
                await Convert(absorbed, main, work, cancel);
            var months = await Months.Of(absorbed, work, cancel);
            await Move(kept, absorbed, work, cancel);
            foreach (var month in months)
                work.Publish(new MonthRestated(absorbed, month, main, []));
            await CurrencyChange.Restate(work, kept, main, cancel);
        }
        books.Forget(kept);
        books.Forget(absorbed);
    }

    /// <summary>Who had no book gets one like the other's.</summary>
    private static async Task OpenLike(PersonId absorbed, PersonId kept, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into book (person_id, currency, month_start_day, currency_chosen)
            select $1, currency, month_start_day, currency_chosen from book where person_id = $2
            on conflict do nothing
            """,
            work.Connection
        );
        await command.With(kept.Value).With(absorbed.Value).ExecuteNonQueryAsync(cancel);
    }

    private static async Task<Dictionary<PersonId, Currency>> Lock(
        PersonId kept,
        PersonId absorbed,
        UnitOfWork work,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "select person_id, currency from book where person_id = any($1) order by person_id for update",
            work.Connection
        );
        await using var rows = await command.With(new[] { kept.Value, absorbed.Value }).ExecuteReaderAsync(cancel);
        var currencies = new Dictionary<PersonId, Currency>();
        while (await rows.ReadAsync(cancel))
            currencies[new PersonId(rows.GetGuid(0))] = Currency.Parse(rows.GetString(1));
        return currencies;
    }

    /// <summary>Rates are asked while the book is locked: it is of somebody who records into the other one from now on. Without a rate the event is
    /// tried again.</summary>
    private async Task Convert(PersonId absorbed, Currency main, UnitOfWork work, CancellationToken cancel)
    {
        var person = await profiles.Of(absorbed, cancel);
        var today = person.IsOk ? profiles.TodayOf(person.Value) : throw new InvalidOperationException(person.Error.Code);
        var change = new CurrencyChange(work, new Owner(absorbed, today), main);
        var known = await rates.Of(await change.RatesNeeded(cancel), main, cancel);
        await change.Convert(known.Value, cancel);
    }

    private static async Task Move(PersonId kept, PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        string[] statements =
        [
            // A receipt that both recorded stays with both entries, but is remembered once.
            """
                update expense e set receipt_key = null where person_id = @absorbed and receipt_key is not null
                    and exists (select from expense k where k.person_id = @kept and k.receipt_key = e.receipt_key and k.deleted_at is null)
                """,
            "update expense set person_id = @kept where person_id = @absorbed",
            "update photo set person_id = @kept where person_id = @absorbed",
            """
                insert into day_total as t (person_id, day, category, kind, minor, count)
                select @kept, day, category, kind, minor, count from day_total where person_id = @absorbed
                on conflict (person_id, day, category, kind) do update set minor = t.minor + excluded.minor, count = t.count + excluded.count
                """,
            "delete from day_total where person_id = @absorbed",
            """
                insert into budget_limit (person_id, category, minor, currency, set_minor, set_currency)
                select @kept, category, minor, currency, set_minor, set_currency from budget_limit where person_id = @absorbed
                on conflict do nothing
                """,
            "delete from budget_limit where person_id = @absorbed",
            """
                insert into limit_alert (person_id, category, period_from, threshold)
                select @kept, category, period_from, threshold from limit_alert where person_id = @absorbed
                on conflict do nothing
                """,
            "delete from limit_alert where person_id = @absorbed",
            """
                insert into category (person_id, key, name, kind) select @kept, key, name, kind from category where person_id = @absorbed
                on conflict do nothing
                """,
            "delete from category where person_id = @absorbed",
            """
                insert into learned_word (person_id, word, category, corrections)
                select @kept, word, category, corrections from learned_word where person_id = @absorbed
                on conflict do nothing
                """,
            "delete from learned_word where person_id = @absorbed",
            "update recurring set person_id = @kept where person_id = @absorbed",
            """
                insert into operation (person_id, id, request_hash, answer, recorded_at)
                select @kept, id, request_hash, answer, recorded_at from operation where person_id = @absorbed
                on conflict do nothing
                """,
            "delete from operation where person_id = @absorbed",
            "delete from book where person_id = @absorbed",
            "update book set version = version + 1 where person_id = @kept",
        ];
        foreach (var statement in statements)
            await work.Connection.ExecuteAsync(
                new CommandDefinition(statement, new { kept = kept.Value, absorbed = absorbed.Value }, cancellationToken: cancel)
            );
    }
}
