using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform.Operations;
using Denga.Reports.Charts;

namespace Denga.Reports.Spending;

/// <summary>Builds a report from the entries as they are now, draws its picture, and keeps both.</summary>
internal sealed class ReportBuilder(IOperations operations, ReportFiles files, KeptReports kept)
{
    /// <summary>Entries that are written between the two questions make the halves differ; then both are asked again.</summary>
    private const int AttemptsMax = 5;

    public async Task<Result<ReportBuilt>> Build(ReportKey asked, CancellationToken cancel)
    {
        if (!ComparedPeriod.TryBefore(asked.From, asked.To, asked.Until, asked.MonthStartDay, out var before))
            return ReportsErrors.Period;
        for (var attempt = 1; ; attempt++)
        {
            var now = await operations.Ask(new Contracts.Expenses.Spending(asked.Person, asked.From, asked.To), cancel);
            if (!now.IsOk)
                return now.Error;
            var earlier = await operations.Ask(new Contracts.Expenses.Spending(asked.Person, before.Value.From, before.Value.To), cancel);
            if (!earlier.IsOk)
                return earlier.Error;
            var whole = now.Value.Version == earlier.Value.Version && ReferenceEquals(now.Value.Currency, earlier.Value.Currency);
            if (whole || attempt == AttemptsMax)
                return await Draw(asked, now.Value, earlier.Value, whole, cancel);
        }
    }

    private async Task<Result<ReportBuilt>> Draw(
        ReportKey asked,
        SpendingAnswer now,
        SpendingAnswer before,
        bool whole,
        CancellationToken cancel
    )
    {
        var categories = await operations.Ask(new Categories(asked.Person, asked.Language), cancel);
        if (!categories.IsOk)
            return categories.Error;
        var names = categories.Value.ToDictionary(c => c.Key, c => c.Name, StringComparer.Ordinal);
        var card = new SpendingCard(asked.From, asked.To, now, before, names, asked.Language, asked.Dark, asked.Until is not null);
        var picture = await files.SavePicture(asked.Person, SpendingChart.Draw(card), cancel);
        if (!picture.IsOk)
            return picture.Error;
        var built = new ReportBuilt(asked.From, asked.To, now, before, picture.Value, Cached: false);
        // Kept under what the sums say of themselves: the book may have moved on since it was asked.
        if (whole)
            await kept.Keep(asked with { Version = now.Version, Currency = now.Currency }, built, cancel);
        return built;
    }
}
