using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;
using Denga.Platform.Operations;

namespace Denga.Analytics.Totals;

internal sealed class LiveTotalsHandler(DayTotals totals) : IOperationHandler<LiveTotals, IReadOnlyList<DayTotal>>
{
    private const int DaysMax = 400;

    public async Task<Result<IReadOnlyList<DayTotal>>> Handle(LiveTotals operation, CancellationToken cancel)
    {
        var days = operation.To.DayNumber - operation.From.DayNumber + 1;
        if (days is < 1 or > DaysMax)
            return AnalyticsErrors.Period;
        return (await totals.Read(operation.Person, operation.From, operation.To, cancel)).ToArray();
    }
}
