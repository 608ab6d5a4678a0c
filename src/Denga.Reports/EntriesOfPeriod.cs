using System.Runtime.CompilerServices;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Operations;

namespace Denga.Reports;

/// <summary>A person's entries of a period for a file, the newest first, page by page: a long book takes no more memory than a short one.</summary>
internal static class EntriesOfPeriod
{
    /// <summary>Throws <see cref="RefusedPageException"/> when a page is refused.</summary>
    /// <param name="most">The newest so many.</param>
    public static async IAsyncEnumerable<Expense> Read(
        IOperations operations,
        PersonId person,
        DateOnly from,
        DateOnly to,
        int most,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var left = most;
        string? cursor = null;
        do
        {
            var page = await operations.Ask(new AllExpenses(person, from, to, cursor, Math.Min(left, AllExpenses.LimitMax)), cancel);
            if (!page.IsOk)
                throw new RefusedPageException(page.Error);
            foreach (var entry in page.Value.Items)
                yield return entry;
            left -= page.Value.Items.Count;
            cursor = page.Value.Next;
        } while (cursor is not null && left > 0);
    }
}

/// <summary>Carries an expected error through the enumeration, to whoever began it.</summary>
internal sealed class RefusedPageException(Error error) : Exception(error.Detail)
{
    public Error Error => error;
}
