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
        await using (
            var photos = new NpgsqlCommand(
                "update photo set person_id = null, expense_id = null, at = '-infinity' where person_id = $1",
                work.Connection
            )
        )
            await photos.With(happened.Person.Value).ExecuteNonQueryAsync(cancel);
        // The lock first: whoever records at this moment is done before, or finds no book.
        if (await Lock(happened.Person, work, cancel) is not { } currency)
            return;
        var months = await Months.Of(happened.Person, work, cancel);
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
            batch.Command(statement).With(happened.Person.Value);
        batch.Command("delete from outbox where key = $1").With(happened.Person.ToString());
        await batch.ExecuteNonQueryAsync(cancel);
        foreach (var month in months)
            work.Publish(new MonthRestated(happened.Person, month, currency, []));
        books.Forget(happened.Person);
    }

    private static async Task<Currency?> Lock(PersonId person, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select currency from book where person_id = $1 for update", work.Connection);
        return await command.With(person.Value).ExecuteScalarAsync(cancel) is string code ? Currency.Parse(code) : null;
    }
}
