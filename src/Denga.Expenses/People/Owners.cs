using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.People;

/// <summary>The book went to somebody else, or was erased, between the question whose it is and its lock. <see cref="Owners"/> begins again.</summary>
internal sealed class BookGoneException : Exception
{
    public BookGoneException()
        : base("The book is not there any more.") { }
}

/// <summary>Writes into the book of whoever a person is by now: people are joined and erased while their messages are worked.</summary>
internal sealed class Owners(Database<ExpensesModule> database, Profiles profiles, OpenBooks books)
{
    /// <summary>A chain of people who were joined is one step long, so that the second attempt finds the book.</summary>
    private const int AttemptsMax = 5;

    /// <param name="work">Gets the person, whose book is open; throws <see cref="BookGoneException"/> when it is not there under its lock.</param>
    internal async Task<Result<TAnswer>> Write<TAnswer>(PersonId id, Func<Person, Task<Result<TAnswer>>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var person = await profiles.Of(id, cancel);
            if (!person.IsOk)
                return person.Error;
            try
            {
                await books.MainCurrency(person.Value, cancel);
                return await work(person.Value);
            }
            catch (BookGoneException) when (attempt < AttemptsMax)
            {
                books.Forget(person.Value.Id);
                await Follow(id, person.Value.Id, cancel);
            }
        }
    }

    /// <summary>The ids that a person has had, his own among them.</summary>
    internal async Task<IReadOnlyList<PersonId>> IdsOf(PersonId person, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select person_id from former_person where kept_id = $1");
        var ids = new List<PersonId> { person };
        await using var rows = await command.With(person.Value).ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            ids.Add(new PersonId(rows.GetGuid(0)));
        return ids;
    }

    /// <summary>Who was kept in place of a person; null when the person is not a former one, default when he was erased.</summary>
    internal static async Task<PersonId?> KeptInPlaceOf(PersonId person, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select kept_id from former_person where person_id = $1", connection);
        return await command.With(person.Value).ExecuteScalarAsync(cancel) switch
        {
            Guid kept => new PersonId(kept),
            DBNull => default(PersonId),
            _ => null,
        };
    }

    private async Task Follow(PersonId asked, PersonId found, CancellationToken cancel)
    {
        profiles.Forget(asked);
        profiles.Forget(found);
        await using var connection = await database.Open(cancel);
        if (await KeptInPlaceOf(found, connection, cancel) is { } kept)
            profiles.Moved(found, kept);
    }
}
