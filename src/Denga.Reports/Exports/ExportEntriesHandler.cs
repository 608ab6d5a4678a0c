using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform.Operations;
using Denga.Reports.Csv;

namespace Denga.Reports.Exports;

internal sealed class ExportEntriesHandler(IOperations operations, ReportFiles files) : IOperationHandler<ExportEntries, Exported>
{
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
            var all = EntriesOfPeriod.Read(operations, operation.Person, operation.From, operation.To, int.MaxValue, cancel);
            var entries = await EntriesCsv.Write(csv, all, names, language, cancel);
            var name = FileNames.Of("expenses", operation.From, operation.To, "csv");
            var saved = await files.Save(operation.Person, csv.GetBuffer().AsMemory(0, (int)csv.Length), name, cancel);
            return saved.IsOk ? new Exported(saved.Value, entries) : saved.Error;
        }
        catch (RefusedPageException refused)
        {
            return refused.Error;
        }
    }
}
