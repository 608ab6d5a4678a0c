using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Expenses.People;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Books;

/// <summary>Opens a person's book with his first question and remembers main currencies. What is remembered is only a guess, proved under
/// the book's lock by whoever writes.</summary>
internal sealed class OpenBooks(Database<ExpensesModule> database)
{
    private const int KeptMax = 200_000;
    private readonly ConcurrentDictionary<PersonId, Currency> currencies = [];

    internal static Currency CurrencyOf(string language) => language == "ru" ? Currency.Rub : Currency.Usd;

    internal async ValueTask<Currency> MainCurrency(Person person, CancellationToken cancel)
    {
        if (currencies.TryGetValue(person.Id, out var known))
            return known;
        await using var connection = await database.Open(cancel);
        var currency = await Open(connection, person, cancel);
        Remember(person.Id, currency);
        return currency;
    }

    internal void Remember(PersonId person, Currency currency)
    {
        if (currencies.Count >= KeptMax)
            currencies.Clear();
        currencies[person] = currency;
    }

    internal void Forget(PersonId person) => currencies.TryRemove(person, out _);

    internal async Task FollowLanguage(UnitOfWork work, PersonId person, string language, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            update book set currency = $2, version = version + 1
            where person_id = $1 and not currency_chosen and currency <> $2
                and not exists (select from expense where person_id = $1) and not exists (select from budget_limit where person_id = $1)
            """,
            work.Connection
        );
        await command.With(person.Value).With(CurrencyOf(language).Code).ExecuteNonQueryAsync(cancel);
        Forget(person);
    }

    private static async Task<Currency> Open(NpgsqlConnection connection, Person person, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Command("insert into book (person_id, currency) values ($1, $2) on conflict do nothing")
            .With(person.Id.Value)
            .With(CurrencyOf(person.Language).Code);
        // After the insert, which waits for whoever takes the book away at the moment: a statement sees what was committed before it began.
        batch
            .Command("delete from book where person_id = $1 and exists (select from former_person where person_id = $1)")
            .With(person.Id.Value);
        batch.Command("select currency from book where person_id = $1").With(person.Id.Value);
        return await batch.ExecuteScalarAsync(cancel) is string currency ? Currency.Parse(currency) : throw new BookGoneException();
    }
}
