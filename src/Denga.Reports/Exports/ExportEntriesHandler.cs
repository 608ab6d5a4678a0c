using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform.Operations;
using Denga.Reports.Csv;

namespace Denga.Reports.Exports;

internal sealed class ExportEntriesHandler(IOperations operations, ReportFiles files) : IOperationHandler<ExportEntries, Exported>
{
    private const int PageSize = 100;
    private const int YearsMax = 10;

    public async Task<Result<Exported>> Handle(ExportEntries operation, CancellationToken cancel)
    {
        if (operation.From > operation.To || operation.To.Year - operation.From.Year > YearsMax)
            return ReportsErrors.Period;
        var language = operation.Language == "ru" ? "ru" : "en";
        var categories = await operations.Ask(new Categories(operation.Person, language), cancel);
        if (!categories.IsOk)
            return categories.Error;
        var names = categories.Value.ToDictionary(c => c.Key, c => c.Name, StringComparer.Ordinal);
        using var csv = new MemoryStream();
        try
        {
            var entries = await EntriesCsv.Write(csv, Entries(operation, cancel), names, cancel);
            var saved = await files.Save(csv.GetBuffer().AsMemory(0, (int)csv.Length), ".csv", cancel);
            return saved.IsOk ? new Exported(saved.Value, entries) : saved.Error;
        }
        catch (RefusedPageException refused)
        {
            return refused.Error;
        }
    }

    /// <summary>All pages, one after the other.</summary>
    private async IAsyncEnumerable<Expense> Entries(
        ExportEntries operation,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        string? cursor = null;
        do
        {
            var page = await operations.Ask(
                new FindExpenses(operation.Person, From: operation.From, To: operation.To, Cursor: cursor, Limit: PageSize),
                cancel
            );
            if (!page.IsOk)
                throw new RefusedPageException(page.Error);
            foreach (var entry in page.Value.Items)
                yield return entry;
            cursor = page.Value.Next;
        } while (cursor is not null);
    }

    /// <summary>Carries an expected error through the enumeration; it never leaves this file.</summary>
    private sealed class RefusedPageException(Error error) : Exception(error.Detail)
    {
        public Error Error => error;
    }
}
