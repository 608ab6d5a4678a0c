using Denga.Contracts;
using Denga.Platform.Caching;

namespace Denga.Expenses.Recording;

/// <summary>Books as the last recordings of this process left them. A copy counts only under the book's lock, on its day and with its version, which
/// the database raises with everything that a copy holds; so it is never behind, whoever else writes.</summary>
internal sealed class KnownBooks
{
    private const int PeopleMax = 5_000;
    private readonly LruCache<PersonId, BookState> books = new(PeopleMax);

    /// <summary>Gives the copy away: it is changed in memory before it is known whether the transaction holds.</summary>
    internal BookState? Take(PersonId person, long version, DateOnly today) =>
        books.TryTake(person, out var book) && book.Version == version && book.Today == today ? book : null;

    internal void Keep(BookState book) => books.Set(book.Person, book);
}
