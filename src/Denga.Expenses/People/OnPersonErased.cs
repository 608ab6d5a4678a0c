using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Expenses.People;

/// <summary>Deletes the book of somebody who was erased: nothing in it balances against anybody. The events that told of his entries go too, so that the
/// statistics that are made again from them lack him as well.</summary>
internal sealed class OnPersonErased(Profiles profiles, OpenBooks books) : Consumer<PersonErased>("expenses.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        profiles.Forget(happened.Person);
        await Erase(happened.Person, work, cancel);
        books.Forget(happened.Person);
    }

    /// <summary>Leaves the bare id, so that no message that was on its way opens a new book.</summary>
    internal static async Task Erase(PersonId person, UnitOfWork work, CancellationToken cancel)
    {
        await using (var former = new NpgsqlBatch(work.Connection))
        {
            // A book is there while it is erased, so that whoever opens one at this moment waits.
            former.Command("insert into book (person_id, currency) values ($1, 'RUB') on conflict do nothing").With(person.Value);
            former
                .Command("insert into former_person (person_id) values ($1) on conflict (person_id) do update set kept_id = null")
                .With(person.Value);
            former.Command("update former_person set kept_id = null where kept_id = $1").With(person.Value);
            await former.ExecuteNonQueryAsync(cancel);
        }
        // The lock first: whoever records at this moment is done before, or finds no book.
        var currency = await Lock(person, work, cancel);
        await using (
            var photos = new NpgsqlCommand(
                "update photo set person_id = null, expense_id = null, at = '-infinity' where person_id = $1",
                work.Connection
            )
        )
            await photos.With(person.Value).ExecuteNonQueryAsync(cancel);
        var months = await Months.Of(person, work, cancel);
        await using var batch = new NpgsqlBatch(work.Connection);
        string[] statements =
        [
            "delete from conversion where expense_id in (select id from expense where person_id = $1)",
            "delete from expense where person_id = $1",
            "delete from day_total where person_id = $1",
            "delete from budget_limit where person_id = $1",
            "delete from limit_alert where person_id = $1",
            "delete from category where person_id = $1",
            "delete from learned_word where person_id = $1",
            "delete from recurring where person_id = $1",
            "delete from operation where person_id = $1",
            "delete from book where person_id = $1",
        ];
        foreach (var statement in statements)
            batch.Command(statement).With(person.Value);
        batch.Command("delete from outbox where key = $1").With(person.ToString());
        await batch.ExecuteNonQueryAsync(cancel);
        foreach (var month in months)
            work.Publish(new MonthRestated(person, month, currency, []));
    }

    private static async Task<Currency> Lock(PersonId person, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select currency from book where person_id = $1 for update", work.Connection);
        return await command.With(person.Value).ExecuteScalarAsync(cancel) is string code
            ? Currency.Parse(code)
            : throw new BookGoneException();
    }
}
