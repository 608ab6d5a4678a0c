using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform.Caching;
using Denga.Platform.Operations;
using Microsoft.Extensions.Hosting;

namespace Denga.Reports.Spending;

/// <summary>Asks for the book's version, which is cheap, and answers the report that was built for it; builds it when there is none.</summary>
internal sealed class SpendingReportHandler(
    IOperations operations,
    KeptReports kept,
    ReportBuilder builder,
    Caches caches,
    IHostApplicationLifetime lifetime
) : IOperationHandler<SpendingReport, ReportBuilt>
{
    /// <summary>A key has the book's version in it, so nothing here is ever wrong, and pictures live a day longer than their reports.</summary>
    private readonly Cache<ReportBuilt> recent = caches.Of<ReportBuilt>("reports.spending", TimeSpan.FromHours(1));

    /// <summary>What is being built at the moment, so that the same question asked twice is worked once.</summary>
    private readonly ConcurrentDictionary<ReportKey, Lazy<Task<Result<ReportBuilt>>>> building = new();

    public async Task<Result<ReportBuilt>> Handle(SpendingReport operation, CancellationToken cancel)
    {
        if (operation.From > operation.To || operation.To == DateOnly.MaxValue)
            return ReportsErrors.Period;
        var book = await operations.Ask(new ExpenseBook(operation.Person), cancel);
        if (!book.IsOk)
            return book.Error;
        var key = new ReportKey(
            operation.Person,
            operation.From,
            operation.To,
            operation.Language == "ru" ? "ru" : "en",
            operation.Dark,
            book.Value.Version,
            book.Value.Currency,
            book.Value.MonthStartDay,
            operation.Today is { } today && ComparedPeriod.IsRunning(operation.From, operation.To, today) ? today : null
        );
        if (await recent.Get(key.ToString(), () => kept.Find(key, lifetime.ApplicationStopping), cancel) is { } known)
            return known;
        // Whoever gives up waiting does not stop the others, so the work ends with the process only.
        var shared = building.GetOrAdd(key, k => new Lazy<Task<Result<ReportBuilt>>>(() => Build(k)));
        return await shared.Value.WaitAsync(cancel);
    }

    private async Task<Result<ReportBuilt>> Build(ReportKey key)
    {
        try
        {
            // Another may have finished it between this one's first look and its turn.
            return await kept.Find(key, lifetime.ApplicationStopping) is { } known
                ? known
                : await builder.Build(key, lifetime.ApplicationStopping);
        }
        finally
        {
            building.TryRemove(key, out _);
        }
    }
}
