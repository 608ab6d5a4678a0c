using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.Budgets;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.People;

/// <summary>Brings the absorbed person's book into that of the one who was kept. Where both chose something (a limit, a learned word), the kept
/// person's choice stays. Whoever writes for the absorbed one at this moment is done before, or finds no book and follows to the kept one
/// (<see cref="Owners"/>).</summary>
internal sealed class OnPeopleMerged(Profiles profiles, OpenBooks books, EntryRates rates)
    : Consumer<PeopleMerged>("expenses.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var (kept, absorbed) = (happened.Kept, happened.Absorbed);
        profiles.Forget(kept);
        profiles.Forget(absorbed);
        // Who was kept may have been joined with somebody himself by now, or erased: the events of two people come in any order.
        switch (await Owners.KeptInPlaceOf(kept, work.Connection, cancel))
        {
            case null:
                break;
            case var nobody when nobody == default(PersonId):
                await OnPersonErased.Erase(absorbed, work, cancel);
                books.Forget(absorbed);
                return;
            case { } now:
                kept = now;
                break;
        }
        await OpenLike(kept, absorbed, work, cancel);
        if (await OpenEmpty(absorbed, work, cancel))
            await CloseEmpty(absorbed, work, cancel);
        else
        {
            await OpenLike(absorbed, kept, work, cancel);
            var states = await Lock(kept, absorbed, work, cancel);
            var theirs = states[absorbed];
            var main = states[kept].Currency;
            if (theirs.Currency != main)
                await Convert(absorbed, main, work, cancel);
            var months = await Months.Of(absorbed, work, cancel);
            await RenameCategories(kept, absorbed, work, cancel);
            await KeepAlerts(absorbed, theirs.MonthStartDay, states[kept].MonthStartDay, work, cancel);
            await RecordedTwice(kept, absorbed, work, cancel);
            await Move(kept, absorbed, work, cancel);
            await KeepKeys(kept, absorbed, work, cancel);
            await JoinEqualCategories.Join(kept, work, cancel);
            foreach (var month in months)
                work.Publish(new MonthRestated(absorbed, month, main, []));
            await CurrencyChange.Restate(work, kept, main, cancel);
        }
        await Former(kept, absorbed, work, cancel);
        books.Forget(kept);
        books.Forget(absorbed);
    }

    /// <summary>Where neither has a book, one is there while they are joined, so that whoever opens it at this moment waits, and then follows to the kept
    /// person. False when there is one already.</summary>
    private static async Task<bool> OpenEmpty(PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "insert into book (person_id, currency) values ($1, 'RUB') on conflict do nothing",
            work.Connection
        );
        return await command.With(absorbed.Value).ExecuteNonQueryAsync(cancel) > 0;
    }

    private static async Task CloseEmpty(PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("delete from book where person_id = $1", work.Connection);
        await command.With(absorbed.Value).ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Who had no book gets one like the other's, so that whoever opens it at this moment waits.</summary>
    private static async Task OpenLike(PersonId other, PersonId person, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into book (person_id, currency, month_start_day, currency_chosen)
            select $1, currency, month_start_day, currency_chosen from book where person_id = $2
            on conflict do nothing
            """,
            work.Connection
        );
        await command.With(person.Value).With(other.Value).ExecuteNonQueryAsync(cancel);
    }

    private static async Task<Dictionary<PersonId, (Currency Currency, int MonthStartDay)>> Lock(
        PersonId kept,
        PersonId absorbed,
        UnitOfWork work,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "select person_id, currency, month_start_day from book where person_id = any($1) order by person_id for update",
            work.Connection
        );
        await using var rows = await command.With(new[] { kept.Value, absorbed.Value }).ExecuteReaderAsync(cancel);
        var states = new Dictionary<PersonId, (Currency, int)>();
        while (await rows.ReadAsync(cancel))
            states[new PersonId(rows.GetGuid(0))] = (Currency.Parse(rows.GetString(1)), rows.GetInt16(2));
        return states;
    }

    /// <summary>Rates are asked while the book is locked: it is of somebody who records into the other one from now on. Without a rate the event is
    /// tried again.</summary>
    private async Task Convert(PersonId absorbed, Currency main, UnitOfWork work, CancellationToken cancel)
    {
        var change = new CurrencyChange(work, new Owner(absorbed, await Today(absorbed, cancel)), main);
        var known = await rates.Of(await change.RatesNeeded(cancel), main, cancel);
        await change.Convert(known.Value, cancel);
    }

    private async Task<DateOnly> Today(PersonId person, CancellationToken cancel)
    {
        var known = await profiles.Of(person, cancel);
        return known.IsOk ? profiles.TodayOf(known.Value) : throw new InvalidOperationException(known.Error.Code);
    }

    /// <summary>Keys of own categories are numbers within a book: those of two people mean different things.</summary>
    private static async Task RenameCategories(PersonId kept, PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        var theirs = await OwnCategory.All(work.Connection, absorbed, cancel);
        var all = (await OwnCategory.All(work.Connection, kept, cancel)).Concat(theirs).ToList();
        foreach (var category in theirs)
        {
            var renamed = category with { Key = OwnCategory.FreeKey(all) };
            all.Add(renamed);
            await CategoryMove.Move(absorbed, category.Key, renamed.Key, work, cancel);
            await using var command = new NpgsqlCommand(
                "insert into category (person_id, key, name, kind) values ($1, $2, $3, $4)",
                work.Connection
            );
            await command.With(kept.Value).With(renamed.Key).With(renamed.Name).With((short)renamed.Kind).ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>The running month may begin on another day in the kept person's book; what was told of it stays told.</summary>
    private async Task KeepAlerts(PersonId absorbed, int startDay, int keptStartDay, UnitOfWork work, CancellationToken cancel)
    {
        if (startDay == keptStartDay)
            return;
        var today = await Today(absorbed, cancel);
        await using var command = new NpgsqlCommand(
            """
            insert into limit_alert (person_id, category, period_from, threshold)
            select person_id, category, $3, threshold from limit_alert where person_id = $1 and period_from = $2
            on conflict do nothing
            """,
            work.Connection
        );
        await command
            .With(absorbed.Value)
            .With(Period.Of(today, startDay).From)
            .With(Period.Of(today, keptStartDay).From)
            .ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A request that was sent again between the link and this event was recorded for both, because neither book knew of the other. The later
    /// one stays, whose answer came last. The id alone says nothing, for it is the client's: what was recorded must be the same too.</summary>
    private static async Task RecordedTwice(PersonId kept, PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with twice as (
                select t.id as theirs, k.id as his from operation t
                join operation k on k.person_id = $1 and (k.id = t.id or k.caller_key = t.caller_key)
                where t.person_id = $2
            ),
            recorded as (
                select person_id, recording_id, array_agg(row(kind, minor, currency, day, note)::text order by id) as what
                from expense
                where deleted_at is null and (person_id = $1 and recording_id in (select his from twice)
                    or person_id = $2 and recording_id in (select theirs from twice))
                group by 1, 2
            )
            select {Entry.Columns} from expense e
            where e.person_id = $2 and e.deleted_at is null and e.recording_id in (
                select w.theirs from twice w
                join recorded t on t.person_id = $2 and t.recording_id = w.theirs
                join recorded k on k.person_id = $1 and k.recording_id = w.his and k.what = t.what
            )
            """,
            work.Connection
        );
        var twice = await Entry.ReadAll(command.With(kept.Value).With(absorbed.Value), cancel);
        if (twice.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(work.Connection);
        batch
            .Command("update expense set deleted_at = now(), version = version + 1, receipt_key = null where id = any($1)")
            .With(twice.Select(e => e.Expense.Id.Value).ToArray());
        foreach (var entry in twice)
            batch
                .Command(
                    """
                    update day_total set minor = minor - $5, count = count - 1
                    where person_id = $1 and day = $2 and category = $3 and kind = $4
                    """
                )
                .With(absorbed.Value)
                .With(entry.Expense.Day)
                .With(entry.Expense.Category)
                .With((short)CategoryChoice.SumKind(entry.Expense.Kind))
                .With(entry.Expense.Kind == EntryKind.Refund ? -entry.Expense.Converted.Minor : entry.Expense.Converted.Minor);
        await batch.ExecuteNonQueryAsync(cancel);
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
            "delete from category where person_id = @absorbed",
            """
                insert into learned_word (person_id, word, category, corrections)
                select @kept, word, category, corrections from learned_word where person_id = @absorbed
                on conflict do nothing
                """,
            "delete from learned_word where person_id = @absorbed",
            "update recurring set person_id = @kept where person_id = @absorbed",
            """
                insert into operation (person_id, id, request_hash, answer, recorded_at, message_text, written_at, caller_key)
                select @kept, id, request_hash, answer, recorded_at, message_text, written_at, caller_key
                from operation where person_id = @absorbed
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

    /// <summary>A key is part of an id together with the person's: what was answered under a key of the absorbed person is found under the id that the key
    /// has from now on.</summary>
    private static async Task KeepKeys(PersonId kept, PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        var keys = (
            await work.Connection.QueryAsync<(Guid Id, string Key)>(
                "select id, caller_key from operation where person_id = @kept and caller_key is not null",
                new { kept = kept.Value }
            )
        )
            .Where(o => OperationRecord.IdOf(absorbed, o.Key).Value == o.Id)
            .ToList();
        if (keys.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            insert into operation (person_id, id, request_hash, answer, recorded_at, message_text, written_at, caller_key)
            select o.person_id, n.id, o.request_hash, o.answer, o.recorded_at, o.message_text, o.written_at, o.caller_key
            from unnest($2, $3) as n (former, id) join operation o on o.person_id = $1 and o.id = n.former
            on conflict do nothing
            """,
            work.Connection
        );
        await command
            .With(kept.Value)
            .With(keys.Select(k => k.Id).ToArray())
            .With(keys.Select(k => OperationRecord.IdOf(kept, k.Key).Value).ToArray())
            .ExecuteNonQueryAsync(cancel);
    }

    /// <summary>One step to the kept person, whoever was joined first.</summary>
    private static async Task Former(PersonId kept, PersonId absorbed, UnitOfWork work, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(work.Connection);
        batch
            .Command(
                "insert into former_person (person_id, kept_id) values ($1, $2) on conflict (person_id) do update set kept_id = excluded.kept_id"
            )
            .With(absorbed.Value)
            .With(kept.Value);
        batch.Command("update former_person set kept_id = $2 where kept_id = $1 and person_id <> $2").With(absorbed.Value).With(kept.Value);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
